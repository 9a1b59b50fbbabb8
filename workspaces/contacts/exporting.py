"""Contacts with their consents and merges, for the export of their workspace."""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from workspaces.contacts.models import Consent, Contact, ContactMerge, ContactSuggestion
from workspaces.models import Workspace

_CONTACT = (
    "name email phone language time_zone notes do_not_contact source"
    " created_at updated_at last_seen_at"
).split()
_CONSENT = "channel state source wording at recorded_at".split()


def export_contacts(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("contacts", _contacts())
    archive.put_rows("contact_consents", _consents())
    archive.put_rows("contact_merges", _merges())
    archive.put_rows("contact_suggestions", _suggestions())


def _contacts() -> Iterator[dict[str, object]]:
    for each in Contact.objects.select_related("merged_into").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            **{name: getattr(each, name) for name in _CONTACT},
            "merged_into": each.merged_into.public_id if each.merged_into else None,
        }


def _consents() -> Iterator[dict[str, object]]:
    rows = Consent.objects.select_related("contact", "recorded_by").order_by("pk")
    for each in rows.iterator():
        yield {
            "contact_id": each.contact.public_id,
            **{name: getattr(each, name) for name in _CONSENT},
            "recorded_by": each.recorded_by.email if each.recorded_by else None,
        }


def _merges() -> Iterator[dict[str, object]]:
    rows = ContactMerge.objects.select_related("kept", "merged", "merged_by").order_by("pk")
    for each in rows.iterator():
        yield {
            "id": each.public_id,
            "contact_id": each.kept.public_id,
            "merged_contact_id": each.merged.public_id,
            "before": each.before,
            "merged_by": each.merged_by.email if each.merged_by else None,
            "merged_at": each.merged_at,
            "undone_at": each.undone_at,
        }


def _suggestions() -> Iterator[dict[str, object]]:
    rows = ContactSuggestion.objects.select_related("contact", "other").order_by("pk")
    for each in rows.iterator():
        yield {
            "id": each.public_id,
            "contact_id": each.contact.public_id,
            "other_contact_id": each.other.public_id if each.other else None,
            "email": each.email,
            "phone": each.phone,
            "source": each.source,
            "status": each.status,
            "created_at": each.created_at,
        }
