"""The stella contract: packages are found and installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from compat.stella.tests.packages import agent, download, offer, source, zipped
from core.scope import workspace_scope
from core.testing import nothing_changes, run_jobs
from knowledge.models import Chunk, Collection, Document
from knowledge.services import delete_collection
from voice.agents.models import Agent
from voice.providers.models import Provider
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_person

__all__ = ["source"]


def test_the_shipped_packages_are_installed(alice: Person, acme: Workspace) -> None:
    assert download(alice, "restaurant-host") == (
        200,
        "Successfully installed restaurant-host:1.1",
    )
    assert download(alice, "it-helpdesk", "1.0") == (200, "Successfully installed it-helpdesk:1.0")

    run_jobs("ingestion")
    with workspace_scope(acme.pk):
        assert set(Document.objects.values_list("file_name", "status")) == {
            ("house.md", "COMPLETED"),
            ("prices.csv", "COMPLETED"),
            ("handbook.md", "COMPLETED"),
        }
    names = [each["name"] for each in alice.api.get("/agent").json()["agents"]]
    assert names == ["Restaurant host", "IT helpdesk"]
    shown = alice.api.get(f"/workspace/{acme.public_id}").json()["workspace"]
    assert shown["agents"] == {}  # they are in no member chat yet


def test_the_installed_agent_matches_its_package(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    with workspace_scope(acme.pk):
        provider = Provider.objects.create(workspace=acme, name="Tiny", model="tiny-1")

    assert download(alice) == (200, "Successfully installed clerk:2.0")

    run_jobs("ingestion")
    with workspace_scope(acme.pk):
        made = Agent.objects.select_related("provider", "published_version").get()
        (collection,) = made.collections.all()
        assert [chunk.text for chunk in Chunk.objects.filter(collection=collection)] != []
    assert (made.name, made.description, made.package) == ("Clerk", "Knows the forms.", "clerk:2.0")
    assert made.behavior_settings == {"system_prompt": "Be exact."}
    assert made.conversation_rules == {"model": "tiny-1", "tools": ["look_up_slots"]}
    assert made.greeting_message == "Next, please."
    assert made.fallback_message == "Ask at window three."
    assert (made.provider, made.status, made.answers_member_chats) == (provider, "PUBLISHED", False)
    assert str(made.published_version) == "1.0"
    assert collection.name == "Clerk"


def test_installing_the_same_version_again_changes_nothing(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    download(alice)

    with nothing_changes():
        assert download(alice, version="2.0") == (200, "Successfully installed clerk:2.0")


def test_another_version_replaces_the_packages_settings(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    download(alice)
    newer = {**agent(prompt="Be kind."), "version": "10.0"}
    offer(source, zipped(newer, forms__md="# Forms\n\nForm 7 is free.\n"), version="10.0")

    assert download(alice) == (200, "Successfully installed clerk:10.0")

    with workspace_scope(acme.pk):
        made = Agent.objects.select_related("published_version").get()
        assert Document.objects.count() == Collection.objects.count() == 1
    assert made.behavior_settings["system_prompt"] == "Be kind."
    assert str(made.published_version) == "1.1"


def test_a_package_whose_collection_was_deleted_is_installed_anew(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    download(alice)
    with workspace_scope(acme.pk):
        delete_collection(collection=Collection.objects.get(), now=timezone.now())

    assert download(alice) == (200, "Successfully installed clerk:2.0")

    with workspace_scope(acme.pk):
        made = Agent.objects.select_related("published_version").get()
        (collection,) = made.collections.all()
        assert Document.objects.get().collection == collection
    assert (str(made.published_version), made.knowledge_scope) == ("1.1", "SELECTED")


def test_a_package_without_documents_leaves_the_agents_knowledge_alone(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    download(alice)
    bare = {**agent(), "version": "3.0", "knowledge": []}
    offer(source, zipped(bare), version="3.0")
    with workspace_scope(acme.pk):
        delete_collection(collection=Collection.objects.get(), now=timezone.now())

    with nothing_changes():
        status, _ = download(alice)

    assert status == 409


def test_a_package_is_installed_where_the_caller_may_publish(
    bob: Person, acme: Workspace, source: Path
) -> None:
    dora = make_person("dora")
    add_member(acme, dora, "VIEWER")
    offer(source, zipped())

    assert download(bob)[0] == 200
    assert download(dora)[0] == 200

    with workspace_scope(acme.pk):
        assert Agent.objects.count() == 1
    names = [each["name"] for each in dora.api.get("/workspace").json()["workspaces"]]
    assert names == ["Acme", "Untitled Workspace"]


@pytest.mark.parametrize("path", ["/agent/download", "/agent/download?query=&version=1.0"])
def test_a_package_must_be_named(alice: Person, path: str) -> None:
    answer = alice.api.get(path)

    assert (answer.status_code, answer.json()) == (400, {"error": "Missing param 'query'"})


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("agentName", "1.2.3"),
        ("clerk", "9.9"),
        ("../clerk", "2.0"),
        ("clerk/../clerk", "2.0"),
        ("..", "2.0"),
        (".", "clerk/2.0"),
        ("clerk", "../clerk/2.0"),
        ("clerk", "%2e%2e"),
        ("clerk\x00", "2.0"),
        ("x" * 500, "2.0"),
        ("clerk", "1" * 500),
        ("clerk", "٢.0"),
    ],
)
def test_an_unknown_package_is_not_found(
    alice: Person, source: Path, name: str, version: str
) -> None:
    offer(source, zipped())

    with nothing_changes():
        answer = download(alice, name, version)

    assert answer == (404, f"Package not found: {name}:{version}")


def test_versions_of_an_unknown_package_are_not_found(alice: Person, source: Path) -> None:
    (source / "empty").mkdir()

    for name in ("agentName", "empty"):
        assert download(alice, name) == (404, f"Package not found: {name}:latest")
