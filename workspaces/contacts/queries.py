"""Reads about contacts. All need a scope."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice

from django.db.models import Q, QuerySet

from core.phone import e164, searched_digits
from workspaces.contacts.data_holders import Position, TimelineEntry, contact_holders
from workspaces.contacts.models import Channel, Consent, Contact, ContactMerge, ContactSuggestion

_LEAST_DIGITS = 6  # of a national number, without its zero


def contacts(
    *, search: str = "", email: str = "", phone: str = "", do_not_contact: str = ""
) -> QuerySet[Contact]:
    """Contacts that were not merged into others.

    search: part of the name or address, or the beginning of the number.
    email, phone: those that this address or number names, in any spelling; a national number names
        all that end with it. do_not_contact: those
        whom nobody may contact on this channel.
    """
    rows: QuerySet[Contact] = known_contacts().filter(merged_into=None)
    if search:
        rows = rows.filter(_matches(search))
    if email:
        rows = rows.filter(pk__in=_roots(Q(email=email.lower())))
    if phone:
        rows = rows.filter(pk__in=_roots(_numbered(phone)))
    if do_not_contact:
        rows = rows.filter(do_not_contact__contains=[do_not_contact])
    return rows


def known_contacts() -> QuerySet[Contact]:
    """All contacts, those too that were merged into others."""
    rows: QuerySet[Contact] = Contact.objects.select_related("merged_into")
    return rows


def keys_of_person(contact: Contact) -> list[int]:
    """The keys of the contact that is kept and of those that were merged into it."""
    root = contact.merged_into_id or contact.pk
    merged = Contact.objects.filter(merged_into=root).order_by("pk").values_list("pk", flat=True)
    return [root, *merged]


def known_by(*, email: str, phone_e164: str) -> tuple[int | None, int | None]:
    """The keys of the contacts whom the address and the number name; of the one that is kept, if
    it was merged.
    """
    wanted = Q(pk__in=[])
    if email:
        wanted |= Q(email=email)
    if phone_e164:
        wanted |= Q(phone_e164=phone_e164)
    by_email: int | None = None
    by_phone: int | None = None
    for row in Contact.objects.filter(wanted):
        root = row.merged_into_id or row.pk
        by_email = root if email and row.email == email else by_email
        by_phone = root if phone_e164 and row.phone_e164 == phone_e164 else by_phone
    return by_email, by_phone


def consents_of(contact: Contact) -> QuerySet[Consent]:
    """What the person said as this contact, and as those that were merged into it."""
    rows: QuerySet[Consent] = Consent.objects.select_related("recorded_by", "contact")
    return rows.filter(contact__in=keys_of_person(contact))


def may_contact(contact: Contact, channel: str, *, needs_consent: bool = False) -> bool:
    """True if the person can be reached on the channel, and nobody has said no.

    needs_consent: also require that they have consented, and did not withdraw it: for whatever they
        did not ask for, such as campaigns. Without it: for what belongs to their own appointment or
        question.
    """
    kept = contact.merged_into or contact
    address = kept.email if channel == Channel.EMAIL else kept.phone_e164
    if not address or channel in kept.do_not_contact:
        return False
    said = consents_of(kept).filter(channel=channel).order_by("-at", "-pk").first()
    if said is None:
        return not needs_consent
    return said.state == Consent.State.GIVEN


def merges(*, contact: Contact | None = None) -> QuerySet[ContactMerge]:
    """contact: the one that was kept or merged."""
    rows: QuerySet[ContactMerge] = ContactMerge.objects.select_related(
        "kept", "merged", "merged_by", "undone_by"
    )
    return rows if contact is None else rows.filter(Q(kept=contact) | Q(merged=contact))


def suggestions(*, status: str = "", contact: Contact | None = None) -> QuerySet[ContactSuggestion]:
    """Open ones only as long as neither contact was merged."""
    rows: QuerySet[ContactSuggestion] = ContactSuggestion.objects.select_related(
        "contact", "other", "answered_by"
    )
    if status:
        rows = rows.filter(status=status)
    if status == ContactSuggestion.Status.OPEN:
        rows = rows.filter(contact__merged_into=None, other__merged_into=None)
    return rows if contact is None else rows.filter(Q(contact=contact) | Q(other=contact))


def timeline_of(
    contact: Contact, *, limit: int, after: Position | None = None
) -> tuple[list[TimelineEntry], Position | None]:
    """What happened with the person, newest first, and where to go on; None at the end.

    limit: the number of entries. One query for each kind of rows.
    """
    keys = keys_of_person(contact)
    parts = [each.latest(keys, limit=limit + 1, after=after) for each in contact_holders()]
    found = list(islice(merge(*parts, key=lambda each: _order(each[0])), limit + 1))
    is_over = len(found) <= limit
    return [entry for _, entry in found[:limit]], None if is_over else found[limit - 1][0]


def records_of(contact: Contact) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Kind → everything that rows of it say of the person."""
    keys = keys_of_person(contact)
    for holder in contact_holders():
        yield holder.kind, [dict(each) for each in holder.export(keys)]


def _order(position: Position) -> tuple[float, str, int]:
    return -position.at.timestamp(), position.kind, -position.key


def _matches(search: str) -> Q:
    found = Q(name__unaccent__icontains=search) | Q(email__icontains=search)
    digits = searched_digits(search)
    return found | Q(phone_e164__contains=digits) if digits else found


def _numbered(phone: str) -> Q:
    if number := e164(phone):
        return Q(phone_e164=number)
    digits = searched_digits(phone)
    if len(digits) < _LEAST_DIGITS:
        return Q(pk__in=[])
    return Q(phone_e164__endswith=digits)


def _roots(named: Q) -> list[int]:
    return [row.merged_into_id or row.pk for row in Contact.objects.filter(named)]
