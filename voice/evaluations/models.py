"""Evaluation cases of agents, their runs and results."""

from __future__ import annotations

from django.db import models

from core.models import Identified, WorkspaceOwned
from voice.agents.models import Agent, AgentVersion
from voice.answers.models import Behavior


class EvaluationCase(Identified, WorkspaceOwned):
    """A question to an agent, with what is expected of the answer."""

    id_prefix = "case"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="evaluation_cases")
    question = models.CharField(max_length=4_000)
    history = models.JSONField(default=list, blank=True)
    contains = models.JSONField(default=list, blank=True, help_text="All of these, ignoring case.")
    excludes = models.JSONField(default=list, blank=True, help_text="None of these.")
    expects_answer = models.BooleanField(
        default=True, help_text="False: the fallback is the right answer."
    )
    document_uuid = models.UUIDField(null=True, help_text="Must be among the sources.")
    min_confidence = models.FloatField(null=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        indexes = [models.Index(fields=["agent", "id"], name="evaluation_case_agent")]

    def __str__(self) -> str:
        return self.question


class EvaluationRun(Identified, WorkspaceOwned):
    """One run of all cases of an agent: of its draft, or of the version being published."""

    class State(models.TextChoices):
        RUNNING = "RUNNING"
        PASSED = "PASSED"
        FAILED = "FAILED"
        BROKEN = "BROKEN"

    id_prefix = "run"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="evaluation_runs")
    agent_version = models.ForeignKey(
        AgentVersion, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    frozen_behavior = models.JSONField(help_text="`Behavior.as_json`; read by `behavior`.")
    total = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        indexes = [models.Index(fields=["agent", "-id"], name="evaluation_run_newest")]

    @property
    def behavior(self) -> Behavior:
        return Behavior.from_json(self.frozen_behavior)

    def __str__(self) -> str:
        return f"evaluation run {self.pk} of agent {self.agent_id}"


class EvaluationResult(WorkspaceOwned):
    """The result of one case in a run."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(EvaluationRun, on_delete=models.CASCADE, related_name="results")
    case = models.ForeignKey(EvaluationCase, on_delete=models.SET_NULL, null=True, related_name="+")
    question = models.CharField(max_length=4_000)
    has_passed = models.BooleanField()
    reasons = models.JSONField(default=list)
    response = models.TextField()
    confidence = models.FloatField()
    response_time_ms = models.PositiveIntegerField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="a_case_runs_once_in_a_run")
        ]

    def __str__(self) -> str:
        return f"result of case {self.case_id} in run {self.run_id}"
