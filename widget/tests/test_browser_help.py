"""What a visitor can do besides asking: rate, and ask for a human."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from widget.tests.browser import (
    CHAT,
    ESCALATE,
    EVENTS,
    FALLBACK,
    FEEDBACK,
    MESSAGES,
    DemoAgent,
    Visit,
    answer_events,
    answering,
    refusing,
    streaming,
)

pytestmark = pytest.mark.browser


# -- thumbs ----------------------------------------------------------------------------------------


def test_a_rating_is_sent_and_can_be_changed(visit: Visit, demo_agent: DemoAgent) -> None:
    told: list[Any] = []
    visit.page.route(CHAT, streaming(answer_events("At nine.")))
    visit.page.route(FEEDBACK, answering({"message": "Thanks"}, told))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    answer = visit.ask("When do you open?")
    down = answer.get_by_role("button", name="Not helpful")
    up = answer.get_by_role("button", name="Helpful", exact=True)

    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    answer.get_by_role("textbox", name="What was wrong?").fill("It is ten.")
    answer.get_by_role("button", name="Send").click()
    expect(answer.get_by_role("textbox")).to_have_count(0)
    expect(down).to_be_focused()
    up.click()

    expect(up).to_have_attribute("aria-pressed", "true")
    expect(down).to_have_attribute("aria-pressed", "false")
    of_message = {"message_id": "msg_made_up"}
    assert told == [
        {**of_message, "feedback_type": "THUMBS_DOWN"},
        {**of_message, "feedback_type": "THUMBS_DOWN", "comment": "It is ten."},
        {**of_message, "feedback_type": "THUMBS_UP"},
    ]
    visit.page.reload()
    visit.open_chat()
    expect(up).to_have_attribute("aria-pressed", "true")


def test_a_rating_that_failed_is_reset(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.route(CHAT, streaming(answer_events("At nine.")))
    visit.page.route(FEEDBACK, refusing(503, "UNAVAILABLE"))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    answer = visit.ask("When do you open?")

    answer.get_by_role("button", name="Helpful", exact=True).click()

    expect(answer.get_by_role("status")).to_contain_text("Something went wrong")
    expect(answer.locator("[aria-pressed=true]")).to_have_count(0)


# -- asking for a human ----------------------------------------------------------------------------


def test_a_human_is_offered_below_a_fallback_and_requested_by_form(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    told: list[Any] = []
    visit.page.route(CHAT, streaming(FALLBACK))
    visit.page.route(MESSAGES, answering({"messages": [], "status": "AGENT"}))
    visit.page.route(EVENTS, refusing(404, "NOT_FOUND"))
    visit.page.route(ESCALATE, answering({"id": "esc_1", "status": "OPEN", "message": "x"}, told))
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    visit.ask("Who won?").get_by_role("button", name="Talk to a person").click()
    form = visit.dialog.locator("form.escalation")
    expect(form.get_by_role("heading", name="Talk to a person")).to_be_focused()
    form.get_by_role("textbox", name="Email").fill("ann@example.com")
    form.get_by_role("textbox", name="Name").fill("Ann")
    form.get_by_role("textbox", name="How can we help?").fill("Please ring me.")
    form.get_by_role("button", name="Send").click()

    expect(form.get_by_role("heading", name="Sent")).to_be_focused()
    expect(form).to_contain_text("We will write to ann@example.com.")
    assert told == [
        {
            "agent_id": demo_agent.agent_id,
            "session_id": "sess_made_up",
            "email": "ann@example.com",
            "message": "Please ring me.",
            "name": "Ann",
        }
    ]
    form.get_by_role("button", name="Back to the chat").click()
    expect(visit.field).to_be_focused()


def test_a_confident_answer_does_not_offer_a_human(visit: Visit, demo_agent: DemoAgent) -> None:
    source = {"type": "sources", "sources": [{"title": "Handbook"}]}
    start, token, done = answer_events("At nine.")
    visit.page.route(CHAT, streaming([start, token, source, done]))
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    answer = visit.ask("When do you open?")

    expect(answer.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
    expect(answer.get_by_role("button", name="Talk to a person")).to_have_count(0)


def test_the_form_shows_errors_and_keeps_the_input(visit: Visit, demo_agent: DemoAgent) -> None:
    told: list[Any] = []
    visit.page.route(ESCALATE, refusing(422, "INVALID"))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.dialog.get_by_role("button", name="Talk to a person").click()
    form = visit.dialog.locator("form.escalation")
    email = form.get_by_role("textbox", name="Email")
    message = form.get_by_role("textbox", name="How can we help?")

    email.fill("not an address")
    form.get_by_role("button", name="Send").click()
    expect(email).to_be_focused()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("Please enter an email address.")
    expect(message).to_have_accessible_description("Please tell us what it is about.")
    assert told == []
    email.fill("ann@example.com")
    message.fill("Please ring me.")
    form.get_by_role("button", name="Send").click()

    expect(form.get_by_role("alert")).to_contain_text("Made up for a test.")
    expect(email).to_have_value("ann@example.com")
    expect(message).to_have_value("Please ring me.")


def test_rating_and_escalation_can_be_disabled(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.route(CHAT, streaming(FALLBACK))
    visit.open_customer_page(
        demo_agent, attributes='data-feedback-enabled="false" data-escalation-enabled="false"'
    )
    visit.open_chat()

    answer = visit.ask("Who won?")

    expect(answer.get_by_role("button")).to_have_count(0)
    expect(visit.dialog.get_by_role("button", name="Talk to a person")).to_have_count(0)
