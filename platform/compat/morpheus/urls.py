"""Routes of the morpheus door, below its prefix."""

from __future__ import annotations

from django.urls import path

from compat.morpheus.views.auth import AuthViewSet
from compat.morpheus.views.customers import CustomerViewSet, OnboardingViewSet
from compat.morpheus.views.platform_staff import (
    HealthViewSet,
    PlatformCustomersViewSet,
    PlatformHealthViewSet,
)
from compat.morpheus.views.users import UsersViewSet

urlpatterns = [
    path("health", HealthViewSet.as_view({"get": "retrieve"})),
    path(
        "auth/register/request-verification", AuthViewSet.as_view({"post": "request_verification"})
    ),
    path("auth/register/complete", AuthViewSet.as_view({"post": "complete"})),
    path("auth/login", AuthViewSet.as_view({"post": "login"})),
    path("auth/refresh", AuthViewSet.as_view({"post": "refresh"})),
    path("auth/logout", AuthViewSet.as_view({"post": "logout"})),
    path("auth/profile", AuthViewSet.as_view({"get": "profile"})),
    path("customers/onboard", OnboardingViewSet.as_view({"post": "create"})),
    path("customers/me", CustomerViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    path("users", UsersViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "users/<str:user_id>",
        UsersViewSet.as_view({"patch": "partial_update", "delete": "destroy"}),
    ),
    path("admin/customers", PlatformCustomersViewSet.as_view({"get": "list"})),
    path("admin/system/health", PlatformHealthViewSet.as_view({"get": "retrieve"})),
]
