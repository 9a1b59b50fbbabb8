"""Sessions per device; ending one takes effect at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.devices import device_name
from accounts.models import RefreshToken, Session, User
from accounts.services import SignedIn
from accounts.tests.factories import make_user
from core.testing import ApiClient, assert_queries, nothing_changes

SESSIONS, ME = "/api/v1/auth/sessions", "/api/v1/auth/me"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def signed_in(user: User, **more: Any) -> SignedIn:
    return services.start_session(
        user=user, user_agent=FIREFOX, address="192.0.2.1", now=timezone.now(), **more
    )


def refresh(token: str) -> Any:
    return ApiClient().post("/api/v1/auth/refresh", {"refresh_token": token})


def test_sessions_are_listed_last_seen_first(dora: User) -> None:
    phone, desk = signed_in(dora), signed_in(dora)
    signed_in(make_user("eve"))
    services.sign_out(session=signed_in(dora).session, now=timezone.now())
    before = timezone.now() - timedelta(minutes=5)
    Session.objects.filter(pk=phone.session.pk).update(last_seen_at=before)

    with assert_queries(3):  # session, count, page
        answer = ApiClient(desk.access_token).get(SESSIONS)

    body = answer.json()
    assert (answer.status_code, body["total"], body["next"]) == (200, 2, None)
    assert body["sessions"][0] == {
        "id": desk.session.public_id,
        "device": "Firefox on Linux",
        "user_agent": FIREFOX,
        "address": "192.0.2.1",
        "created_at": desk.session.created_at.isoformat().replace("+00:00", "Z"),
        "last_seen_at": desk.session.last_seen_at.isoformat().replace("+00:00", "Z"),
        "is_current": True,
        "is_support": False,
    }
    assert body["sessions"][1]["id"] == phone.session.public_id
    assert body["sessions"][1]["is_current"] is False


def test_a_session_that_cannot_be_refreshed_is_not_listed(dora: User) -> None:
    forgotten, used = signed_in(dora), signed_in(dora)
    long_ago = timezone.now() - timedelta(seconds=1)
    RefreshToken.objects.filter(session=forgotten.session).update(expires_at=long_ago)

    body = ApiClient(used.access_token).get(SESSIONS).json()

    assert [each["id"] for each in body["sessions"]] == [used.session.public_id]


def test_an_ended_session_is_refused_from_the_next_request_on(dora: User) -> None:
    stolen, mine = signed_in(dora), signed_in(dora)
    here, there = ApiClient(mine.access_token), ApiClient(stolen.access_token)
    assert there.get(ME).status_code == 200

    answer = here.delete(f"{SESSIONS}/{stolen.session.public_id}")

    assert (answer.status_code, answer.json()) == (200, {"message": "Session ended"})
    refused = there.get(ME)
    assert (refused.status_code, refused.json()["code"]) == (401, "SESSION_ENDED")
    assert refresh(stolen.refresh_token).status_code == 401
    assert here.get(ME).status_code == 200
    assert refresh(mine.refresh_token).status_code == 200


def test_the_current_session_can_end_itself(dora: User) -> None:
    mine = signed_in(dora)
    api = ApiClient(mine.access_token)

    assert api.delete(f"{SESSIONS}/{mine.session.public_id}").status_code == 200

    assert api.get(ME).status_code == 401


def test_another_users_session_is_not_found(dora: User) -> None:
    mine, theirs = signed_in(dora), signed_in(make_user("eve"))

    with nothing_changes():
        answer = ApiClient(mine.access_token).delete(f"{SESSIONS}/{theirs.session.public_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert ApiClient(theirs.access_token).get(ME).status_code == 200


def test_logging_out_everywhere_ends_all_own_sessions(dora: User) -> None:
    phone, desk, eves = signed_in(dora), signed_in(dora), signed_in(make_user("eve"))

    answer = ApiClient(desk.access_token).post("/api/v1/auth/logout-all")

    assert (answer.status_code, answer.json()) == (200, {"message": "Logged out everywhere"})
    tokens = [each.access_token for each in (phone, desk, eves)]
    assert [ApiClient(each).get(ME).status_code for each in tokens] == [401, 401, 200]
    assert [refresh(each.refresh_token).status_code for each in (phone, desk)] == [401, 401]


def test_ending_sessions_returns_the_count_and_can_keep_one(dora: User) -> None:
    kept = signed_in(dora)
    signed_in(dora)
    signed_in(dora)
    now = timezone.now()

    assert services.sign_out_everywhere(user=dora, now=now, keep=kept.session) == 2
    assert services.sign_out_everywhere(user=dora, now=now, keep=kept.session) == 0
    assert services.sign_out_everywhere(user=dora, now=now) == 1


def test_an_impersonation_cannot_be_prolonged_and_is_shown(dora: User) -> None:
    support = signed_in(dora, impersonator=make_user("sam", is_staff=True))
    mine = signed_in(dora)
    assert ApiClient(support.access_token).get(ME).json()["email"] == dora.email
    lifetime = RefreshToken.objects.get(session=support.session).expires_at
    assert lifetime - support.session.created_at == timedelta(minutes=15)

    with nothing_changes():
        answer = refresh(support.refresh_token)

    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")
    sessions = ApiClient(mine.access_token).get(SESSIONS).json()["sessions"]
    assert {each["id"]: each["is_support"] for each in sessions} == {
        mine.session.public_id: False,
        support.session.public_id: True,
    }


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/128.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.5.0", "curl"),
        ("<script>", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_devices_have_readable_names(user_agent: str, device: str) -> None:
    assert device_name(user_agent) == device
