"""Questions and answers in the widget, in a real browser, with the real server."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Route, expect

from widget.tests.browser import CHAT, DemoAgent, Visit, answer_events, streaming

pytestmark = pytest.mark.browser


# -- a conversation --------------------------------------------------------------------------------


def test_the_launcher_opens_by_keyboard_and_escape_returns_focus(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.open_customer_page(demo_agent)
    expect(visit.launcher).to_have_accessible_name(f"Open chat with {demo_agent.name}")

    visit.page.keyboard.press("Tab")
    expect(visit.launcher).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(visit.dialog).to_have_accessible_name(demo_agent.name)
    expect(visit.field).to_be_focused()
    visit.page.keyboard.press("Escape")

    expect(visit.dialog).to_be_hidden()
    expect(visit.launcher).to_be_focused()


def test_a_question_is_answered_from_the_document_with_its_source(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    answer = visit.ask(demo_agent.question)

    expect(answer.locator(".bubble")).to_contain_text(demo_agent.answer)
    expect(answer.locator("summary")).to_contain_text(demo_agent.source)
    answer.locator("summary").click()
    expect(answer.locator("li").first.locator("q")).to_be_visible()


def test_an_unanswerable_question_gets_the_fallback_and_no_source(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    answer = visit.ask(demo_agent.unanswerable)

    expect(answer.locator(".bubble")).to_have_text(demo_agent.fallback)
    expect(answer.locator("details")).to_have_count(0)


def test_a_conversation_survives_a_reload(visit: Visit, demo_agent: DemoAgent) -> None:
    sent: list[dict[str, str]] = []

    def remember(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fallback()

    visit.page.route(CHAT, remember)
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    answer = visit.ask(demo_agent.question).locator(".bubble").inner_text()

    visit.page.reload()
    visit.open_chat()
    expect(visit.log.locator(".message.visitor .bubble")).to_have_text([demo_agent.question])
    expect(visit.answers.last.locator(".bubble")).to_have_text(answer)
    visit.ask(demo_agent.unanswerable)

    assert "session_id" not in sent[0]
    assert sent[1]["session_id"].startswith("sess_")


def test_a_new_conversation_clears_the_old_one(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.ask(demo_agent.question)

    visit.dialog.get_by_role("button", name="New conversation").click()

    expect(visit.log.locator(".message.visitor")).to_have_count(0)
    kept = visit.page.evaluate(
        "key => localStorage.getItem(key)", f"frontdesk:chat:{demo_agent.agent_id}"
    )
    assert json.loads(kept) == {
        "sessionId": None,
        "status": "AGENT",
        "awaitedUntil": 0,
        "messages": [],
    }


def test_each_sentence_is_announced_once_and_only_when_finished(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    text = (
        "We open at 9.30 a.m. on **weekdays**.\n\n1. Ring first. Then come in!\n"
        "2. Or [write](mailto:a@a.example)"
    )
    pieces = [{"type": "token", "content": text[at : at + 3]} for at in range(0, len(text), 3)]
    start, _, done = answer_events("")
    visit.page.route(CHAT, streaming([start, *pieces, done]))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.listen_to_announcements()

    visit.ask("When are you open?")

    assert visit.announcements() == [
        f"{demo_agent.name} said: ",
        "We open at 9.30 a.m. on weekdays.",
        "Ring first.",
        "Then come in!",
        "Or write",
    ]
    live = visit.dialog.locator("[aria-live]").evaluate_all(
        "nodes => nodes.map((node) => node.getAttribute('aria-live'))"
    )
    assert live == ["off", "polite"]  # announcements are not repeated from the log


# -- rendering of answers --------------------------------------------------------------------------


def test_hostile_answers_are_rendered_as_text(visit: Visit, demo_agent: DemoAgent) -> None:
    hostile = (
        "<img src=x onerror=alert(1)><script>alert(1)</script>\n\n"
        "[one](javascript:alert(1)) [two](data:text/html,x) [three](//evil.example) "
        "[four](vbscript:x) **<b onclick=alert(1)>bold</b>**"
    )
    sources = {
        "type": "sources",
        "sources": [{"title": "<i>title</i>", "chunk_preview": "<u>x</u>"}],
    }
    start, token, done = answer_events(hostile)
    visit.page.route(CHAT, streaming([start, token, sources, done]))
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    answer = visit.ask("<img src=y onerror=alert(2)>")

    assert answer.locator("img, script, a, b[onclick], i, u").count() == 0
    assert visit.log.locator(".message.visitor img").count() == 0
    expect(answer.locator(".bubble")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(answer.locator(".bubble")).to_contain_text("[one](javascript:alert(1))")
    expect(answer.locator("summary")).to_contain_text("<i>title</i>")
    expect(answer.locator("strong")).to_have_text("<b onclick=alert(1)>bold</b>")


def test_markdown_is_rendered_as_nodes(visit: Visit, demo_agent: DemoAgent) -> None:
    written = (
        "## Opening\nWe are **open**, *mostly*\n\n1. `Mon`\n2. Tue\n   - late\n\n> quoted\n\n"
        "```\na <b>\n```\nSee https://a.example/x. Or [write](mailto:a@a.example)"
    )
    visit.page.route(CHAT, streaming(answer_events(written)))
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    bubble = visit.ask("Anything").locator(".bubble")

    shown = re.sub(r' (target|rel|tabindex)="[^"]*"', "", bubble.inner_html())
    assert shown == (
        "<p><strong>Opening</strong></p><p>We are <strong>open</strong>, <em>mostly</em></p>"
        "<ol><li><p><code>Mon</code></p></li><li><p>Tue</p><ul><li><p>late</p></li></ul></li></ol>"
        "<blockquote><p>quoted</p></blockquote><pre><code>a &lt;b&gt;</code></pre>"
        '<p>See <a href="https://a.example/x">https://a.example/x</a>. '
        'Or <a href="mailto:a@a.example">write</a></p>'
    )
    rels = bubble.locator("a").evaluate_all("links => links.map((link) => link.rel)")
    assert rels == ["noopener noreferrer", "noopener noreferrer"]
