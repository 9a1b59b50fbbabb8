"""From the mail to an account and into a workspace, by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts import services as accounts
from accounts.tests.mailbox import mailed_links
from accounts.tests.mailed_pages import DORA, NEW_PASSWORD
from widget.tests.browser import Visit
from workspaces.tests.factories import make_invitation, make_person, make_workspace

pytestmark = pytest.mark.browser

ERIN, FRANK = "erin@example.com", "frank@example.com"
WEAK = "password"


@pytest.fixture(scope="module", autouse=True)
def links(site: str, django_db_blocker: Any) -> dict[str, str]:
    """Address → the link mailed there.

    Created before the browser starts, which keeps this thread from the database.
    """
    with django_db_blocker.unblock():
        accounts.request_registration(email=DORA, now=timezone.now())
        alice = make_person("alice")
        acme = make_workspace(alice, name="Acme")
        for address in (ERIN, FRANK):
            make_invitation(acme, alice, address)
        return {address: site + mailed_links(address)[-1] for address in (DORA, ERIN, FRANK)}


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Visit]:
    """A browser that runs no scripts and prefers a dark theme."""
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert visit.hosts == {"127.0.0.1"}


def type_each(visit: Visit, *texts: str) -> None:
    """Type into the focused field and those after it; then submit the form."""
    for number, text in enumerate(texts):
        if number:
            visit.page.keyboard.press("Tab")
        visit.page.keyboard.type(text)
    visit.page.keyboard.press("Enter")


def tab_to(visit: Visit, label: str) -> None:
    """Starting at the top of the page."""
    field = visit.page.get_by_label(label, exact=True)
    for _ in range(6):
        visit.page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"{label} is not reached by keyboard")


def login(visit: Visit, email: str) -> int:
    body = {"email": email, "password": NEW_PASSWORD}
    return visit.page.request.post(f"{visit.site}/api/v1/auth/login", data=body).status


def test_a_registration_is_completed_by_keyboard(visit: Visit, links: dict[str, str]) -> None:
    visit.page.goto(links[DORA])
    expect(visit.page.get_by_label("E-mail address")).to_have_value(DORA)

    tab_to(visit, "Your name")
    type_each(visit, "Dora Doe", WEAK, WEAK)
    field = visit.page.get_by_label("New password")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(
        "At least 8 characters, and none of the common ones. This password is too common."
    )
    expect(visit.page.get_by_role("alert")).to_have_text(
        "Nothing is done yet: please look at what is marked."
    )
    type_each(visit, NEW_PASSWORD, NEW_PASSWORD)

    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Your account is open.")
    assert login(visit, DORA) == 200
    assert [each for each in visit.console if "Content Security Policy" in each] == []


def test_an_invitation_is_accepted_by_keyboard_without_scripts(
    plain: Visit, links: dict[str, str]
) -> None:
    plain.page.goto(links[ERIN])

    for _ in range(3):  # past the brand and the address
        plain.page.keyboard.press("Tab")
    type_each(plain, "Erin", NEW_PASSWORD, NEW_PASSWORD)

    expect(plain.page.get_by_role("heading", level=1)).to_have_text("You are in Acme.")
    assert login(plain, ERIN) == 200
    plain.page.goto(links[ERIN])
    expect(plain.page.get_by_role("heading", level=1)).to_have_text(
        "This link is not good any more."
    )


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_form_never_scrolls_sideways(visit: Visit, links: dict[str, str], width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 700})

    visit.page.goto(links[FRANK])

    assert visit.page.evaluate("document.documentElement.scrollWidth") == width
    for each in visit.page.locator("main :is(input, button):visible").all():
        box = each.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/redoc", "h1:has-text('Frontdesk')"), ("/docs", ".opblock-tag")],
)
def test_the_reference_asks_no_other_host(
    browser: Browser, site: str, path: str, shown: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: messages.append(message.text))

    page.goto(f"{site}{path}")
    page.locator(shown).first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.close()

    assert f"{site}/openapi.json" in asked
    assert [each for each in asked if not each.startswith((site, "data:", "blob:"))] == []
    assert [each for each in messages if "Content Security Policy" in each] == []
