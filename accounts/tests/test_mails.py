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

from accounts.models import User
from core.mail import Prose, known_mails, render_mail, send_mail

each_mail = pytest.mark.parametrize("name", known_mails())


def sent(name: str, /, **other: Any) -> EmailMultiAlternatives:
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
        assert "Ada Lovelace" in text or name in {"invitation", "session_link"}
    assert message.message().get_content_type() == "multipart/alternative"


@each_mail
def test_mails_load_nothing_from_other_hosts(name: str) -> None:
    html = render_mail(name, known_mails()[name]).html

    assert re.findall(r"<(?:img|link|script|iframe|video|audio|object|embed)\b", html) == []
    assert re.findall(r"url\(|@import|\bsrc=|\bbackground=", html) == []
    links = re.findall(r'href="([^"]*)"', html)
    assert links
    assert all(link.startswith((settings.SITE_URL, "mailto:")) for link in links)


@each_mail
def test_mails_are_readable_as_stored(name: str) -> None:
    stored = sent(name).message().as_bytes().decode()

    encodings = set(re.findall(r"^Content-Transfer-Encoding: (\w+)$", stored, re.MULTILINE))
    assert encodings <= {"7bit", "8bit"}
    sample = known_mails()[name]
    lines = stored.splitlines()
    for value in (sample.get("code"), sample.get("token"), sample.get("link")):
        assert value is None or value in lines  # alone on its line


HOSTILE = 'https://evil.example/login" onclick=x www.evil.example thief@evil.example'
OWN = {"link", "token", "code", "role", "conversation", "support", "plan"}


@each_mail
def test_nothing_that_strangers_wrote_becomes_a_link(name: str) -> None:
    sample = known_mails()[name]
    hostile = {
        key: HOSTILE for key, value in sample.items() if isinstance(value, str) and key not in OWN
    }
    message = sent(name, **hostile, user={"full_name": HOSTILE, "email": HOSTILE})

    html = str(message.alternatives[0][0])
    for text in (message.subject, message.body, html):
        assert re.findall(r"evil\.|https://evil|www\.|thief@", text) == []
    for key in OWN & sample.keys():
        assert str(sample[key]) in message.body
        assert str(sample[key]) in html
    assert re.findall(r"<[^>]*onclick", html) == []


@each_mail
def test_a_name_stays_on_its_line(name: str) -> None:
    names = known_mails()[name].keys() & {"workspace", "agent", "name", "invited_by"}
    broken = dict.fromkeys(names, "Acme\r\nBcc: thief@evil.example\u2028\u202e")
    message = sent(name, **broken, user={"full_name": "Ada\nLovelace"})

    assert "Bcc" not in message.message()
    assert "\u202e" not in message.subject + message.body
    assert "Acme\n" not in message.body
    assert "Ada Lovelace" in message.body


def test_people_are_shown_like_other_names() -> None:
    message = sent("verify", user=User(full_name="evil.example", email="a@example.com"))

    assert "Hello evil\u200c.\u200cexample," in message.body


def test_a_visitors_words_are_marked_and_their_address_can_be_copied() -> None:
    words = Prose("First.\nSee https://evil.example")
    message = sent("escalation", words=words, email="g@x.example")

    assert "\n> First.\n> See https\u200c:" in message.body
    assert "Reply to this mail to answer g@x.example," in message.body


@pytest.mark.parametrize(
    "email",
    ["www.evil.example/x@y.example", '"https://evil.example"@x.example', "a@evil.example/b"],
)
def test_an_address_that_looks_like_another_is_kept_apart(email: str) -> None:
    assert "evil.example" not in sent("escalation", email=email).body


@pytest.mark.parametrize("name", ["Ada <b>& Co</b>", "Zoë 🔑", "{{ code }}", "'\" onclick=x"])
def test_names_are_escaped_in_html_and_verbatim_in_text(name: str) -> None:
    message = sent("verify", user={"full_name": name})

    html = str(message.alternatives[0][0])
    assert f"Hello {name}," in message.body
    assert "<b>" not in html
    assert re.search(r"Hello [^<\"]*,", html)
    assert re.findall(r"^\d{6}$", message.body, re.MULTILINE) == ["123456"]
