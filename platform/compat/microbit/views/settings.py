"""Settings of the platform, and tests of its connections."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.microbit import services
from compat.microbit.errors import StaffOnly
from compat.microbit.serializers import MailTrialIn, SettingsIn
from core.api import ApiViewSet, read
from core.preferences import set_preference


class SettingsViewSet(ApiViewSet):
    per_minute = {"test_smtp": 5}

    def retrieve(self, request: Request) -> Response:
        return Response({"settings": services.platform_settings()})

    def update(self, request: Request) -> Response:
        if not (self.user.is_staff and self.user.has_perm("core.change_preference")):
            raise StaffOnly
        for name, value in read(SettingsIn, request.data).items():
            set_preference(name, value, now=timezone.now())
        return self.retrieve(request)

    def test_smtp(self, request: Request) -> Response:
        data = read(MailTrialIn, request.data)
        refusal = services.try_mail(**data, asked_by=self.user)
        message = refusal or "Test email sent successfully"
        return Response({"success": refusal is None, "message": message})

    def test_callerai(self, request: Request) -> Response:
        return Response({"success": False, "message": "No CallerAI key is configured."})
