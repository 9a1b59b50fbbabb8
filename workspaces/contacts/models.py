"""People whom a workspace knows, what they consented to, and which of them were merged."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User
from core.models import Identified, WorkspaceOwned

MAX_NAME = 120  # characters
MAX_NOTES = 4_000
UNDOABLE = timedelta(days=30)  # after a merge


class Channel(models.TextChoices):
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    SMS = "SMS"


class Source(models.TextChoices):
    """How something became known. MEMBER: entered by a member. STAFF: in the portal."""

    WIDGET = "WIDGET"
    BOOKING = "BOOKING"
    CALL = "CALL"
    CAMPAIGN = "CAMPAIGN"
    MEMBER = "MEMBER"
    STAFF = "STAFF"


class Contact(Identified, WorkspaceOwned):
    """A person whom the workspace knows, by e-mail address, phone number or name.

    A contact that was merged into another one stays, with the addresses that the other one had
    no place for: whoever is known by them is found all the same.
    """

    id_prefix = "con"

    name = models.CharField(max_length=MAX_NAME, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="", help_text="In lower case.")
    phone = models.CharField(
        max_length=40, blank=True, default="", help_text="In the spelling as given."
    )
    phone_e164 = models.CharField(max_length=16, blank=True, default="", editable=False)
    language = models.CharField(
        max_length=35, blank=True, default="", help_text="A language tag such as de or pt-BR."
    )
    time_zone = models.CharField(max_length=64, blank=True, default="")
    notes = models.TextField(max_length=MAX_NOTES, blank=True, default="")
    do_not_contact = ArrayField(
        models.CharField(max_length=5, choices=Channel),
        default=list,
        blank=True,
        help_text="Channels that nobody may use for this person.",
    )
    source = models.CharField(max_length=8, choices=Source, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    last_seen_at = models.DateTimeField(editable=False)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=~models.Q(email=""),
                name="an_email_names_one_contact",
            ),
            models.UniqueConstraint(
                fields=["workspace", "phone_e164"],
                condition=~models.Q(phone_e164=""),
                name="a_number_names_one_contact",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="a_contact_is_merged_into_another",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-last_seen_at", "-id"], name="contact_last_seen"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="contact_newest"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None


class Consent(Identified, WorkspaceOwned):
    """What a person said about being contacted on a channel. Rows are only added; the latest
    counts.

    wording: the sentence that they agreed to, or their own words.
    """

    class State(models.TextChoices):
        GIVEN = "GIVEN"
        WITHDRAWN = "WITHDRAWN"

    id_prefix = "cns"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=5, choices=Channel)
    state = models.CharField(max_length=9, choices=State)
    source = models.CharField(max_length=8, choices=Source)
    wording = models.TextField(max_length=2_000, blank=True, default="")
    at = models.DateTimeField(help_text="When they said so.")
    recorded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        indexes = [models.Index(fields=["contact", "-at", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.state} for {self.channel}"


class ContactMerge(Identified, WorkspaceOwned):
    """The trace of a merge, with what is needed to undo it.

    before, after: the values of both contacts, under `kept` and `merged`.
    moved: kind of rows → keys of those that pointed to the merged contact.
    """

    id_prefix = "cmg"

    kept = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    moved = models.JSONField(default=dict)
    merged_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=models.Q(undone_at=None),
                name="a_contact_is_merged_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "-merged_at", "-id"], name="contact_merge_newest")
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    @property
    def undoable_until(self) -> datetime:
        return self.merged_at + UNDOABLE


class ContactSuggestion(Identified, WorkspaceOwned):
    """What members may want to do with a contact, since somebody unverified said so.

    other: the contact that may be the same person. email, phone: may be this contact's too.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN"
        ACCEPTED = "ACCEPTED"
        DISMISSED = "DISMISSED"

    id_prefix = "csg"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="suggestions")
    other = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    source = models.CharField(max_length=8, choices=Source)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "other", "email", "phone"],
                nulls_distinct=False,
                name="a_suggestion_is_made_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "-created_at", "-id"],
                name="contact_suggestion_open",
                condition=models.Q(status="OPEN"),
            )
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
