"""Routes of the site's own pages: the landing page and the API reference."""

from django.urls import path
from drf_spectacular.views import (
    SpectacularRedocView,
    SpectacularSwaggerView,
)

from core.api.reference import openapi_document, redoc_script, reference
from operations.pages import views

urlpatterns = [
    path("", views.landing),
    path("openapi.json", openapi_document, name="openapi"),
    path("docs", reference(SpectacularSwaggerView)),
    path("redoc", reference(SpectacularRedocView)),
    path("redoc.js", redoc_script),
]
