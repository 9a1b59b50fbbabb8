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
from core.lockouts import Lockout, count_try, forget_tries, take_try_back
from core.throttling import bucket_of, count, count_request, enforce

_HOUR = 60 * 60
_DAY = 24 * _HOUR

# Of one account from one network, so that a stranger cannot keep its owner out; from all together.
PASSWORDS_OF_ACCOUNT = Lockout(tries=10, window_seconds=_HOUR, first_wait=60, max_wait=900)
PASSWORDS_FROM_EVERYWHERE = Lockout(tries=100, window_seconds=_HOUR, first_wait=60, max_wait=900)
PASSWORDS_FROM_NETWORK = Lockout(tries=50, window_seconds=_HOUR, first_wait=60, max_wait=900)
# Six digits could be guessed in time. Of one address from one network; from all networks together.
CODES_FROM_NETWORK = Lockout(tries=50, window_seconds=_DAY, first_wait=_HOUR, max_wait=_DAY)
CODES_FROM_EVERYWHERE = Lockout(tries=200, window_seconds=_DAY, first_wait=_HOUR, max_wait=_DAY)

REQUESTS_PER_MINUTE = 5  # about one e-mail address, from one network
REQUESTS_PER_MINUTE_EVERYWHERE = 60  # the same, from all networks together
MAILS_PER_HOUR = 30  # requests that mail something to one address, from one network


def count_sign_in(*, email: str, address: str) -> None:
    """Count a sign-in try, before it is checked. Raises TooManyTries.

    A try that one of the limits refuses does not count for the others.
    """
    counted: list[str] = []
    for bucket, lockout in (
        (_network(address), PASSWORDS_FROM_NETWORK),
        (_account(email, network_of(address)), PASSWORDS_OF_ACCOUNT),
        (_account(email), PASSWORDS_FROM_EVERYWHERE),
    ):
        try:
            _count(bucket, lockout)
        except TooManyTries:
            for each in counted:
                take_try_back(each)
            raise
        counted.append(bucket)


def reset_sign_in_tries(*, email: str, address: str) -> None:
    """After the right password: forget the tries from there, and give the others theirs back."""
    forget_tries(_account(email, network_of(address)))
    take_try_back(_account(email))
    take_try_back(_network(address))


def reset_account_tries(email: str) -> None:
    """Reset the tries of an account, after its address was proven."""
    forget_tries(_account(email, caller_network()))
    forget_tries(_account(email))


def check_own_password(*, user: User, password: str, field: str = "password") -> None:
    """Check a signed-in user's password again.

    Counted separately from sign-in, so that a stranger's guesses there do not block this. Raises
    ImpersonatorRefused, TooManyTries, PasswordWrong or OldPasswordWrong.
    """
    refuse_impersonators()
    bucket = bucket_of("own-password", str(user.pk))
    _count(bucket, PASSWORDS_OF_ACCOUNT)
    if not user.check_password(password):
        raise (OldPasswordWrong if field == "old_password" else PasswordWrong)(field=field)
    forget_tries(bucket)


def limit_requests(purpose: str, email: str) -> None:
    """Raise RateLimited after too many requests about an address within this minute.

    Counted by network, so that a stranger's requests do not block the owner's.
    """
    here = bucket_of(purpose, f"{email} {caller_network()}")
    enforce(count_request(here, per_minute=REQUESTS_PER_MINUTE))
    everywhere = bucket_of(purpose, email)
    enforce(count_request(everywhere, per_minute=REQUESTS_PER_MINUTE_EVERYWHERE))


def limit_mails(purpose: str, email: str) -> None:
    """Like `limit_requests`, for requests that mail something: nobody's mailbox is flooded from one
    network.
    """
    limit_requests(purpose, email)
    here = bucket_of("mails", f"{email} {caller_network()}")
    enforce(count(here, limit=MAILS_PER_HOUR, window_seconds=_HOUR))


def limit_codes(email: str) -> None:
    """Count a tried code. Raises RateLimited or TooManyTries.

    Counted by address and network, so that a stranger cannot use up the owner's tries. The limit
    over all networks is higher; within it, and with as many sign-ups of the address as may be open,
    one code in 550 would be guessed.
    """
    limit_requests("code", email)
    here = bucket_of("code-of-day", f"{email} {caller_network()}")
    _count(here, CODES_FROM_NETWORK)
    everywhere = bucket_of("code-of-day", email)
    _count(everywhere, CODES_FROM_EVERYWHERE)


def limit_own_codes(user: User) -> None:
    """Like `limit_codes`, for a signed-in user: nobody else's tries count."""
    limit_requests("own-code", str(user.pk))
    bucket = bucket_of("own-code-of-day", str(user.pk))
    _count(bucket, CODES_FROM_NETWORK)


def _count(bucket: str, lockout: Lockout) -> None:
    seconds = count_try(bucket, lockout)
    if seconds:
        raise TooManyTries(retry_after=seconds, seconds=seconds)


def caller_network() -> str:
    """The network that the request came from; "" in jobs and commands."""
    address = current_actor().address
    return network_of(address) if address else ""


def _account(email: str, network: str = "") -> str:
    """network: "" for all together."""
    return bucket_of("sign-in", f"{email.strip().lower()} {network}")


def _network(address: str) -> str:
    return f"sign-in:{network_of(address)}"
