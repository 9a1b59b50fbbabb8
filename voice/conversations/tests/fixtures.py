"""A published agent of Acme, and questions to it."""

from __future__ import annotations

from django.utils import timezone

from core.models import Job
from core.scope import workspace_scope
from core.testing import shared
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations import services
from voice.conversations.models import Message
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
