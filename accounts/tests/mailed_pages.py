"""Reads and fills in the pages that mails link to, without JavaScript."""

from __future__ import annotations

import html
import re
from typing import Any

from core.testing import ApiClient

DORA = "dora@example.com"
NEW_PASSWORD = "SecurePass123!"
FORM = {"full_name": "Dora Doe", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
ASK_AGAIN = {
    "/finish-registration": "Register once more where you began",
    "/reset-password": "Ask for another link at /forgot-password",
    "/undo-address-change": "If you no longer reach your account",
    "/invitations": "Ask whoever invited you to send the invitation again",
}

_TAGS = re.compile(r"<(title|svg).*?</\1>|<[^>]+>", re.DOTALL)


def read(answer: Any) -> str:
    """The visible text of a page."""
    text = _TAGS.sub(" ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def inputs(answer: Any) -> dict[str, str]:
    """id → the tag, for each input."""
    tags = re.findall(r"<input[^>]*>", answer.content.decode())
    named = [(re.search(r'\bid="([^"]+)"', tag), tag) for tag in tags]
    return {name[1]: tag for name, tag in named if name}


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(each) for name, each in answer.context["form"].errors.items()}


def can_sign_in(password: str, email: str = DORA) -> bool:
    answer = ApiClient().post("/api/v1/auth/login", {"email": email, "password": password})
    return bool(answer.status_code == 200)


def refused_as_bad(answer: Any, path: str) -> bool:
    text = read(answer)
    expected = ["This link is not good any more.", ASK_AGAIN[path]]
    return answer.status_code == 400 and all(each in text for each in expected)
