"""Appearance of the staff portal (django-unfold)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Frontdesk",
    "SITE_HEADER": "Frontdesk",
    "SITE_SUBHEADER": "Administration, times in UTC",
    "SITE_SYMBOL": "concierge",
    "STYLES": [lambda request: static("portal/portal.css")],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"show_search": True, "show_all_applications": True},
}
