"""Concurrent acts of one person make one contact, and never two halves of one."""

from __future__ import annotations

import threading

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import run_concurrently
from workspaces.contacts import services
from workspaces.contacts.errors import ContactExists
from workspaces.contacts.models import Contact, ContactMerge
from workspaces.contacts.services import identifying
from workspaces.contacts.tests.factories import EMAIL, PHONE, identify, make_contact
from workspaces.models import Workspace

TIMES = 12


def contacts(workspace: Workspace) -> list[Contact]:
    with workspace_scope(workspace.pk):
        return list(Contact.objects.order_by("pk"))


@pytest.mark.django_db(transaction=True)
def test_concurrent_acts_make_one_contact(acme: Workspace) -> None:
    found = run_concurrently(TIMES, lambda _: identify(acme, email=EMAIL, phone=PHONE).pk)

    assert found == [each.pk for each in contacts(acme)] * TIMES


@pytest.mark.django_db(transaction=True)
def test_race_without_a_second_look_is_decided_by_the_constraint(
    acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is there twice, but all others but one are refused."""
    monkeypatch.setattr(identifying, "_ATTEMPTS", 1)
    known_by = identifying.known_by
    together = threading.Barrier(TIMES, timeout=60)

    def look(**wanted: str) -> tuple[int | None, int | None]:
        found = known_by(**wanted)
        together.wait()
        return found

    monkeypatch.setattr(identifying, "known_by", look)

    def attempt(_: int) -> str:
        try:
            return identify(acme, email=EMAIL).public_id
        except ContactExists:
            return "refused"

    answers = run_concurrently(TIMES, attempt)

    (made,) = contacts(acme)
    assert sorted(answers) == sorted([made.public_id, *["refused"] * (TIMES - 1)])


@pytest.mark.django_db(transaction=True)
def test_concurrent_acts_merge_two_contacts_once(acme: Workspace) -> None:
    older, newer = make_contact(acme, phone=PHONE), make_contact(acme, email=EMAIL)

    found = run_concurrently(
        TIMES,
        lambda _: identify(acme, email=EMAIL, phone=PHONE, verified=["EMAIL", "PHONE"]).pk,
    )

    assert found == [older.pk] * TIMES
    with workspace_scope(acme.pk):
        assert [each.merged_id for each in ContactMerge.objects.all()] == [newer.pk]


@pytest.mark.django_db(transaction=True)
def test_concurrent_acts_find_whom_a_member_merges(acme: Workspace) -> None:
    """Whoever comes while two contacts are merged is one of the two, and of the kept one after."""
    older, newer = make_contact(acme, phone=PHONE), make_contact(acme, email=EMAIL)

    def act(number: int) -> int:
        if number == 0:
            with workspace_scope(acme.pk):
                return services.merge_contacts(
                    contact=older, other=newer, by=None, now=timezone.now()
                ).kept_id
        return identify(acme, email=EMAIL).pk

    found = run_concurrently(TIMES, act)

    assert set(found) <= {older.pk, newer.pk}
    assert identify(acme, email=EMAIL) == older
    assert len(contacts(acme)) == 2


@pytest.mark.django_db(transaction=True)
def test_concurrent_changes_and_acts_never_give_one_address_to_two(acme: Workspace) -> None:
    ann = make_contact(acme, "Ann")

    def act(number: int) -> str:
        if number == 0:
            try:
                with workspace_scope(acme.pk):
                    services.change_contact(contact=ann, email=EMAIL, now=timezone.now())
                return "changed"
            except ContactExists:
                return "refused"
        return identify(acme, email=EMAIL).public_id

    changed, *found = run_concurrently(TIMES, act)

    holders = [each for each in contacts(acme) if each.email == EMAIL]
    assert len(holders) == 1
    assert set(found) == {holders[0].public_id}
    assert (changed == "changed") == (holders[0].pk == ann.pk)
