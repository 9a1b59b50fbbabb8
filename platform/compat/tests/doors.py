"""The doors as the sweep walks them: routes, worlds, and each contract's response to strangers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from compat import doors
from core.api import WorkspaceViewSet
from core.testing import ApiClient, Operation, operations
from core.wire import Door

ROLES = ("OWNER", "ADMIN", "MEMBER", "VIEWER")


@dataclass(frozen=True)
class DoorUnderTest:
    """stranger: the status for callers who are not members of the workspace.
    speaks: True if an error with that status is in the door's dialect.
    """

    door: Door
    stranger: int
    speaks: Callable[[int, Any], bool]

    @property
    def name(self) -> str:
        return self.door.name

    @property
    def world(self) -> ModuleType:
        return import_module(f"compat.{self.name}.tests.world")

    def refuses_with(self, operation: Operation, usual: int) -> int:
        """The status for callers without permission, if the contract has a special one."""
        return int(getattr(self.world, "REFUSED", {}).get(operation.name, usual))

    @property
    def operations(self) -> list[Operation]:
        """Every operation that the door's own modules serve."""
        mine = f"compat.{self.name}."
        found = operations(f"{self.door.prefix}/")
        return [each for each in found if each.view and each.view.__module__.startswith(mine)]


def _microbit(status: int, body: Any) -> bool:
    return set(body) == {"error"} and bool(body["error"])


def _morpheus(status: int, body: Any) -> bool:
    request_info = {"url", "ip", "method"}
    keys = {"success", "statusCode", "message", "requestInfo"}
    return (
        set(body) in (keys | {"data"}, keys | {"errors"})
        and body["success"] is False
        and body["statusCode"] == status
        and body.get("data") is None
        and set(body["requestInfo"]) == request_info
        and all(set(each) == {"field", "message"} for each in body.get("errors", []))
    )


def _voicera(status: int, body: Any) -> bool:
    return (
        set(body) == {"success", "error", "timestamp"}
        and body["success"] is False
        and set(body["error"]) == {"code", "message", "details"}
        and body["timestamp"].endswith("Z")
    )


def _stella(status: int, body: Any) -> bool:
    return set(body) == {"msg"} and bool(body["msg"])


_SPEAKS = {"microbit": _microbit, "morpheus": _morpheus, "voicera": _voicera, "stella": _stella}
ALL = [
    DoorUnderTest(door, 403 if door.name == "stella" else 404, _SPEAKS[door.name])
    for door in doors()
]

CASES = [(door, operation) for door in ALL for operation in door.operations]
IN_WORKSPACE = [
    (door, operation) for door, operation in CASES if issubclass(operation.view, WorkspaceViewSet)
]


def case_id(value: Any) -> str:
    return value.name if isinstance(value, DoorUnderTest) else str(value)


def send(door: DoorUnderTest, api: ApiClient, operation: Operation, world: Any, **ids: str) -> Any:
    """A valid request, with these ids in its path instead of the world's."""
    make = door.world.BODIES.get(operation.name)
    ask = getattr(door.world, "QUERIES", {}).get(operation.name)
    path = operation.path({**world.ids, **ids})
    return api.call(
        operation.method,
        path,
        body=make(world) if make else None,
        query=ask(world) if ask else None,
        headers={"X-Workspace-Id": world.workspace.public_id},
    )
