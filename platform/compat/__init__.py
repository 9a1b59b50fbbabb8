"""The doors: one package per published contract. Delete one, and only it is gone.

Each has a `door.py` that says where it stands and how it speaks (`DOOR`), and its own urls, thin
views and serializers over the services and queries of the apps.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from core.wire import Door


def doors() -> list[Door]:
    """Those that are there, by name."""
    folders = [each.name for each in pkgutil.iter_modules(__path__) if each.name != "tests"]
    return [import_module(f"{__name__}.{folder}.door").DOOR for folder in sorted(folders)]
