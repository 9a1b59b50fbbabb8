"""What a visitor sees when something fails.

Faults are simulated in the browser; the rest is the real server's response.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from widget.tests.browser import (
    CHAT,
    ESCALATE,
    RESUME,
    DemoAgent,
    Visit,
    answer_events,
    answering,
    refusing,
    streaming,
)

pytestmark = pytest.mark.browser


def test_a_failure_is_shown_and_the_question_can_be_resent(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.page.route(CHAT, refusing(503, "UNAVAILABLE"), times=1)
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.field.fill(demo_agent.question)
    visit.field.press("Enter")

    expect(visit.dialog.get_by_role("alert")).to_contain_text("Something went wrong on our side.")
    visit.dialog.get_by_role("button", name="Try again").click()

    expect(visit.answers.last.locator(".bubble")).to_contain_text(demo_agent.answer)
    expect(visit.dialog.get_by_role("alert")).to_have_count(0)
    expect(visit.log.locator(".message.visitor")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (429, "QUOTA_EXCEEDED", "cannot take more messages"),
        (403, "DOMAIN_NOT_ALLOWED", "not available on this page"),
        (422, "INVALID", "could not be accepted: Made up for a test."),
    ],
)
def test_a_permanent_error_offers_no_retry(
    visit: Visit, demo_agent: DemoAgent, status: int, code: str, words: str
) -> None:
    visit.page.route(CHAT, refusing(status, code))
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    visit.field.fill("Anything")
    visit.field.press("Enter")

    expect(visit.dialog.get_by_role("alert")).to_contain_text(words)
    expect(visit.dialog.get_by_role("button", name="Try again")).to_have_count(0)


def test_at_the_months_limit_a_visitor_reaches_a_person(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    sent: list[Any] = []
    visit.page.route(CHAT, refusing(429, "QUOTA_EXCEEDED"))
    visit.page.route(ESCALATE, answering({"id": "esc_1", "status": "OPEN"}, sent))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.field.fill("Anything")
    visit.field.press("Enter")

    visit.dialog.get_by_role("alert").get_by_role("button", name="Talk to a person").click()
    visit.dialog.get_by_label("Email").fill("grace@example.com")
    visit.dialog.get_by_label("How can we help?").fill("Please call me.")
    visit.dialog.get_by_role("button", name="Send").click()

    expect(visit.dialog.get_by_role("heading", name="Sent")).to_be_visible()
    assert [body["message"] for body in sent] == ["Please call me."]


def test_a_rate_limit_offers_the_retry_after_its_time(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.route(CHAT, refusing(429, "RATE_LIMITED", retry_after=1), times=1)
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.field.fill(demo_agent.question)
    visit.field.press("Enter")
    expect(visit.dialog.get_by_role("alert")).to_contain_text("wait a moment")

    visit.dialog.get_by_role("button", name="Try again").click()

    expect(visit.answers.last.locator(".bubble")).to_contain_text(demo_agent.answer)


def test_an_error_in_the_stream_keeps_the_text_and_offers_a_retry(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    start, token, _ = answer_events("The first half")
    error = {"type": "error", "detail": "The model has gone away.", "code": "UPSTREAM"}
    visit.page.route(CHAT, streaming([start, token, error]))
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    visit.field.fill("Anything")
    visit.field.press("Enter")

    expect(visit.dialog.get_by_role("button", name="Try again")).to_be_visible()
    expect(visit.dialog.locator(".live .bubble")).to_have_text("The first half")


def test_a_cut_stream_is_resumed_after_the_last_event(visit: Visit, demo_agent: DemoAgent) -> None:
    asked: list[str] = []
    resumed: list[str] = []
    start, token, done = answer_events("It opens at ")

    def cut(route: Route) -> None:
        asked.append(route.request.method)
        streaming([start, token])(route)

    def resume(route: Route) -> None:
        resumed.append(route.request.headers["last-event-id"])
        rest = [{"type": "token", "content": "nine."}, done]
        streaming(rest, first_id=3)(route)

    visit.page.route(CHAT, cut)
    visit.page.route(RESUME, resume)
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    answer = visit.ask("When does it open?")

    expect(answer.locator(".bubble")).to_have_text("It opens at nine.")
    assert (asked, resumed) == (["POST"], ["2"])


def test_unanswered_question_is_resent_with_the_same_key(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    keys: list[str] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.abort()
        else:
            route.fallback()

    visit.page.route(CHAT, lose_the_first)
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    answer = visit.ask(demo_agent.question)

    expect(answer.locator(".bubble")).to_contain_text(demo_agent.answer)
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_a_question_asked_offline_is_sent_once_when_online(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    keys: list[str] = []

    def answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        streaming(answer_events("At nine."))(route)

    visit.page.route(CHAT, answer)
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.page.context.set_offline(True)
    visit.field.fill("When do you open?")
    visit.field.press("Enter")
    expect(visit.dialog.locator(".live")).to_have_text(
        "You are offline. This will be sent once you are back."
    )
    expect(visit.log.locator(".message.visitor .bubble")).to_have_text("When do you open?")
    kept = json.loads(
        visit.page.evaluate("key => localStorage[key]", f"frontdesk:chat:{demo_agent.agent_id}")
    )
    assert keys == []

    visit.page.context.set_offline(False)

    expect(visit.answers.last.locator(".bubble")).to_have_text("At nine.")
    assert keys == [kept["messages"][-1]["key"]]


def test_an_answer_is_resumed_after_a_page_change(visit: Visit, demo_agent: DemoAgent) -> None:
    events = answer_events("All of it is here.")
    visit.page.route(CHAT, streaming(events[:1]))
    visit.page.route(RESUME, lambda route: route.abort())
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.field.fill("Anything")
    visit.field.press("Enter")
    visit.page.wait_for_function("Object.values(localStorage).join().includes('msg_made_up')")

    visit.page.unroute(RESUME)
    visit.page.route(RESUME, streaming(events))
    visit.page.reload()
    visit.open_chat()

    expect(visit.answers.last.locator(".bubble")).to_have_text("All of it is here.")


def test_an_answer_lost_by_the_server_can_be_requested_again(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.page.route(CHAT, streaming(answer_events("")[:1]), times=1)
    visit.page.route(RESUME, refusing(404, "NOT_FOUND"))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.field.fill(demo_agent.question)
    visit.field.press("Enter")

    visit.dialog.get_by_role("button", name="Try again").click()

    expect(visit.answers.last.locator(".bubble")).to_contain_text(demo_agent.answer)


def test_a_dialog_that_fails_to_load_can_be_retried(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.route("**/dialog.js", lambda route: route.abort())
    visit.open_customer_page(demo_agent)
    visit.launcher.click()
    note = visit.page.get_by_role("button", name="The chat could not be loaded. Try again")
    note.wait_for()

    visit.page.unroute("**/dialog.js")
    note.click()

    expect(visit.dialog).to_be_visible()
    expect(note).to_have_count(0)


def test_an_answer_arriving_while_closed_is_marked(visit: Visit, demo_agent: DemoAgent) -> None:
    held: list[Route] = []
    visit.page.route(CHAT, lambda route: held.append(route))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    with visit.page.expect_request(CHAT):
        visit.field.fill("Anything")
        visit.field.press("Enter")
    visit.page.keyboard.press("Escape")

    streaming(answer_events("Here it is."))(held[0])

    name = f"New answer. Open chat with {demo_agent.name}"
    expect(visit.launcher).to_have_accessible_name(name)
    visit.launcher.click()
    expect(visit.answers.last.locator(".bubble")).to_have_text("Here it is.")
    visit.page.keyboard.press("Escape")
    expect(visit.launcher).to_have_accessible_name(f"Open chat with {demo_agent.name}")


def test_a_refused_key_shows_no_launcher_and_notifies_the_page(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    listen = """
        window.problems = [];
        window.Frontdesk = [["on", "error", (problem) => window.problems.push(problem.status)]];
    """

    visit.open_customer_page(demo_agent, script=listen, api_key="pk_live_wrong")

    visit.page.wait_for_function("window.problems.length")
    assert visit.page.evaluate("window.problems") == [401]
    expect(visit.launcher).to_have_count(0)
