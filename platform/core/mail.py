"""Mail: text and HTML in one layout, from the templates in `templates/mail`.

`<name>.txt` starts with the subject on its own line; `<name>.html` says the same. Mail is sent by
jobs, never by a request.

Whatever a template shows may be a stranger's words, so nothing in it becomes a link (`core.inert`),
but for the platform's own values: `site_url`, `link`, `token`, `code`, `support` (an operator's
address), and names that end in `_link` or `_url`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from core.inert import inert_line, inert_prose

_OWN_NAMES = frozenset({"site_url", "link", "token", "code", "support"})
_OWN_ENDINGS = ("_link", "_url")
_PLAIN_ADDRESS = re.compile(
    r"(?!www\.)[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I
)

_AUTOMATIC = {"Auto-Submitted": "auto-generated"}  # so that no absence note answers (RFC 3834)

_samples: dict[str, dict[str, Any]] = {}


class Prose(str):
    """A text of several lines; any other is shown on one."""


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """is_alternative: it is also another form of the whole mail, as an invitation is (RFC 6047)."""

    filename: str
    content: str
    content_type: str
    is_alternative: bool = False


def register_mail(template: str, **sample: Any) -> None:
    """Register a template with sample values, for previews and tests."""
    _samples[template] = sample


def known_mails() -> dict[str, dict[str, Any]]:
    """Template → sample values, in alphabetical order."""
    return dict(sorted(_samples.items()))


def render_mail(template: str, context: Mapping[str, Any]) -> Rendered:
    shown = {name: _shown(name, value) for name, value in context.items()}
    values = {"site_url": settings.SITE_URL, **shown}
    text = render_to_string(f"mail/{template}.txt", values)
    subject, _, body = text.strip().partition("\n")
    html = render_to_string(f"mail/{template}.html", {**values, "subject": subject})
    return Rendered(subject=subject.strip(), text=f"{body.strip()}\n", html=html)


def send_mail(
    to: str,
    template: str,
    context: Mapping[str, Any],
    *,
    reply_to: str | None = None,
    message_id: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Raises SMTPException or OSError, on which a job may retry.

    message_id: names the mail, without a host; a mail that is sent again with the same one is
        dropped by the file backend, and by receivers that look at it.
    """
    mail = render_mail(template, context)
    named = {"Message-ID": f"<{message_id}@{_host()}>"} if message_id else {}
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={**_AUTOMATIC, **named},
    )
    message.attach_alternative(mail.html, "text/html")
    for each in attachments:
        if each.is_alternative:
            message.attach_alternative(each.content, each.content_type)
        message.attach(each.filename, each.content, each.content_type)
    message.send()


def _host() -> str:
    """The host of the sender's address."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return address.rpartition("@")[2] or "localhost"


class _Inert:
    """An object whose attributes a template sees as `_shown`."""

    def __init__(self, shown: object) -> None:
        self._shown = shown

    def __getattr__(self, name: str) -> object:
        return _shown(name, getattr(self._shown, name))

    def __str__(self) -> str:
        return inert_line(str(self._shown))


def _shown(name: str, value: object) -> object:
    """A value as a template may show it; `name` is the template's."""
    if name in _OWN_NAMES or name.endswith(_OWN_ENDINGS):
        return value
    match value:
        case None | int() | float() | date():
            return value
        case Prose():
            return inert_prose(value)
        case str():
            is_address = name == "email" and _PLAIN_ADDRESS.fullmatch(value)
            return value if is_address else inert_line(value)
        case Mapping():
            return {key: _shown(str(key), each) for key, each in value.items()}
        case list() | tuple():
            return [_shown(name, each) for each in value]
    return _Inert(value)
