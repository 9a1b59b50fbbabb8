"""Generated requests, good and bad: no server error, and no answer but those of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.testing import shared
from core.testing.openapi import document
from operations.tests.api_world import World, make_world, undone
from operations.tests.generated import examples, is_thorough
from workspaces.tests.factories import Person


def bad_bodies_are_refused(ctx: Any, response: Any, case: Any) -> bool | None:
    """Of queries and headers, unknown ones are passed over, and `If-Match` is judged before."""
    body = case.meta.components.get(ParameterLocation.BODY)
    if body is None or not body.mode.is_negative or response.status_code == 412:
        return None
    refused: bool | None = negative_data_rejection(ctx, response, case)
    return refused


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    bad_bodies_are_refused,
]
ENDLESS = ["streamInboxEvents", "streamVisitorEvents"]
SCHEMA = schemathesis.openapi.from_dict(document()).exclude(operation_id=ENDLESS)
SCHEMA.app = get_wsgi_application()
SCHEMA.config.phases.coverage.enabled = is_thorough()  # see test_bad_input.py for boundaries


@shared
def world(alice: Person) -> World:
    return make_world(alice, "Acme")


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests keep to the test's own connection and transaction, as with Django's client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@SCHEMA.parametrize()
@examples(few=5)
def test_answers_are_as_documented(case: Any, world: World) -> None:
    case.path_parameters = {name: world.ids[name] for name in case.path_parameters or {}}
    headers = {**world.owner.api.headers, "X-API-Key": world.key, "Origin": "http://localhost"}
    with undone():
        case.call_and_validate(headers=headers, checks=CHECKS)
