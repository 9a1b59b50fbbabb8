"""Routes of contacts, below the door's prefix."""

from django.urls import path

from workspaces.contacts.api.views import (
    ConsentsViewSet,
    ContactMergesViewSet,
    ContactSuggestionsViewSet,
    ContactsViewSet,
)

_CONTACTS = "workspaces/<str:workspace_id>/contacts"
_MERGE = f"{_CONTACTS}/merges/<str:merge_id>"
_SUGGESTION = f"{_CONTACTS}/suggestions/<str:suggestion_id>"
_CONTACT = f"{_CONTACTS}/<str:contact_id>"

urlpatterns = [
    path(_CONTACTS, ContactsViewSet.as_view({"get": "list", "post": "create"})),
    path(f"{_CONTACTS}/merges", ContactMergesViewSet.as_view({"get": "list"})),
    path(_MERGE, ContactMergesViewSet.as_view({"get": "retrieve"})),
    path(f"{_MERGE}/undo", ContactMergesViewSet.as_view({"post": "undo"})),
    path(f"{_CONTACTS}/suggestions", ContactSuggestionsViewSet.as_view({"get": "list"})),
    path(_SUGGESTION, ContactSuggestionsViewSet.as_view({"get": "retrieve"})),
    path(f"{_SUGGESTION}/accept", ContactSuggestionsViewSet.as_view({"post": "accept"})),
    path(f"{_SUGGESTION}/dismiss", ContactSuggestionsViewSet.as_view({"post": "dismiss"})),
    path(
        _CONTACT,
        ContactsViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_CONTACT}/merge", ContactsViewSet.as_view({"post": "merge"})),
    path(f"{_CONTACT}/timeline", ContactsViewSet.as_view({"get": "timeline"})),
    path(f"{_CONTACT}/export", ContactsViewSet.as_view({"get": "export"})),
    path(f"{_CONTACT}/consents", ConsentsViewSet.as_view({"get": "list", "post": "create"})),
    path(f"{_CONTACT}/consents/<str:consent_id>", ConsentsViewSet.as_view({"get": "retrieve"})),
]
