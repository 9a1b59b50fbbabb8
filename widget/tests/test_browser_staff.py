"""A visitor in the browser and a member at the API, with the real server between them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from widget.tests.browser import EVENTS, FEEDBACK, READ, STRICT_POLICY, DemoAgent, Visit

pytestmark = pytest.mark.browser


class Staff:
    """The agent's owner, signed in to the API."""

    def __init__(self, visit: Visit, agent: DemoAgent) -> None:
        self.visit = visit
        email, password = agent.owner
        self.headers: dict[str, str] = {}
        login = self.post("auth/login", {"email": email, "password": password})
        self.headers["Authorization"] = f"Bearer {login['access_token']}"
        self.place = f"workspaces/{self.get('workspaces')['workspaces'][0]['id']}"

    def get(self, path: str) -> Any:
        answer = self.visit.page.request.get(self._url(path), headers=self.headers)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        answer = self.visit.page.request.post(
            self._url(path), headers=self.headers, data=data or {}
        )
        assert answer.ok, answer.text()
        return answer.json()

    def patch(self, path: str, data: dict[str, Any]) -> Any:
        answer = self.visit.page.request.patch(self._url(path), headers=self.headers, data=data)
        assert answer.ok, answer.text()
        return answer.json()

    def _url(self, path: str) -> str:
        return f"{self.visit.site}/api/v1/{path}"


def test_a_human_takes_over_replies_and_hands_back_on_request(
    visit: Visit, demo_agent: DemoAgent
) -> None:
    staff = Staff(visit, demo_agent)
    visit.open_customer_page(demo_agent, policy=STRICT_POLICY.format(site=visit.site))
    visit.open_chat()
    visit.dialog.get_by_role("button", name="Talk to a person").click()
    form = visit.dialog.locator("form.escalation")
    form.get_by_role("textbox", name="Email").fill("ann@example.com")
    form.get_by_role("textbox", name="How can we help?").fill("Please ring me.")
    with visit.page.expect_response(EVENTS) as stream:
        form.get_by_role("button", name="Send").click()
    assert stream.value.status == 200

    (escalation,) = staff.get(f"{staff.place}/escalations")["escalations"]
    conversation = f"{staff.place}/conversations/{escalation['conversation_id']}"
    assert (escalation["email"], escalation["message"]) == ("ann@example.com", "Please ring me.")
    staff.post(f"{conversation}/takeover")
    with visit.page.expect_response(READ) as read:
        staff.post(f"{conversation}/reply", {"content": "Hello, how can I **help**?"})
    assert read.value.status == 200
    bubbles = visit.log.locator(".message.human .bubble")
    expect(bubbles).to_have_text(["Hello, how can I help?"])
    visit.field.fill("When may I come?")
    visit.field.press("Enter")
    expect(visit.log.locator(".message.visitor .bubble")).to_have_text(["When may I come?"])
    expect(visit.dialog.locator(".live")).to_be_empty()
    staff.post(f"{conversation}/reply", {"content": "Tomorrow."})
    expect(bubbles).to_have_text(["Hello, how can I help?", "Tomorrow."])
    staff.post(f"{conversation}/hand-back")

    expect(visit.log.locator(".event").last).to_have_text("The AI assistant answers again.")
    assert [text for text in visit.console if "Content Security Policy" in text] == []


def test_a_rating_reaches_members(visit: Visit, demo_agent: DemoAgent) -> None:
    staff = Staff(visit, demo_agent)
    visit.open_customer_page(demo_agent)
    visit.open_chat()
    answer = visit.ask(demo_agent.question)

    with visit.page.expect_response(FEEDBACK) as sent:
        answer.get_by_role("button", name="Helpful", exact=True).click()

    assert sent.value.status == 200
    listed = staff.get(f"{staff.place}/conversations?has_feedback=true")["conversations"]
    messages = staff.get(f"{staff.place}/conversations/{listed[0]['id']}/messages")["messages"]
    ratings = [message["feedback"] for message in messages]
    assert ratings == [None, {"type": "THUMBS_UP", "comment": ""}]


def test_the_studio_stores_the_agents_appearance(visit: Visit, demo_agent: DemoAgent) -> None:
    staff = Staff(visit, demo_agent)
    place = f"{staff.place}/agents/{demo_agent.agent_id}/widget"
    before = staff.get(place)
    visit.page.goto(
        f"{visit.site}/widget/studio?agent_id={demo_agent.agent_id}&api_key={demo_agent.api_key}"
    )
    visit.page.frame_locator("#preview").get_by_role("dialog").wait_for()
    account = visit.page.locator("#account")
    email, password = demo_agent.owner
    account.get_by_label("Email").fill(email)
    account.get_by_label("Password").fill(password)
    account.get_by_role("button", name="Sign in").click()
    visit.page.get_by_label("Color").fill("#7a1f5c")
    visit.page.get_by_role("radio", name="Left").check()

    save = visit.page.locator("#save")
    save.get_by_role("button", name="Save").click()

    expect(save.get_by_role("status")).to_have_text("Saved.")
    after = staff.get(place)
    changed = {"primary_color": "#7a1f5c", "position": "bottom-left"}
    assert after == {**before, **changed}
    staff.patch(place, {name: before[name] for name in changed})
