"""Names of schemas in the OpenAPI document: what a client calls them, not what the code does."""

from __future__ import annotations

import re
from collections import Counter

from config.api_docs import Json

# Serializer, as drf-spectacular names it → schema; all others follow from `_ENDINGS`.
_NAMES = {
    "CrawlList": "CrawlPage",
    "CrawlPageList": "CrawledPagePage",
    "CrawlPageOut": "CrawledPage",
    "CrawlPageState": "CrawledPageState",
    "ConfigOut": "WidgetConfig",
    "EntryInRequest": "QaEntryRequest",
    "EntryOut": "QaEntry",
    "EntryPage": "QaEntryPage",
    "EventInRequest": "EmbedEventRequest",
    "FoundOut": "SearchResult",
    "FoundPage": "SearchResults",
    "InitInRequest": "EmbedSessionRequest",
    "InitOut": "EmbedSession",
    "LookOut": "WidgetAppearance",
    "MessageOut": "Confirmation",
    "OfferOut": "InvitationOffer",
    "OlderChatOut": "EmbedAnswer",
    "PatchedEntryPatchRequest": "QaEntryUpdate",
    "PatchedLookPatchRequest": "WidgetAppearanceUpdate",
    "PatchedProfileInRequest": "AccountUpdate",
    "PatchedRolePatchRequest": "RoleUpdate",
    "PendingOut": "PendingInvitation",
    "PendingPage": "PendingInvitations",
    "RollbackInRequest": "AgentRollbackRequest",
    "SaidOut": "VisitorMessage",
    "SaidOutRoleEnum": "VisitorMessageRole",
    "SourceTypeEnum": "DocumentSource",
    "StatusOut": "VisitorDone",
    "TestInRequest": "AgentTrialRequest",
    "TestOut": "AgentTrial",
    "TrialOut": "ProviderTrial",
    "UserOut": "Account",
    "VersionOut": "DocumentVersion",
    "VersionPage": "DocumentVersionPage",
    "WorkspaceOut": "WorkspaceCreated",
}
_ENDINGS = [
    (r"^Patched(\w+?)PatchRequest$", r"\1Update"),
    (r"^(\w+?)InRequest$", r"\1Request"),
    (r"^(\w+?)(Out|Detail)$", r"\1"),
    (r"^(\w+?)Out(\w+)Enum$", r"\1\2"),
    (r"^(\w+?)Enum$", r"\1"),
]
_SCHEMAS = "#/components/schemas/"


def rename_schemas(result: Json, **_: object) -> Json:
    """Give every schema the name that a client would expect. Raises ValueError if two get one."""
    schemas = result["components"]["schemas"]
    names = {name: _name_of(name) for name in schemas}
    if twice := [name for name, count in Counter(names.values()).items() if count > 1]:
        raise ValueError(f"two schemas of one name: {twice}")
    result["components"]["schemas"] = dict(
        sorted((names[name], schema) for name, schema in schemas.items())
    )
    _point_to(result, names)
    return result


def _name_of(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    for ending, instead in _ENDINGS:
        if re.match(ending, name):
            return re.sub(ending, instead, name)
    return name


def _point_to(value: object, names: dict[str, str]) -> None:
    if isinstance(value, dict):
        target = value.get("$ref")
        if isinstance(target, str) and target.startswith(_SCHEMAS):
            value["$ref"] = _SCHEMAS + names[target.removeprefix(_SCHEMAS)]
        for inner in value.values():
            _point_to(inner, names)
    elif isinstance(value, list):
        for inner in value:
            _point_to(inner, names)
