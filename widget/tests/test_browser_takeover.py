"""A human takes the conversation over: what the visitor and the page see of it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from widget.tests.browser import (
    CHAT,
    ESCALATE,
    EVENTS,
    FALLBACK,
    FEEDBACK,
    MESSAGES,
    READ,
    TO_A_HUMAN,
    TYPING,
    DemoAgent,
    Visit,
    answering,
    streaming,
)

pytestmark = pytest.mark.browser


def humans(text: str, *, message_id: str = "msg_of_dora") -> dict[str, Any]:
    """A reply by a member."""
    return {
        "id": message_id,
        "role": "human",
        "content": text,
        "name": "Dora",
        "sources": [],
        "confidence": None,
        "created_at": "2026-11-22T10:00:00Z",
    }


def test_a_human_takes_over_replies_and_hands_back(visit: Visit, demo_agent: DemoAgent) -> None:
    read: list[Any] = []
    typed: list[Any] = []
    connections: list[Route] = []
    hello = {"type": "message", "message": humans("Hello there. How can I help?")}

    def connect(route: Route) -> None:
        connections.append(route)
        if len(connections) == 1:
            status = {"type": "status", "status": "HUMAN", "name": "Dora"}
            typing = {"type": "typing", "is_typing": True, "name": "Dora"}
            streaming([status, hello, typing], first_id=10)(route)

    visit.page.route(CHAT, streaming(TO_A_HUMAN))
    visit.page.route(MESSAGES, answering({"messages": [], "status": "HUMAN"}))
    visit.page.route(READ, answering({"status": "ok"}, read))
    visit.page.route(TYPING, answering({"status": "ok"}, typed))
    visit.page.route(EVENTS, connect)
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.listen_to_announcements()

    with visit.page.expect_request(lambda request: "last-event-id" in request.headers):
        visit.field.fill("I want a human")
        visit.field.press("Enter")
    expect(visit.dialog.locator(".who p")).to_have_text("You are talking to Dora")
    expect(visit.dialog.locator(".live .typing")).to_be_visible()
    visit.field.press_sequentially("Hi")
    bye = {"type": "message", "message": humans("Bye.", message_id="msg_bye")}
    streaming([hello, bye, {"type": "status", "status": "AGENT"}], first_id=12)(connections[1])

    events = ["Our team has joined the chat.", "The AI assistant answers again."]
    expect(visit.log.locator(".event")).to_have_text(events)
    expect(visit.dialog.locator(".who p")).to_have_text("AI assistant")
    expect(visit.dialog.locator(".live .typing")).to_have_count(0)
    expect(visit.log.locator(".message.human .by")).to_have_text(["Dora", "Dora"])
    expect(visit.log.locator(".message.human .bubble")).to_have_text(
        ["Hello there. How can I help?", "Bye."]
    )
    assert visit.announcements() == [
        *["Dora said: ", "Hello there.", "How can I help?"],
        *["Dora said: ", "Bye."],
    ]
    assert connections[1].request.headers["last-event-id"] == "12"
    assert [body["message_id"] for body in read] == ["msg_of_dora", "msg_bye"]
    told = {"agent_id": demo_agent.agent_id, "session_id": "sess_made_up"}
    assert typed == [{**told, "is_typing": True}]


def test_replies_received_meanwhile_are_shown_on_the_next_page(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    messages: list[dict[str, Any]] = []
    visit.page.route(CHAT, streaming(TO_A_HUMAN))
    visit.page.route(
        MESSAGES, lambda route: answering({"messages": messages, "status": "HUMAN"})(route)
    )
    visit.page.route(EVENTS, streaming([]))
    visit.page.route(READ, answering({"status": "ok"}))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    with visit.page.expect_response(MESSAGES):
        visit.field.fill("I want a human")
        visit.field.press("Enter")

    messages.append(humans("Here I am."))
    visit.page.reload()

    expect(visit.launcher).to_have_accessible_name(f"New answer. Open chat with {demo_agent.name}")
    visit.open_chat()
    expect(visit.log.locator(".message.human .bubble")).to_have_text("Here I am.")
    expect(visit.dialog.locator(".who p")).to_have_text("You are talking to Dora")


def test_a_known_session_shows_its_history_in_another_browser(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    said = {"name": None, "sources": [], "confidence": None, "created_at": "2026-11-22T10:00:00Z"}
    stored = [
        {"id": "msg_q", "role": "user", "content": "When do you open?", **said},
        {"id": "msg_a", "role": "assistant", "content": "At nine.", **said, "confidence": 0.9},
    ]
    visit.page.route(MESSAGES, answering({"messages": stored, "status": "AGENT"}))

    visit.open_customer_page(demo_agent, attributes='data-session-id="sess_of_ann"')
    visit.open_chat()

    expect(visit.log.locator(".message.visitor .bubble")).to_have_text(["When do you open?"])
    expect(visit.answers.last.locator(".bubble")).to_have_text("At nine.")
    expect(visit.dialog.locator(".chips button")).to_have_count(0)


def test_the_page_is_notified_of_ratings_escalations_and_humans(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    listen = """
        window.events = [];
        window.Frontdesk = window.Frontdesk || [];
        for (const name of ["feedback", "escalation", "status", "message"]) {
            Frontdesk.push(["on", name, (detail) => window.events.push([name, detail])]);
        }
    """
    came = {"type": "message", "message": humans("Hello.")}
    visit.page.route(CHAT, streaming(FALLBACK))
    visit.page.route(FEEDBACK, answering({}))
    visit.page.route(ESCALATE, answering({"id": "esc_1"}))
    visit.page.route(MESSAGES, answering({"messages": [], "status": "AGENT"}))
    visit.page.route(READ, answering({"status": "ok"}))
    visit.page.route(EVENTS, streaming([came, {"type": "status", "status": "CLOSED"}]))
    visit.open_customer_page(demo_agent, script=listen)
    visit.open_chat()
    answer = visit.ask("Who won?")
    answer.get_by_role("button", name="Helpful", exact=True).click()
    answer.get_by_role("button", name="Talk to a person").click()
    form = visit.dialog.locator("form.escalation")
    form.get_by_role("textbox", name="Email").fill("ann@example.com")
    form.get_by_role("textbox", name="How can we help?").fill("Please ring me.")

    form.get_by_role("button", name="Send").click()

    expect(visit.log.locator(".event").last).to_have_text("This conversation has been closed.")
    events = visit.page.evaluate("window.events")
    names = ["message", "message", "feedback", "escalation", "status", "message", "status"]
    assert [name for name, _ in events] == names
    assert events[2][1] == {
        "messageId": "msg_made_up",
        "rating": "THUMBS_UP",
        "comment": None,
    }
    assert events[3][1] == {"sessionId": "sess_made_up"}
    assert events[4][1] == {"status": "HUMAN", "name": "Dora"}
    assert (events[5][1]["role"], events[5][1]["content"]) == ("human", "Hello.")
    assert events[6][1] == {"status": "CLOSED", "name": "Dora"}
