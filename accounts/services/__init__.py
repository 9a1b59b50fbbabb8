"""Writes about users and their sessions."""

from accounts.services.activation import set_active
from accounts.services.challenges import email_of_link
from accounts.services.closing import (
    close_account,
    close_without_password,
    erase_account,
    restore_account,
)
from accounts.services.emails import (
    confirm_email_change,
    request_email_change,
    request_without_password,
    set_email,
    undo_email_change,
)
from accounts.services.exports import open_export, request_export
from accounts.services.impersonation import impersonate
from accounts.services.passwords import (
    change_password,
    check_strength,
    forgot_password,
    reset_password,
    reset_password_by_link,
)
from accounts.services.platform_admins import make_platform_admin
from accounts.services.profile import change_profile
from accounts.services.rank import check_rank
from accounts.services.registration import (
    complete_registration,
    notify_of_sign_up,
    refuse_if_closed,
    register,
    register_verified,
    request_registration,
)
from accounts.services.sessions import (
    SignedIn,
    refresh,
    sign_in,
    sign_out,
    sign_out_everywhere,
    start_session,
    touch_session,
)
from accounts.services.sign_ups import resend_code, sign_up, verify_email
from accounts.services.staff import (
    add_user,
    assign_address,
    change_user,
    end_session,
    record_staff_action,
    set_password,
)
from accounts.services.verification import mark_email_verified

__all__ = [
    "SignedIn",
    "add_user",
    "assign_address",
    "change_password",
    "check_rank",
    "check_strength",
    "change_profile",
    "change_user",
    "close_account",
    "close_without_password",
    "complete_registration",
    "confirm_email_change",
    "email_of_link",
    "end_session",
    "erase_account",
    "forgot_password",
    "impersonate",
    "make_platform_admin",
    "notify_of_sign_up",
    "open_export",
    "mark_email_verified",
    "record_staff_action",
    "refresh",
    "refuse_if_closed",
    "register",
    "register_verified",
    "request_email_change",
    "request_export",
    "request_registration",
    "request_without_password",
    "resend_code",
    "reset_password",
    "reset_password_by_link",
    "restore_account",
    "touch_session",
    "undo_email_change",
    "set_active",
    "set_email",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "sign_up",
    "start_session",
    "verify_email",
]
