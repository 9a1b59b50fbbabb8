"""The permission matrix: which role may do what. Data only; `core.api.views` enforces it."""

from __future__ import annotations

OWNER, ADMIN, MEMBER, VIEWER = "OWNER", "ADMIN", "MEMBER", "VIEWER"

_EVERYBODY = (OWNER, ADMIN, MEMBER, VIEWER)
_STAFF = (OWNER, ADMIN, MEMBER)
_MANAGERS = (OWNER, ADMIN)

MATRIX: dict[str, tuple[str, ...]] = {
    "workspace.view": _EVERYBODY,
    "workspace.change": _MANAGERS,
    "workspace.delete": (OWNER,),
    "keys.view": _STAFF,
    "keys.manage": _MANAGERS,
    "agents.view": _EVERYBODY,
    "agents.change": _STAFF,
    "agents.publish": _STAFF,
    "knowledge.view": _EVERYBODY,
    "knowledge.change": _STAFF,
    "conversations.view": _EVERYBODY,
}

ABILITIES: dict[str, frozenset[str]] = {
    role: frozenset(ability for ability, roles in MATRIX.items() if role in roles)
    for role in _EVERYBODY
}
