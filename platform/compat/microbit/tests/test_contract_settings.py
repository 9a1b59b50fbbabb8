"""Settings of the platform at this door, and tests of its connections."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail

from accounts.tests.factories import make_staff
from compat.microbit.tests.world import BASE
from core.testing import nothing_changes, shared
from workspaces.tests.factories import Person, make_person

FILES = "core.mail_backends.filebased.EmailBackend"
SETTINGS = {"smtp_configured": True, "callerai_configured": False, "registration_enabled": True}


@shared
def dora() -> Person:
    """A member of staff."""
    person = make_person("dora")
    make_staff(person.user, "core.change_preference")
    return person


def test_every_user_sees_the_settings(alice: Person) -> None:
    answer = alice.api.get(f"{BASE}/settings")

    assert (answer.status_code, answer.json()) == (200, {"settings": SETTINGS})


def test_a_file_backend_is_not_a_mail_server(alice: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = FILES

    answer = alice.api.get(f"{BASE}/settings")

    assert answer.json() == {"settings": {**SETTINGS, "smtp_configured": False}}


def test_staff_close_and_open_registration(dora: Person) -> None:
    found = [
        dora.api.call("PUT", f"{BASE}/settings", body={"registration_enabled": value}).json()
        for value in (False, True)
    ]

    assert found == [
        {"settings": {**SETTINGS, "registration_enabled": value}} for value in (False, True)
    ]


def test_only_staff_change_the_settings(alice: Person) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", f"{BASE}/settings", body={"registration_enabled": False})

    assert answer.status_code == 403
    assert answer.json() == {"error": "Only the platform's staff may do this."}


@pytest.mark.parametrize("body", [{}, {"registration_enabled": "no"}])
def test_invalid_settings_are_refused(dora: Person, body: dict[str, Any]) -> None:
    with nothing_changes():
        answer = dora.api.call("PUT", f"{BASE}/settings", body=body)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("registration_enabled: ")


def test_a_test_mail_to_the_own_address(alice: Person) -> None:
    answer = alice.api.post(f"{BASE}/settings/test-smtp", {"to_email": alice.user.email})

    assert answer.status_code == 200
    assert answer.json() == {"success": True, "message": "Test email sent successfully"}
    assert [(each.to, each.subject) for each in mail.outbox] == [
        ([alice.user.email], "Test email from Frontdesk")
    ]


def test_only_staff_have_a_test_mail_sent_to_others(alice: Person, dora: Person) -> None:
    body = {"to_email": "somebody@example.com"}

    customer, staff = (
        person.api.post(f"{BASE}/settings/test-smtp", body) for person in (alice, dora)
    )

    assert (customer.status_code, customer.json()) == (
        200,
        {"success": False, "message": "Test emails are sent to your own address only."},
    )
    assert staff.json()["success"] is True
    assert len(mail.outbox) == 1


def test_without_a_mail_server_there_is_no_test_mail(alice: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = FILES

    answer = alice.api.post(f"{BASE}/settings/test-smtp", {"to_email": alice.user.email})

    assert answer.status_code == 200
    assert answer.json() == {"success": False, "message": "No mail server is configured."}


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"secret"),
            "The mail server refused the configured user name or password.",
        ),
        (smtplib.SMTPRecipientsRefused({}), "The mail server refused the recipient."),
        (smtplib.SMTPDataError(554, b"secret"), "The mail server refused the message."),
        (ConnectionRefusedError("secret"), "The mail server cannot be reached."),
        (TimeoutError("secret"), "The mail server cannot be reached."),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_failing_mail_server_is_reported_without_detail(
    alice: Person, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)

    answer = alice.api.post(f"{BASE}/settings/test-smtp", {"to_email": alice.user.email})

    assert (answer.status_code, answer.json()) == (200, {"success": False, "message": message})


def test_an_invalid_address_is_refused(alice: Person) -> None:
    answer = alice.api.post(f"{BASE}/settings/test-smtp", {"to_email": "alice"})

    assert answer.status_code == 400
    assert answer.json() == {"error": "to_email: Enter a valid e-mail address."}
    assert mail.outbox == []


def test_callerai_is_not_configured(alice: Person) -> None:
    answer = alice.api.post(f"{BASE}/settings/test-callerai")

    assert answer.status_code == 200
    assert answer.json() == {"success": False, "message": "No CallerAI key is configured."}
