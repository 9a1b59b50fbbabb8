"""The widget is accessible: by keyboard alone, and by WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from widget.tests.browser import (
    CHAT,
    ESCALATE,
    EVENTS,
    FEEDBACK,
    MESSAGES,
    STRICT_POLICY,
    TO_A_HUMAN,
    DemoAgent,
    Visit,
    answer_events,
    answering,
    refusing,
    streaming,
)

pytestmark = pytest.mark.browser

ANSWER = (
    "We open at **nine**.\n\n- [Book](https://book.example/)\n- `code`\n\n> quoted\n\n```\npre\n```"
)
SOURCES = [{"title": "Handbook", "page": 3, "heading": "Hours", "chunk_preview": "Open at nine."}]
HUMAN = {
    "id": "msg_h",
    "role": "human",
    "content": "Hello, Dora here.",
    "name": "Dora",
    "sources": [],
    "confidence": None,
    "created_at": "2026-11-22T10:00:00Z",
}


@pytest.fixture
def inspected(browser: Browser, site: str, axe: str) -> Iterator[Visit]:
    """A tab into which the checker can be injected, whatever the page's policy."""
    context = browser.new_context(reduced_motion="reduce", bypass_csp=True)
    context.add_init_script(axe)
    yield Visit(context.new_page(), site)
    context.close()


def faults(visit: Visit) -> list[tuple[str, list[str]]]:
    """axe's findings: the rule and the elements."""
    found: list[tuple[str, list[str]]] = visit.page.evaluate(
        """async () => {
            const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
            const { violations } = await axe.run("frontdesk-widget", { runOnly: tags });
            return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        }"""
    )
    return found


@pytest.mark.parametrize(
    ("theme", "html"),
    [
        ("light", '<html lang="en">'),
        ("dark", '<html lang="en">'),
        ("light", '<html lang="ar" dir="rtl">'),
        ("dark", '<html lang="ar" dir="rtl">'),
    ],
    ids=["light", "dark", "light and right to left", "dark and right to left"],
)
def test_axe_finds_nothing_in_any_state(
    inspected: Visit, demo_agent: DemoAgent, theme: str, html: str
) -> None:
    visit = inspected
    start, token, done = answer_events(ANSWER)
    sources = {"type": "sources", "sources": SOURCES}
    visit.page.route(CHAT, streaming([start, token, sources, done]))
    visit.page.route(FEEDBACK, answering({}))
    visit.page.route(ESCALATE, refusing(422, "INVALID"))
    visit.page.route(MESSAGES, answering({"messages": [HUMAN], "status": "HUMAN"}))
    visit.page.route(EVENTS, streaming([]))
    visit.open_customer_page(
        demo_agent, html=html, attributes=f'data-theme="{theme}" data-greeting-delay="0"'
    )
    visit.page.locator("frontdesk-widget .note").wait_for()
    assert faults(visit) == []  # closed, with the greeting

    visit.launcher.click()
    visit.field.wait_for()
    assert faults(visit) == []  # open, with suggestions

    answer = visit.ask("When do you open?")
    answer.locator("summary").click()
    answer.locator(".THUMBS_DOWN").click()
    expect(answer.locator("textarea")).to_be_visible()
    assert faults(visit) == []  # an answer, its sources, the reason for a thumb

    visit.dialog.locator(".tool").first.click()
    form = visit.dialog.locator("form.escalation")
    form.locator("button").first.click()
    expect(form.locator("[aria-invalid=true]")).to_have_count(2)
    assert faults(visit) == []  # the form, with errors

    form.locator("button").last.click()
    visit.page.unroute(CHAT)
    visit.page.route(CHAT, refusing(503, "UNAVAILABLE"))
    visit.field.fill("Again?")
    visit.field.press("Enter")
    visit.dialog.get_by_role("alert").wait_for()
    assert faults(visit) == []  # a failure

    visit.page.unroute(CHAT)
    visit.page.route(CHAT, streaming(TO_A_HUMAN))
    visit.field.fill("A human, please.")
    visit.field.press("Enter")
    expect(visit.log.locator(".message.human .bubble")).to_have_text("Hello, Dora here.")
    assert faults(visit) == []  # a human


def serve_the_flow(
    visit: Visit, *, told: list[dict[str, str]], escalated: list[dict[str, str]]
) -> None:
    """Answer whatever the widget requests; the bodies of feedback and escalations are kept."""
    start, token, done = answer_events("We open at nine.")
    sources = {"type": "sources", "sources": SOURCES}
    visit.page.route(CHAT, streaming([start, token, sources, done]))
    visit.page.route(FEEDBACK, answering({}, told))
    visit.page.route(ESCALATE, answering({"id": "esc_1"}, escalated))
    visit.page.route(MESSAGES, answering({"messages": [], "status": "AGENT"}))
    visit.page.route(EVENTS, refusing(404, "NOT_FOUND"))


def go_to(visit: Visit, name: str, key: str = "Tab") -> None:
    """Press the key until the focused element has that name."""
    names = []
    for _ in range(25):
        visit.page.keyboard.press(key)
        names.append(
            visit.page.evaluate(
                """() => {
                    const node = document.activeElement.shadowRoot?.activeElement;
                    return node?.ariaLabel || node?.textContent || node?.id || "";
                }"""
            )
        )
        if name in names[-1]:
            return
    raise AssertionError(f"{name} is not among {names}")


def test_the_whole_flow_works_by_keyboard_under_a_strict_policy(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    told: list[dict[str, str]] = []
    escalated: list[dict[str, str]] = []
    serve_the_flow(visit, told=told, escalated=escalated)
    visit.open_customer_page(demo_agent, policy=STRICT_POLICY.format(site=visit.site))
    visit.launcher.wait_for()
    keyboard = visit.page.keyboard

    go_to(visit, "Open chat")
    keyboard.press("Enter")
    expect(visit.field).to_be_focused()
    keyboard.type("When do you open?")
    keyboard.press("Enter")
    answer = visit.answers.last
    expect(answer.locator(".bubble")).to_have_text("We open at nine.")
    go_to(visit, "Source", "Shift+Tab")
    keyboard.press("Enter")
    expect(answer.locator("q")).to_be_visible()
    go_to(visit, "Helpful")
    keyboard.press("Space")
    expect(answer.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    go_to(visit, "Talk to a person", "Shift+Tab")
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.type("ann@example.com")
    keyboard.press("Tab")
    keyboard.type("Ring me.")
    go_to(visit, "Send")
    keyboard.press("Enter")
    expect(visit.dialog.get_by_role("heading", name="Sent")).to_be_focused()
    keyboard.press("Escape")

    expect(visit.dialog).to_be_hidden()
    expect(visit.launcher).to_be_focused()
    assert [body["feedback_type"] for body in told] == ["THUMBS_UP"]
    assert [(body["email"], body["message"]) for body in escalated] == [
        ("ann@example.com", "Ring me.")
    ]
    assert [text for text in visit.console if "Content Security Policy" in text] == []
    assert [text for text in visit.console if "Trusted" in text] == []


def test_it_keeps_its_outlines_in_forced_colors(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.emulate_media(forced_colors="active")
    visit.open_customer_page(demo_agent)

    visit.open_chat()

    for part in (visit.dialog, visit.answers.first.locator(".bubble")):
        expect(part).to_have_css("border-top-width", "1px")
        expect(part).to_have_css("border-top-style", "solid")


def test_nothing_moves_with_reduced_motion(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.open_customer_page(demo_agent)

    visit.open_chat()

    moving = visit.dialog.evaluate(
        "dialog => dialog.getRootNode().getAnimations().map((one) => one.animationName)"
    )
    assert moving == []
    expect(visit.launcher).to_have_css("transition-duration", "0s")
