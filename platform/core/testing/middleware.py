"""One chain of middleware for all test clients of a process."""

from __future__ import annotations

import threading
from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.signals import setting_changed
from django.test.client import ClientHandler

# Settings that the middleware reads when it is loaded rather than when it is called.
_READ_ON_LOADING = ("MIDDLEWARE", "SECURE_", "STATIC", "WHITENOISE_")

_load = ClientHandler.load_middleware
_loaded: dict[str, Any] = {}
_lock = threading.Lock()


def share_middleware() -> None:
    """Load it once instead of once per client:

    WhiteNoise walks every static file, which takes some 40 ms.
    """
    ClientHandler.load_middleware = _load_once  # type: ignore[assignment, method-assign]
    setting_changed.connect(_forget)


def _load_once(handler: BaseHandler, is_async: bool = False) -> None:
    with _lock:
        if not _loaded:
            first = ClientHandler()
            _load(first, is_async)
            _loaded.update(vars(first))
            del _loaded["enforce_csrf_checks"]
    vars(handler).update(_loaded)


def _forget(*, setting: str, **_: Any) -> None:
    if setting.startswith(_READ_ON_LOADING):
        _loaded.clear()
