"""Mail as files, for development."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Leaves no part of a mail that could not be written, as on a full disk."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            return super().send_messages(email_messages) or 0
        except OSError:
            name = getattr(self, "_fname", None)  # once it has begun to write
            if name is not None:
                with suppress(OSError):
                    self.close()
                with suppress(OSError):
                    os.remove(name)
            raise
