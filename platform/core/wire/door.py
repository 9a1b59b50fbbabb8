"""A door: where a published contract is served, and in which dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from core.wire.dialect import Dialect, dialect_for, register_dialect, set_root_dialect


@dataclass(frozen=True, slots=True)
class Door:
    """prefix: what the contract's base URL becomes, without a slash at the end; empty at the root.
    paths: below which every answer, errors included, is in the dialect; `prefix` itself if empty.
    urls: the module with the routes, their paths counted from the prefix.
    asgi: a function, by its dotted path, that wraps the ASGI application with what no route can be.
    """

    name: str
    dialect: Dialect
    prefix: str
    urls: str
    paths: tuple[str, ...] = ()
    asgi: str = ""

    @property
    def served_paths(self) -> tuple[str, ...]:
        """The paths below which everything is the door's."""
        return self.paths or (self.prefix,)

    def around(self, application: Any) -> Any:
        """The ASGI application with the door's own part of it."""
        return import_string(self.asgi)(application) if self.asgi else application

    def open(self) -> None:
        """Have the door's paths answered in its dialect. Raises ValueError for another's path."""
        for path in self.served_paths:
            if dialect_for(path) not in (None, self.dialect):
                raise ValueError(f"{path} already belongs to another door than {self.name}")
            register_dialect(path, self.dialect)
        if not self.prefix:
            set_root_dialect(self.dialect)
