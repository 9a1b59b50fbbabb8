"""Operators' commands: dry run by default, done with --apply, errors in one sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import services
from accounts.models import User
from accounts.services.verification import create_verified
from accounts.tests.factories import PASSWORD, make_user
from core.mail import known_mails
from core.scope import as_table_owner
from core.testing import nothing_changes, run_jobs, shared
from operations.tests.api_world import World, make_world
from operations.tests.portal import fresh
from workspaces.models import Workspace
from workspaces.tests.factories import Person

GOOD_PASSWORD = "Another-good-1"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Replaces standard input."""

    def give(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return give


class TestAssignAddress:
    @pytest.fixture
    def lost(self, db: None) -> User:
        """An account that lost its address to whoever proved it."""
        user = make_user("mallory", verified=False)
        create_verified(email=user.email, password="!", full_name="", now=timezone.now())
        return fresh(user)

    def test_a_dry_run_assigns_nothing(self, lost: User) -> None:
        with nothing_changes():
            output = run("assign_address", lost.public_id, "M@Example.com")

        assert output == f"{lost.public_id} would get m@example.com. 1 account; use --apply."

    def test_an_account_gets_the_address(self, lost: User) -> None:
        output = run("assign_address", lost.public_id, "M@Example.com", "--apply")

        assert output == f"{lost.public_id} has m@example.com. 1 account."
        assert (fresh(lost).email, fresh(lost).is_active) == ("m@example.com", True)

    def test_mistakes_are_refused(self, lost: User, alice: Person) -> None:
        taken = (lost.public_id, "alice@example.com", "--apply")
        for arguments, reason in (
            ((lost.public_id, "nowhere"), "not an e-mail address"),
            (("usr_x", "m@example.com"), "There is no account usr_x"),
            (taken, "cannot be used"),
            ((alice.user.public_id, "m@example.com", "--apply"), "lost its address"),
        ):
            with nothing_changes(), pytest.raises(CommandError, match=reason):
                run("assign_address", *arguments)


class TestCreatePlatformAdmin:
    def test_a_dry_run_creates_no_administrator(self, db: None) -> None:
        with nothing_changes():
            output = run("create_platform_admin", "Ada@Example.com")

        assert output == "ada@example.com would be made. 1 account; use --apply."

    def test_a_new_administrator_can_sign_in(self, db: None, typed: Any) -> None:
        typed(f"{GOOD_PASSWORD}\n")

        output = run("create_platform_admin", "Ada@Example.com", "--password-stdin", "--apply")

        assert output == "ada@example.com made. 1 account."
        ada = User.objects.get(email="ada@example.com")
        assert (ada.is_staff, ada.is_superuser, ada.is_verified) == (True, True, True)
        assert ada.check_password(GOOD_PASSWORD)

    def test_a_promoted_user_keeps_the_password(self, alice: Person) -> None:
        assert run("create_platform_admin", "alice@example.com", "--apply").startswith(
            "alice@example.com promoted."
        )

        assert fresh(alice.user).is_superuser
        assert fresh(alice.user).check_password(PASSWORD)
        with nothing_changes():
            again = run("create_platform_admin", "alice@example.com", "--apply")
        assert again == "alice@example.com is a platform administrator already."

    def test_an_unverified_user_gets_a_new_password(self, db: None, typed: Any) -> None:
        """A stranger may have signed up with the address."""
        make_user("mallory", verified=False)
        typed(f"{GOOD_PASSWORD}\n")

        run("create_platform_admin", "mallory@example.com", "--password-stdin", "--apply")

        promoted = User.objects.get(email="mallory@example.com")
        assert (promoted.is_verified, promoted.is_superuser) == (True, True)
        assert promoted.check_password(GOOD_PASSWORD)

    @pytest.mark.parametrize("password", ["", "short", "password123", "ada@example.com"])
    def test_a_weak_password_is_refused(self, db: None, typed: Any, password: str) -> None:
        typed(f"{password}\n")

        with nothing_changes(), pytest.raises(CommandError, match="password|at least"):
            run("create_platform_admin", "ada@example.com", "--password-stdin", "--apply")

    def test_invalid_addresses_and_closed_accounts_are_refused(self, alice: Person) -> None:
        with nothing_changes(), pytest.raises(CommandError, match="no is not an e-mail address"):
            run("create_platform_admin", "no", "--apply")
        services.set_active(user=alice.user, is_active=False, now=timezone.now())

        with nothing_changes(), pytest.raises(CommandError, match="closed or deactivated"):
            run("create_platform_admin", "alice@example.com", "--apply")


@shared
def world(alice: Person) -> World:
    world = make_world(alice, "Acme")
    run_jobs()
    return world


class TestDeleteWorkspace:
    def test_a_dry_run_counts_the_contents(self, world: World) -> None:
        with nothing_changes():
            closing = run("delete_workspace", world.workspace.public_id)
            removing = run("delete_workspace", world.workspace.public_id, "--purge")

        assert closing.startswith("Acme would be closed: ")
        assert removing.startswith("Acme would be removed: ")
        assert removing.endswith(" rows, 1 files; use --apply.")

    def test_closing_can_be_restored_by_staff(self, world: World) -> None:
        run("delete_workspace", world.workspace.public_id, "--apply")

        assert fresh(world.workspace).deleted_at is not None
        with nothing_changes(), pytest.raises(CommandError, match="closed already"):
            run("delete_workspace", world.workspace.public_id, "--apply")

    def test_purging_is_permanent(self, world: World) -> None:
        shown = run("delete_workspace", world.workspace.public_id, "--purge")

        done = run("delete_workspace", world.workspace.public_id, "--purge", "--apply")

        assert done == shown.replace("would be ", "").replace("; use --apply", "")
        with as_table_owner():
            assert not Workspace.objects.filter(pk=world.workspace.pk).exists()

    @pytest.mark.parametrize("name", ["", "ws_nothing", "agent_01h455vb4pex5vsknk084sn02q", "1"])
    def test_an_unknown_workspace_is_refused(self, world: World, name: str) -> None:
        with nothing_changes(), pytest.raises(CommandError, match="There is no workspace"):
            run("delete_workspace", name, "--purge", "--apply")


class TestExportUser:
    def test_a_dry_run_counts_and_writes_nothing(self, world: World, tmp_path: Path) -> None:
        with nothing_changes():
            output = run("export_user", "alice@example.com", "--to", str(tmp_path / "a.zip"))

        assert " rows, 1 files, " in output
        assert output.endswith(f"would be written to {tmp_path / 'a.zip'}; use --apply.")
        assert list(tmp_path.iterdir()) == []

    def test_an_export_is_a_private_file(self, world: World, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"

        run("export_user", "Alice@Example.com", "--to", str(path), "--apply")

        assert "export.json" in zipfile.ZipFile(path).namelist()
        assert path.stat().st_mode & 0o777 == 0o600
        assert list(tmp_path.iterdir()) == [path]

    def test_impossible_exports_are_refused(self, alice: Person, tmp_path: Path) -> None:
        (tmp_path / "there.zip").write_text("mine")

        for email, to, sentence in (
            ("nobody@example.com", "new.zip", "Nobody here has the address"),
            ("alice@example.com", "there.zip", "exists already"),
            ("alice@example.com", "no/folder/new.zip", "is not a folder"),
        ):
            with pytest.raises(CommandError, match=sentence):
                run("export_user", email, "--to", str(tmp_path / to), "--apply")
        assert (tmp_path / "there.zip").read_text() == "mine"


class TestPreviewMail:
    def test_every_mail_is_previewed_and_none_sent(self, tmp_path: Path, mailoutbox: Any) -> None:
        output = run("preview_mail", "--to", str(tmp_path / "previews"))

        names = {path.name for path in (tmp_path / "previews").iterdir()}
        assert names == {f"{mail}.{kind}" for mail in known_mails() for kind in ("txt", "html")}
        assert output == f"{len(known_mails())} mails written to {tmp_path / 'previews'}."
        assert mailoutbox == []

    def test_one_mail_can_be_previewed(self, tmp_path: Path) -> None:
        run("preview_mail", "verify", "--to", str(tmp_path))

        assert {path.name for path in tmp_path.iterdir()} == {"verify.txt", "verify.html"}
        assert "\n123456\n" in (tmp_path / "verify.txt").read_text()

    def test_an_unknown_mail_is_refused_with_the_known_ones(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"There is no mail nope\. Known: .*verify"):
            run("preview_mail", "nope", "--to", str(tmp_path))

    def test_an_existing_file_is_reported(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")

        with pytest.raises(CommandError, match="cannot be written"):
            run("preview_mail", "--to", str(tmp_path / "file"))
