"""Mail as files, for development."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased

_MESSAGE_ID = "Message-ID"
_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._@-]")


class EmailBackend(filebased.EmailBackend):
    """Leaves no part of a mail that could not be written, as on a full disk.

    A mail that its sender has named (`Message-ID`) is a file of that name, once, however often and
    by however many processes it is sent; the others are files named for their time.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        named = [each for each in email_messages if _MESSAGE_ID in each.extra_headers]
        for each in named:
            self._write_once(each)
        others = [each for each in email_messages if each not in named]
        return len(named) + self._write_all(others)

    def _write_once(self, message: EmailMessage) -> None:
        name = _NO_FILE_NAME.sub("", str(message.extra_headers[_MESSAGE_ID]))
        target = Path(self.file_path) / f"{name}.log"
        if target.exists():
            return
        with NamedTemporaryFile(dir=self.file_path, prefix=".") as file:
            file.write(message.message().as_bytes() + b"\n")
            file.flush()
            with suppress(FileExistsError):  # another process was faster
                os.link(file.name, target)

    def _write_all(self, messages: Sequence[EmailMessage]) -> int:
        try:
            return super().send_messages(messages) or 0
        except OSError:
            name = getattr(self, "_fname", None)  # once it has begun to write
            if name is not None:
                with suppress(OSError):
                    self.close()
                with suppress(OSError):
                    os.remove(name)
            raise
