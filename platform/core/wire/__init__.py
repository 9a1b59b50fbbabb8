"""What the doors share: how a result or a refusal becomes bytes in the dialect of the path."""

from core.wire.dialect import Dialect, Exchange, Problem, dialect_for, register_dialect

__all__ = ["Dialect", "Exchange", "Problem", "dialect_for", "register_dialect"]
