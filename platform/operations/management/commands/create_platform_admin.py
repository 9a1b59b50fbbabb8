"""`manage.py create_platform_admin`: creates an administrator of the platform."""

from __future__ import annotations

import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from accounts.queries import user_by_email
from accounts.services import make_platform_admin
from accounts.services.platform_admins import needs_password
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Give a user the staff portal with all permissions; creates the account if there is none. "
        "The password of an existing account stays. Shows what would be done unless --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--apply", action="store_true")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Read the password from standard input."
        )

    def handle(self, *, email: str, apply: bool, password_stdin: bool, **_: object) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        user = user_by_email(email)
        if user is not None and user.is_active and user.is_staff and user.is_superuser:
            self.stdout.write(f"{user.email} is a platform administrator already.")
            return
        done = "made" if user is None else "promoted"
        if not apply:
            self.stdout.write(f"{email.lower()} would be {done}. 1 account; use --apply.")
            return
        password = _ask(password_stdin) if needs_password(user) else None
        try:
            make_platform_admin(email=email, password=password, now=timezone.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email.lower()} {done}. 1 account.")


def _ask(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Password (again): ") != password:
        raise CommandError("The two passwords are not the same.")
    return password
