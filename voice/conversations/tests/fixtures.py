"""A published agent of Acme, and questions to it."""

from __future__ import annotations

from django.utils import timezone

from core.models import Job
from core.scope import workspace_scope
from core.testing import shared
from knowledge.tests.factories import make_collection, make_document
from scheduling.models import Calendar
from scheduling.tests.fixtures import NOW
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations import services
from voice.conversations.models import Conversation, Message
from voice.conversations.tests.factories import QUESTION
from workspaces.models import Workspace


@shared
def agent(acme: Workspace) -> Agent:
    return make_agent(acme)


@shared
def helper(acme: Workspace) -> Agent:
    make_document(make_collection(acme))
    return make_agent(acme)


@shared
def booking_agent(acme: Workspace, helper: Agent, calendar: Calendar) -> Agent:
    """Knows a document, and books the calendar of the front desk."""
    with workspace_scope(acme.pk):
        agents.change_agent(agent=helper, calendars=[calendar], now=NOW)
        agents.publish_agent(agent=helper, now=NOW)
    return helper


@shared
def booking_conversation(acme: Workspace, booking_agent: Agent) -> Conversation:
    with workspace_scope(acme.pk):
        return services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)


@shared
def asked(acme: Workspace, helper: Agent) -> tuple[Message, Job]:
    """A question whose answer has not started."""
    with workspace_scope(acme.pk):
        conversation = services.start_conversation(
            agent=helper, channel="WIDGET", now=timezone.now()
        )
        message, job = services.ask(
            conversation=conversation, question=QUESTION, now=timezone.now(), starts=False
        )
    assert job is not None
    return message, job
