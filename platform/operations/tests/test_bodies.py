"""What a writing route accepts can be read, listed, exported and audited.

The routes are found in the URL table, and their bodies in the OpenAPI document.
"""

from __future__ import annotations

import io
import json

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.services.exports import write_archive
from core.testing import Operation
from operations.tests.api_world import World, body_of, described, make_ready, query_of, undone
from operations.tests.bodies import Plan, filled, of_schema, plans
from operations.tests.generated import examples
from operations.tests.routes import OPERATIONS
from operations.tests.spoiling import request_schema
from operations.tests.test_bad_input import WITH_JSON, caller
from operations.tests.test_bad_input import world as world

ENDLESS = {"ConversationEvents.stream", "VisitorChat.events"}
READS = [each for each in OPERATIONS if each.method == "GET" and each.name not in ENDLESS]
# What these change refuses some reads: a role, a password, the networks or websites allowed.
REFUSING = {
    "Appointments.create",  # the time that was held is taken, the hold is none any more
    "CalendarConnections.partial_update",  # in another calendar there is no conflict
    "CalendarConflicts.resolve",  # it is none any more
    "Account.change_password",
    "Account.close",
    "ApiKeys.partial_update",
    "Auth.reset_password",
    "PublicCalendar.book",  # likewise
    "WorkspaceDetail.partial_update",
    "WorkspaceDetail.transfer",
}
EVERYTHING = 25  # one in so many accepted bodies is looked for everywhere


def section(operation: Operation) -> str:
    """The resource: `agents` of `/api/v1/workspaces/{workspace_id}/agents/{agent_id}`."""
    parts = operation.template.removeprefix("/api/v1/").split("/")
    return parts[2] if len(parts) > 2 and parts[0] == "workspaces" else parts[0]


def related(operation: Operation) -> list[Operation]:
    """Reads of the same resource, and the audit log."""
    near = [each for each in READS if section(each) == section(operation)]
    return [*near, *(each for each in READS if each.name == "AuditLog.list")]


def planned(operation: Operation) -> st.SearchStrategy[Plan]:
    names = tuple(request_schema(described(operation), "application/json")["properties"])
    return plans(names, of_schema(operation.template, operation.method))


def read_all(reads: list[Operation], world: World, *, may_be_refused: bool) -> None:
    """Each answer is also compared with the document, by the client."""
    for read in reads:
        answer = caller(read, world).call(
            "GET", read.path(world.ids), query=query_of(read, world.ids)
        )
        is_refused = may_be_refused and answer.status_code in (401, 403, 404)
        assert answer.status_code == 200 or is_refused, (read, answer.content)


def export_all(user: User) -> None:
    write_archive(user=user, target=io.BytesIO(), now=timezone.now())


@pytest.mark.parametrize("operation", WITH_JSON, ids=str)
def test_what_is_accepted_can_be_read(operation: Operation, world: World) -> None:
    @examples(few=3)
    @given(plan=planned(operation), place=st.integers(0, EVERYTHING - 1))
    def try_one(plan: Plan, place: int) -> None:
        with undone():
            make_ready(operation, world)
            raw = json.dumps(filled(plan, body_of(operation, world) or {})).encode()
            answer = caller(operation, world).call(
                operation.method, operation.path(world.ids), body=raw
            )
            assert answer.status_code < 500
            if answer.status_code < 300:
                reads = READS if place == 0 else related(operation)
                read_all(reads, world, may_be_refused=operation.name in REFUSING)
                if place == 0:
                    export_all(world.owner.user)

    try_one()
