"""What can be done about people and their sessions."""

from accounts.services.registration import (
    resend_code,
    send_code,
    sign_up,
    verify_email,
)
from accounts.services.sessions import (
    SignedIn,
    refresh,
    see_session,
    sign_in,
    sign_out,
    start_session,
)

__all__ = [
    "SignedIn",
    "refresh",
    "resend_code",
    "see_session",
    "send_code",
    "sign_in",
    "sign_out",
    "sign_up",
    "start_session",
    "verify_email",
]
