"""A door: where a published contract is served, and in which dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from core.wire.dialect import Dialect, dialect_for, register_dialect, set_root_dialect


@dataclass(frozen=True, slots=True)
class Door:
    """prefix: replaces the contract's base URL, without a trailing slash; empty at the root.
    paths: where every response, errors included, is in the dialect; by default `prefix`.
    urls: the module with the routes, relative to the prefix.
    asgi: dotted path of a function that wraps the ASGI application, for what no route can do.
    """

    name: str
    dialect: Dialect
    prefix: str
    urls: str
    paths: tuple[str, ...] = ()
    asgi: str = ""

    @property
    def served_paths(self) -> tuple[str, ...]:
        """The paths below which everything belongs to the door."""
        return self.paths or (self.prefix,)

    def around(self, application: Any) -> Any:
        """Wrap the ASGI application with the door's own part."""
        return import_string(self.asgi)(application) if self.asgi else application

    def open(self) -> None:
        """Register the door's dialect for its paths.

        Raises ValueError for a path of another door.
        """
        for path in self.served_paths:
            if dialect_for(path) not in (None, self.dialect):
                raise ValueError(f"{path} already belongs to another door than {self.name}")
            register_dialect(path, self.dialect)
        if not self.prefix:
            set_root_dialect(self.dialect)
