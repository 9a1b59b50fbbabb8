"""The permission matrix: which role may do what. Data only; `core.api.views` enforces it."""

from __future__ import annotations

OWNER, ADMIN, MEMBER, VIEWER = "OWNER", "ADMIN", "MEMBER", "VIEWER"

_EVERYBODY = (OWNER, ADMIN, MEMBER, VIEWER)
_STAFF = (OWNER, ADMIN, MEMBER)
_MANAGERS = (OWNER, ADMIN)
_ALL_BUT_THE_OWNER = (ADMIN, MEMBER, VIEWER)

MATRIX: dict[str, tuple[str, ...]] = {
    "workspace.view": _EVERYBODY,
    "workspace.change": _MANAGERS,
    "workspace.change_as_owner": (OWNER,),  # for the contract in which only the owner renames
    "workspace.delete": (OWNER,),
    "workspace.networks": (OWNER,),  # can lock everyone out
    "workspace.transfer": (OWNER,),
    "workspace.leave": _ALL_BUT_THE_OWNER,  # the owner has to transfer it first
    "workspace.view_as_member": _STAFF,  # for the contract that excludes viewers
    "members.view": _EVERYBODY,
    "members.view_as_member": _STAFF,
    "members.manage": _MANAGERS,
    "invitations.view": _MANAGERS,
    "invitations.manage": _MANAGERS,
    "usage.view": _EVERYBODY,
    "audit.view": _MANAGERS,
    "keys.view": _STAFF,
    "keys.manage": _MANAGERS,
    "contacts.view": _EVERYBODY,
    "contacts.change": _STAFF,
    "contacts.erase": _MANAGERS,  # with what points to them
    "agents.view": _EVERYBODY,
    "agents.change": _STAFF,
    "agents.publish": _STAFF,
    "agents.delete": _MANAGERS,  # deletes its conversations too
    "knowledge.view": _EVERYBODY,
    "knowledge.change": _STAFF,
    "calendars.view": _EVERYBODY,
    "calendars.view_as_member": _STAFF,  # for the contract that excludes viewers
    "calendars.change": _MANAGERS,
    "appointments.view": _EVERYBODY,
    "appointments.view_as_member": _STAFF,
    "appointments.change": _STAFF,
    "conversations.view": _EVERYBODY,
    "analytics.view": _EVERYBODY,
    "conversations.reply": _STAFF,
    "conversations.delete": _MANAGERS,
}

ABILITIES: dict[str, frozenset[str]] = {
    role: frozenset(ability for ability, roles in MATRIX.items() if role in roles)
    for role in _EVERYBODY
}
