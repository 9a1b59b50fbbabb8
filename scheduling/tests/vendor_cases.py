"""Clients of Google and Microsoft with a server each, for tests of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduling.clients.base import OutsideCalendar
from scheduling.clients.google import GoogleCalendar
from scheduling.clients.microsoft import MicrosoftCalendar
from scheduling.clients.oauth import OAuthGrant
from scheduling.tests.vendor_server import GoogleVendor, MicrosoftVendor, Vendor, serving

VIENNA = ZoneInfo("Europe/Vienna")
HOUR = timedelta(hours=1)


@dataclass
class Case:
    """A vendor's server with a client to it. rotated: refresh tokens that the client reported."""

    vendor: Vendor
    make: Callable[..., OutsideCalendar]
    rotated: list[str] = field(default_factory=list)

    def client(self, **changes: Any) -> OutsideCalendar:
        token = changes.pop("refresh_token", self.vendor.refresh_token)
        return self.make(
            grant=OAuthGrant("id", "client-secret", token),
            calendar="ada@x",
            on_rotated=self.rotated.append,
            allow_loopback=True,
            token_url=f"{self.vendor.url}/token",
            **changes,
        )

    def timed(self, starts_at: datetime, **more: Any) -> dict[str, Any]:
        """An event of somebody else's."""
        times = {"start": starts_at, "end": starts_at + HOUR}
        return {
            **{name: {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
               for name, at in times.items()},
            **more,
        }  # fmt: skip


def _google(vendor: Vendor) -> Callable[..., OutsideCalendar]:
    def make(**options: Any) -> OutsideCalendar:
        return GoogleCalendar(api_url=f"{vendor.url}/v3/", zone=VIENNA, **options)

    return make


def _microsoft(vendor: Vendor) -> Callable[..., OutsideCalendar]:
    def make(**options: Any) -> OutsideCalendar:
        return MicrosoftCalendar(api_url=f"{vendor.url}/v1.0/", **options)

    return make


@pytest.fixture(name="google")
def google_case() -> Iterator[Case]:
    vendor = GoogleVendor()
    with serving(vendor):
        yield Case(vendor, _google(vendor))


@pytest.fixture(name="microsoft")
def microsoft_case() -> Iterator[Case]:
    vendor = MicrosoftVendor()
    with serving(vendor):
        yield Case(vendor, _microsoft(vendor))


@pytest.fixture(name="case", params=["google", "microsoft"])
def either_case(request: pytest.FixtureRequest) -> Case:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Case)
    return found
