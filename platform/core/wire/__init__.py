"""Shared by the doors: rendering a result or an error in the dialect of the path."""

from core.wire.dialect import Dialect, Exchange, Problem, dialect_for, register_dialect
from core.wire.door import Door

__all__ = ["Dialect", "Door", "Exchange", "Problem", "dialect_for", "register_dialect"]
