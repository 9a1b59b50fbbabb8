"""A log file of limited size that a child process writes to directly."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import IO

MAX_BYTES = 10_000_000
_SECONDS_BETWEEN_LOOKS = 5.0
_TAIL_BYTES = 8_000


class LogFile:
    """`path` and one older part beside it, `<path>.1`, each at most about MAX_BYTES."""

    def __init__(self, path: Path, *, largest_bytes: int = MAX_BYTES) -> None:
        self.path = path
        self._largest_bytes = largest_bytes
        self._look_at = 0.0  # monotonic seconds
        self._began_at_byte = path.stat().st_size if path.exists() else 0

    def open(self) -> IO[bytes]:
        """Open for a child to append to; stays usable while the file is truncated."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "ab", buffering=0)

    def keep_bounded(self) -> None:
        """Truncate the file if it is too large; checks at most every few seconds.

        Copied and truncated, not renamed: the child has it open. Lines written between the two
            steps are lost.
        """
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _SECONDS_BETWEEN_LOOKS
        if self.path.exists() and self.path.stat().st_size > self._largest_bytes:
            shutil.copy2(self.path, self.path.with_name(f"{self.path.name}.1"))
            os.truncate(self.path, 0)
            self._began_at_byte = 0

    def tail(self, lines: int = 15) -> str:
        """The last lines written since this object was made, and where to read more."""
        with self.path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(self._began_at_byte, end - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
        return "\n".join([*text.splitlines()[-lines:], f"The whole log: {self.path}"])
