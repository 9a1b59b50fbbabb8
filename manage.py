#!/usr/bin/env python
"""Frontdesk's command line, from any directory: `./manage.py help` lists the commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent


def main() -> None:
    # `platform` is a folder of packages, not a package: see platform/README.md.
    sys.path[:0] = [str(PROJECT), str(PROJECT / "platform")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured

        from operations.errors import CannotStart
    except ImportError as error:
        sys.exit(
            f"{error.name} is not installed for {sys.executable}: "
            "run `make run` once, then use .venv/bin/python manage.py."
        )
    try:
        run(sys.argv)
    except (CannotStart, ImproperlyConfigured) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)  # as shells report it


def run(argv: list[str]) -> None:
    if argv[1:] == ["up"]:  # starts without Django, whose start is slow
        from operations.terminal import up_in_terminal

        up_in_terminal(PROJECT, sys.stdout)
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(argv)


if __name__ == "__main__":
    main()
