"""The user's own account over REST: profile, closing, export."""

from __future__ import annotations

import asyncio
import io
import zipfile
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

from accounts.models import DataExport, User
from accounts.tests.factories import PASSWORD, make_user, token_of
from accounts.tests.mailbox import mailed_links
from core.http.files import download
from core.testing import ApiClient, nothing_changes, run_jobs

ME, EXPORTS = "/api/v1/auth/me", "/api/v1/auth/exports"


def test_the_name_can_be_changed(dora: User, api: ApiClient) -> None:
    answer = api.patch(ME, {"full_name": "Dora Doe"})

    before, dora_now = dora.updated_at, User.objects.get()
    assert (answer.status_code, answer.json()["full_name"]) == (200, "Dora Doe")
    assert api.get(ME).json() == answer.json()
    assert dora_now.updated_at > before


def test_other_fields_cannot_be_changed(dora: User, api: ApiClient) -> None:
    api.patch(ME, {"full_name": "Dora", "email": "x@example.com", "is_staff": True})

    user = User.objects.get()
    assert (user.email, user.is_staff) == ("dora@example.com", False)


def test_an_account_is_closed_with_its_password(dora: User, api: ApiClient) -> None:
    with nothing_changes():
        wrong = api.post("/api/v1/auth/close-account", {"password": "wrong-password-1"})

    answer = api.post("/api/v1/auth/close-account", {"password": PASSWORD})

    assert (wrong.status_code, wrong.json()["field"]) == (400, "password")
    assert (answer.status_code, answer.json()) == (200, {"message": "Account closed"})
    assert api.get(ME).status_code == 401


def test_an_archive_is_requested_mailed_and_downloaded(
    dora: User, api: ApiClient, anonymous: ApiClient
) -> None:
    asked = api.post("/api/v1/auth/export")
    assert (asked.status_code, asked.json()["state"]) == (202, "QUEUED")
    run_jobs()

    (shown,) = api.get(EXPORTS).json()["exports"]
    (link,) = mailed_links(dora.email)
    answer = anonymous.get(link)

    archive = b"".join(answer.streaming_content)
    assert (shown["id"], shown["state"]) == (asked.json()["id"], "READY")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert int(answer.headers["Content-Length"]) == len(archive) == shown["size_bytes"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="frontdesk-')
    assert answer.headers["Cache-Control"] == "no-store"
    as_bytes = anonymous.get(link, Accept="application/octet-stream")
    assert as_bytes.headers["Content-Type"] == "application/octet-stream"
    assert as_bytes.getvalue() == archive
    assert "export.json" in zipfile.ZipFile(io.BytesIO(archive)).namelist()


def test_an_archive_belongs_to_its_owner_only(dora: User, api: ApiClient) -> None:
    api.post("/api/v1/auth/export")
    eve = ApiClient(token_of(make_user("eve")))

    assert eve.get(EXPORTS).json() == {"exports": [], "total": 0, "next": None}


@pytest.mark.parametrize("why", ["forged", "expired", "of another kind"])
def test_an_invalid_link_downloads_nothing(
    dora: User, api: ApiClient, anonymous: ApiClient, why: str
) -> None:
    api.post("/api/v1/auth/export")
    run_jobs()
    (link,) = mailed_links(dora.email)
    if why == "forged":
        link = f"{link[:-4]}AAAA"
    elif why == "expired":
        DataExport.objects.update(state="EXPIRED", file="")
    else:
        link = f"{EXPORTS}/{token_of(dora)}"

    answer = anonymous.get(link)

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("is_asgi", [True, False])
def test_a_file_is_read_in_pieces_and_closed(is_asgi: bool) -> None:
    content = b"x" * 200_000
    file = io.BytesIO(content)
    request: Any = _asgi_request() if is_asgi else HttpRequest()

    response = download(request, file, name="täst.zip", content_type="application/zip", size=7)
    pieces = asyncio.run(_all(response)) if is_asgi else list(response)  # type: ignore[call-overload]

    assert b"".join(pieces) == content
    assert max(map(len, pieces)) == 65_536
    assert file.closed
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''t%C3%A4st.zip"


def _asgi_request() -> ASGIRequest:
    return ASGIRequest({"type": "http", "method": "GET", "path": "/", "headers": []}, io.BytesIO())


async def _all(response: Any) -> list[bytes]:
    return [piece async for piece in response]
