"""Every mail has equivalent text and HTML, loads nothing remote, and is readable as a plain
file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from core.mail import known_mails, render_mail, send_mail

each_mail = pytest.mark.parametrize("name", known_mails())


def sent(name: str, **other: Any) -> EmailMultiAlternatives:
    send_mail("ada@example.com", name, {**known_mails()[name], **other})
    return cast(EmailMultiAlternatives, mail.outbox[-1])


def test_templates_and_known_mails_match() -> None:
    folder = Path(settings.TEMPLATES[0]["DIRS"][0]) / "mail"

    for kind in ("txt", "html"):
        assert {each.stem for each in folder.glob(f"*.{kind}")} - {"base"} == set(known_mails())


@each_mail
def test_both_parts_say_the_same(name: str) -> None:
    message = sent(name)

    (html,) = [content for content, kind in message.alternatives if kind == "text/html"]
    values = [each for each in known_mails()[name].values() if isinstance(each, str)]
    assert message.subject
    assert "\n" not in message.subject
    for text in (message.body, str(html)):
        assert all(value in text for value in values)
        assert "{{" not in text
        assert "{%" not in text
        assert "Ada Lovelace" in text or name == "invitation"
    assert message.message().get_content_type() == "multipart/alternative"


@each_mail
def test_mails_load_nothing_from_other_hosts(name: str) -> None:
    html = render_mail(name, known_mails()[name]).html

    assert re.findall(r"<(?:img|link|script|iframe|video|audio|object|embed)\b", html) == []
    assert re.findall(r"url\(|@import|\bsrc=|\bbackground=", html) == []
    links = re.findall(r'href="([^"]*)"', html)
    assert links
    assert all(link.startswith(settings.SITE_URL) for link in links)


@each_mail
def test_mails_are_readable_as_stored(name: str) -> None:
    stored = sent(name).message().as_bytes().decode()

    encodings = set(re.findall(r"^Content-Transfer-Encoding: (\w+)$", stored, re.MULTILINE))
    assert encodings <= {"7bit", "8bit"}
    sample = known_mails()[name]
    lines = stored.splitlines()
    for value in (sample.get("code"), sample.get("token"), sample.get("link")):
        assert value is None or value in lines  # alone on its line


@pytest.mark.parametrize("name", ["Ada <b>& Co</b>", "Zoë 🔑", "{{ code }}", "'\" onclick=x"])
def test_names_are_escaped_in_html_and_verbatim_in_text(name: str) -> None:
    message = sent("verify", user={"full_name": name})

    html = str(message.alternatives[0][0])
    assert f"Hello {name}," in message.body
    assert "<b>" not in html
    assert re.search(r"Hello [^<\"]*,", html)
    assert re.findall(r"^\d{6}$", message.body, re.MULTILINE) == ["123456"]
