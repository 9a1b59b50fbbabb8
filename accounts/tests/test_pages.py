"""Completing a registration and resetting a password on the pages linked from mails; and the
export link.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from accounts.tests.factories import PASSWORD, make_user
from accounts.tests.mailbox import mailed_links
from accounts.tests.mailed_pages import (
    DORA,
    FORM,
    NEW_PASSWORD,
    can_sign_in,
    errors,
    read,
    refused_as_bad,
)
from core.preferences import REGISTRATION_ENABLED, set_preference
from core.testing import ApiClient, nothing_changes, run_jobs

_LONGER_THAN = "Ensure this field has no more than {} characters."

# -- finishing a registration ----------------------------------------------------------------------


def test_a_registration_is_completed(registration: str, client: Client) -> None:
    answer = client.post(registration, FORM)

    assert answer.status_code == 200
    assert "Your account is open. Go back to where you registered" in read(answer)
    assert '<a href="/">To the start page</a>' in answer.content.decode()
    user = User.objects.get(email=DORA)
    assert (user.full_name, user.is_verified) == ("Dora Doe", True)
    assert can_sign_in(NEW_PASSWORD)


def test_a_password_keeps_its_spaces(registration: str, client: Client) -> None:
    spaced = f" {NEW_PASSWORD} "

    client.post(registration, {**FORM, "password": spaced, "repeated": spaced})

    assert can_sign_in(spaced)
    assert not can_sign_in(NEW_PASSWORD)


def test_the_link_stays_valid_while_registration_is_closed(
    registration: str, client: Client
) -> None:
    set_preference(REGISTRATION_ENABLED, False, now=timezone.now())

    with nothing_changes():
        answers = [client.get(registration), client.post(registration, FORM)]

    assert [each.status_code for each in answers] == [403, 403]
    assert all("Registration is closed at the moment." in read(each) for each in answers)
    set_preference(REGISTRATION_ENABLED, True, now=timezone.now())
    assert client.post(registration, FORM).status_code == 200


def test_the_link_is_invalid_once_registered_otherwise(registration: str, client: Client) -> None:
    make_user("dora")

    with nothing_changes():
        answer = client.post(registration, FORM)

    assert refused_as_bad(answer, "/finish-registration")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"full_name": "x" * 121}, {"full_name": [_LONGER_THAN.format(120)]}),
        ({"full_name": "Do\u202era"}, {"full_name": ["Control characters are not accepted."]}),
        ({"password": "x" * 129}, {"password": [_LONGER_THAN.format(128)]}),
        ({"password": "password"}, {"password": ["This password is too common."]}),
        ({"password": "pass\tword-7-more"}, {"password": ["Control characters are not accepted."]}),
    ],
)  # fmt: skip
def test_the_password_rules_are_those_of_the_api(
    registration: str, client: Client, body: dict[str, str], fault: dict[str, list[str]]
) -> None:
    repeated = {"repeated": body["password"]} if "password" in body else {}

    with nothing_changes():
        answer = client.post(registration, {**FORM, **body, **repeated})

    assert answer.status_code == 400
    assert {name: each for name, each in errors(answer).items() if name in fault} == fault
    assert client.post(registration, FORM).status_code == 200


# -- a new password --------------------------------------------------------------------------------


def test_whoever_forgot_the_password_is_mailed_a_link(db: None, client: Client) -> None:
    user = make_user("dora")

    page = client.get("/forgot-password")
    answer = client.post("/forgot-password", {"email": " Dora@example.com"})

    assert "We mail you a link with which you set a new one." in read(page)
    assert "If that address has an account, a link to set a new password is on its way." in read(
        answer
    )
    (link,) = mailed_links(user.email)
    assert client.post(link, FORM).status_code == 200
    assert can_sign_in(NEW_PASSWORD)


def test_an_address_of_other_letters_is_found_there(db: None, client: Client) -> None:
    User.objects.filter(pk=make_user("dora").pk).update(email="dora@xn--mnchen-3ya.example")

    assert client.post("/forgot-password", {"email": "Dora@München.example"}).status_code == 200

    assert len(mailed_links("dora@xn--mnchen-3ya.example")) == 1


def test_nobody_learns_there_whether_an_address_has_an_account(db: None, client: Client) -> None:
    make_user("dora")

    answers = [
        client.post("/forgot-password", {"email": email}) for email in (DORA, "no@example.com")
    ]

    assert read(answers[0]) == read(answers[1])
    assert mailed_links("no@example.com") == []


@pytest.mark.parametrize("email", ["", "dora", "dora@", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(db: None, client: Client, email: str) -> None:
    with nothing_changes():
        answer = client.post("/forgot-password", {"email": email})

    assert answer.status_code == 400
    assert list(errors(answer)) == ["email"]


def test_a_reset_sets_the_password_and_ends_sessions(
    reset_link: str, dora: User, client: Client
) -> None:
    signed_in = accounts.start_session(
        user=dora, user_agent="tests", address="127.0.0.1", now=timezone.now()
    )
    answer = client.post(reset_link, {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD})

    assert answer.status_code == 200
    assert (
        f"Your new password is set. Go back to where you sign in and use it there, as {DORA}"
        in read(answer)
    )
    assert ApiClient(signed_in.access_token).get("/api/v1/auth/me").status_code == 401
    assert can_sign_in(NEW_PASSWORD)
    assert not can_sign_in(PASSWORD)


def test_a_weak_password_does_not_use_up_the_link(reset_link: str, client: Client) -> None:
    with nothing_changes():
        answer = client.post(reset_link, {"password": "dora@example", "repeated": "dora@example"})

    assert answer.status_code == 400
    assert errors(answer) == {"password": ["The password is too similar to the email."]}
    assert client.post(reset_link, FORM).status_code == 200


def test_closed_registration_does_not_affect_resets(reset_link: str, client: Client) -> None:
    set_preference(REGISTRATION_ENABLED, False, now=timezone.now())

    assert client.get(reset_link).status_code == 200
    assert client.post(reset_link, FORM).status_code == 200


def test_a_newer_link_leaves_the_one_before_valid_until_either_is_used(
    reset_link: str, client: Client
) -> None:
    accounts.forgot_password(email=DORA, by="link", now=timezone.now())
    newer = mailed_links(DORA)[-1]

    assert client.get(newer).status_code == 200
    assert client.post(reset_link, FORM).status_code == 200

    for link in (reset_link, newer):
        assert refused_as_bad(client.get(link), "/reset-password")


# -- an export -------------------------------------------------------------------------------------


def test_the_link_to_an_export_downloads_it(dora: User, client: Client) -> None:
    accounts.request_export(user=dora, now=timezone.now())
    run_jobs()
    link = mailed_links(DORA)[-1]

    with nothing_changes():
        answer = client.get(link)
        archive = b"".join(answer.streaming_content)

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="frontdesk-')
    assert answer["Cache-Control"] == "no-store"
    assert archive.startswith(b"PK")
