"""No answer, source, name or greeting runs a script, contacts another host, or creates an
unexpected element.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from widget.tests.browser import (
    CHAT,
    CONFIG,
    EVENTS,
    MESSAGES,
    DemoAgent,
    Visit,
    answer_events,
    answering,
    refusing,
    streaming,
)
from widget.tests.hostile import VECTORS

pytestmark = pytest.mark.browser

# Every element that Markdown may create, with its allowed attributes.
ALLOWED = {
    "A": {"href", "target", "rel"},
    "PRE": {"tabindex"},
    "OL": {"start"},
    **{name: set() for name in ["P", "BR", "STRONG", "EM", "S", "CODE", "BLOCKQUOTE", "UL", "LI"]},
    "HR": set(),
}
PARTS_OF_SOURCES = {"DETAILS", "SUMMARY", "svg", "path", "SPAN", "OL", "LI", "B", "Q"}
# Detects any effect of a vector on page or widget.
TRAPS = """
    window.sprung = [];
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
        window[name] = () => window.sprung.push(name);
    }
    addEventListener("securitypolicyviolation", (event) => window.sprung.push(event.blockedURI));
"""


def elements(visit: Visit, selector: str) -> list[dict[str, Any]]:
    """Each element below the selected ones, with its attributes."""
    found: list[dict[str, Any]] = visit.log.locator(selector).evaluate_all(
        """roots => roots.flatMap((root) => [...root.querySelectorAll("*")]).map((node) => ({
            name: node.tagName,
            attributes: Object.fromEntries([...node.attributes].map((a) => [a.name, a.value])),
        }))"""
    )
    return found


def assert_harmless(found: list[dict[str, Any]]) -> None:
    for element in found:
        assert element["name"] in ALLOWED, element
        attributes = element["attributes"]
        assert set(attributes) <= ALLOWED[element["name"]], element
        if element["name"] == "A":
            assert attributes["href"].startswith(("https://", "http://", "mailto:", "tel:"))
            assert "@evil" not in attributes["href"]
            assert attributes["rel"] == "noopener noreferrer"
            assert attributes["target"] == "_blank"


def test_there_are_more_than_a_hundred_vectors() -> None:
    assert len(set(VECTORS)) == len(VECTORS) >= 100


def test_no_vector_has_an_effect_in_an_answer_or_its_sources(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    """On a page without any policy, so that only the widget protects it."""
    stored: list[dict[str, Any]] = [
        {
            "id": f"msg_{number}",
            "role": role,
            "name": vector,
            "content": vector,
            "sources": [
                {"title": vector, "heading": vector, "chunk_preview": vector, "page": vector}
            ],
            "confidence": 0.9,
            "created_at": "2026-11-22T10:00:00Z",
        }
        for number, vector in enumerate(VECTORS)
        for role in ("user", "assistant", "human")
    ]
    visit.page.route(MESSAGES, answering({"messages": stored, "status": "AGENT"}))
    visit.open_customer_page(demo_agent, attributes='data-session-id="sess_of_ann"', script=TRAPS)
    visit.open_chat()
    expect(visit.log.locator(".message.visitor")).to_have_count(len(VECTORS))

    assert elements(visit, ".visitor .bubble") == []
    assert_harmless(elements(visit, ".agent .bubble"))
    assert_harmless(elements(visit, ".human .bubble"))
    assert {each["name"] for each in elements(visit, ".sources")} <= PARTS_OF_SOURCES
    visit.log.locator("summary").evaluate_all("all => all.forEach((one) => one.click())")
    visit.log.locator(".bubble *").evaluate_all(
        """all => all.forEach((node) => {
            for (const type of ["pointerover", "mouseover", "focus", "toggle", "error", "load"]) {
                node.dispatchEvent(new Event(type, { bubbles: true }));
            }
        })"""
    )
    assert visit.page.evaluate("window.sprung") == []
    assert visit.hosts <= {"localhost", "127.0.0.1"}


def test_no_vector_has_an_effect_while_streaming(visit: Visit, demo_agent: DemoAgent) -> None:
    text = "\n\n".join(VECTORS)
    pieces = [{"type": "token", "content": text[at : at + 40]} for at in range(0, len(text), 40)]
    start, _, done = answer_events("")
    visit.page.route(CHAT, streaming([start, *pieces, done]))
    visit.open_customer_page(demo_agent, script=TRAPS)
    visit.open_chat()

    answer = visit.ask("<img src=x onerror=alert(1)>")

    expect(answer).to_contain_text("<script>alert(1)</script>")
    assert_harmless(elements(visit, ".agent .bubble"))
    announced = visit.dialog.locator("[aria-live=polite] *")
    assert set(announced.evaluate_all("all => all.map((node) => node.tagName)")) == {"P"}
    assert visit.page.evaluate("window.sprung") == []


def test_no_vector_has_an_effect_in_the_configuration(visit: Visit, demo_agent: DemoAgent) -> None:
    text = "\n\n".join(VECTORS)
    hostile = {
        "agent_id": "agent_x",
        "agent_name": text,
        "appearance": {
            "theme": "dark;background:url(https://evil.example)",
            "primary_color": "red;background:url(https://evil.example)",
            "border_radius": "1px;background:url(https://evil.example)",
            "position": '"><img src=x onerror=alert(1)>',
        },
        "behavior": {
            "greeting_enabled": True,
            "greeting_delay": 0,
            "greeting_message": text,
            "suggested_questions": VECTORS,
            "language": "../../evil",
        },
        "branding": {"show_powered_by": True, "avatar_url": "javascript:alert(1)"},
    }
    visit.page.route(CONFIG, answering(hostile))
    visit.open_customer_page(demo_agent, script=TRAPS)
    visit.page.get_by_role("status").get_by_role("button").first.click()
    expect(visit.dialog.locator(".chips button")).to_have_count(len(VECTORS))

    assert_harmless(elements(visit, ".agent .bubble"))
    assert visit.dialog.locator("img, script, iframe, style, link, form[action]").count() == 0
    assert visit.page.evaluate("window.sprung") == []


def test_a_link_shows_its_target(visit: Visit, demo_agent: DemoAgent) -> None:
    text = "[https://bank.example](https://evil.example/login) [our bank](https://bank.example/)"
    visit.page.route(CHAT, streaming(answer_events(f"{text} [ring](tel:+441174960123)")))
    visit.open_customer_page(demo_agent)
    visit.open_chat()

    links = visit.ask("Anything").locator(".bubble a")

    expect(links).to_have_text(["https://evil.example/login", "our bank", "ring"])
    assert [link.get_attribute("href") for link in links.all()] == [
        "https://evil.example/login",
        "https://bank.example/",
        "tel:+441174960123",
    ]


def test_a_hostile_error_is_rendered_as_text(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.route(CHAT, refusing(422, "<img src=x onerror=alert(1)>"))
    visit.page.route(EVENTS, refusing(404, "NOT_FOUND"))
    visit.open_customer_page(demo_agent, script=TRAPS)
    visit.open_chat()

    visit.field.fill("Anything")
    visit.field.press("Enter")

    expect(visit.dialog.get_by_role("alert")).to_be_visible()
    assert visit.dialog.locator("img").count() == 0
    assert visit.page.evaluate("window.sprung") == []
