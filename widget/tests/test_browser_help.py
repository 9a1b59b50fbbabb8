"""What a visitor can do besides asking: rate, ask for a human, and talk to that human."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from widget.tests.browser import (
    CHAT,
    CONFIG,
    ESCALATE,
    EVENTS,
    FEEDBACK,
    MESSAGES,
    READ,
    TO_A_HUMAN,
    TYPING,
    DemoAgent,
    Visit,
    answer_events,
    answering,
    refusing,
    streaming,
)

pytestmark = pytest.mark.browser

FALLBACK = [*answer_events("I cannot say.")[:2], {"type": "done", "confidence": 0.2}]


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


# -- a human answers -------------------------------------------------------------------------------


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


# -- appearance and language -----------------------------------------------------------------------


LAUNCHERS = {
    "en": "Open chat with {}",
    "de": "Chat mit {} öffnen",
    "fr": "Ouvrir la discussion avec {}",
    "es": "Abrir el chat con {}",
    "it": "Apri la chat con {}",
    "pt": "Abrir a conversa com {}",
    "nl": "Chat met {} openen",
    "pl": "Otwórz czat z {}",
    "ar": "فتح المحادثة مع {}",
    "ja": "{}とのチャットを開く",
}


@pytest.mark.parametrize("language", LAUNCHERS)
def test_the_widget_uses_the_language_of_the_page(
    visit: Visit, demo_agent: DemoAgent, language: str
) -> None:
    visit.open_customer_page(demo_agent, html=f'<html lang="{language}-XX">')

    expect(visit.launcher).to_have_accessible_name(LAUNCHERS[language].format(demo_agent.name))
    visit.launcher.click()
    expect(visit.field).to_be_focused()
    direction = "rtl" if language == "ar" else "ltr"
    expect(visit.dialog).to_have_css("direction", direction)


def test_the_init_language_overrides_agent_page_and_browser(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    german = {"agent_id": "agent_x", "agent_name": "Robin", "behavior": {"language": "de"}}
    visit.page.route(CONFIG, answering(german))

    visit.open_customer_page(demo_agent, html='<html lang="fr">')
    expect(visit.launcher).to_have_accessible_name("Chat mit Robin öffnen")
    visit.open_customer_page(demo_agent, html='<html lang="fr">', attributes='data-language="ja"')

    expect(visit.launcher).to_have_accessible_name("Robinとのチャットを開く")


def test_the_tag_overrides_the_configuration(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.route(CHAT, streaming(answer_events("A good one.")))
    visit.open_customer_page(
        demo_agent,
        attributes=(
            'data-primary-color="#aa0000" data-border-radius="3" data-position="bottom-left" '
            'data-greeting-message="Ahoy" data-greeting-delay="0" '
            'data-suggested-questions="One?|Two?"'
        ),
    )
    note = visit.page.get_by_role("button", name="Ahoy")
    expect(note).to_be_visible()
    expect(visit.launcher).to_have_css("background-color", "rgb(170, 0, 0)")
    note.click()

    expect(visit.dialog).to_have_css("border-radius", "3px")
    expect(visit.dialog.locator(".chips button")).to_have_text(["One?", "Two?"])
    visit.dialog.get_by_role("button", name="Two?").click()
    expect(visit.log.locator(".message.visitor .bubble")).to_have_text(["Two?"])
    expect(visit.answers.last.locator(".bubble")).to_have_text("A good one.")
