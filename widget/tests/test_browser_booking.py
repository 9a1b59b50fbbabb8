"""A visitor books an appointment in the chat, in a real browser, with the real server."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from widget.tests.browser import DemoAgent, Visit

pytestmark = pytest.mark.browser

BOOKED = re.compile(
    r"Your appointment is booked: Dr\. Osei, \w+day, \d+ \w+ \d{4} at [\d:]+ [ap]m "
    r"\(Europe/London, UTC(\+1)?\), 30 minutes, for Ada Lovelace, ada@example\.com\."
)


def test_the_demo_agent_books(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    offers = visit.ask("Hi, could I get an appointment next week?")
    expect(offers.locator(".bubble")).to_contain_text("These times are free:")
    expect(visit.ask("the second one").locator(".bubble")).to_contain_text("What is your name?")
    aside = visit.ask(demo_agent.question).locator(".bubble")
    expect(aside).to_contain_text(demo_agent.answer)
    expect(aside).to_contain_text("Back to your appointment on")
    visit.ask("Ada Lovelace")
    repeated = visit.ask("ada@example.com").locator(".bubble").inner_text()
    booked = visit.ask("yes, please").locator(".bubble")

    expect(booked).to_contain_text(BOOKED)
    moment = repeated.removeprefix("Let me repeat: ").split(", for ")[0]
    expect(booked).to_contain_text(moment)
    found = appointments(visit, demo_agent)
    (appointment,) = [each for each in found if each["source"] == "CHAT"]
    assert (appointment["status"], appointment["customer_name"]) == ("CONFIRMED", "Ada Lovelace")
    link = booked.get_by_role("link").get_attribute("href") or ""
    visit.page.goto(f"{visit.site}{link.removeprefix(settings.SITE_URL)}")
    expect(visit.page.get_by_text("Ada Lovelace")).to_be_visible()


def appointments(visit: Visit, agent: DemoAgent) -> list[Any]:
    """What stands in the calendar, as the agent's owner sees it."""
    email, password = agent.owner
    api = f"{visit.site}/api/v1"
    answer = visit.page.request.post(
        f"{api}/auth/login", data={"email": email, "password": password}
    )
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    (workspace,) = visit.page.request.get(f"{api}/workspaces", headers=headers).json()["workspaces"]
    found = visit.page.request.get(
        f"{api}/workspaces/{workspace['id']}/appointments", headers=headers
    )
    rows: list[Any] = found.json()["appointments"]
    return rows
