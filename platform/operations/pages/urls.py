"""Routes of the site's own pages: the landing page and the API reference."""

from django.urls import path
from drf_spectacular.views import (
    SpectacularJSONAPIView,
    SpectacularRedocView,
    SpectacularSwaggerView,
)

from core.api.reference import reference
from operations.pages import views

urlpatterns = [
    path("", views.landing),
    path("openapi.json", reference(SpectacularJSONAPIView), name="openapi"),
    path("docs", reference(SpectacularSwaggerView, url_name="openapi")),
    path("redoc", reference(SpectacularRedocView, url_name="openapi")),
]
