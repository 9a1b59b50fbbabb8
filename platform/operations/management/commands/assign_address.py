"""`manage.py assign_address`: gives an account that lost its address another one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from accounts.models import User
from accounts.services import assign_address
from core import ids
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Give an account another address, after somebody else has proven the one it had. A link to "
        "set its password is mailed there. Shows what would be done unless --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="Its id, usr_…")
        parser.add_argument("email")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, account: str, email: str, apply: bool, **_: object) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        uuid = ids.decode(User.id_prefix, account)
        user = None if uuid is None else User.objects.filter(uuid=uuid).first()
        if user is None:
            raise CommandError(f"There is no account {account}.")
        if not apply:
            self.stdout.write(f"{account} would get {email.lower()}. 1 account; use --apply.")
            return
        try:
            assign_address(user=user, email=email, now=timezone.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{account} has {email.lower()}. 1 account.")
