"""Creates the demo data, idempotently."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from core.scope import workspace_scope
from knowledge.services import add_document, create_collection
from operations.embedded.files import replace_private
from scheduling.models import Calendar
from scheduling.queries import Slot, open_slots
from scheduling.services import Customer, book, create_calendar, create_host
from voice.agents.models import Agent
from voice.agents.services import create_agent, publish_agent
from widget.models import WidgetConfig
from workspaces.contacts.models import Channel, Source
from workspaces.contacts.services import create_contact, give_consent
from workspaces.models import Workspace
from workspaces.services import create_workspace, issue_key
from workspaces.services.keys import LOCAL_HOSTS

EMAIL = "demo@frontdesk.example"
HANDBOOK = Path(__file__).with_name("handbook.md")
QUESTIONS = [
    "When are you open on Friday?",
    "How much is a check-up?",
    "Can I cancel an appointment?",
]

REASONS = ["Check-up", "Pain", "Something else"]
CUSTOMERS = [("Maya Fernandes", "+44 117 496 0145"), ("Tom Whitaker", "+44 117 496 0162")]


@dataclass(frozen=True, slots=True)
class Demo:
    """Ids and credentials of the demo."""

    email: str
    password: str
    workspace_id: str
    workspace_name: str
    agent_id: str
    agent_name: str
    api_key: str
    calendar_id: str


def demo_path() -> Path:
    return Path(settings.VAR_DIR) / "demo.json"


@transaction.atomic
def make_demo(*, now: datetime) -> Demo | None:
    """Create the demo, unless this installation has it or has had it; then returns None.

    Its document is ingested in the background. The password is generated and stored in
    VAR_DIR/demo.json, readable only by its owner. Not created in production.
    """
    if settings.PRODUCTION or demo_path().exists() or User.objects.filter(email=EMAIL).exists():
        return None
    password = secrets.token_urlsafe(12)
    owner = User.objects.create_superuser(EMAIL, password, full_name="Demo Owner")
    workspace = create_workspace(
        owner=owner,
        name="Harbour Dental",
        time_zone="Europe/London",
        plan=Workspace.Plan.ENTERPRISE,
        now=now,
    )
    with workspace_scope(workspace.pk):
        agent, key, calendar = _furnish(owner, now=now)
    demo = Demo(
        email=EMAIL,
        password=password,
        workspace_id=workspace.public_id,
        workspace_name=workspace.name,
        agent_id=agent.public_id,
        agent_name=agent.name,
        api_key=key,
        calendar_id=calendar.public_id,
    )
    replace_private(demo_path(), json.dumps(asdict(demo), indent=2))
    return demo


def _furnish(owner: User, *, now: datetime) -> tuple[Agent, str, Calendar]:
    """Fill the workspace in scope; returns its agent, the text of its key, and its calendar."""
    collection = create_collection(
        name="Practice handbook", description="What patients ask about.", now=now
    )
    add_document(
        collection=collection,
        file=ContentFile(HANDBOOK.read_bytes(), HANDBOOK.name),
        file_name=HANDBOOK.name,
        title="Practice handbook",
        max_bytes=settings.MAX_DOCUMENT_BYTES,
        now=now,
    )
    calendar = _make_calendar(owner, now=now)
    _make_contact(now=now)
    _book_some(calendar, now=now)
    agent = create_agent(
        name="Robin",
        description="Answers patients' questions from the practice handbook, and books.",
        calendars=[calendar],
        greeting_message="Hello, I'm Robin. What would you like to know about the practice?",
        fallback_message=(
            "I can't find that in our handbook. Please call the practice at +44 117 496 0123."
        ),
        now=now,
    )
    publish_agent(agent=agent, now=now)
    WidgetConfig.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        suggested_questions=QUESTIONS,
        greeting_delay=1500,
        primary_color="#0f5c4a",
        border_radius=18,
    )
    site = urlsplit(settings.SITE_URL).hostname or "localhost"
    _, key = issue_key(name="Start page", allowed_domains=sorted({*LOCAL_HOSTS, site}), now=now)
    return agent, key, calendar


def _make_contact(*, now: datetime) -> None:
    """The first of those who book, known before, with what they agreed to."""
    name, phone = CUSTOMERS[0]
    contact = create_contact(
        name=name,
        email="maya.fernandes@example.com",
        phone=phone,
        language="en",
        time_zone="Europe/London",
        notes="Prefers mornings.",
        now=now,
    )
    give_consent(
        contact=contact,
        channel=Channel.EMAIL,
        source=Source.MEMBER,
        wording="You may write to me when a check-up is due.",
        now=now,
    )


def _make_calendar(owner: User, *, now: datetime) -> Calendar:
    """The owner is its host, who signs in at /agenda with the demo's address."""
    return create_calendar(
        hosts=[create_host(name="Dr. Osei", user=owner, now=now)],
        name="Dr. Osei",
        description="Check-ups and consultations. Please arrive five minutes early.",
        time_zone="Europe/London",
        durations=[30],
        minimum_notice_minutes=120,
        horizon_days=90,
        cancellation_notice_minutes=24 * 60,
        location_kind=Calendar.LocationKind.ADDRESS,
        location="Harbour Dental, 14 Quay Street, Bristol",
        questions=[
            {"key": "reason", "label": "What is it about?", "type": "CHOICE", "options": REASONS},
            {"key": "first_visit", "label": "This is my first visit", "type": "BOOLEAN"},
        ],
        holiday_country="GB",
        holiday_subdivision="ENG",
        primary_color="#0f5c4a",
        hours=[
            *((day, time(8, 30), time(18)) for day in (1, 2, 3, 4)),
            (5, time(8, 30), time(15)),
        ],
        now=now,
    )


def _book_some(calendar: Calendar, *, now: datetime) -> None:
    """The last times of the next two open days, so that the agenda has something to show."""
    first = now.date()
    slots = open_slots(
        calendar=calendar, first=first, last=first + timedelta(days=14), minutes=30, now=now
    )
    days: dict[date, Slot] = {each.starts_at.date(): each for each in slots}
    for (name, phone), slot in zip(CUSTOMERS, list(days.values())[1:], strict=False):
        customer = Customer(name=name, phone=phone, time_zone=calendar.time_zone)
        book(calendar=calendar, starts_at=slot.starts_at, customer=customer, now=now)
