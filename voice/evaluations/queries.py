"""Reads about evaluations. All need a scope."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet

from voice.agents.models import Agent
from voice.conversations.models import Conversation, Message
from voice.evaluations.models import EvaluationCase, EvaluationResult, EvaluationRun


def cases_of(agent: Agent) -> QuerySet[EvaluationCase]:
    """The cases of an agent, in order of creation."""
    return EvaluationCase.objects.filter(agent=agent).order_by("pk")


def runs_of(agent: Agent) -> QuerySet[EvaluationRun]:
    """The runs of an agent with `done` and `passed_so_far`, and their version."""
    return (
        EvaluationRun.objects.filter(agent=agent)
        .select_related("agent_version")
        .annotate(
            done=Count("results"),
            passed_so_far=Count("results", filter=Q(results__has_passed=True)),
        )
    )


def runs_with_results(agent: Agent) -> QuerySet[EvaluationRun]:
    """Like `runs_of`, each with its results in the order in which they ran."""
    results = EvaluationResult.objects.select_related("case").order_by("pk")
    return runs_of(agent).prefetch_related(Prefetch("results", results))


def pending_cases(run: EvaluationRun) -> QuerySet[EvaluationCase]:
    """The cases that existed when the run began and have no result in it."""
    done = EvaluationResult.objects.filter(run=run, case__isnull=False).values("case")
    return (
        EvaluationCase.objects.filter(agent=run.agent_id, created_at__lte=run.started_at)
        .exclude(pk__in=done)
        .order_by("pk")
    )


def answer_for_case(conversation: Conversation, message: Message | None) -> Message | None:
    """The agent's answer to this message, or this message if it is an answer.

    Without a message, the agent's last answer. None if there is none.
    """
    answers = Message.objects.filter(
        conversation=conversation,
        role=Message.Role.ASSISTANT,
        state=Message.State.COMPLETED,
        in_reply_to__isnull=False,
    ).select_related("in_reply_to", "agent_version__agent")
    if message is not None:
        answers = answers.filter(Q(pk=message.pk) | Q(in_reply_to=message.pk))
    return answers.order_by("-pk").first()
