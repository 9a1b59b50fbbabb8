"""Routes of the sign-in desk, below the door's prefix."""

from django.urls import path

from accounts.api.views import AuthViewSet

urlpatterns = [
    path("auth/signup", AuthViewSet.as_view({"post": "signup"})),
    path("auth/verify-otp", AuthViewSet.as_view({"post": "verify_otp"})),
    path("auth/resend-otp", AuthViewSet.as_view({"post": "resend_otp"})),
    path("auth/login", AuthViewSet.as_view({"post": "login"})),
    path("auth/refresh", AuthViewSet.as_view({"post": "refresh"})),
    path("auth/logout", AuthViewSet.as_view({"post": "logout"})),
    path("auth/me", AuthViewSet.as_view({"get": "me"})),
]
