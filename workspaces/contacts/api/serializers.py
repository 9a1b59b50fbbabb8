"""Shapes of contacts, consents, merges and suggestions."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import RegexValidator
from django.utils import timezone
from rest_framework import serializers

from core.api import Line, Prose, QuerySerializer, RowField, StrictSerializer
from core.api.fields import Choice, Email, JsonObject, Moment, Phone, PublicId, Shape, checked_by
from core.api.paging import page_shape
from workspaces.contacts import queries
from workspaces.contacts.models import (
    MAX_NAME,
    MAX_NOTES,
    Channel,
    Consent,
    Contact,
    ContactMerge,
    ContactSuggestion,
    Source,
)
from workspaces.contacts.services.consents import check_past
from workspaces.services.lifecycle import check_time_zone

_LANGUAGE_TAG = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$", "Enter a language tag such as de or pt-BR."
)


class Channels(serializers.ListField):
    """Channels, each once."""

    child = Choice(choices=Channel.choices)


def _check_past(at: datetime) -> None:
    check_past(at, now=timezone.now())


class ContactPatch(StrictSerializer):
    name = Line(max_length=MAX_NAME, required=False, allow_blank=True)
    email = Email(required=False, allow_blank=True)
    phone = Phone(required=False, allow_blank=True)
    language = Line(max_length=35, required=False, allow_blank=True, validators=[_LANGUAGE_TAG])
    time_zone = Line(
        max_length=64,
        required=False,
        allow_blank=True,
        validators=[checked_by(check_time_zone)],
        help_text="An IANA name such as Europe/Vienna.",
    )
    notes = Prose(max_length=MAX_NOTES, required=False, allow_blank=True)
    do_not_contact = Channels(
        required=False,
        max_length=len(Channel),
        help_text="Channels that nobody may use for this person, whatever they consented to. EMAIL"
        " stops reminders of appointments; what a customer books, moves or cancels is confirmed all"
        " the same.",
    )


class ContactIn(ContactPatch):
    name = Line(
        max_length=MAX_NAME,
        allow_blank=True,
        help_text="Empty for somebody of whom only an address or a number is known.",
    )


class ContactErasure(QuerySerializer):
    cancel_appointments = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Cancel the appointments to come, of which the person is told.",
    )


class ContactFilter(QuerySerializer):
    search = Line(
        max_length=200,
        required=False,
        help_text="A part of the name, of the e-mail address or of the number.",
    )
    email = Line(max_length=254, required=False, help_text="Whom this address names.")
    phone = Line(max_length=40, required=False, help_text="Whom this number names.")
    do_not_contact = Choice(choices=Channel.choices, required=False)


class ContactOut(serializers.ModelSerializer[Contact]):
    id = PublicId()
    email = serializers.CharField(help_text="In lower case; empty if none is known.")
    merged_into = PublicId(
        source="merged_into.public_id",
        default=None,
        allow_null=True,
        help_text="The contact that is kept, if this one was merged.",
    )

    class Meta:
        model = Contact
        fields = [
            "id",
            "name",
            "email",
            "phone",
            "phone_e164",
            "language",
            "time_zone",
            "notes",
            "do_not_contact",
            "source",
            "merged_into",
            "created_at",
            "updated_at",
            "last_seen_at",
        ]


ContactPage = page_shape("ContactPage", contacts=ContactOut)


class MergeIn(StrictSerializer):
    contact_id = RowField(
        queries.known_contacts,
        source="other",
        help_text="The contact to be merged into that of the address.",
    )


class MergeFilter(QuerySerializer):
    contact_id = RowField(
        queries.known_contacts,
        source="contact",
        required=False,
        help_text="That was kept or merged.",
    )


class MergeOut(serializers.ModelSerializer[ContactMerge]):
    id = PublicId()
    contact_id = PublicId(source="kept.public_id")
    merged_contact_id = PublicId(source="merged.public_id")
    merged_by = PublicId(source="merged_by.public_id", default=None, allow_null=True)
    undone_by = PublicId(source="undone_by.public_id", default=None, allow_null=True)
    undoable_until = serializers.DateTimeField(read_only=True)

    class Meta:
        model = ContactMerge
        fields = [
            "id",
            "contact_id",
            "merged_contact_id",
            "merged_by",
            "merged_at",
            "undoable_until",
            "undone_by",
            "undone_at",
        ]


MergePage = page_shape("ContactMergePage", merges=MergeOut)


class ConsentIn(StrictSerializer):
    channel = Choice(choices=Channel.choices)
    state = Choice(choices=Consent.State.choices)
    source = Choice(  # type: ignore[assignment]
        choices=Source.choices, default=Source.MEMBER
    )
    wording = Prose(
        max_length=2_000,
        required=False,
        allow_blank=True,
        help_text="The sentence that they agreed to, or their own words.",
    )
    at = Moment(
        required=False,
        validators=[checked_by(_check_past)],
        help_text="When they said so; by default now.",
    )


class ConsentOut(serializers.ModelSerializer[Consent]):
    id = PublicId()
    contact_id = PublicId(source="contact.public_id")
    recorded_by = PublicId(source="recorded_by.public_id", default=None, allow_null=True)

    class Meta:
        model = Consent
        fields = [
            "id",
            "contact_id",
            "channel",
            "state",
            "source",
            "wording",
            "at",
            "recorded_by",
            "recorded_at",
        ]


ConsentPage = page_shape("ConsentPage", consents=ConsentOut)


class SuggestionFilter(QuerySerializer):
    status = Choice(choices=ContactSuggestion.Status.choices, default=ContactSuggestion.Status.OPEN)
    contact_id = RowField(queries.known_contacts, source="contact", required=False)


class SuggestionOut(serializers.ModelSerializer[ContactSuggestion]):
    id = PublicId()
    contact_id = PublicId(source="contact.public_id")
    other_contact_id = PublicId(
        source="other.public_id",
        default=None,
        allow_null=True,
        help_text="May be the same person: accepting merges it into the contact.",
    )
    email = serializers.CharField(help_text="May be the contact's: accepting replaces theirs.")
    phone = serializers.CharField(help_text="May be the contact's: accepting replaces theirs.")
    answered_by = PublicId(source="answered_by.public_id", default=None, allow_null=True)

    class Meta:
        model = ContactSuggestion
        fields = [
            "id",
            "contact_id",
            "other_contact_id",
            "email",
            "phone",
            "source",
            "status",
            "created_at",
            "answered_by",
            "answered_at",
        ]


SuggestionPage = page_shape("ContactSuggestionPage", suggestions=SuggestionOut)


class TimelineEntryOut(Shape):
    type = serializers.CharField(help_text="Such as CONVERSATION, ESCALATION or APPOINTMENT.")
    id = serializers.CharField()
    at = serializers.DateTimeField()
    title = serializers.CharField()
    status = serializers.CharField()


class TimelineFilter(QuerySerializer):
    limit = Line(max_length=20, required=False)
    cursor = Line(max_length=1_000, required=False)


class TimelineOut(Shape):
    timeline = TimelineEntryOut(many=True)
    next = serializers.CharField(allow_null=True)


class ContactExportOut(Shape):
    contact = ContactOut()
    merged = ContactOut(many=True, help_text="Contacts that were merged into it.")
    consents = ConsentOut(many=True)
    records = serializers.DictField(
        child=serializers.ListField(child=JsonObject()),
        help_text="What points to the contact, by kind: conversations, escalations …",
    )
