"""How a host signs in: by a link, once and briefly; and when the session is over."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_user
from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently, run_jobs, shared
from scheduling.errors import SessionLinkInvalid
from scheduling.models import Calendar, Host, SessionLink
from scheduling.pages.signing_in import MAILS_PER_ADDRESS, own_page
from scheduling.services import create_host
from scheduling.services.sessions import (
    create_session_links,
    redeem_session_link,
)
from scheduling.tests.agenda_pages import (
    OSEI,
    enter,
    link_of,
    make_reader,
    sessions,
    signed_in,
    suspend,
    text_of,
)
from scheduling.tests.booking_pages import heading, inputs, links, read
from scheduling.tests.fixtures import NOW, make_calendar
from workspaces.models import Workspace
from workspaces.services import create_workspace
from workspaces.tests.factories import Person, add_member, make_person

pytestmark = pytest.mark.usefixtures("page_clock")

ASK, SITE = "/agenda/sign-in", django_settings.SITE_URL


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


def mailed() -> list[EmailMultiAlternatives]:
    mail.outbox.clear()
    run_jobs("mail")
    return list(mail.outbox)  # type: ignore[arg-type]


def link_in(message: EmailMultiAlternatives) -> str:
    found = re.search(r"http\S+(/agenda/enter\S+)", str(message.body))
    assert found is not None
    return found[1]


# -- by mail ---------------------------------------------------------------------------------------


@pytest.fixture
def wall_clock(page_clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs run now, and so do the pages."""
    monkeypatch.setattr("scheduling.pages.frame.timezone", timezone)


@pytest.mark.usefixtures("wall_clock")
def test_a_host_signs_in_by_a_mailed_link(host: Host, client: Client) -> None:
    asked = client.get("/agenda?day=2027-03-02")
    assert (asked.status_code, heading(asked)) == (200, "Your appointments")
    answer = client.post(ASK, {**inputs(asked), "email": OSEI.title()})
    assert answer.status_code == 303
    assert heading(client.get(answer["Location"])) == "Look into your mailbox"

    (message,) = mailed()
    assert (message.to, message.subject) == ([OSEI], "Your link to sign in")
    assert "Hello Dr. Osei," in message.body
    assert "you see your appointments at Acme." in message.body
    with nothing_changes():
        shown = client.get(link_in(message))
    assert heading(shown) == "Your appointments"
    assert "Dr. Osei" not in text_of(shown)

    entered = client.post(link_in(message))

    assert (entered.status_code, entered["Location"]) == (303, "/agenda?day=2027-03-02")
    cookie = entered.cookies["frontdesk_agenda"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/agenda", True, "Lax")
    assert heading(client.get(entered["Location"])) == "Tuesday, March 2, 2027"
    assert sessions() == 1


def test_the_cookie_is_for_https_alone_where_that_is_spoken(host: Host) -> None:
    client = Client()
    for secure in (False, True):
        key = {"key": link_of(host).token}
        answer = client.post("/agenda/enter", query_params=key, secure=secure)
        assert bool(answer.cookies["frontdesk_agenda"]["secure"]) is secure


def test_the_answer_is_the_same_for_an_address_that_nobody_has(host: Host, client: Client) -> None:
    answers = [client.post(ASK, {"email": address}) for address in (OSEI, "x@acme.example")]

    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert answers[0].content == answers[1].content
    assert Job.objects.filter(name="scheduling.mail_session_links").count() == 2
    assert [each.to for each in mailed()] == [[OSEI]]


@pytest.mark.parametrize("address", ["", "x", "a@b\0.example", "a" * 250 + "@x.example"])
def test_what_is_no_address_is_refused(client: Client, db: None, address: str) -> None:
    with nothing_changes():
        answer = client.post(ASK, {"email": address})

    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


def test_mails_are_limited_for_each_address(host: Host, client: Client, settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 1
    for _ in range(MAILS_PER_ADDRESS):
        assert client.post(ASK, {"email": OSEI}).status_code == 303

    with nothing_changes():
        refused = client.post(ASK, {"email": OSEI})

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert client.post(ASK, {"email": "other@acme.example"}).status_code == 303


def test_every_host_with_the_address_gets_a_link(host: Host, alice: Person) -> None:
    """In each workspace, by the address of their account too, and in their own language."""
    other = create_workspace(owner=alice.user, name="Other", now=NOW)
    person = make_person("osei")
    add_member(other, person, "MEMBER")
    User.objects.filter(pk=person.user.pk).update(email=OSEI)
    with workspace_scope(other.pk):
        create_host(name="Praxis Osei", user=person.user, language="de", now=NOW)
        create_host(name="Somebody", email="else@acme.example", now=NOW)
    suspended = create_workspace(owner=alice.user, name="Suspended", now=NOW)
    with workspace_scope(suspended.pk):
        create_host(name="Late Osei", email=OSEI, now=NOW)
    suspend(suspended)

    found = create_session_links(address=OSEI, now=NOW)

    assert [each.host.name for each in found] == ["Dr. Osei", "Praxis Osei"]
    Client().post(ASK, {"email": OSEI})
    assert {each.subject for each in mailed()} == {
        "Your link to sign in",
        "Ihr Link zum Anmelden",
    }


def test_an_address_is_not_flooded_by_whoever_names_it_as_a_host(
    host: Host, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMIT_FACTOR = 1
    monkeypatch.setattr("scheduling.services.sessions.MAX_MAILED", 3)
    with workspace_scope(host.workspace_id):
        create_host(name="Another", email=OSEI, now=NOW)

    assert [len(create_session_links(address=OSEI, now=NOW)) for _ in range(3)] == [2, 1, 0]


def test_managers_sign_in_for_calendars_without_named_hosts(acme: Workspace, alice: Person) -> None:
    """And for hosts who have left: they are mailed about their appointments."""
    make_calendar(acme, "Reception")
    add_member(acme, make_person("mia"), "MEMBER")

    with workspace_scope(acme.pk):
        create_host(name="Dr. Gone", user=make_user("gone"), now=NOW)

    found = create_session_links(address=alice.user.email, now=NOW)

    assert [each.host.name for each in found] == ["Reception", "Dr. Gone"]
    assert create_session_links(address="mia@example.com", now=NOW) == []


@pytest.mark.parametrize(
    ("to", "page"),
    [
        ("/agenda?week=2027-03-01&lang=de", "/agenda?week=2027-03-01&lang=de"),
        ("/agenda/apt_01m8rk58xxe4yb1vzh5cpkj6j4", "/agenda/apt_01m8rk58xxe4yb1vzh5cpkj6j4"),
        ("//evil.example/agenda", "/agenda"),
        ("/agenda/../admin", "/agenda"),
        ("/agenda/sign-in?sent=1", "/agenda"),
        ("https://evil.example", "/agenda"),
        ("", "/agenda"),
    ],
)
def test_a_link_leads_to_pages_of_the_agenda_alone(to: str, page: str) -> None:
    assert own_page(to) == page


# -- the link --------------------------------------------------------------------------------------


def test_a_link_works_once(host: Host) -> None:
    token = link_of(host).token
    assert enter(Client(), token).status_code == 303

    stranger = Client()
    with nothing_changes():
        answers = [enter(stranger, token), stranger.get("/agenda/enter", {"key": token})]

    assert [each.status_code for each in answers] == [400, 400]
    assert heading(answers[0]) == "This link is not valid any more."
    assert links(answers[0])["Ask for a new link"] == ASK
    assert stranger.cookies.get("frontdesk_agenda") is None


def test_a_link_is_over_after_a_quarter_of_an_hour(
    host: Host, client: Client, page_clock: SimpleNamespace
) -> None:
    link = link_of(host)
    assert link.expires_at - NOW == timedelta(minutes=15)
    page_clock.now = lambda: link.expires_at

    with nothing_changes():
        assert enter(client, link.token).status_code == 400


@pytest.mark.parametrize("key", ["", "x", "A" * 43, "\0" * 43, "é" * 43])
def test_no_other_link_signs_in(host: Host, client: Client, key: str) -> None:
    link_of(host)
    with nothing_changes():
        assert enter(client, key).status_code == 400
        assert client.get("/agenda/enter", {"key": key}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_a_link_that_two_open_at_once_signs_one_in(calendar: Calendar) -> None:
    link = link_of(make_reader(calendar))
    with workspace_scope(calendar.workspace_id):
        hashed = bytes(SessionLink.objects.get().token_hash)

    def redeem(_: int) -> str:
        try:
            with workspace_scope(calendar.workspace_id):
                return redeem_session_link(token_hash=hashed, now=NOW)
        except SessionLinkInvalid as error:
            return type(error).__name__

    found = run_concurrently(4, redeem)

    assert link.token not in found
    assert found.count("SessionLinkInvalid") == 3
    assert sessions() == 1


# -- forged forms ----------------------------------------------------------------------------------


def test_a_workspace_is_read_from_its_own_networks_alone(host: Host) -> None:
    client = signed_in(host)
    for allowed, status in ((["192.0.2.0/24"], 403), (["127.0.0.0/8"], 200)):
        with as_table_owner():
            Workspace.objects.filter(pk=host.workspace_id).update(allowed_ips=allowed)
        answer = client.get("/agenda")
        is_refused = "does not allow its agenda" in read(answer) and "Osei" not in read(answer)
        assert (answer.status_code, is_refused) == (status, status == 403)


@pytest.mark.parametrize("path", ["/agenda/sign-out", "/agenda/time-off", ASK, "/agenda/enter"])
def test_a_form_without_its_token_is_refused(host: Host, path: str) -> None:
    """Django's clients are exempt, unless they are told not to be."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["frontdesk_agenda"] = signed_in(host).cookies["frontdesk_agenda"].value
    link = link_of(host)

    with nothing_changes():
        answer = client.post(
            f"{path}?key={link.token}", {"email": OSEI}, headers={"accept": "text/html"}
        )

    assert answer.status_code == 403


def test_a_form_with_its_token_is_taken(host: Host) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/agenda/enter", {"key": (token := link_of(host).token)})

    answer = client.post(
        f"/agenda/enter?key={token}", {"csrfmiddlewaretoken": inputs(page)["csrfmiddlewaretoken"]}
    )

    assert answer.status_code == 303
