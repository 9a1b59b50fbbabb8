import core.ids
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agents", "0001_initial"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluationCase",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("question", models.CharField(max_length=4000)),
                ("history", models.JSONField(blank=True, default=list)),
                (
                    "contains",
                    models.JSONField(
                        blank=True, default=list, help_text="All of these, ignoring case."
                    ),
                ),
                (
                    "excludes",
                    models.JSONField(blank=True, default=list, help_text="None of these."),
                ),
                (
                    "expects_answer",
                    models.BooleanField(
                        default=True, help_text="False: the fallback is the right answer."
                    ),
                ),
                (
                    "document_uuid",
                    models.UUIDField(help_text="Must be among the sources.", null=True),
                ),
                ("min_confidence", models.FloatField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluation_cases",
                        to="agents.agent",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "indexes": [models.Index(fields=["agent", "id"], name="evaluation_case_agent")],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EvaluationRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RUNNING", "Running"),
                            ("PASSED", "Passed"),
                            ("FAILED", "Failed"),
                            ("BROKEN", "Broken"),
                        ],
                        default="RUNNING",
                        max_length=7,
                    ),
                ),
                (
                    "frozen_behavior",
                    models.JSONField(help_text="`Behavior.as_json`; read by `behavior`."),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("passed", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluation_runs",
                        to="agents.agent",
                    ),
                ),
                (
                    "agent_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="agents.agentversion",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "indexes": [models.Index(fields=["agent", "-id"], name="evaluation_run_newest")],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EvaluationResult",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=4000)),
                ("has_passed", models.BooleanField()),
                ("reasons", models.JSONField(default=list)),
                ("response", models.TextField()),
                ("confidence", models.FloatField()),
                ("response_time_ms", models.PositiveIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evaluations.evaluationcase",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="evaluations.evaluationrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "case"), name="a_case_runs_once_in_a_run"
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        SealTenantTables("EvaluationCase", "EvaluationRun", "EvaluationResult"),
    ]
