"""Rows that many tests start with, created once for all tests of a module.

Each shared fixture is a layer: created in a transaction that stays open from one test to the next,
on top of the layers that it needs. A test's own transaction is above them and is rolled back; so
is, at the next test, every layer that it does not need. Each test gets copies of what the fixtures
returned, and finds Redis, stored files and mails as the layers left them.
"""

from __future__ import annotations

import copy
import functools
import inspect
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from unittest.mock import patch

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction

# Then they are created anew, since `now()` is the time at which their transaction began. The time
# that creating them takes does not count: on a busy machine they would never be shared.
SECONDS = 20.0

_fixtures: list[Callable[..., Any]] = []  # the lowest layers first


def shared(make: Callable[..., Any]) -> Any:
    """Declare a fixture of rows. Its arguments are shared fixtures, or parameters of the test.

    make: leaves only rows, files, mails and Redis entries; its return value can be deep-copied.
    """
    names = tuple(inspect.signature(make).parameters)

    @functools.wraps(make)
    def fixture(db: None, layers: Layers, **needed: Any) -> Any:
        value = layers.find(make)
        return make(**needed) if value is None else value

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    fixture.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, kind) for name in ("db", "layers", *names)]
    )
    fixture.makes = make  # type: ignore[attr-defined]
    _fixtures.append(make)
    return pytest.fixture(fixture)


@dataclass(frozen=True)
class Wanted:
    """A layer that a test needs.

    needs: the layers below it and parameters of the test, by argument name.
    """

    make: Callable[..., Any]
    needs: dict[str, Any]
    module: str


@dataclass
class _Layer:
    wanted: Wanted
    atomic: Any
    value: Any = None
    begun_at: float = field(default_factory=time.monotonic)
    took_seconds: float = 0.0
    mails: list[Any] = field(default_factory=list)
    keys: dict[Any, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


class Layers:
    """The layers below the tests of this process, on its one database connection."""

    def __init__(self) -> None:
        self._layers: list[_Layer] = []
        self._copies: dict[Callable[..., Any], Any] | None = None

    def prepare(self, wanted: list[Wanted]) -> None:
        """Put exactly these layers below the next test."""
        kept = 0
        if self._layers and self._age < SECONDS:
            pairs = zip(self._layers, wanted, strict=False)
            kept = next(
                (place for place, (layer, each) in enumerate(pairs) if layer.wanted != each),
                min(len(self._layers), len(wanted)),
            )
        while len(self._layers) > kept:
            self._undo()
        self._copies = None
        self._put_back()
        for each in wanted[kept:]:
            self._add(each)

    @property
    def _age(self) -> float:
        took = sum(layer.took_seconds for layer in self._layers)
        return time.monotonic() - self._layers[0].begun_at - took

    def drop(self) -> None:
        self.prepare([])

    def find(self, make: Callable[..., Any]) -> Any:
        """The test's copy of this fixture's return value; None if there is no such layer."""
        if self._copies is None:
            self._copies = copy.deepcopy({layer.wanted.make: layer.value for layer in self._layers})
        return self._copies.get(make)

    def deliver(self) -> None:
        """Put the mails of all layers into the outbox, which Django has emptied for the test."""
        mail.outbox[:] = [each for layer in self._layers for each in layer.mails]

    def _add(self, wanted: Wanted) -> None:
        atomic: Any = transaction.atomic()
        atomic._from_testcase = True  # permits `durable` transactions inside a test
        atomic.__enter__()
        layer = _Layer(wanted, atomic)
        values = {each.wanted.make: each.value for each in self._layers}
        self._layers.append(layer)
        mails = len(mail.outbox)
        try:
            with _stored_files() as stored:
                layer.value = wanted.make(
                    **{
                        name: values[need.make] if isinstance(need, Wanted) else need
                        for name, need in wanted.needs.items()
                    }
                )
            connection.check_constraints()
        except BaseException:
            self._undo()
            raise
        layer.mails, client = mail.outbox[mails:], _redis()
        layer.keys = {key: (client.pttl(key), client.dump(key)) for key in client.keys()}
        layer.took_seconds = time.monotonic() - layer.begun_at
        layer.files = {name: default_storage.open(name).read() for name in stored}

    def _undo(self) -> None:
        layer = self._layers.pop()
        transaction.set_rollback(True)
        layer.atomic.__exit__(None, None, None)

    def _put_back(self) -> None:
        for layer in self._layers:
            for key, (milliseconds, value) in layer.keys.items():
                _redis().restore(key, max(milliseconds, 0), value, replace=True)
            for name, content in layer.files.items():
                if default_storage.exists(name):
                    with default_storage.open(name) as file:
                        if file.read() == content:
                            continue
                    default_storage.delete(name)
                default_storage.save(name, ContentFile(content))


@lru_cache(maxsize=1)
def _redis() -> redis.Redis:
    """A client that does not decode."""
    return redis.Redis.from_url(settings.REDIS_URL)


@contextmanager
def _stored_files() -> Iterator[list[str]]:
    """The names of the files that the block stores."""
    names: list[str] = []
    save = FileSystemStorage.save

    def save_and_tell(*arguments: Any, **more: Any) -> str:
        names.append(save(*arguments, **more))
        return names[-1]

    with patch.object(FileSystemStorage, "save", save_and_tell):
        yield names


def wanted_by(item: Any) -> list[Wanted]:
    """The layers that a test needs, each after those that it needs itself."""
    definitions = item._fixtureinfo.name2fixturedefs
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    found: dict[str, Wanted | None] = {}

    def fixture_named(name: str) -> Any:
        known = definitions.get(name)
        return getattr(known[-1].func, "makes", None) if known else None

    def layer(name: str) -> Wanted | None:
        """None unless it is a layer whose needs are layers or parameters."""
        if name not in found:
            make, needs = fixture_named(name), {}
            for each in inspect.signature(make).parameters if make else ():
                needs[each] = parameters[each] if each in parameters else layer(each)
            fits = make is not None and None not in needs.values()
            found[name] = Wanted(make, needs, item.module.__name__) if fits else None
        return found[name]

    for name in sorted(
        filter(fixture_named, item.fixturenames),
        key=lambda each: _fixtures.index(fixture_named(each)),
    ):
        layer(name)
    return [each for each in found.values() if each is not None]


def commits(item: Any) -> bool:
    """True if the test's rows are committed, for other connections to see."""
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(mark and mark.kwargs.get("transaction"))
