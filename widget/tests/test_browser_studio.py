"""The studio page: choose a widget's appearance, preview it in the real widget, copy and save
it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Route, expect

from widget.tests.browser import DemoAgent, Visit

pytestmark = pytest.mark.browser

LOGIN = "**/api/v1/auth/login"
WORKSPACES = "**/api/v1/workspaces?*"
WIDGET = "**/api/v1/workspaces/*/agents/*/widget"
AGENTS = "**/api/v1/workspaces/*/agents?*"
KEYS = "**/api/v1/workspaces/*/api-keys?*"


def open_studio(visit: Visit, agent: DemoAgent) -> FrameLocator:
    visit.page.goto(f"{visit.site}/widget/studio?agent_id={agent.agent_id}&api_key={agent.api_key}")
    preview = visit.page.frame_locator("#preview")
    preview.get_by_role("dialog").wait_for()
    return preview


def test_the_preview_is_the_real_widget_with_the_forms_values(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    preview = open_studio(visit, demo_agent)
    expect(visit.page).to_have_title("Widget studio")
    form = visit.page.locator("#look")
    expect(preview.get_by_role("dialog")).to_have_accessible_name(demo_agent.name)

    form.get_by_role("radio", name="Dark").check()
    form.get_by_role("radio", name="Left").check()
    form.get_by_label("Suggested questions").fill("One?\n\n Two? ")
    form.get_by_label("Language").select_option("ar")
    form.get_by_label("Roundness").fill("4")
    form.get_by_label("Color").fill("#aa0000")

    dialog = preview.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="إرسال")).to_be_visible()
    expect(dialog).to_have_css("background-color", "rgb(27, 28, 32)")
    expect(dialog).to_have_css("border-radius", "4px")
    expect(dialog).to_have_css("direction", "rtl")
    expect(dialog.locator(".chips button")).to_have_text(["One?", "Two?"])
    expect(form.get_by_label("Color")).to_be_focused()  # the preview does not take the focus
    visit.page.get_by_role("radio", name="Closed").check()
    expect(preview.locator(".launcher")).to_have_css("background-color", "rgb(170, 0, 0)")
    expect(dialog).to_have_count(0)


def test_the_tag_has_the_changed_values_and_is_copied(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_studio(visit, demo_agent)
    plain = (
        f'<script src="{visit.site}/widget.js"\n  data-agent-id="{demo_agent.agent_id}"\n'
        f'  data-api-key="{demo_agent.api_key}"'
    )
    code = visit.page.locator("#snippet")
    expect(code).to_have_text(f"{plain} async></script>")

    visit.page.get_by_role("radio", name="Dark").check()
    visit.page.get_by_label("Suggested questions").fill('Is "this" <safe>?\nTwo?')
    visit.page.get_by_label("Greets after").fill("0")
    tag = (
        f'{plain}\n  data-theme="dark"\n  data-greeting-delay="0"\n'
        '  data-suggested-questions="Is &quot;this&quot; &lt;safe>?|Two?" async></script>'
    )
    expect(code).to_have_text(tag)
    visit.page.get_by_role("button", name="Copy").click()

    expect(visit.page.locator("[data-said=copy]")).to_have_text("Copied.")
    assert visit.page.evaluate("navigator.clipboard.readText()") == tag


def test_a_permitted_user_saves_the_appearance(visit: Visit, demo_agent: DemoAgent) -> None:
    kept: list[dict[str, Any]] = []
    headers: list[str | None] = []

    def answer(route: Route, body: object) -> None:
        headers.append(route.request.headers.get("authorization"))
        route.fulfill(content_type="application/json", body=json.dumps(body))

    def widget(route: Route) -> None:
        if route.request.url.split("/")[-4] == "ws_other":
            return route.fulfill(status=404, content_type="application/json", body="{}")
        if route.request.method == "PATCH":
            kept.append(route.request.post_data_json)
        return answer(route, route.request.post_data_json if kept else {"theme": "light"})

    visit.page.route(LOGIN, lambda route: answer(route, {"access_token": "made-up"}))
    workspaces = {
        "workspaces": [{"id": "ws_other", "name": "Other"}, {"id": "ws_ours", "name": "Ours"}]
    }
    visit.page.route(WORKSPACES, lambda route: answer(route, workspaces))
    visit.page.route(AGENTS, lambda route: answer(route, {"agents": []}))
    visit.page.route(KEYS, lambda route: route.fulfill(status=403, body="{}"))
    visit.page.route(WIDGET, widget)
    open_studio(visit, demo_agent)
    account = visit.page.locator("#account")
    visit.page.get_by_role("radio", name="Dark").check()

    account.get_by_label("Email").fill("alice@example.com")
    account.get_by_label("Password").fill("a long password")
    account.get_by_role("button", name="Sign in").click()
    expect(account.get_by_role("status")).to_have_text("You are signed in as alice@example.com.")
    form = visit.page.locator("#save")
    form.get_by_role("button", name="Save").click()

    expect(form.get_by_role("status")).to_have_text("Saved.")
    expect(visit.page.locator("#snippet")).not_to_contain_text("data-theme")
    assert headers == [None, *["Bearer made-up"] * 4]
    (body,) = kept
    assert body["theme"] == "dark"
    assert set(body) == {
        *["theme", "position", "primary_color", "border_radius", "avatar_url", "language"],
        *["greeting_delay", "greeting_enabled", "suggested_questions", "show_powered_by"],
        *["feedback_enabled", "escalation_enabled"],
    }


def test_whoever_signs_in_chooses_among_their_agents_and_makes_keys(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    visit.page.goto(f"{visit.site}/widget/studio")
    account, own, agent = (visit.page.locator(id_) for id_ in ("#account", "#own", "#agent"))
    email, password = demo_agent.owner
    account.get_by_label("Email").fill(email)
    account.get_by_label("Password").fill(password)
    account.get_by_role("button", name="Sign in").click()

    own.get_by_label("Agent").select_option(demo_agent.name)
    expect(agent.get_by_label("Agent id")).to_have_value(demo_agent.agent_id)
    own.get_by_text("Keys", exact=True).click()
    expect(own.get_by_role("listitem").first).to_contain_text("pk_live_")
    website = own.get_by_label("Website")
    expect(website).to_have_value("127.0.0.1")
    website.fill("www.shop.example")
    own.get_by_role("button", name="Make a key").click()

    expect(own.get_by_role("listitem").first).to_contain_text("shop.example")
    expect(agent.get_by_role("status")).to_have_text(
        f"{demo_agent.name} is shown, but this key does not allow 127.0.0.1: questions asked here "
        "are refused. They are accepted on the websites of the key."
    )
    website.fill("127.0.0.1")
    own.get_by_role("button", name="Make a key").click()
    expect(agent.get_by_role("status")).to_have_text(f"{demo_agent.name} is shown.")


def test_an_error_is_shown(visit: Visit, demo_agent: DemoAgent) -> None:
    visit.page.goto(f"{visit.site}/widget/studio")
    form = visit.page.locator("#agent")

    form.get_by_label("Agent id").fill(demo_agent.agent_id)
    form.get_by_label("Public key").fill("pk_live_wrong")
    form.get_by_role("button", name="Show").click()

    expect(form.get_by_role("status")).to_contain_text("This agent cannot be shown:")
    expect(visit.page.frame_locator("#preview").get_by_role("status")).to_have_text(
        "Enter an agent and its key to see it here."
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_studio_has_a_strict_policy_and_passes_axe(
    visit: Visit, demo_agent: DemoAgent, theme: str, axe: str
) -> None:
    visit.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    with visit.page.expect_response("**/widget/studio?*") as page:
        open_studio(visit, demo_agent)

    policy = page.value.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert [text for text in visit.console if "Content Security Policy" in text] == []
    visit.page.context.new_cdp_session(visit.page).send("Runtime.evaluate", {"expression": axe})
    violations = visit.page.evaluate(
        "async () => (await axe.run({ exclude: ['iframe'] })).violations.map(({ id }) => id)"
    )
    assert violations == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_studio_never_scrolls_sideways(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 700})

    visit.page.goto(f"{visit.site}/widget/studio")

    assert visit.page.evaluate("document.documentElement.scrollWidth") == width
