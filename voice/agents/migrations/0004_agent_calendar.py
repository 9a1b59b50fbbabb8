import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0003_scope_of_existing_agents"),
        ("scheduling", "0005_own_hosts_of_existing_calendars"),
        ("workspaces", "0002_tell_of_used_quota"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgentCalendar",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.agent",
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="scheduling.calendar",
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
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="agent",
            name="calendars",
            field=models.ManyToManyField(
                related_name="+", through="agents.AgentCalendar", to="scheduling.calendar"
            ),
        ),
        migrations.AddConstraint(
            model_name="agentcalendar",
            constraint=models.UniqueConstraint(
                fields=("agent", "calendar"), name="an_agent_books_a_calendar_once"
            ),
        ),
        SealTenantTables("AgentCalendar"),
    ]
