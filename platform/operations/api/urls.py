"""Addresses of the probes and the site's own pages."""

from django.urls import path

from operations.api import views

urlpatterns = [
    path("", views.landing),
    path("widget.js", views.widget_script),
    path("health", views.live),
    path("livez", views.live),
    path("liveness", views.live),
    path("readyz", views.ready),
    path("readiness", views.ready),
    path("version", views.version),
]
