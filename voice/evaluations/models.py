"""What an agent has to be able to answer, and how it did."""

from __future__ import annotations

from django.db import models

from core.models import Identified, WorkspaceOwned
from voice.agents.models import Agent, AgentVersion
from voice.answers.models import Behaviour


class AgentTest(Identified, WorkspaceOwned):
    """A question to an agent with what is expected of the answer."""

    id_prefix = "test"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="tests")
    question = models.CharField(max_length=4_000)
    history = models.JSONField(default=list, blank=True)
    contains = models.JSONField(default=list, blank=True, help_text="All of these, in any case.")
    excludes = models.JSONField(default=list, blank=True, help_text="None of these.")
    expects_answer = models.BooleanField(
        default=True, help_text="False: the fallback is the right answer."
    )
    document_public_id = models.UUIDField(null=True, help_text="Has to be among the sources.")
    min_confidence = models.FloatField(null=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        indexes = [models.Index(fields=["agent", "id"], name="agent_test_agent")]

    def __str__(self) -> str:
        return self.question


class AgentTestRun(Identified, WorkspaceOwned):
    """All tests of an agent, once: of its draft, or of the version that was being published."""

    class State(models.TextChoices):
        RUNNING = "RUNNING"
        PASSED = "PASSED"
        FAILED = "FAILED"
        BROKEN = "BROKEN"

    id_prefix = "run"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="test_runs")
    agent_version = models.ForeignKey(
        AgentVersion, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    frozen_behaviour = models.JSONField(help_text="`Behaviour.as_json`; read by `behaviour`.")
    total = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        indexes = [models.Index(fields=["agent", "-id"], name="agent_test_run_newest")]

    @property
    def behaviour(self) -> Behaviour:
        return Behaviour.from_json(self.frozen_behaviour)

    def __str__(self) -> str:
        return f"test run {self.pk} of agent {self.agent_id}"


class AgentTestResult(WorkspaceOwned):
    """How one test went in a run."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(AgentTestRun, on_delete=models.CASCADE, related_name="results")
    test = models.ForeignKey(AgentTest, on_delete=models.SET_NULL, null=True, related_name="+")
    question = models.CharField(max_length=4_000)
    has_passed = models.BooleanField()
    reasons = models.JSONField(default=list)
    response = models.TextField()
    confidence = models.FloatField()
    response_time_ms = models.PositiveIntegerField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["run", "test"], name="a_test_runs_once_in_a_run")
        ]

    def __str__(self) -> str:
        return f"result of test {self.test_id} in run {self.run_id}"
