"""Contacts over REST."""

from __future__ import annotations

import orjson
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, abilities, read
from core.api.paging import PAGE_PARAMETERS, PageInvalid, page_limit
from core.json_values import dump_json
from core.lookup import find
from workspaces.contacts import queries, services
from workspaces.contacts.api.serializers import (
    ConsentIn,
    ConsentOut,
    ConsentPage,
    ContactErasure,
    ContactExportOut,
    ContactFilter,
    ContactIn,
    ContactOut,
    ContactPage,
    ContactPatch,
    MergeFilter,
    MergeIn,
    MergeOut,
    MergePage,
    SuggestionFilter,
    SuggestionOut,
    SuggestionPage,
    TimelineFilter,
    TimelineOut,
)
from workspaces.contacts.api.timelines import cursor_of, position_of
from workspaces.contacts.errors import (
    ContactExists,
    ContactHasAppointments,
    ContactMergedAway,
    ContactUnnamed,
    MergeOverwritten,
    MergeTooOld,
    MergeWithItself,
    SuggestionAnswered,
)
from workspaces.contacts.models import Contact

_TAG = "Contacts"


class ContactsViewSet(WorkspaceResourceViewSet):
    """People whom the workspace knows, by e-mail address, phone number or name.

    Erasing one erases what points to it as well: conversations, escalations and appointments.
    """

    tag = _TAG
    resource = "contact"
    named = {
        "destroy": ("eraseContact", "Erase a contact"),
        "timeline": ("getContactTimeline", "Get a contact's timeline"),
        "export": ("exportContact", "Export what is known of a contact"),
    }
    raises = {
        "create": (ContactExists, ContactUnnamed),
        "partial_update": (ContactExists, ContactUnnamed, ContactMergedAway),
        "destroy": (ContactMergedAway, ContactHasAppointments),
        "merge": (ContactMergedAway, MergeWithItself),
        "timeline": (PageInvalid,),
    }
    needs = abilities(
        view="contacts.view",
        change="contacts.change",
        delete="contacts.erase",
        merge="contacts.change",
        timeline="contacts.view",
        export="contacts.view",
    )
    figures = frozenset({"last_seen_at"})
    noun = "contact"
    query = staticmethod(queries.contacts)
    filters, page, out = ContactFilter, ContactPage, ContactOut
    sorts = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "last_seen_at": "last_seen_at",
        "name": "name",
    }
    default_sort = "-last_seen_at"
    creating = Write(services.create_contact, ContactIn)
    changing = Write(services.change_contact, ContactPatch)
    deleting = Write(services.erase_contact, ContactErasure, by="user")
    deleted = "Contact erased"

    def row(self) -> Contact:
        """One that was merged is found too: it says into which."""
        return find(queries.known_contacts(), self.kwargs["contact_id"])

    @extend_schema(request=MergeIn, responses={201: MergeOut})
    def merge(self, request: Request, **_: str) -> Response:
        """Merge another contact into this one, with everything that points to it."""
        contact, data = self.row(), read(MergeIn, request.data)
        merge = services.merge_contacts(contact=contact, **data, by=self.user, now=timezone.now())
        contacts = self.request.path.rpartition(f"/{self.kwargs['contact_id']}")[0]
        headers = {"Location": f"{contacts}/merges/{merge.public_id}"}
        return Response(MergeOut(merge).data, status=201, headers=headers)

    @extend_schema(parameters=PAGE_PARAMETERS, responses=TimelineOut)
    def timeline(self, request: Request, **_: str) -> Response:
        """Conversations, escalations and appointments, newest first."""
        contact, data = self.row(), read(TimelineFilter, request.query_params)
        found, position = queries.timeline_of(
            contact,
            limit=page_limit(data.get("limit")),
            after=position_of(data.get("cursor")),
        )
        shown = {"timeline": found, "next": None if position is None else cursor_of(position)}
        return Response(TimelineOut(shown).data)

    @extend_schema(responses=ContactExportOut)
    def export(self, request: Request, **_: str) -> Response:
        """Everything that is known of the person, for them: also of contacts merged into it."""
        return Response(_export(self.row()))


class ConsentsViewSet(WorkspaceResourceViewSet):
    """What a contact said about being contacted. Statements are added and never changed: the
    latest of a channel counts.
    """

    tag = _TAG
    resource = "consent"
    named = {"create": ("recordConsent", "Record a consent, or its withdrawal")}
    needs = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "contacts.change",
    }
    noun = "consent"
    query = staticmethod(queries.consents_of)
    page, out = ConsentPage, ConsentOut
    sorts, default_sort = {"at": "at"}, "-at"
    creating = Write(services.state_consent, ConsentIn, by="user")

    def owners(self) -> dict[str, Contact]:
        return {"contact": find(queries.known_contacts(), self.kwargs["contact_id"])}


class ContactMergesViewSet(WorkspaceResourceViewSet):
    """Merges of contacts. One can be undone for 30 days, unless either was changed since."""

    tag = _TAG
    resource = "contact merge"
    named = {"undo": ("undoContactMerge", "Undo a merge of contacts")}
    raises = {"undo": (MergeTooOld, MergeOverwritten)}
    needs = {"list": "contacts.view", "retrieve": "contacts.view", "undo": "contacts.change"}
    without_body = frozenset({"undo"})
    noun = "merge"
    query = staticmethod(queries.merges)
    filters, page, out = MergeFilter, MergePage, MergeOut
    sorts, default_sort = {"merged_at": "merged_at"}, "-merged_at"

    @extend_schema(request=None, responses=MergeOut)
    def undo(self, request: Request, **_: str) -> Response:
        undone = services.undo_merge(merge=self.row(), by=self.user, now=timezone.now())
        return Response(self.show(undone))


class ContactSuggestionsViewSet(WorkspaceResourceViewSet):
    """Contacts that may be one person, and addresses that may be a contact's, since somebody
    unverified said so.
    """

    tag = _TAG
    resource = "contact suggestion"
    raises = {
        "accept": (SuggestionAnswered, ContactExists, ContactMergedAway),
        "dismiss": (SuggestionAnswered,),
    }
    needs = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "accept": "contacts.change",
        "dismiss": "contacts.change",
    }
    without_body = frozenset({"accept", "dismiss"})
    noun = "suggestion"
    query = staticmethod(queries.suggestions)
    filters, page, out = SuggestionFilter, SuggestionPage, SuggestionOut

    @extend_schema(request=None, responses=SuggestionOut)
    def accept(self, request: Request, **_: str) -> Response:
        """Merge the two contacts, or replace the contact's address or number."""
        accepted = services.accept_suggestion(
            suggestion=self.row(), by=self.user, now=timezone.now()
        )
        return Response(self.show(accepted))

    @extend_schema(request=None, responses=SuggestionOut)
    def dismiss(self, request: Request, **_: str) -> Response:
        """Say no: it is not suggested again."""
        dismissed = services.dismiss_suggestion(
            suggestion=self.row(), by=self.user, now=timezone.now()
        )
        return Response(self.show(dismissed))


def _export(contact: Contact) -> dict[str, object]:
    kept = contact.merged_into or contact
    merged = queries.known_contacts().filter(merged_into=kept).order_by("pk")
    return {
        "contact": ContactOut(kept).data,
        "merged": ContactOut(merged, many=True).data,
        "consents": ConsentOut(queries.consents_of(kept).order_by("at", "pk"), many=True).data,
        "records": orjson.loads(dump_json(dict(queries.records_of(kept)), orjson.OPT_UTC_Z)),
    }
