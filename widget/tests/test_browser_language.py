"""Which language and configuration the widget uses."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from widget.tests.browser import CHAT, CONFIG, DemoAgent, Visit, answer_events, answering, streaming

pytestmark = pytest.mark.browser


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
