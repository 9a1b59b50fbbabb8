"""Sign-up by code: each has its own code, and its password holds only once that is redeemed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.errors import AddressTaken, CodeInvalid
from accounts.models import EmailChallenge, User
from accounts.queries import sign_ups_of
from accounts.services.challenges import (
    CODE_LIFETIME,
    Purpose,
    check_code,
    code_to_mail,
    mail_context,
    redeem,
    request_challenge,
)
from accounts.services.lockout import caller_network, limit_codes, limit_mails
from accounts.services.locks import lock_address
from accounts.services.registration import prepare_account, registrant_of
from accounts.services.verification import create_verified, mark_email_verified
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.mail import send_mail

MAX_OPEN = 8  # sign-ups of one address: each code more is one more that a guess may hit


def sign_up(*, email: str, password: str, full_name: str, now: datetime) -> None:
    """Record a sign-up and mail its code; does not reveal whether the address was known.

    The owner of a known address gets a notice instead. Raises PasswordTooWeak, RegistrationClosed
    or RateLimited.
    """
    email = email.strip().lower()
    fields = prepare_account(email, password, full_name)
    with transaction.atomic():
        lock_address(email)
        registrant = registrant_of(email, password, spare=fields["password"])
        if registrant is not None:
            request_challenge(Purpose.VERIFY, email=email, user=registrant)
            return
        challenge = EmailChallenge.objects.create(
            email=email,
            purpose=Purpose.VERIFY,
            network=caller_network(),
            created_at=now,
            expires_at=now + CODE_LIFETIME,
            **fields,
        )
        request_challenge(Purpose.VERIFY, email=email, sign_up=challenge)


@transaction.atomic
def resend_code(*, email: str, now: datetime) -> None:
    """Mail the codes of everything that awaits verification once more: those that are valid stay
    so. Nothing goes to unknown or verified addresses.

    Raises RateLimited.
    """
    email = email.strip().lower()
    limit_mails("resend", email)
    request_challenge(Purpose.VERIFY, email=email)


def send_codes(*, email: str, user_id: int | None, challenge_id: int | None, now: datetime) -> None:
    """Mail the code of the user or of the sign-up; without either, of all that are waiting.

    Called by the job. An account that keeps the address gets a notice of a sign-up instead.
    """
    with transaction.atomic():
        lock_address(email)
        owner = lock_rows(User.objects.filter(email=email)).first()
        sign_ups = _open_sign_ups(email, owner, now=now)
        if challenge_id is not None:
            answered = [each for each in sign_ups if each.pk == challenge_id]
            if owner is not None and not owner.may_lose_address:
                enqueue("accounts.send_signup_notice", user_id=owner.pk)
        else:
            answered = [*_own_challenges(owner, now=now), *sign_ups]
        is_unverified = owner is not None and not owner.is_verified
        mails = [
            {
                **mail_context(each, code=code_to_mail(each, now=now)),
                "asked_at": each.created_at,
                "is_one_of_several": len(sign_ups) + is_unverified > 1,
                "replaces_account": is_unverified and each.user_id is None,
            }
            for each in sorted(answered, key=lambda each: each.pk)
            if user_id in (None, each.user_id)
        ]
    for context in mails:
        send_mail(email, "verify", context)


def _open_sign_ups(email: str, owner: User | None, *, now: datetime) -> list[EmailChallenge]:
    """The sign-ups of an address that may go on, oldest first: none if an account keeps it, or else
    as many as may be open. The others are closed.
    """
    sign_ups = sign_ups_of(email, now=now)
    is_free = owner is None or owner.may_lose_address
    kept = sorted(sign_ups, key=lambda each: each.pk) if is_free else []
    while len(kept) > MAX_OPEN:
        kept.remove(_one_too_many(kept))
    sign_ups.exclude(pk__in=[each.pk for each in kept]).update(closed_at=now)
    return kept


def _one_too_many(sign_ups: Sequence[EmailChallenge]) -> EmailChallenge:
    """Of the network with the most sign-ups (or of all of those), the one in the middle.

    So a stranger only closes their own; and if the owner's network is the same, or they have as
    many networks as may be open, not the owner's if it came before theirs, or is the newest.

    sign_ups: oldest first.
    """
    numbers = Counter(each.network for each in sign_ups)
    crowd = [each for each in sign_ups if numbers[each.network] == max(numbers.values())]
    return crowd[(len(crowd) - 1) // 2]


def _own_challenges(owner: User | None, *, now: datetime) -> list[EmailChallenge]:
    """The open challenge by which an account proves its own address, if it still has to."""
    if owner is None or owner.is_verified or not owner.is_active:
        return []
    challenge, _ = EmailChallenge.objects.get_or_create(
        user=owner,
        email=owner.email,
        purpose=Purpose.VERIFY,
        closed_at=None,
        defaults={"created_at": now, "expires_at": now + CODE_LIFETIME},
    )
    return [challenge]


def verify_email(*, email: str, code: str, now: datetime) -> User:
    """Redeem a code, once: of a sign-up, which makes its account, or of an account that exists.

    Every wrong try counts; the fifth closes a code. Raises CodeInvalid, RateLimited or
    TooManyTries.
    """
    email = email.strip().lower()
    limit_codes(email)
    challenge = check_code(Purpose.VERIFY, code=code, now=now, email=email)
    with transaction.atomic():
        lock_address(email)  # of concurrent proofs, the first voids what the others redeem
        redeem(challenge, now=now)
        if challenge.user is not None:
            return mark_email_verified(user=challenge.user, now=now)
        try:
            return create_verified(
                email=email, password=challenge.password, full_name=challenge.full_name, now=now
            )
        except AddressTaken as error:  # verified in another way since
            raise CodeInvalid(field="otp_code") from error
