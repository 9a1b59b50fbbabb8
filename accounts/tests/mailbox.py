"""What has been mailed, once the workers have done their part."""

from __future__ import annotations

import re

from django.core import mail

from core.testing import run_jobs

_CODE = re.compile(r"^\d{6}$", re.MULTILINE)


def subjects(address: str) -> list[str]:
    """Of all mail to that address, oldest first."""
    run_jobs("mail")
    return [each.subject for each in mail.outbox if each.to == [address]]


def mailed_codes(address: str) -> list[str]:
    """Every code mailed to that address, oldest first."""
    run_jobs("mail")
    bodies = [each.body for each in mail.outbox if each.to == [address]]
    return [code for body in bodies for code in _CODE.findall(str(body))]


def wrong(code: str) -> str:
    """Another code than that."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
