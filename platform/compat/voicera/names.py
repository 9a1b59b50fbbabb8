"""Splits the platform's full name into this door's first and last name."""

from __future__ import annotations


def join_name(first_name: str, last_name: str) -> str:
    return f"{first_name} {last_name}".strip()


def split_name(full_name: str) -> tuple[str, str]:
    """First and last name: the last name is the part after the last space."""
    first, space, last = full_name.rpartition(" ")
    return (first, last) if space else (last, "")
