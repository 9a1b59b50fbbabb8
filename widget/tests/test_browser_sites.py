"""The widget on websites that swap their pages, move their body, or embed it in older ways."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from widget.tests.browser import (
    CHAT,
    CONFIG,
    CUSTOMER_SITE,
    DemoAgent,
    Visit,
    answer_events,
    streaming,
)

pytestmark = pytest.mark.browser

TURBO = Path(__file__).parents[2] / "node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js"
# What routers do: another body takes the place of the old one, and its scripts run again.
SWAP = """() => {
    const next = document.createElement("body");
    next.append(document.createElement("h1"));
    const old = document.querySelector("script[data-agent-id]");
    const tag = document.createElement("script");
    for (const { name, value } of old.attributes) tag.setAttribute(name, value);
    next.append(tag);
    document.body.replaceWith(next);
    return new Promise((resolve) => tag.addEventListener("load", resolve));
}"""


def start(visit: Visit, agent: DemoAgent, options: str = "{}") -> None:
    visit.page.evaluate(
        f"([agentId, apiKey]) => Frontdesk.init({{ agentId, apiKey, ...{options} }})",
        [agent.agent_id, agent.api_key],
    )


def is_in_window(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return min(box["x"], box["y"]) >= 0 and right <= size["width"] and bottom <= size["height"]


# -- pages that are swapped ------------------------------------------------------------------------


def test_a_body_that_is_swapped_leaves_the_widget_and_its_conversation(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.page.route(CHAT, streaming(answer_events("Good day.")))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.ask("Hello?")

    for _ in range(3):
        visit.page.evaluate(SWAP)
    start(visit, demo_agent)

    expect(visit.page.locator("frontdesk-widget")).to_have_count(1)
    expect(visit.dialog).to_be_visible()
    expect(visit.answers.last.locator(".bubble")).to_have_text("Good day.")
    visit.page.evaluate("Frontdesk.close()")
    visit.open_chat()
    visit.ask("Are you still there?")


def test_an_answer_goes_on_while_the_body_is_swapped(visit: Visit, demo_agent: DemoAgent) -> None:
    waiting: list[Route] = []
    visit.page.route(CHAT, lambda route: waiting.append(route))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.field.fill("Hello?")
    with visit.page.expect_request(CHAT):
        visit.field.press("Enter")

    visit.page.evaluate(SWAP)
    streaming(answer_events("Good day."))(waiting[0])

    expect(visit.answers.last.locator(".bubble")).to_have_text("Good day.")


@pytest.mark.parametrize(
    "removal",
    [
        "document.documentElement.replaceWith(document.createElement('html'))",
        "document.documentElement.replaceChildren(document.createElement('body'))",
        "document.querySelector('frontdesk-widget').remove()",
    ],
)
def test_it_returns_to_a_document_that_lost_it(
    visit: Visit, demo_agent: DemoAgent, removal: str
) -> None:
    visit.open_customer_page(demo_agent)
    visit.launcher.wait_for()

    for _ in range(2):
        visit.page.evaluate(f"() => {{ {removal}; }}")
        expect(visit.page.locator("frontdesk-widget")).to_have_count(1)

    visit.open_chat()


def test_it_lives_on_a_site_with_turbo(visit: Visit, demo_agent: DemoAgent) -> None:
    tag = (
        f'<script src="{visit.site}/widget.js" data-agent-id="{demo_agent.agent_id}" '
        f'data-api-key="{demo_agent.api_key}" async></script>'
    )

    def page(title: str, other: str) -> str:
        return (
            f"<!doctype html><title>{title}</title><script src='/turbo.js'></script>"
            f"<body><h1>{title}</h1><a href='{other}'>Go on</a>{tag}</body>"
        )

    files = {
        "/": ("text/html", page("Shop", "/prices")),
        "/prices": ("text/html", page("Prices", "/")),
        "/turbo.js": ("text/javascript", TURBO.read_text()),
    }

    def serve(route: Route) -> None:
        kind, body = files.get(urlsplit(route.request.url).path, ("text/plain", ""))
        route.fulfill(headers={"Content-Type": f"{kind}; charset=utf-8"}, body=body)

    configs: list[str] = []
    visit.page.on("request", lambda request: configs.append(request.url))
    visit.page.route(f"{CUSTOMER_SITE}/**", serve)
    visit.page.route(CHAT, streaming(answer_events("Good day.")))
    visit.page.goto(f"{CUSTOMER_SITE}/")
    visit.page.evaluate("window.neverReloaded = true")
    visit.open_chat()
    visit.ask("Hello?")

    for title in ("Prices", "Shop"):
        visit.page.get_by_role("link", name="Go on").click()
        expect(visit.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    visit.page.go_back()
    expect(visit.page.get_by_role("heading", name="Prices", exact=True)).to_be_visible()

    assert visit.page.evaluate("window.neverReloaded") is True
    expect(visit.page.locator("frontdesk-widget")).to_have_count(1)
    expect(visit.dialog).to_be_visible()
    expect(visit.answers.last.locator(".bubble")).to_have_text("Good day.")
    assert len([url for url in configs if "/widget/config/" in url]) == 1


# -- bodies that move ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style",
    ["transform: translateY(0)", "filter: blur(0)", "perspective: 1px", "will-change: transform"],
)
def test_it_stays_in_its_corner_under_a_body_that_positions_what_is_fixed(
    visit: Visit, demo_agent: DemoAgent, style: str
) -> None:
    move = f"""addEventListener("DOMContentLoaded", () => {{
        document.body.style.cssText = "height: 3000px; {style}";
    }});"""
    visit.open_customer_page(demo_agent, script=move)
    visit.launcher.wait_for()

    assert is_in_window(visit.page, "frontdesk-widget .launcher")
    visit.page.evaluate("scrollTo(0, 1500)")
    assert is_in_window(visit.page, "frontdesk-widget .launcher")
    visit.open_chat()
    assert is_in_window(visit.page, "frontdesk-widget .dialog")


# -- taking it away --------------------------------------------------------------------------------


def test_a_destroyed_widget_is_gone_until_the_next_init(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    listen = """
        window.events = [];
        window.Frontdesk = [["on", "close", () => events.push("close")],
                            ["on", "ready", () => events.push("ready")]];
    """
    visit.page.route(CHAT, streaming(answer_events("Good day.")))
    visit.open_customer_page(demo_agent, script=listen)
    visit.open_chat()
    visit.ask("Hello?")

    visit.page.evaluate("Frontdesk.destroy()")
    expect(visit.page.locator("frontdesk-widget")).to_have_count(0)
    visit.page.evaluate("document.documentElement.append(document.createElement('i'))")
    visit.page.evaluate("() => { Frontdesk.destroy(); Frontdesk.open(); }")  # waits for init
    start(visit, demo_agent, '{ position: "bottom-left" }')

    expect(visit.dialog).to_be_visible()
    expect(visit.answers.last.locator(".bubble")).to_have_text("Good day.")
    expect(visit.page.locator("frontdesk-widget")).to_have_count(1)
    expect(visit.page.locator("frontdesk-widget")).to_have_attribute("data-position", "bottom-left")
    assert visit.page.evaluate("events") == ["ready", "close", "ready"]


def test_a_widget_destroyed_while_it_starts_never_appears(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    waiting: list[Route] = []
    visit.page.route(CONFIG, lambda route: waiting.append(route))
    with visit.page.expect_request(CONFIG):
        visit.open_customer_page(demo_agent)

    visit.page.evaluate("Frontdesk.destroy()")
    visit.page.unroute(CONFIG)
    waiting[0].continue_()
    start(visit, demo_agent)

    expect(visit.page.locator("frontdesk-widget")).to_have_count(1)
    assert [text for text in visit.console if "Frontdesk" in text] == []


@pytest.mark.parametrize("ending", ["/api/v1", "/api/v1/", "/"])
def test_the_address_in_a_tag_may_name_the_api_itself(
    visit: Visit, demo_agent: DemoAgent, ending: str
) -> None:
    visit.open_customer_page(demo_agent, attributes=f'data-api-base="{visit.site}{ending}"')

    visit.open_chat()

    expect(visit.dialog).to_have_accessible_name(demo_agent.name)
