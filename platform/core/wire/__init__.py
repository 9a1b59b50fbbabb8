"""What the doors share: how a result or a refusal becomes bytes in the dialect of the path."""

from core.wire.dialect import Dialect, Exchange, Problem, dialect_for, register_dialect
from core.wire.door import Door

__all__ = ["Dialect", "Door", "Exchange", "Problem", "dialect_for", "register_dialect"]
