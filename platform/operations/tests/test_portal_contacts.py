"""Staff find contacts by address, number and public id, and act on them through services."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from core.scope import as_table_owner
from core.testing import shared
from operations.tests.api_world import World, make_world
from operations.tests.portal import (
    REASON,
    WHY,
    Portal,
    done_by,
    entries,
    fresh,
    make_staff,
    messages,
    row_of,
)
from voice.conversations.models import Conversation
from widget.models import Escalation
from workspaces.contacts.models import Contact, ContactMerge, ContactSuggestion
from workspaces.tests.factories import Person


@shared
def staff() -> User:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: User) -> Portal:
    return Portal(staff)


@shared
def world(alice: Person) -> World:
    return make_world(alice, "Acme")


def found(root: Portal, model: type[Any], text: str) -> list[Any]:
    return list(root.list(model, q=text).context["cl"].result_list)


def by_name(name: str) -> Contact:
    with as_table_owner():
        return Contact.everywhere.get(name=name)


@pytest.mark.usefixtures("world")
def test_an_address_a_number_and_an_id_find_the_contact(root: Portal) -> None:
    vera, walter = by_name("Vera"), by_name("Walter")

    for text in ("visitor@example.com", "VISITOR@example.com", vera.public_id, "Vera"):
        assert found(root, Contact, text) == [vera], text
    for text in ("+1 (555) 010-0600", "+15550100600"):
        assert found(root, Contact, text) == [walter], text
    with_merged = {walter, by_name("Walt")}
    assert set(found(root, Contact, walter.public_id)) == with_merged
    assert found(root, Contact, "+15550100999") == []


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("model", [Conversation, Escalation, ContactSuggestion])
def test_a_contacts_id_finds_what_points_to_it(root: Portal, model: type[Any]) -> None:
    vera, walter = by_name("Vera"), by_name("Walter")

    assert [row.contact_id for row in found(root, model, vera.public_id)] == [vera.pk]
    assert found(root, model, walter.public_id) == []


def test_staff_block_and_allow_every_channel(root: Portal, staff: User, world: World) -> None:
    vera, since = by_name("Vera"), len(entries(world))

    root.act("block", vera)
    assert fresh(vera).do_not_contact == ["EMAIL", "PHONE", "SMS"]
    root.act("allow", vera)

    assert fresh(vera).do_not_contact == []
    assert done_by(staff, world, since) == ["CONTACT_CHANGED", "CONTACT_CHANGED"]
    assert entries(world)[-1].after == {"do_not_contact": "changed", "reason": WHY}


def test_staff_undo_a_merge(root: Portal, staff: User, world: World) -> None:
    merge, since = row_of(ContactMerge, world), len(entries(world))

    root.act("undo", merge)

    assert by_name("Walt").merged_into_id is None
    assert done_by(staff, world, since) == ["CONTACT_MERGE_UNDONE"]


def test_staff_erase_a_contact_with_a_reason(root: Portal, staff: User, world: World) -> None:
    vera, since = by_name("Vera"), len(entries(world))

    answer = root.client.post(root.url(Contact, "delete", vera.pk), REASON)

    assert answer.status_code == 302
    with as_table_owner():
        assert not Contact.everywhere.filter(pk=vera.pk).exists()
        assert not Escalation.everywhere.exists()
    assert done_by(staff, world, since) == ["CONVERSATION_DELETED", "CONTACT_ERASED"]
    assert entries(world)[-1].after["reason"] == WHY


@pytest.mark.usefixtures("world")
def test_a_merged_contact_is_refused_with_its_reason(root: Portal) -> None:
    walt = by_name("Walt")

    answer = root.act("block", walt)

    (message,) = messages(answer)
    assert by_name("Walter").public_id in message
    assert fresh(walt).do_not_contact == []
