"""`Idempotency-Key`: the request runs once, and repetitions get the same response."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from core.models import IdempotencyRecord
from core.testing import ApiClient, nothing_changes, run_concurrently

KEY = {"Idempotency-Key": "0d3adb33"}
REPLAYED = "Idempotent-Replayed"

# A route whose whole request is one transaction, and one where only the service is.
ROUTES = {"atomic": "{base}/collections", "not atomic": "/api/v1/workspaces"}
PLURALS = {"atomic": "collections", "not atomic": "workspaces"}

each_kind = pytest.mark.parametrize("kind", ROUTES)


def names(person: Any, path: str, kind: str) -> list[str]:
    return [row["name"] for row in person.api.get(path).json()[PLURALS[kind]]]


@each_kind
def test_a_repeat_gets_the_first_response_and_does_nothing(
    alice: Any, base: str, kind: str
) -> None:
    path = ROUTES[kind].format(base=base)
    first = alice.api.post(path, {"name": "Twice"}, **KEY)

    with nothing_changes():
        second = alice.api.post(path, {"name": "Twice"}, **KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert REPLAYED not in first.headers
    assert second.headers[REPLAYED] == "true"
    assert names(alice, path, kind).count("Twice") == 1


@each_kind
def test_concurrent_requests_run_once(
    transactional_db: None, alice: Any, base: str, kind: str
) -> None:
    path = ROUTES[kind].format(base=base)

    answers = run_concurrently(20, lambda _: alice.api.post(path, {"name": "Once"}, **KEY))

    made = [each for each in answers if each.status_code == 201 and REPLAYED not in each.headers]
    others = [each for each in answers if each not in made]
    assert len(made) == 1
    assert names(alice, path, kind).count("Once") == 1
    for answer in others:
        if answer.status_code == 201:
            assert answer.json() == made[0].json()
        else:  # only if nothing can wait for the first one's transaction
            assert (kind, answer.status_code) == ("not atomic", 409)
            assert answer.json()["code"] == "IDEMPOTENCY_IN_PROGRESS"
            assert answer.headers["Retry-After"] == "1"


@each_kind
def test_another_body_with_the_same_key_is_refused(alice: Any, base: str, kind: str) -> None:
    path = ROUTES[kind].format(base=base)
    alice.api.post(path, {"name": "One"}, **KEY)

    with nothing_changes():
        answer = alice.api.post(path, {"name": "Other"}, **KEY)

    assert answer.status_code == 422
    assert answer.json()["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_the_order_of_keys_is_not_another_body(alice: Any, base: str) -> None:
    path = f"{base}/collections"
    first = alice.api.call("POST", path, body=b'{"name":"A","description":"d"}', headers=KEY)
    second = alice.api.call("POST", path, body=b'{"description":"d", "name":"A"}', headers=KEY)

    assert second.headers[REPLAYED] == "true"
    assert first.json() == second.json()


@each_kind
def test_after_an_error_the_key_can_be_used_again(alice: Any, base: str, kind: str) -> None:
    path = ROUTES[kind].format(base=base)

    with nothing_changes():
        refused = alice.api.post(path, {"name": ""}, **KEY)
    again = alice.api.post(path, {"name": "Better"}, **KEY)

    assert (refused.status_code, again.status_code) == (400, 201)
    assert REPLAYED not in again.headers


def test_the_same_key_on_another_route_is_another_key(alice: Any, base: str) -> None:
    for path in (f"{base}/collections", "/api/v1/workspaces", f"{base}/api-keys"):
        answer = alice.api.post(path, {"name": "Same"}, **KEY)
        assert (answer.status_code, REPLAYED in answer.headers) == (201, False)


def test_another_users_key_is_another_key(alice: Any, charlie: Any) -> None:
    ours = alice.api.post("/api/v1/workspaces", {"name": "Same"}, **KEY)
    theirs = charlie.api.post("/api/v1/workspaces", {"name": "Same"}, **KEY)

    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert REPLAYED not in theirs.headers
    assert ours.json()["id"] != theirs.json()["id"]


def test_a_fellow_members_key_is_another_key(alice: Any, bob: Any, base: str) -> None:
    path = f"{base}/collections"
    alice.api.post(path, {"name": "Ours"}, **KEY)

    answer = bob.api.post(path, {"name": "Ours"}, **KEY)

    assert answer.status_code == 409
    assert answer.json()["code"] == "DUPLICATE"


def test_a_stored_response_is_encrypted(alice: Any, base: str) -> None:
    issued = alice.api.post(f"{base}/api-keys", {"name": "Website"}, **KEY).json()

    with connection.cursor() as cursor:
        cursor.execute("SELECT record::text, body FROM core_idempotencyrecord record")
        ((row, body),) = cursor.fetchall()
    assert issued["key"] not in row
    assert "Website" not in row
    assert KEY["Idempotency-Key"] not in row
    assert body.startswith("gAAAA")  # Fernet's mark
    assert issued["key"] in IdempotencyRecord.objects.get().body


@pytest.mark.parametrize("key", ["", "k" * 256, "caf\xe9", "tab\there"])
def test_malformed_keys_are_refused(alice: Any, key: str) -> None:
    with nothing_changes():
        answer = alice.api.post("/api/v1/workspaces", {"name": "A"}, **{"Idempotency-Key": key})

    assert answer.status_code == 400
    assert answer.json()["code"] == "IDEMPOTENCY_KEY_INVALID"


def test_other_methods_ignore_the_key(alice: Any, base: str) -> None:
    for name in ("First", "Second"):
        alice.api.patch(base, {"name": name}, **KEY)
        assert alice.api.get(base, **KEY).json()["name"] == name

    assert IdempotencyRecord.objects.count() == 0


@pytest.mark.parametrize(("age", "status"), [(timedelta(minutes=3), 201), (timedelta(0), 409)])
def test_a_key_of_a_crashed_request_is_taken_over_in_time(
    alice: Any, age: timedelta, status: int
) -> None:
    alice.api.post("/api/v1/workspaces", {"name": "Lost"}, **KEY)
    IdempotencyRecord.objects.update(status=None, body="", created_at=timezone.now() - age)

    answer = alice.api.post("/api/v1/workspaces", {"name": "Lost"}, **KEY)

    assert (answer.status_code, REPLAYED in answer.headers) == (status, False)


def test_an_upload_is_recognized_by_its_content(alice: Any, base: str) -> None:
    collection = alice.api.post(f"{base}/collections", {"name": "Handbook"}).json()["id"]

    def upload(text: bytes) -> Any:
        form = {"file": ContentFile(text, "notes.txt"), "collection_id": collection}
        return alice.api.upload(f"{base}/documents", form, **KEY)

    first, same, other = upload(b"one"), upload(b"one"), upload(b"two")

    assert (first.status_code, same.status_code, other.status_code) == (202, 202, 422)
    assert first.json() == same.json()
    assert alice.api.get(f"{base}/documents").json()["total"] == 1


def test_anonymous_callers_share_no_keys(db: None, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    body = {"email": "nobody@example.com"}
    answers = [
        ApiClient(**{"X-Forwarded-For": address}).post("/api/v1/auth/resend-otp", body, **KEY)
        for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2")
    ]

    assert [REPLAYED in each.headers for each in answers] == [False, True, False]
