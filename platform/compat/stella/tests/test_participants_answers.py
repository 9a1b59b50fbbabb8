"""What a participant asks is answered: by which agent, once, and in order."""

from __future__ import annotations

import pytest
from django.utils import timezone

from compat.stella.sockets.participants import Participant
from compat.stella.tests.chats import chat
from compat.stella.tests.participants import answered, participant, say, sit
from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent
from voice.agents.services import change_agent
from voice.agents.tests.factories import make_agent
from voice.conversations.errors import ChatIsBusy
from voice.conversations.models import ConversationSettings, Message
from voice.conversations.services.member_chats import WELCOME, claim_delivery
from workspaces.models import UsageCounter, Workspace
from workspaces.tests.factories import Person

__all__ = ["chat", "participant"]


def test_a_question_gets_its_answer(
    alice: Person, acme: Workspace, participant: Participant, agent: Agent
) -> None:
    make_document(make_collection(acme))

    taken = say(alice, participant, "When do you open on Saturday?")

    assert taken.message == "When do you open on Saturday?"
    assert taken.asked.before is None
    message = answered(taken)
    assert (message.state, message.is_answered) == ("COMPLETED", True)
    assert "10 am to 2 pm" in message.content
    assert message.agent_version is not None
    assert message.agent_version.agent == agent
    with workspace_scope(acme.pk):
        assert UsageCounter.objects.get(metric="messages").used == 1


def test_an_answer_is_delivered_once(alice: Person, participant: Participant, agent: Agent) -> None:
    message = answered(say(alice, participant))

    told = [
        claim_delivery(workspace_id=message.workspace_id, message_id=message.pk, now=timezone.now())
        for _ in range(2)
    ]

    assert told == [True, False]


def test_without_agents_a_welcome_is_stored(
    alice: Person, acme: Workspace, participant: Participant
) -> None:
    message = answered(say(alice, participant, "Is anybody there?"))

    assert (message.content, message.agent_version, message.state) == (WELCOME, None, "COMPLETED")
    with workspace_scope(acme.pk):
        stored = list(Message.objects.order_by("pk").values_list("role", "content"))
    assert stored == [("USER", "Is anybody there?"), ("ASSISTANT", WELCOME)]


DESKS = {
    "Restaurant": "Opening hours, the menu, allergens and table reservations.",
    "IT helpdesk": "Helps colleagues with passwords, the VPN, laptops and printers.",
    "HR desk": "Vacation, sick leave, payroll and benefits of employees.",
}


@shared
def desks(acme: Workspace) -> dict[str, Agent]:
    agents = {}
    for name, description in DESKS.items():
        agents[name] = make_agent(acme, name)
        with workspace_scope(acme.pk):
            change_agent(agent=agents[name], description=description, now=timezone.now())
    return agents


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Is there a vegan dish?", "Restaurant"),
        ("The printer is jammed", "IT helpdesk"),
        ("When is my salary paid?", "HR desk"),
    ],
)
def test_the_best_matching_agent_answers(
    alice: Person, participant: Participant, desks: dict[str, Agent], question: str, name: str
) -> None:
    message = answered(say(alice, participant, question))

    assert message.agent_version is not None
    assert message.agent_version.agent == desks[name]


def test_the_coordinator_answers_what_suits_no_agent(
    alice: Person, acme: Workspace, participant: Participant, desks: dict[str, Agent]
) -> None:
    question = "Who won the world cup?"
    without = answered(say(alice, participant, question)).agent_version
    assert without is not None
    other = next(each for each in desks.values() if each != without.agent)
    with workspace_scope(acme.pk):
        ConversationSettings.objects.create(workspace=acme, coordinator=other)

    chosen = answered(say(alice, participant, question)).agent_version
    assert chosen is not None
    assert chosen.agent == other


def test_a_follow_up_stays_with_its_agent(
    alice: Person, participant: Participant, desks: dict[str, Agent]
) -> None:
    first = answered(say(alice, participant, "How many days of vacation do I get?"))
    assert first.agent_version is not None
    assert first.agent_version.agent == desks["HR desk"]

    second = answered(say(alice, participant, "And in the second year?"))

    assert second.agent_version is not None
    assert second.agent_version.agent == desks["HR desk"]


def test_a_second_question_waits_for_the_first(
    alice: Person, participant: Participant, agent: Agent
) -> None:
    first, second = say(alice, participant), say(alice, participant)

    assert second.asked.before == first.asked.answer
    answered(first)
    answered(second)
    assert say(alice, participant).asked.before is None


def test_a_rejoining_participant_gets_the_pending_answers(
    alice: Person, chat: str, participant: Participant, agent: Agent
) -> None:
    waiting = say(alice, participant).asked.answer

    assert sit(alice, chat)[1] == [waiting]


def test_pending_answers_are_limited(alice: Person, participant: Participant, agent: Agent) -> None:
    for _ in range(5):
        say(alice, participant)

    with nothing_changes(), pytest.raises(ChatIsBusy):
        say(alice, participant)
