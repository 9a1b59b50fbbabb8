"""Routes of the probes."""

from django.urls import path

from operations.api import views

urlpatterns = [
    path("health", views.live),
    path("livez", views.live),
    path("liveness", views.live),
    path("readyz", views.ready),
    path("readiness", views.ready),
    path("version", views.version),
]
