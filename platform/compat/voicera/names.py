"""One name inside, two at this door."""

from __future__ import annotations


def joined(first_name: str, last_name: str) -> str:
    return f"{first_name} {last_name}".strip()


def split_name(full_name: str) -> tuple[str, str]:
    """First and last name: what comes after the last space is the last name."""
    first, space, last = full_name.rpartition(" ")
    return (first, last) if space else (last, "")
