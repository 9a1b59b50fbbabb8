"""Routes of the voicera door, below its prefix."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.views import (
    SpectacularRedocView,
    SpectacularSwaggerView,
)

from compat.voicera.views.auth import AuthViewSet, RefreshViewSet
from compat.voicera.views.probes import ProbesViewSet
from compat.voicera.views.users import AdminUsersViewSet, UsersViewSet
from core.api.reference import openapi_document, reference

urlpatterns = [
    path("auth/register", AuthViewSet.as_view({"post": "register"})),
    path("auth/login", AuthViewSet.as_view({"post": "login"})),
    path("auth/refresh-token", RefreshViewSet.as_view({"post": "refresh"})),
    path("auth/me", AuthViewSet.as_view({"get": "me"})),
    path("auth/logout", AuthViewSet.as_view({"post": "logout"})),
    path("auth/forgot-password", AuthViewSet.as_view({"post": "forgot_password"})),
    path("auth/reset-password", AuthViewSet.as_view({"post": "reset_password"})),
    path("users", UsersViewSet.as_view({"get": "list"})),
    path(
        "users/<str:user_id>",
        UsersViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path("admin/users", AdminUsersViewSet.as_view({"get": "list"})),
    path("admin/users/<str:user_id>/activate", AdminUsersViewSet.as_view({"post": "activate"})),
    path("admin/users/<str:user_id>/deactivate", AdminUsersViewSet.as_view({"post": "deactivate"})),
    path("health", ProbesViewSet.as_view({"get": "live"})),
    path("liveness", ProbesViewSet.as_view({"get": "live"})),
    path("readiness", ProbesViewSet.as_view({"get": "ready"})),
    path("version", ProbesViewSet.as_view({"get": "version"})),
    path("openapi.json", openapi_document),
    path("docs", reference(SpectacularSwaggerView)),
    path("redoc", reference(SpectacularRedocView)),
]
