"""The mails with which hosts sign in."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings

from core.mail import send_mail
from core.scope import workspace_scope
from scheduling.queries.host_details import calendar_of, time_zone_of
from scheduling.sentences import RIGHT_TO_LEFT, Wording, choose_locale
from scheduling.sentences.agendas import AGENDAS
from scheduling.sentences.mails import HOSTS
from scheduling.services.sessions import NewLink, create_session_links
from workspaces.queries import workspace_in_scope

TEMPLATE = "session_link"


def mail_session_links(*, address: str, to: str, now: datetime) -> None:
    """Mail a new link to each host whom mails to that address reach; there may be none.

    Raises SMTPException or OSError, on which the job is tried again, with other links.
    """
    for link in create_session_links(address=address, now=now):
        with workspace_scope(link.host.workspace_id):
            context = _context(link, to=to)
        send_mail(address, TEMPLATE, context)


def link_address(token: str, to: str = "") -> str:
    """The address of a link; to: the page to which it leads."""
    query = urlencode({"key": token, **({"to": to} if to else {})})
    return f"{settings.SITE_URL}/agenda/enter?{query}"


def _context(link: NewLink, *, to: str) -> dict[str, object]:
    host = link.host
    locale = choose_locale(host.language)
    say, mail = AGENDAS[locale.language], HOSTS[locale.language]
    words = Wording(locale, ZoneInfo(time_zone_of(host, calendar_of(host))))
    before, _, after = mail.hello.partition("{name}")
    is_rtl = locale.language in RIGHT_TO_LEFT
    return {
        "locale": {"language": locale.language, "direction": "rtl" if is_rtl else "ltr"},
        "about": {"title": say.mail_title},
        "hello": {"before": before, "after": after},
        "user": {"full_name": link.name},
        "text": say.mail_text.format(business=workspace_in_scope().name),
        "hint": say.mail_hint.format(time=words.time(link.expires_at)),
        "label": say.sign_in,
        "link": link_address(link.token, to),
    }
