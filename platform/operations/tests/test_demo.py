"""The demo data."""

from __future__ import annotations

from pathlib import Path

from django.conf import LazySettings
from django.utils import timezone

from core.ids import decode
from core.scope import as_table_owner, workspace_scope
from operations.demo.services import make_demo
from workspaces.contacts.models import Channel, Contact
from workspaces.contacts.queries import may_contact, timeline_of
from workspaces.models import Workspace


def test_the_demo_is_made_once_with_somebody_who_agreed_to_mail(
    db: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    demo = make_demo(now=timezone.now())
    assert demo is not None
    assert make_demo(now=timezone.now()) is None

    with as_table_owner():
        workspace = Workspace.objects.get(uuid=decode("ws", demo.workspace_id))
    with workspace_scope(workspace.pk):
        contact = Contact.objects.exclude(email="").get()
        (entry,), _ = timeline_of(contact, limit=5)
        assert (contact.name, entry.title) == ("Maya Fernandes", "Dr. Osei")
        assert may_contact(contact, Channel.EMAIL, needs_consent=True)
        assert not may_contact(contact, Channel.PHONE, needs_consent=True)
