"""Limits on guessing.

A try is counted before it is checked, so that concurrent tries cannot share one count. Enforced in
services, so that all doors share the limits.
"""

from __future__ import annotations

from accounts.errors import OldPasswordWrong, PasswordWrong, TooManyTries
from accounts.models import User
from accounts.services.impersonators import refuse_impersonators
from core.actor import current_actor
from core.addresses import network_of
from core.throttling import Allowance, bucket_of, count, count_request, enforce, uncount

TRIES_PER_ACCOUNT = 10
TRIES_PER_NETWORK = 50
WINDOW_SECONDS = 15 * 60

REQUESTS_PER_MINUTE = 5  # about one e-mail address, from one network
REQUESTS_PER_MINUTE_EVERYWHERE = 60  # the same, from all networks together
CODES_PER_DAY = 50  # tried for one address from one network: six digits could be guessed in time
CODES_PER_DAY_EVERYWHERE = 500
DAY_SECONDS = 24 * 60 * 60


def count_sign_in(*, email: str, address: str) -> None:
    """Count a sign-in try, before it is checked. Raises TooManyTries.

    A network that has used up its tries no longer counts against any account.
    """
    _refuse(count(_network(address), limit=TRIES_PER_NETWORK, window_seconds=WINDOW_SECONDS))
    _refuse(count(_account(email), limit=TRIES_PER_ACCOUNT, window_seconds=WINDOW_SECONDS))


def reset_sign_in_tries(*, email: str, address: str) -> None:
    """After the right password: reset the account's count, and give the client its try back."""
    reset_account_tries(email)
    uncount(_network(address), window_seconds=WINDOW_SECONDS)


def reset_account_tries(email: str) -> None:
    """Reset the tries of an account, after its address was proven."""
    uncount(_account(email), window_seconds=WINDOW_SECONDS, all_of_it=True)


def check_own_password(*, user: User, password: str, field: str = "password") -> None:
    """Check a signed-in user's password again.

    Counted separately from sign-in, so that a stranger's guesses there do not block this. Raises
    ImpersonatorRefused, TooManyTries, PasswordWrong or OldPasswordWrong.
    """
    refuse_impersonators()
    bucket = bucket_of("own-password", str(user.pk))
    _refuse(count(bucket, limit=TRIES_PER_ACCOUNT, window_seconds=WINDOW_SECONDS))
    if not user.check_password(password):
        raise (OldPasswordWrong if field == "old_password" else PasswordWrong)(field=field)
    uncount(bucket, window_seconds=WINDOW_SECONDS, all_of_it=True)


def limit_requests(purpose: str, email: str) -> None:
    """Raise RateLimited after too many requests about an address within this minute.

    Counted by network, so that a stranger's requests do not block the owner's.
    """
    here = bucket_of(purpose, f"{email} {_caller_network()}")
    enforce(count_request(here, per_minute=REQUESTS_PER_MINUTE))
    everywhere = bucket_of(purpose, email)
    enforce(count_request(everywhere, per_minute=REQUESTS_PER_MINUTE_EVERYWHERE))


def limit_codes(email: str) -> None:
    """Count a tried code. Raises RateLimited or TooManyTries.

    Counted by address and network, so that a stranger cannot use up the owner's tries. The limit
    over all networks is much higher; within it, one code in 2,000 would be guessed.
    """
    limit_requests("code", email)
    here = bucket_of("code-of-day", f"{email} {_caller_network()}")
    _refuse(count(here, limit=CODES_PER_DAY, window_seconds=DAY_SECONDS))
    everywhere = bucket_of("code-of-day", email)
    _refuse(count(everywhere, limit=CODES_PER_DAY_EVERYWHERE, window_seconds=DAY_SECONDS))


def limit_own_codes(user: User) -> None:
    """Like `limit_codes`, for a signed-in user: nobody else's tries count."""
    limit_requests("own-code", str(user.pk))
    bucket = bucket_of("own-code-of-day", str(user.pk))
    _refuse(count(bucket, limit=CODES_PER_DAY, window_seconds=DAY_SECONDS))


def _refuse(allowance: Allowance) -> None:
    if allowance.exceeded:
        seconds = max(allowance.retry_after, 1)
        raise TooManyTries(retry_after=seconds, seconds=seconds)


def _caller_network() -> str:
    address = current_actor().address
    return network_of(address) if address else ""


def _account(email: str) -> str:
    return bucket_of("sign-in", email.strip().lower())


def _network(address: str) -> str:
    return f"sign-in:{network_of(address)}"
