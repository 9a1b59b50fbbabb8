"""Stores files whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Leaves no part of a file that could not be written, as on a full disk."""

    def _save(self, name: str, content: object) -> str:
        existed = self.exists(name)
        try:
            stored: str = super()._save(name, content)  # type: ignore[misc]
            return stored
        except BaseException:
            if not existed:  # a file of that name is another's: Django chooses a free one
                with suppress(OSError):
                    os.remove(self.path(name))
            raise
