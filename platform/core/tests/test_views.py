"""The base views: their checks cannot be overridden, and an error rolls everything back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from core.api import ApiViewSet, WorkspaceViewSet
from core.models import Job
from core.testing import ApiClient, nothing_changes
from core.tests.conftest import MakeJob

SEALED = ["dispatch", "initial", "get_permissions", "check_throttles"]


@pytest.fixture
def toy(settings: Any, acme: Any) -> str:
    """The path of a workspace at the toy door."""
    settings.ROOT_URLCONF = "core.tests.toy_door"
    return f"/toy/v1/workspaces/{acme.public_id}"


@pytest.mark.parametrize("base", [ApiViewSet, WorkspaceViewSet])
@pytest.mark.parametrize("name", SEALED)
def test_sealed_methods_cannot_be_overridden(base: type[Any], name: str) -> None:
    with pytest.raises(TypeError, match=rf"Sneaky may not define \['{name}'\]"):
        type("Sneaky", (base,), {name: lambda *_: None})


@pytest.mark.parametrize("name", SEALED)
def test_sealed_methods_cannot_be_overridden_by_a_mixin(name: str) -> None:
    mixin = type("Mixin", (), {name: lambda *_: None})

    with pytest.raises(TypeError, match=rf"Sneaky may not define \['{name}'\]"):
        type("Sneaky", (mixin, WorkspaceViewSet), {})


def test_an_ordinary_view_can_be_defined() -> None:
    assert type("Plain", (WorkspaceViewSet,), {"needs": {}, "list": lambda *_: None})


def test_an_action_without_an_ability_is_refused_even_to_the_owner(alice: Any, toy: str) -> None:
    answer = alice.api.get(toy)

    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_an_error_rolls_back_the_views_writes(alice: Any, toy: str, make_job: MakeJob) -> None:
    make_job(lambda: None, "core.tests.never")

    with nothing_changes():
        answer = alice.api.post(toy, {})

    assert (answer.status_code, answer.json()["field"]) == (400, "first_name")
    assert Job.objects.count() == 0


@pytest.mark.parametrize("who", ["nobody", "stranger", "owner"])
def test_an_error_leaves_the_connection_usable(
    alice: Any, charlie: Any, toy: str, make_job: MakeJob, who: str
) -> None:
    make_job(lambda: None, "core.tests.never")
    api = {"nobody": ApiClient(), "stranger": charlie.api, "owner": alice.api}[who]

    answer = api.post(toy, {})

    assert answer.status_code == {"nobody": 401, "stranger": 404, "owner": 400}[who]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.workspaces', true)")
        assert cursor.fetchone() == ("",)


def test_foreign_unknown_and_malformed_workspaces_look_the_same(
    charlie: Any, base: str, acme: Any
) -> None:
    unknown = "ws_7zzzzzzzzzzzzzzzzzzzzzzzzz"
    paths = [base, f"/api/v1/workspaces/{unknown}", "/api/v1/workspaces/x"]

    answers = [charlie.api.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].json() == answers[1].json() == answers[2].json()


def test_head_is_get_without_a_body(alice: Any, base: str) -> None:
    answer = alice.api.call("HEAD", base)

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("method", ["PUT", "TRACE", "POST"])
def test_other_methods_are_refused_before_anything_else(base: str, method: str) -> None:
    answer = ApiClient().call(method, base)

    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
