"""Mail: text and HTML in one layout, from the templates in `templates/mail`.

`<name>.txt` starts with the subject on its own line; `<name>.html` says the same. Mail is sent by
jobs, never by a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

_samples: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def register_mail(template: str, **sample: Any) -> None:
    """Register a template with sample values, for previews and tests."""
    _samples[template] = sample


def known_mails() -> dict[str, dict[str, Any]]:
    """Template → sample values, in alphabetical order."""
    return dict(sorted(_samples.items()))


def render_mail(template: str, context: Mapping[str, Any]) -> Rendered:
    values = {"site_url": settings.SITE_URL, **context}
    text = render_to_string(f"mail/{template}.txt", values)
    subject, _, body = text.strip().partition("\n")
    html = render_to_string(f"mail/{template}.html", {**values, "subject": subject})
    return Rendered(subject=subject.strip(), text=f"{body.strip()}\n", html=html)


def send_mail(to: str, template: str, context: Mapping[str, Any]) -> None:
    """Raises SMTPException or OSError, on which a job may retry."""
    mail = render_mail(template, context)
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.text, to=[to])
    message.attach_alternative(mail.html, "text/html")
    message.send()
