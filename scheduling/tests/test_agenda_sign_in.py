"""How a host signs in: by a link, once and briefly; and when the session is over."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
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
from core.testing import ApiClient, nothing_changes, run_concurrently, run_jobs, shared
from scheduling.errors import SessionLinkInvalid
from scheduling.models import Calendar, Host, HostSession, SessionLink
from scheduling.pages.signing_in import MAILS_PER_ADDRESS, own_page
from scheduling.services import change_host, create_host, delete_host
from scheduling.services.sessions import (
    create_session_links,
    delete_ended_sessions,
    redeem_session_link,
)
from scheduling.tests.agenda_pages import (
    OSEI,
    enter,
    link_of,
    make_reader,
    signed_in,
    spaced,
    text_of,
)
from scheduling.tests.booking_pages import heading, inputs, links
from scheduling.tests.fixtures import NOW, make_calendar
from workspaces.models import AuditEntry, Workspace
from workspaces.services import create_workspace
from workspaces.services.lifecycle import resume_workspace, suspend_workspace
from workspaces.tests.factories import Person, add_member, make_person, membership_of

pytestmark = pytest.mark.usefixtures("page_clock")

ASK, SITE = "/agenda/sign-in", django_settings.SITE_URL


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


def sessions() -> int:
    with as_table_owner():
        return HostSession.everywhere.count()


def suspend(workspace: Workspace) -> None:
    with as_table_owner():
        suspend_workspace(workspace=workspace, now=NOW)


def asks_for_address(answer: Any) -> bool:
    return 'name="email"' in answer.content.decode()


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


def test_managers_sign_in_for_calendars_without_named_hosts(acme: Workspace, alice: Person) -> None:
    """They are mailed about its appointments."""
    make_calendar(acme, "Reception")
    add_member(acme, make_person("mia"), "MEMBER")

    (found,) = create_session_links(address=alice.user.email, now=NOW)

    assert found.host.name == "Reception"
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


# -- the session -----------------------------------------------------------------------------------


def test_a_session_ends_when_the_host_signs_out(host: Host) -> None:
    client = signed_in(host)
    cookie = client.cookies["frontdesk_agenda"].value

    answer = client.post("/agenda/sign-out")

    assert (answer.status_code, sessions()) == (303, 0)
    assert "You are signed out." in text_of(client.get(answer["Location"]))
    client.cookies["frontdesk_agenda"] = cookie
    assert asks_for_address(client.get("/agenda"))


def test_a_session_lives_for_a_month_while_it_is_used(
    host: Host, page_clock: SimpleNamespace
) -> None:
    client, now = signed_in(host), NOW
    while now + timedelta(hours=11) < NOW + timedelta(days=30):
        now += timedelta(hours=11)
        page_clock.now = lambda now=now: now
        assert not asks_for_address(client.get("/agenda"))

    page_clock.now = lambda: NOW + timedelta(days=30)
    answer = client.get("/agenda")

    assert (answer.status_code, asks_for_address(answer)) == (403, True)
    assert "Please sign in again." in text_of(answer)


def test_a_session_is_over_after_twelve_idle_hours(host: Host, page_clock: SimpleNamespace) -> None:
    client = signed_in(host)
    page_clock.now = lambda: NOW + timedelta(hours=12)

    with nothing_changes():
        answer = client.get("/agenda")

    assert asks_for_address(answer)
    assert answer.cookies["frontdesk_agenda"]["max-age"] == 0
    delete_ended_sessions(now=NOW + timedelta(hours=12))
    assert sessions() == 0


def test_a_look_writes_seldom(host: Host, page_clock: SimpleNamespace) -> None:
    client = signed_in(host)
    page_clock.now = lambda: NOW + timedelta(minutes=5)
    with nothing_changes():
        client.get("/agenda")


@pytest.mark.parametrize("change", ["address", "account", "removal"])
def test_a_session_is_over_with_the_hosts_address(acme: Workspace, host: Host, change: str) -> None:
    client, link = signed_in(host), link_of(host)

    with workspace_scope(acme.pk):
        if change == "removal":
            delete_host(host=host, now=NOW)
        elif change == "account":
            change_host(host=host, email="", user=make_user("osei"))
        else:
            change_host(host=host, email="new@acme.example")
            change_host(host=host, email=OSEI)

    assert asks_for_address(client.get("/agenda"))
    assert enter(Client(), link.token).status_code == 400
    assert sessions() == 0


def test_a_session_is_over_with_the_address_of_the_hosts_account(
    acme: Workspace, calendar: Calendar
) -> None:
    """Also once they are no member any more."""
    person = make_person("osei")
    add_member(acme, person, "MEMBER")
    user = person.user
    host = make_reader(calendar, email="", user=user)
    client = signed_in(host)
    assert not asks_for_address(client.get("/agenda"))

    User.objects.filter(pk=user.pk).update(email="new@example.com")

    assert asks_for_address(client.get("/agenda"))
    User.objects.filter(pk=user.pk).update(email="osei@example.com", is_active=False)
    assert asks_for_address(client.get("/agenda"))
    User.objects.filter(pk=user.pk).update(is_active=True)
    client = signed_in(host)
    assert not asks_for_address(client.get("/agenda"))
    membership = membership_of(acme, person)
    with workspace_scope(acme.pk):
        membership.delete()
    assert asks_for_address(client.get("/agenda"))


def test_another_name_leaves_the_session(acme: Workspace, host: Host) -> None:
    client = signed_in(host)
    with workspace_scope(acme.pk):
        change_host(host=host, name="Prof. Osei", email=OSEI)

    assert "Prof. Osei" in text_of(client.get("/agenda"))


def test_a_suspended_workspace_signs_its_hosts_out(acme: Workspace, host: Host) -> None:
    client, link = signed_in(host), link_of(host)

    suspend(acme)

    assert asks_for_address(client.get("/agenda"))
    assert enter(Client(), link.token).status_code == 400
    run_jobs()
    with as_table_owner():
        resume_workspace(workspace=acme, now=NOW)
    assert asks_for_address(client.get("/agenda"))
    assert sessions() == 0


def test_a_session_shows_its_own_workspace_alone(
    acme: Workspace, host: Host, alice: Person
) -> None:
    """Row-level security lets no row of another through, whatever the page asks for."""
    other = create_workspace(owner=alice.user, name="Other", now=NOW)
    theirs = make_reader(make_calendar(other, "Theirs"), "Dr. Ng", email="ng@acme.example")

    answer = signed_in(theirs).get("/agenda")

    assert "Dr. Ng" in text_of(answer)
    assert "Dr. Osei" not in text_of(answer)
    with as_table_owner():
        stored = list(HostSession.everywhere.values_list("host__name", flat=True))
    assert stored == ["Dr. Ng"]


# -- forged forms ----------------------------------------------------------------------------------


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


# -- by REST ---------------------------------------------------------------------------------------


def session_link(api: ApiClient, host: Host, workspace: Workspace) -> Any:
    return api.post(f"/api/v1/workspaces/{workspace.public_id}/hosts/{host.public_id}/session-link")


def test_managers_are_given_a_link(acme: Workspace, host: Host, alice: Person) -> None:
    answer = session_link(alice.api, host, acme)

    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"url", "expires_at"}
    assert (
        body["url"].startswith("http://testserver/agenda/enter?key=")
        or "/agenda/enter?key=" in body["url"]
    )
    assert answer["Location"] == body["url"]
    left = datetime.fromisoformat(body["expires_at"]) - timezone.now()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.latest("number")
        (stored,) = SessionLink.objects.all()
    assert (entry.action, entry.target) == ("HOST_SESSION_LINK_CREATED", host.public_id)
    assert body["url"].partition("key=")[2] not in str(stored.__dict__)


def test_the_user_who_is_the_host_is_given_a_link(acme: Workspace, host: Host) -> None:
    mia, ian = make_person("mia"), make_person("ian")
    for each in (mia, ian):
        add_member(acme, each, "VIEWER")
    with workspace_scope(acme.pk):
        change_host(host=host, user=mia.user)

    assert session_link(mia.api, host, acme).status_code == 201
    with nothing_changes():
        assert session_link(ian.api, host, acme).status_code == 403


def test_a_foreign_host_is_given_none(acme: Workspace, host: Host) -> None:
    eve = make_person("eve")
    other = create_workspace(owner=eve.user, name="Other", now=NOW)
    with nothing_changes():
        assert session_link(eve.api, host, other).status_code == 404
        assert session_link(eve.api, host, acme).status_code == 404


def test_signing_in_stands_in_the_log(acme: Workspace, host: Host) -> None:
    signed_in(host)

    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor) == ("HOST_SIGNED_IN", host.public_id)
    assert spaced(entry.target) == host.public_id
