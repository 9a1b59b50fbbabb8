"""The doors: one package per published contract. Deleting one removes only that door.

Each has a `door.py` with its place and dialect (`DOOR`), and its own urls, thin views and
serializers over the services and queries of the apps.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from core.wire import Door


def doors() -> list[Door]:
    """The doors that are present, by name."""
    folders = [each.name for each in pkgutil.iter_modules(__path__) if each.name != "tests"]
    return [import_module(f"{__name__}.{folder}.door").DOOR for folder in sorted(folders)]
