"""Takes the widget's screenshots from a running instance with the demo's data.

.venv/bin/python docs/screenshots/take.py http://127.0.0.1:8000
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, Route, sync_playwright

FOLDER = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SHOP = "http://localhost:4999"  # a made-up website; nothing listens there
# The made-up website has no address of its own, and browsers would keep it from using loopback.
ARGUMENTS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]
QUESTION = "How much is a check-up?"
TEXTS = {
    "en": ("Harbour Street", "A dental practice in the old town, since 1994."),
    "ar": ("شارع الميناء", "عيادة أسنان في البلدة القديمة منذ عام 1994."),
}
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        tag = _tag(browser, site)
        agent = {"agent_id": tag["data-agent-id"], "api_key": tag["data-api-key"]}
        for name, theme in [("light", "light"), ("dark", "dark")]:
            with _shop(browser, site, tag, theme=theme) as page:
                _answer(page, QUESTION)
                _keep(page, f"widget-{name}")
        with _shop(browser, site, tag, language="ar") as page:
            _answer(page, QUESTION)
            _keep(page, "widget-rtl")
        with _shop(browser, site, tag, size=PHONE) as page:
            _answer(page, QUESTION)
            _keep(page, "widget-mobile")
        page = browser.new_page(viewport={"width": 1440, "height": 1640})
        page.goto(f"{site}/widget/studio?{urlencode(agent)}")
        page.frame_locator("#preview").get_by_role("dialog").wait_for()
        page.get_by_label("Color").fill("#7a1f5c")
        page.get_by_label("Suggested questions").fill("Do you see children?\nWhere can I park?")
        page.wait_for_load_state("networkidle")
        page.frame_locator("#preview").get_by_role("dialog").wait_for()
        page.evaluate("scrollTo(0, 0)")
        _keep(page, "widget-studio")
        browser.close()


def _tag(browser: Browser, site: str) -> dict[str, str]:
    """The attributes of the demo agent's tag on the landing page."""
    page = browser.new_page()
    page.goto(site)
    found: dict[str, str] = page.locator("script[data-agent-id]").evaluate(
        "tag => Object.fromEntries([...tag.attributes].map((a) => [a.name, a.value]))"
    )
    page.close()
    return found


@contextmanager
def _shop(
    browser: Browser,
    site: str,
    tag: dict[str, str],
    *,
    theme: str = "light",
    language: str = "en",
    size: Any = DESK,
) -> Iterator[Page]:
    """A page of a customer's website with the widget on it."""
    direction, corner = ("rtl", "left") if language == "ar" else ("ltr", "right")
    heading, text = TEXTS[language]
    ground, ink = ("#14161a", "#e8e8ec") if theme == "dark" else ("#f4f1ea", "#1a1b1f")
    document = f"""<!doctype html><html lang="{language}" dir="{direction}"><title>Practice</title>
        <meta name="viewport" content="width=device-width">
        <style>body {{ margin: 64px; background: {ground}; color: {ink} }}
            body {{ font: 20px/1.6 Georgia, serif }}
            h1 {{ font-size: 56px; margin: 0 }} p {{ max-width: 26em }}</style>
        <h1>{heading}</h1><p>{text}</p>
        <script src="{site}/widget.js" data-agent-id="{tag["data-agent-id"]}"
            data-api-key="{tag["data-api-key"]}" data-theme="{theme}"
            data-position="bottom-{corner}" async></script>"""

    def serve(route: Route) -> None:
        route.fulfill(content_type="text/html; charset=utf-8", body=document)

    context = browser.new_context(viewport=size, device_scale_factor=2, reduced_motion="reduce")
    page = context.new_page()
    page.route(f"{SHOP}/**", serve)
    page.goto(f"{SHOP}/")
    yield page
    context.close()


def _answer(page: Page, question: str) -> None:
    page.locator("frontdesk-widget .launcher").click()
    field = page.locator("frontdesk-widget .composer textarea")
    field.fill(question)
    field.press("Enter")
    answer = page.locator("frontdesk-widget .log .rating").last
    answer.wait_for()
    page.locator("frontdesk-widget summary").last.click()
    page.locator("frontdesk-widget .THUMBS_UP").last.hover()


def _keep(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
