"""Writes about contacts."""

from workspaces.contacts.services.consents import give_consent, state_consent, withdraw_consent
from workspaces.contacts.services.contacts import (
    change_contact,
    create_contact,
    erase_contact,
    set_do_not_contact,
)
from workspaces.contacts.services.identifying import identify_contact
from workspaces.contacts.services.merging import merge_contacts, undo_merge
from workspaces.contacts.services.suggesting import accept_suggestion, dismiss_suggestion

__all__ = [
    "accept_suggestion",
    "change_contact",
    "create_contact",
    "dismiss_suggestion",
    "erase_contact",
    "give_consent",
    "identify_contact",
    "merge_contacts",
    "set_do_not_contact",
    "state_consent",
    "undo_merge",
    "withdraw_consent",
]
