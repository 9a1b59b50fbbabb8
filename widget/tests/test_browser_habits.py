"""How visitors use the chat: clearing it, input methods, what they open, the back button."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from widget.tests.browser import (
    CHAT,
    CUSTOMER_SITE,
    FEEDBACK,
    DemoAgent,
    Visit,
    answer_events,
    answering,
    streaming,
)

pytestmark = pytest.mark.browser


def test_a_cleared_history_is_gone_at_once_while_an_answer_streams(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    """Also what a screen reader is given; nothing comes back when the stream goes on."""
    stream = """
        window.Stream = class {
            constructor() {
                this.body = new ReadableStream({ start: (control) => { this.control = control; } });
            }
            send(event) {
                const text = `data: ${JSON.stringify(event)}\\n\\n`;
                this.control.enqueue(new TextEncoder().encode(text));
            }
        };
        const real = fetch;
        window.fetch = (url, options) => {
            if (!String(url).endsWith("/widget/chat")) return real(url, options);
            window.stream = new Stream();
            return Promise.resolve(new Response(stream.body));
        };
    """
    visit.open_customer_page(demo_agent, script=stream)
    visit.open_chat()
    visit.field.fill("What is the secret?")
    visit.field.press("Enter")
    start_, token, done = answer_events("The secret is out. It was short. And so")
    visit.page.evaluate("(events) => events.forEach((e) => stream.send(e))", [start_, token])
    region = visit.dialog.locator("[aria-live=polite]")
    expect(region).to_contain_text("The secret is out.")

    after = visit.page.evaluate(
        """async (events) => {
            const { shadowRoot } = document.querySelector("frontdesk-widget");
            await Frontdesk.clearHistory();
            const text = shadowRoot.querySelector(".scroller").textContent;
            for (const event of events) stream.send(event);
            return text;
        }""",
        [token, done],
    )

    assert "secret" not in after
    visit.page.evaluate("new Promise((resolve) => setTimeout(resolve))")
    expect(region).to_be_empty()
    expect(visit.log.locator(".message.visitor")).to_have_count(0)
    kept = visit.page.evaluate("k => localStorage[k]", f"frontdesk:chat:{demo_agent.agent_id}")
    assert '"sessionId":null' in kept
    assert "secret" not in kept


def test_a_history_is_cleared_before_the_dialog_was_ever_opened(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.page.route(CHAT, streaming(answer_events("Good day.")))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.ask("Hello?")
    visit.page.reload()
    visit.launcher.wait_for()

    visit.page.evaluate("Frontdesk.clearHistory()")
    visit.open_chat()

    expect(visit.log.locator(".message.visitor")).to_have_count(0)


def test_the_enter_that_confirms_a_conversion_sends_nothing(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    """In Safari that key comes after the composition has ended; only its code still tells."""
    sent: list[str] = []
    visit.page.on("request", lambda request: sent.append(request.url))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    visit.field.fill("料金は")

    for key in ("Enter", "Escape"):
        visit.field.evaluate(
            """(field, key) => {
                field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
                field.dispatchEvent(new KeyboardEvent("keydown", {
                    key, keyCode: 229, bubbles: true, composed: true, cancelable: true,
                }));
            }""",
            key,
        )

    expect(visit.field).to_have_value("料金は")
    expect(visit.dialog).to_be_visible()
    assert [url for url in sent if url.endswith("/widget/chat")] == []
    visit.field.press("Enter")
    expect(visit.field).to_have_value("")


def test_what_is_opened_below_the_last_answer_is_scrolled_to(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    source = {"title": "Prices.pdf", "page": 3, "heading": "Repairs", "chunk_preview": "A " * 200}
    start_, token, done = answer_events("Good day. " * 60, message_id="msg_1")
    events = [start_, token, {"type": "sources", "sources": [source, source]}, done]
    visit.page.route(CHAT, streaming(events))
    visit.page.route(FEEDBACK, answering({"status": "ok"}))
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    answer = visit.ask("Hello?")
    below = """node => {
        const scroller = node.closest(".scroller").getBoundingClientRect();
        return node.getBoundingClientRect().bottom - scroller.bottom;
    }"""

    answer.locator("summary").click()
    expect(answer.locator("q").last).to_be_in_viewport(ratio=0.9)
    assert answer.locator("ol").evaluate(below) <= 0
    visit.dialog.get_by_role("button", name="Not helpful").click()

    expect(answer.locator(".rating form")).to_be_in_viewport(ratio=0.9)
    assert answer.locator(".rating form").evaluate(below) <= 0


def test_the_back_button_of_a_phone_closes_the_chat_and_stays_on_the_page(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 700})
    visit.open_customer_page(demo_agent, script="history.replaceState({ router: 7 }, '')")
    visit.launcher.wait_for()
    before = visit.page.evaluate("history.length")

    for close in (visit.page.go_back, lambda: visit.page.keyboard.press("Escape")):
        visit.launcher.click()
        expect(visit.dialog).to_be_visible()
        assert visit.page.evaluate("history.state.router") == 7
        close()
        expect(visit.dialog).to_be_hidden()
        visit.page.wait_for_function("!history.state.frontdesk")
        assert visit.page.url == f"{CUSTOMER_SITE}/"

    assert visit.page.evaluate("history.length") == before + 1  # nothing piles up
