"""Who may join a chat, whose messages are accepted, and their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from accounts.errors import SessionEnded
from compat.stella.errors import (
    ChatNotFound,
    ConnectionStringRefused,
    MessageStringRefused,
    MessageUnreadable,
    OtherChat,
)
from compat.stella.sockets import namespace
from compat.stella.sockets.participants import (
    AcceptedMessage,
    Participant,
    accept_message,
    address_of,
    is_still_allowed,
    join_chat,
)
from compat.stella.tests.test_contract_chats import begin
from core.access import AddressNotAllowed, WorkspaceSuspended
from core.scope import workspace_scope
from core.testing import nothing_changes
from core.throttling import RateLimited
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent
from voice.agents.services import change_agent
from voice.agents.tests.factories import make_agent
from voice.conversations.errors import ChatIsBusy
from voice.conversations.models import ConversationSettings, Message
from voice.conversations.services import start_answer
from voice.conversations.services.member_chats import WELCOME, claim_delivery
from workspaces import services as workspaces
from workspaces.errors import QuotaExceeded
from workspaces.models import UsageCounter, Workspace
from workspaces.tests.factories import Person

ADDRESS = "203.0.113.7"


@pytest.fixture
def chat(acme: Workspace, alice: Person) -> str:
    return begin(acme, alice)


@pytest.fixture
def participant(alice: Person, chat: str) -> Participant:
    found, pending = sit(alice, chat)
    assert pending == []
    return found


def string_for(person: Person, chat: str, *, message: bool = False) -> str:
    path = "/chat/authorize/message" if message else "/chat/authorize"
    answer = person.api.get(path, {"chat_id": chat})
    assert answer.status_code == 200
    return str(answer.json()["string"])


def sit(person: Person, chat: str) -> tuple[Participant, list[Message]]:
    return join_chat(chat=chat, string=string_for(person, chat), address=ADDRESS)


def say(
    person: Person, participant: Participant, text: str = "When do you open?", **fields: Any
) -> AcceptedMessage:
    string = string_for(person, participant.chat, message=True)
    body = {"message": text, "chat_id": participant.chat, "message_string": string, **fields}
    return accept_message(participant, orjson.dumps(body).decode())


def answered(taken: AcceptedMessage) -> Message:
    """The answer, once it has been generated."""
    if taken.asked.job is not None:
        start_answer(taken.asked.job)
    message = taken.asked.answer
    with workspace_scope(message.workspace_id):
        return Message.objects.select_related("agent_version__agent").get(pk=message.pk)


def test_a_participant_joins(alice: Person, acme: Workspace, chat: str) -> None:
    participant, pending = sit(alice, chat)

    assert (participant.user_id, participant.chat, participant.workspace_id) == (
        alice.user.pk,
        chat,
        acme.pk,
    )
    assert pending == []


def test_a_connection_string_is_valid_once(alice: Person, chat: str) -> None:
    string = string_for(alice, chat)
    join_chat(chat=chat, string=string, address=ADDRESS)

    with nothing_changes(), pytest.raises(ConnectionStringRefused):
        join_chat(chat=chat, string=string, address=ADDRESS)


@pytest.mark.parametrize("string", ["", "nonsense", "x" * 10_000, "\x00"])
def test_an_invalid_connection_string_is_refused(chat: str, string: str) -> None:
    with pytest.raises(ConnectionStringRefused):
        join_chat(chat=chat, string=string, address=ADDRESS)


def test_strings_for_another_purpose_are_refused(alice: Person, acme: Workspace, chat: str) -> None:
    other = begin(acme, alice)

    for string in (string_for(alice, chat, message=True), string_for(alice, other)):
        with pytest.raises(ConnectionStringRefused):
            join_chat(chat=chat, string=string, address=ADDRESS)


def test_a_string_ends_with_its_session(alice: Person, chat: str, participant: Participant) -> None:
    to_sit = string_for(alice, chat)
    to_say = string_for(alice, chat, message=True)
    assert alice.api.post("/api/v1/auth/logout").status_code == 200

    with pytest.raises(SessionEnded):
        join_chat(chat=chat, string=to_sit, address=ADDRESS)
    body = {"message": "Hello", "chat_id": chat, "message_string": to_say}
    with nothing_changes(), pytest.raises(SessionEnded):
        accept_message(participant, orjson.dumps(body).decode())


def test_access_ends_with_the_session(alice: Person, participant: Participant) -> None:
    assert is_still_allowed(participant)

    assert alice.api.post("/api/v1/auth/logout").status_code == 200

    assert not is_still_allowed(participant)


def test_lost_access_ends_participation(
    participant: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, sent_away = iter([True, False]), list[str]()
    chats = namespace.ChatNamespace(namespace.NAMESPACE)
    chats._participants["socket"] = participant

    async def disconnect(sid: str) -> None:
        sent_away.append(sid)

    monkeypatch.setattr(namespace, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(namespace, "is_still_allowed", lambda _: next(answers))
    monkeypatch.setattr(chats, "disconnect", disconnect)

    asyncio.run(chats._watch("socket", participant))

    assert sent_away == ["socket"]
    assert list(answers) == []


def suspend(workspace: Workspace) -> None:
    workspaces.suspend_workspace(workspace=workspace, now=timezone.now())


def close(workspace: Workspace) -> None:
    workspaces.delete_workspace(workspace=workspace, now=timezone.now())


def fence(workspace: Workspace) -> None:
    workspaces.change_workspace(
        workspace=workspace, allowed_ips=["198.51.100.0/24"], now=timezone.now()
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [(suspend, WorkspaceSuspended), (close, ChatNotFound), (fence, AddressNotAllowed)],
)
def test_a_workspace_that_refuses_entry_refuses_joining(
    alice: Person,
    acme: Workspace,
    chat: str,
    participant: Participant,
    change: Callable[[Workspace], None],
    refusal: type[Exception],
) -> None:
    to_sit, to_say = string_for(alice, chat), string_for(alice, chat, message=True)
    with workspace_scope(acme.pk):
        change(acme)

    with pytest.raises(refusal):
        join_chat(chat=chat, string=to_sit, address=ADDRESS)
    body = {"message": "Hello", "chat_id": chat, "message_string": to_say}
    with nothing_changes(), pytest.raises(refusal):
        accept_message(participant, orjson.dumps(body).decode())


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
        said = list(Message.objects.order_by("pk").values_list("role", "content"))
    assert said == [("USER", "Is anybody there?"), ("ASSISTANT", WELCOME)]


DESKS = {
    "Restaurant": "Opening hours, the menu, allergens and table reservations.",
    "IT helpdesk": "Helps colleagues with passwords, the VPN, laptops and printers.",
    "HR desk": "Vacation, sick leave, payroll and benefits of employees.",
}


@pytest.fixture
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


def test_a_message_string_is_valid_once(
    alice: Person, participant: Participant, agent: Agent
) -> None:
    string = string_for(alice, participant.chat, message=True)
    say(alice, participant, message_string=string)

    with nothing_changes(), pytest.raises(MessageStringRefused):
        say(alice, participant, message_string=string)


def test_message_strings_for_another_purpose_are_refused(
    alice: Person, acme: Workspace, participant: Participant, agent: Agent
) -> None:
    other = begin(acme, alice)
    strings = [
        "nonsense",
        string_for(alice, participant.chat),
        string_for(alice, other, message=True),
    ]

    for string in strings:
        with nothing_changes(), pytest.raises(MessageStringRefused):
            say(alice, participant, message_string=string)


def test_a_message_for_another_chat_is_refused(
    alice: Person, acme: Workspace, participant: Participant, agent: Agent
) -> None:
    other = begin(acme, alice)

    with nothing_changes(), pytest.raises(OtherChat):
        say(alice, participant, chat_id=other)


@pytest.mark.parametrize(
    "text", [None, "", "Hello", "[]", '"text"', "{", b"\xff", 7, [], "[" * 5_000, '{"a":' * 2_000]
)
def test_an_invalid_message_is_refused(participant: Participant, text: Any) -> None:
    with nothing_changes(), pytest.raises(MessageUnreadable):
        accept_message(participant, text)


@pytest.mark.parametrize(
    "fields",
    [
        {"message": ""},
        {"message": "   "},
        {"message": None},
        {"message": 7},
        {"message": ["x"]},
        {"message": "x" * 4_001},
        {"message": "a\x00b"},
        {"message": "\u202eabc"},
        {"chat_id": None},
        {"chat_id": {"a": 1}},
        {"message_string": None},
        {"message_string": 7},
        {"message_string": "x" * 101},
    ],
)
def test_a_message_of_another_shape_is_refused(
    alice: Person, participant: Participant, fields: dict[str, Any]
) -> None:
    with nothing_changes(), pytest.raises(ValidationError):
        say(alice, participant, **fields)


def test_the_monthly_quota_applies(
    alice: Person, acme: Workspace, participant: Participant, agent: Agent
) -> None:
    with workspace_scope(acme.pk):
        workspaces.change_limits(workspace=acme, own_messages_per_month=1, now=timezone.now())
    say(alice, participant)

    with nothing_changes(), pytest.raises(QuotaExceeded):
        say(alice, participant)


def test_the_limit_per_user_applies(participant: Participant, settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 1.0
    for _ in range(30):
        with pytest.raises(MessageUnreadable):
            accept_message(participant, "{")

    with pytest.raises(RateLimited):
        accept_message(participant, "{")


def test_a_deleted_chat_is_refused(alice: Person, chat: str, participant: Participant) -> None:
    string = string_for(alice, chat, message=True)
    assert alice.api.delete(f"/chat?chat_id={chat}").status_code == 200

    body = {"message": "Hello", "chat_id": chat, "message_string": string}
    with pytest.raises(ChatNotFound):
        accept_message(participant, orjson.dumps(body).decode())


def test_the_address_of_a_handshake_is_determined(settings: Any) -> None:
    environ = {
        "asgi.scope": {"client": ("198.51.100.9", 1)},
        "HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.7",
    }

    assert address_of(environ) == "198.51.100.9"
    settings.TRUSTED_PROXIES = 1
    assert address_of(environ) == "203.0.113.7"
