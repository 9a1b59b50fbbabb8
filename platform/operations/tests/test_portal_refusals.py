"""What staff cannot write, and errors of services; and what they can: jobs, cases, a provider's
key.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts.models import User
from core.models import Job
from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from operations.tests.api_world import World
from operations.tests.portal import (
    REASON,
    Portal,
    done_by,
    entries,
    fresh,
    make_portal_world,
    make_staff,
    messages,
    row_of,
)
from voice.agents.models import Agent
from voice.agents.services import create_agent
from voice.evaluations.models import EvaluationCase
from voice.providers.models import Provider
from workspaces.models import Workspace
from workspaces.tests.factories import Person


@shared
def staff() -> User:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: User) -> Portal:
    return Portal(staff)


@shared
def world(alice: Person) -> World:
    return make_portal_world(alice)


def test_writes_without_a_service_are_refused(root: Portal, world: World) -> None:
    urls = {}
    for model, page in admin.site._registry.items():
        row = row_of(model, world) or model(pk=1)
        pages = {"create": ["add"], "change": ["change", row.pk], "delete": ["delete", row.pk]}
        for verb in [each for each in pages if getattr(page.writes, each) is None]:
            urls[root.url(model, *pages[verb])] = verb

    with nothing_changes():
        answers = {url: root.client.post(url, {"post": "yes"}).status_code for url in urls}

    assert len(urls) > 50
    assert {url: status for url, status in answers.items() if status != 403} == {}


def test_failed_jobs_can_be_queued_again(root: Portal, world: World) -> None:
    failed, done = Job.objects.order_by("pk")[:2]
    for job, state in ((failed, Job.State.FAILED), (done, Job.State.SUCCEEDED)):
        job.state, job.attempts, job.error, job.finished_at = state, 6, "Lost.", timezone.now()
        job.save()

    answer = root.act("run_again", failed, done)

    assert messages(answer) == ["1 failed jobs queued again."]
    again = fresh(failed)
    assert (again.state, again.attempts, again.error) == (Job.State.QUEUED, 0, "")
    assert again.finished_at is None
    assert fresh(done).state == Job.State.SUCCEEDED
    (entry,) = LogEntry.objects.filter(content_type__model="job")
    assert (entry.object_id, entry.change_message) == (str(failed.pk), "Queued again.")


def test_evaluation_cases_are_found_by_their_agent(root: Portal, world: World) -> None:
    with workspace_scope(world.workspace.pk):
        other = EvaluationCase.objects.create(
            workspace=world.workspace,
            agent=create_agent(name="Other", now=timezone.now()),
            question="Is it open on Sundays?",
            created_at=timezone.now(),
        )

    page = root.list(EvaluationCase, agent=other.agent.public_id)

    assert list(page.context["cl"].result_list) == [other]
    assert root.list(EvaluationCase).context["cl"].result_count == 2
    assert root.list(EvaluationCase, agent="nobody").context["cl"].result_count == 0


# -- errors of services ---------------------------------------------------------------------------


def test_an_error_is_shown_at_its_field_and_nothing_is_changed(root: Portal, world: World) -> None:
    with workspace_scope(world.workspace.pk):
        taken = Provider.objects.get().name
        other = Provider.objects.create(workspace=world.workspace, name="Cloud", kind="LOCAL")

    form = root.form_of(other, name=taken.upper(), model="m", timeout_seconds="9")
    with nothing_changes():
        answer = root.save(other, form)

    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["name"]
    assert taken.upper() in errors["name"][0]


@pytest.mark.parametrize("way", ["page", "list"])
def test_a_published_agent_is_not_deleted_and_the_page_says_why(
    root: Portal, world: World, way: str
) -> None:
    agent = row_of(Agent, world)
    form: dict[str, Any] = {**REASON}
    url = root.url(Agent, "delete", agent.pk)
    if way == "list":
        form |= {"action": "delete_selected", "_selected_action": [agent.pk]}
        url = root.url(Agent, "changelist")

    logged = LogEntry.objects.count()
    answer = root.client.post(url, form, follow=True)

    assert fresh(agent).name == agent.name
    assert LogEntry.objects.count() == logged
    assert "archive" in messages(answer)[0].lower()


def test_a_provider_of_another_workspace_is_refused(
    root: Portal, world: World, other_workspace: Workspace
) -> None:
    with workspace_scope(other_workspace.pk):
        foreign = Provider.objects.create(workspace=other_workspace, name="Theirs", kind="LOCAL")
    agent = row_of(Agent, world)

    with nothing_changes():
        answer = root.save(agent, root.form_of(agent, provider=str(foreign.pk)))

    assert list(answer.context["adminform"].form.errors) == ["provider"]


# -- a provider's key ------------------------------------------------------------------------------


def test_a_provider_is_added_with_its_key_in_its_workspace(
    root: Portal, staff: User, world: World
) -> None:
    since = len(entries(world))
    form = {
        "workspace": world.workspace.pk, "name": "Cloud", "kind": "OPENAI_COMPATIBLE",
        "base_url": "", "model": "gpt", "input_cost": "0", "output_cost": "0",
        "timeout_seconds": "15", "is_active": "on", "new_key": "sk-first",
    }  # fmt: skip

    answer = root.client.post(root.url(Provider, "add"), form)

    assert answer.status_code == 302
    with workspace_scope(world.workspace.pk):
        assert Provider.objects.get(name="Cloud").api_key == "sk-first"
    assert done_by(staff, world, since) == ["PROVIDER_CREATED"]
    assert "sk-first" not in str(entries(world)[-1].after)


def test_a_key_is_kept_replaced_and_never_shown(root: Portal, world: World) -> None:
    with workspace_scope(world.workspace.pk):
        provider = Provider.objects.create(
            workspace=world.workspace, name="Cloud", model="gpt", api_key="sk-first"
        )

    root.save(provider, root.form_of(provider, model="gpt-2"))
    assert fresh(provider).api_key == "sk-first"
    root.save(provider, root.form_of(provider, new_key="sk-second"))

    assert (fresh(provider).api_key, fresh(provider).model) == ("sk-second", "gpt-2")
    told = [each for each in entries(world) if each.action == "PROVIDER_CHANGED"]
    assert [each.after for each in told] == [{"model": "gpt-2"}, {"api_key": "set"}]
    assert "sk-" not in root.page(provider).content.decode()


def test_a_key_is_not_sent_to_another_address(root: Portal, world: World) -> None:
    with workspace_scope(world.workspace.pk):
        provider = Provider.objects.create(
            workspace=world.workspace, name="Cloud", model="gpt", api_key="sk-first"
        )

    root.save(provider, root.form_of(provider, base_url="https://llm.example.com/v1"))

    assert fresh(provider).base_url == "https://llm.example.com/v1"
    assert fresh(provider).api_key == ""
