"""Reads mail after running the jobs that send it."""

from __future__ import annotations

import re

from django.core import mail

from core.testing import run_jobs

_CODE = re.compile(r"^\d{6}$", re.MULTILINE)
_LINK = re.compile(r"^https?://[^/\s]+(/\S+)$", re.MULTILINE)
_TOKEN = re.compile(r"^[\w-]+\.[\w-]+\.[\w-]+$", re.MULTILINE | re.ASCII)


def subjects(address: str) -> list[str]:
    """Subjects of all mail to that address, oldest first."""
    run_jobs("mail")
    return [each.subject for each in mail.outbox if each.to == [address]]


def mailed_codes(address: str) -> list[str]:
    """Every code mailed to that address, oldest first."""
    return _found(_CODE, address)


def mailed_tokens(address: str) -> list[str]:
    """Every token of a link mailed to that address, oldest first."""
    return _found(_TOKEN, address)


def mailed_links(address: str) -> list[str]:
    """Every link mailed to that address, without the host, oldest first."""
    return _found(_LINK, address)


def wrong(code: str) -> str:
    """A different code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def _found(what: re.Pattern[str], address: str) -> list[str]:
    run_jobs("mail")
    bodies = [each.body for each in mail.outbox if each.to == [address]]
    return [found for body in bodies for found in what.findall(str(body))]
