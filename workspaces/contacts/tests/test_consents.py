"""Who may be contacted on which channel."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from workspaces.contacts import services
from workspaces.contacts.errors import ChannelUnknown, ConsentInTheFuture
from workspaces.contacts.models import Consent, Contact
from workspaces.contacts.queries import may_contact
from workspaces.contacts.tests.factories import EMAIL, PHONE, fresh, make_contact
from workspaces.models import Workspace

NOW = timezone.now()


@shared
def ann(acme: Workspace) -> Contact:
    return make_contact(acme, "Ann", email=EMAIL, phone=PHONE)


def allowed(contact: Contact) -> tuple[set[str], set[str]]:
    """The channels for what is the person's own, and those for what needs consent."""
    channels = ("EMAIL", "PHONE", "SMS")
    with workspace_scope(contact.workspace_id):
        return (
            {each for each in channels if may_contact(contact, each)},
            {each for each in channels if may_contact(contact, each, needs_consent=True)},
        )


def say(contact: Contact, state: str, channel: str, *, days_ago: int = 0) -> Consent:
    with workspace_scope(contact.workspace_id):
        return services.state_consent(
            contact=contact,
            channel=channel,
            state=state,
            source="CALL",
            wording="Yes, write to me.",
            at=NOW - timedelta(days=days_ago),
            now=NOW,
        )


def test_campaigns_need_consent_and_appointments_do_not(ann: Contact) -> None:
    say(ann, "GIVEN", "EMAIL")

    assert allowed(ann) == ({"EMAIL", "PHONE", "SMS"}, {"EMAIL"})


def test_a_channel_without_an_address_is_closed(acme: Workspace) -> None:
    contact = make_contact(acme, "Bea", phone=PHONE)
    say(contact, "GIVEN", "EMAIL")

    assert allowed(contact) == ({"PHONE", "SMS"}, set())


def test_the_latest_statement_counts_however_late_it_is_recorded(ann: Contact) -> None:
    say(ann, "GIVEN", "SMS", days_ago=2)
    say(ann, "WITHDRAWN", "SMS", days_ago=1)
    assert allowed(ann) == ({"EMAIL", "PHONE"}, set())

    say(ann, "GIVEN", "SMS", days_ago=3)
    assert allowed(ann) == ({"EMAIL", "PHONE"}, set())

    say(ann, "GIVEN", "SMS")
    assert allowed(ann) == ({"EMAIL", "PHONE", "SMS"}, {"SMS"})
    with workspace_scope(ann.workspace_id):
        assert Consent.objects.count() == 4


def test_do_not_contact_outweighs_consent(ann: Contact) -> None:
    say(ann, "GIVEN", "EMAIL")

    with workspace_scope(ann.workspace_id):
        blocked = services.set_do_not_contact(contact=ann, channels=["SMS", "EMAIL"], now=NOW)
    assert blocked.do_not_contact == ["EMAIL", "SMS"]
    assert allowed(fresh(ann)) == ({"PHONE"}, set())

    with workspace_scope(ann.workspace_id):
        services.set_do_not_contact(contact=ann, channels=[], now=NOW)
    assert allowed(fresh(ann)) == ({"EMAIL", "PHONE", "SMS"}, {"EMAIL"})


def test_a_merged_persons_words_count_for_the_kept_contact(acme: Workspace, ann: Contact) -> None:
    other = make_contact(acme, "A. Archer", email="archer@example.com")
    say(ann, "GIVEN", "EMAIL", days_ago=2)
    say(other, "WITHDRAWN", "EMAIL", days_ago=1)
    with workspace_scope(acme.pk):
        services.merge_contacts(contact=ann, other=other, by=None, now=NOW)

    assert allowed(fresh(ann)) == allowed(fresh(other)) == ({"PHONE", "SMS"}, set())

    assert say(fresh(other), "GIVEN", "EMAIL").contact == ann
    assert allowed(fresh(ann)) == ({"EMAIL", "PHONE", "SMS"}, {"EMAIL"})


def test_what_nobody_can_say_is_refused(ann: Contact) -> None:
    with workspace_scope(ann.workspace_id), nothing_changes():
        with pytest.raises(ConsentInTheFuture):
            services.give_consent(
                contact=ann,
                channel="SMS",
                source="CALL",
                at=NOW + timedelta(seconds=1),
                now=NOW,
            )
        with pytest.raises(ChannelUnknown):
            services.set_do_not_contact(contact=ann, channels=["FAX"], now=NOW)
