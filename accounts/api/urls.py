"""Routes of accounts and sign-in, below the door's prefix."""

from django.urls import path

from accounts.api.views import AccountViewSet, AuthViewSet, ExportsViewSet, SessionsViewSet

urlpatterns = [
    path("auth/signup", AuthViewSet.as_view({"post": "signup"})),
    path("auth/verify-otp", AuthViewSet.as_view({"post": "verify_otp"})),
    path("auth/resend-otp", AuthViewSet.as_view({"post": "resend_otp"})),
    path("auth/login", AuthViewSet.as_view({"post": "login"})),
    path("auth/refresh", AuthViewSet.as_view({"post": "refresh"})),
    path("auth/logout", AuthViewSet.as_view({"post": "logout"})),
    path("auth/logout-all", AuthViewSet.as_view({"post": "logout_all"})),
    path("auth/forgot-password", AuthViewSet.as_view({"post": "forgot_password"})),
    path("auth/reset-password", AuthViewSet.as_view({"post": "reset_password"})),
    path("auth/me", AccountViewSet.as_view({"get": "me", "patch": "change_profile"})),
    path("auth/change-password", AccountViewSet.as_view({"post": "change_password"})),
    path("auth/change-email", AccountViewSet.as_view({"post": "change_email"})),
    path("auth/change-email/confirm", AccountViewSet.as_view({"post": "confirm_email"})),
    path("auth/close-account", AccountViewSet.as_view({"post": "close"})),
    path("auth/sessions", SessionsViewSet.as_view({"get": "list"})),
    path(
        "auth/sessions/<str:session_id>",
        SessionsViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    path("auth/export", ExportsViewSet.as_view({"post": "create"})),
    path("auth/exports", ExportsViewSet.as_view({"get": "list"})),
    path("auth/exports/<str:token>", ExportsViewSet.as_view({"get": "download"})),
]
