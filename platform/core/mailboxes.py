"""E-mail addresses: how they are stored, and which of them lead to the same mailbox."""

from __future__ import annotations

MAX_DOMAIN_LENGTH = 253


def stored_email(address: str) -> str:
    """The form in which an address is stored and compared: its domain as in DNS, all in lower case.

    Raises UnicodeError for a domain that has no such form.
    """
    name, _, domain = address.rpartition("@")
    if len(domain) <= MAX_DOMAIN_LENGTH:
        domain = domain.encode("idna").decode()  # the form that mail is sent to
    return f"{name}@{domain}".lower()


def mailbox_of(email: str) -> str:
    """A stored address without its tag: mail to `ada+shop@` reaches `ada@`. For limits."""
    name, _, domain = email.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
