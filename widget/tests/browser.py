"""Shared by the browser tests: Chromium, a page that embeds the widget, and scripted responses."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Route, sync_playwright

# The shell is the same engine without the windows of a desktop: a page costs a fifth.
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Pages served by a test have no address of their own, and browsers would keep them from
    # loopback.
    "--disable-features=LocalNetworkAccessChecks",
]
CUSTOMER_SITE = "http://localhost:4999"  # another origin; nothing listens there
CHAT = "**/api/v1/widget/chat"
RESUME = "**/api/v1/widget/chat/*/stream"
CONFIG = "**/api/v1/widget/config/*"
FEEDBACK = "**/api/v1/widget/feedback"
ESCALATE = "**/api/v1/widget/escalate"
MESSAGES = "**/api/v1/widget/sessions/*/messages?*"
EVENTS = "**/api/v1/widget/sessions/*/events?*"
TYPING = "**/api/v1/widget/typing"
READ = "**/api/v1/widget/read"

# A page whose policy allows only what the widget needs.
STRICT_POLICY = (
    "default-src 'none'; script-src 'self' {site}; connect-src {site}; img-src {site}; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)

Event = dict[str, Any]

# The events instead of an answer while a human has the conversation.
TO_A_HUMAN: list[Event] = [
    {"type": "start", "message_id": "msg_of_visitor", "session_id": "sess_made_up"},
    {"type": "sources", "sources": []},
    {"type": "done", "confidence": 0, "handled_by": "HUMAN"},
]


@dataclass(frozen=True)
class DemoAgent:
    """A published agent over one document, and the known answers.

    answer: words in every right answer to `question`.
    source: title of the document cited.
    fallback: the response to `unanswerable`. owner: e-mail address and password.
    """

    agent_id: str
    api_key: str
    name: str
    question: str
    answer: str
    source: str
    unanswerable: str
    fallback: str
    owner: tuple[str, str]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """One visitor's tab, with the hosts it contacted, its console messages and page errors."""

    page: Page
    site: str
    hosts: set[str] = field(default_factory=set)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("request", lambda request: self.hosts.add(_host(request.url)))
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def launcher(self) -> Locator:
        return self.page.locator("frontdesk-widget .launcher")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def field(self) -> Locator:
        """The input for questions."""
        return self.dialog.locator(".composer textarea")

    @property
    def log(self) -> Locator:
        """The finished messages."""
        return self.dialog.get_by_role("log")

    @property
    def answers(self) -> Locator:
        """The finished answers, the greeting included."""
        return self.log.locator(".message.agent")

    def open_landing(self) -> None:
        self.page.goto(self.site)
        self.launcher.wait_for()

    def open_customer_page(
        self,
        agent: DemoAgent,
        *,
        attributes: str = "",
        html: str = '<html lang="en">',
        script: str = "",
        policy: str | None = None,
        api_key: str | None = None,
        tag: str | None = None,
    ) -> None:
        """Open a page of another origin that embeds the widget by its tag.

        attributes: additional ones for the tag. script: served as the page's own file, run before
            the widget.
        policy: the page's Content-Security-Policy. tag: replaces the usual one.
        """
        usual = f"""<script src="{self.site}/widget.js" data-agent-id="{agent.agent_id}"
                data-api-key="{api_key or agent.api_key}" {attributes} async></script>"""
        document = f"""<!doctype html>{html}<title>Shop</title><h1>Shop</h1>
            <script src="/shop.js"></script>{tag or usual}"""
        files = {"/": ("text/html", document), "/shop.js": ("text/javascript", script)}

        def serve(route: Route) -> None:
            kind, body = files.get(urlsplit(route.request.url).path, ("text/plain", ""))
            headers = {"Content-Type": f"{kind}; charset=utf-8"}
            if policy:
                headers["Content-Security-Policy"] = policy
            route.fulfill(headers=headers, body=body)

        self.page.route(f"{CUSTOMER_SITE}/**", serve)
        self.page.goto(f"{CUSTOMER_SITE}/")

    def open_chat(self) -> None:
        self.launcher.click()
        self.field.wait_for()

    def ask(self, question: str) -> Locator:
        """Type the question, send it, and return the finished answer."""
        before = self.answers.count()
        self.field.fill(question)
        self.field.press("Enter")
        answer = self.answers.nth(before)
        answer.wait_for()
        return answer

    def listen_to_announcements(self) -> None:
        """Record what the polite live region announces to screen readers from now on."""
        self.dialog.locator("[aria-live=polite]").evaluate(
            """region => {
                window.heard = [];
                new MutationObserver((changes) => changes.forEach((change) =>
                    change.addedNodes.forEach((node) => window.heard.push(node.textContent))
                )).observe(region, { childList: true, subtree: true, characterData: true });
            }"""
        )

    def announcements(self) -> list[str]:
        heard: list[str] = self.page.evaluate("window.heard")
        return heard

    def screenshot(self, path: Path) -> None:
        """Take a screenshot once fonts are loaded and nothing moves."""
        self.page.evaluate("document.fonts.ready")
        self.page.screenshot(path=path, animations="disabled")


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def sse(events: list[Event], *, first_id: int = 1) -> str:
    """The events as a stream's body, with increasing ids."""
    return "".join(
        f"id: {number}\ndata: {json.dumps(event)}\n\n"
        for number, event in enumerate(events, first_id)
    )


def answer_events(text: str, *, message_id: str = "msg_made_up") -> list[Event]:
    return [
        {"type": "start", "message_id": message_id, "session_id": "sess_made_up"},
        {"type": "token", "content": text},
        {"type": "done", "confidence": 0.9},
    ]


def streaming(events: list[Event], *, first_id: int = 1) -> Callable[[Route], None]:
    """A route handler that returns this stream, whole or, without its `done`, cut."""
    headers = {"Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*"}
    return lambda route: route.fulfill(headers=headers, body=sse(events, first_id=first_id))


def answering(body: object, sent: list[Any] | None = None) -> Callable[[Route], None]:
    """A route handler that returns this object. sent: receives each request's body."""

    def answer(route: Route) -> None:
        if sent is not None:
            sent.append(route.request.post_data_json)
        route.fulfill(
            headers={"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"},
            body=json.dumps(body),
        )

    return answer


def refusing(status: int, code: str, *, retry_after: int | None = None) -> Callable[[Route], None]:
    """A route handler that returns an error in the API's format."""
    headers = {
        "Content-Type": "application/json",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Retry-After",
    }
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    body = json.dumps({"detail": "Made up for a test.", "code": code, "field": None})
    return lambda route: route.fulfill(status=status, headers=headers, body=body)


FALLBACK = [*answer_events("I cannot say.")[:2], {"type": "done", "confidence": 0.2}]
