"""What a door accepts can be read at the door and in the product's own API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compat.tests.doors import CASES, DoorUnderTest, case_id, send
from compat.tests.test_doors import world as world
from core.testing import Operation
from operations.tests.api_world import undone
from operations.tests.bodies import filled, plans
from operations.tests.generated import examples
from operations.tests.test_bodies import EVERYTHING, READS, export_all

WRITES = [(door, operation) for door, operation in CASES if operation.name in door.world.BODIES]
READABLE = {200, 401, 403, 404}  # what was left, or is another's, is refused
OWN_READS = [
    each
    for each in READS
    if each.parameters in ([], ["workspace_id"]) and each.template.count("/widget/") == 0
]


def read_at_the_door(door: DoorUnderTest, world: Any) -> None:
    reads = [each for each in door.operations if each.method == "GET"]
    answers = [send(door, world.owner.api, each, world) for each in reads]
    assert {answer.status_code for answer in answers} <= READABLE


def read_elsewhere(world: Any) -> None:
    ids = {"workspace_id": world.workspace.public_id}
    answers = [world.owner.api.get(each.path(ids), {"q": "parking"}) for each in OWN_READS]
    assert {answer.status_code for answer in answers} <= READABLE
    export_all(world.owner.user)


@pytest.mark.parametrize(("door", "operation"), WRITES, ids=case_id)
def test_what_is_accepted_can_be_read(
    door: DoorUnderTest, operation: Operation, world: Any
) -> None:
    names = tuple(door.world.BODIES[operation.name](world))

    @examples(few=3)
    @given(plan=plans(names, st.just({})), place=st.integers(0, EVERYTHING - 1))
    def try_one(plan: dict[str, Any], place: int) -> None:
        with undone():
            raw = json.dumps(filled(plan, door.world.BODIES[operation.name](world))).encode()
            answer = world.owner.api.call(
                operation.method,
                operation.path(world.ids),
                body=raw,
                headers={"X-Workspace-Id": world.workspace.public_id},
            )
            assert answer.status_code < 500, answer.content
            if answer.status_code < 300:
                read_at_the_door(door, world)
                if place == 0:
                    read_elsewhere(world)

    try_one()
