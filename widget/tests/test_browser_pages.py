"""The pages the widget stands on: our landing page, and those of others that embed it."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from widget.tests.browser import (
    CHAT,
    STRICT_POLICY,
    DemoAgent,
    Visit,
    answer_events,
    streaming,
)

pytestmark = pytest.mark.browser


# -- the landing page ------------------------------------------------------------------------------


def test_the_landing_page_opens_the_demo_by_button_and_gives_the_focus_back(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.open_landing()
    button = visit.page.get_by_role("button", name=f"Ask {demo_agent.name}")

    button.click()
    expect(visit.dialog).to_be_visible()
    expect(visit.field).to_be_focused()
    visit.page.keyboard.press("Escape")

    expect(visit.dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_the_landing_page_puts_a_suggested_question(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.open_landing()
    suggestion = visit.page.locator("[data-questions] button").first
    question = suggestion.inner_text()

    suggestion.click()

    expect(visit.log.locator(".message.visitor .bubble")).to_have_text([question])
    expect(visit.answers.last.locator(".bubble")).not_to_be_empty()


def test_the_landing_page_leads_to_references_studio_and_portal(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.open_landing()

    links = visit.page.get_by_role("navigation").get_by_role("link")

    hrefs = [link.get_attribute("href") for link in links.all()]
    studio = f"/widget/studio?agent_id={demo_agent.agent_id}&api_key={demo_agent.api_key}"
    assert hrefs == ["/docs", "/redoc", "/openapi.json", studio, "/admin/"]


def test_the_landing_page_keeps_its_own_content_policy(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.open_landing()
    visit.open_chat()

    visit.ask(demo_agent.question)

    assert [text for text in visit.console if "Content Security Policy" in text] == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_landing_page_never_scrolls_sideways(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 700})

    visit.open_landing()

    assert visit.page.evaluate("document.documentElement.scrollWidth") == width


def test_without_a_demo_the_landing_page_says_what_to_do() -> None:
    page = render_to_string("landing/index.html", {"demo": None, "version": "1.2.3"})

    assert "Nobody is at the desk yet" in page
    assert "data-open" not in page
    assert '<script src="/widget.js"' not in page


# -- the pages of others ---------------------------------------------------------------------------


def test_it_works_under_a_strict_content_policy(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.open_customer_page(demo_agent, policy=STRICT_POLICY.format(site=visit.site))
    visit.open_chat()

    answer = visit.ask(demo_agent.question)

    expect(answer.locator(".bubble")).to_contain_text(demo_agent.answer)
    expect(visit.launcher).to_have_css("border-radius", "50%")
    assert [text for text in visit.console if "Content Security Policy" in text] == []


def test_nothing_is_asked_of_the_server_before_it_is_needed(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    asked: list[str] = []
    visit.page.on(
        "request",
        lambda request: (
            request.url.startswith(visit.site) and asked.append(request.url[len(visit.site) :])
        ),
    )
    config = f"/api/v1/widget/config/{demo_agent.agent_id}"

    visit.open_customer_page(demo_agent, tag=f'<script src="{visit.site}/widget.js"></script>')
    assert asked == ["/widget.js"]
    visit.page.evaluate(
        "([agentId, apiKey]) => Frontdesk.init({ agentId, apiKey })",
        [demo_agent.agent_id, demo_agent.api_key],
    )
    visit.launcher.wait_for()
    assert asked[1:] == ["/widget/main.js", config, "/widget/languages/en.js"]
    visit.open_chat()

    assert asked[4:] == ["/widget/dialog.js"]


def test_the_page_can_steer_and_listen_under_both_names(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    listen = """
        window.events = [];
        window.Frontdesk = window.Frontdesk || [];
        for (const name of ["ready", "open", "close"]) {
            Frontdesk.push(["on", name, () => window.events.push(name)]);
        }
        Frontdesk.push((widget) => widget.on("message", ({ role }) => window.events.push(role)));
        Frontdesk.push(["open"]);
    """
    visit.page.route(CHAT, streaming(answer_events("Good day.")))
    visit.open_customer_page(demo_agent, script=listen)
    expect(visit.dialog).to_be_visible()

    answer = visit.page.evaluate("InsydrAI.sendMessage('Hello')")
    visit.page.evaluate("InsydrAI.clearHistory()")
    visit.page.evaluate("InsydrAI.toggle()")

    assert (answer["content"], answer["messageId"]) == ("Good day.", "msg_made_up")
    assert visit.page.evaluate("window.Frontdesk === window.InsydrAI") is True
    assert visit.page.evaluate("window.events") == ["ready", "open", "user", "assistant", "close"]
    expect(visit.log.locator(".message.visitor")).to_have_count(0)


def test_shortcuts_of_the_page_do_not_hear_what_is_typed(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    listen = "window.heard = []; addEventListener('keydown', (event) => heard.push(event.key));"
    visit.open_customer_page(demo_agent, script=listen)
    visit.open_chat()

    visit.field.press_sequentially("k?")

    expect(visit.field).to_have_value("k?")
    assert visit.page.evaluate("window.heard") == []


def test_on_a_small_screen_it_is_modal_and_keeps_the_focus(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 700})
    visit.open_customer_page(demo_agent)

    visit.open_chat()

    assert visit.dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 700}
    expect(visit.dialog).to_have_attribute("aria-modal", "true")
    visit.dialog.get_by_role("button", name="Talk to a person").focus()
    visit.page.keyboard.press("Shift+Tab")
    expect(visit.dialog.get_by_role("button", name="Send")).to_be_focused()
    visit.page.keyboard.press("Tab")
    expect(visit.dialog.get_by_role("button", name="Talk to a person")).to_be_focused()


def test_it_follows_the_direction_of_the_page_and_the_asked_corner(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.open_customer_page(
        demo_agent, html='<html lang="ar" dir="rtl">', attributes='data-position="bottom-left"'
    )

    visit.open_chat()

    expect(visit.dialog).to_have_css("direction", "rtl")
    box = visit.dialog.bounding_box()
    assert box is not None
    assert box["x"] == 20


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_it_wears_the_asked_theme(visit: Visit, demo_agent: DemoAgent, theme: str) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.open_customer_page(demo_agent, attributes=f'data-theme="{theme}"')

    visit.open_chat()

    surface = {"light": "rgb(255, 255, 255)", "dark": "rgb(27, 28, 32)", "auto": "rgb(27, 28, 32)"}
    expect(visit.dialog).to_have_css("background-color", surface[theme])


@pytest.mark.parametrize("color", ["#e91919", "#ffdd00", "#000000", "#ffffff", "#7a7a7a", "#0af"])
def test_every_color_is_made_readable(visit: Visit, demo_agent: DemoAgent, color: str) -> None:
    visit.open_customer_page(demo_agent)
    visit.launcher.wait_for()

    shades = visit.page.evaluate(
        """async ([site, color]) => {
            const { palette } = await import(`${site}/widget/main.js`);
            return Object.fromEntries(palette(color));
        }""",
        [visit.site, color],
    )

    rgb = {name: [int(part) for part in re.findall(r"\d+", text)] for name, text in shades.items()}
    assert contrast(rgb["primary"], rgb["on-primary"]) >= 4.5
    assert contrast(rgb["accent-light"], [240, 240, 242]) >= 4.5
    assert contrast(rgb["accent-dark"], [46, 48, 54]) >= 4.5


def contrast(one: list[int], other: list[int]) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""

    def luminance(rgb: list[int]) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (byte / 255 for byte in rgb)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)
