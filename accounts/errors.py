"""Errors of accounts and sign-in."""

from core.errors import DomainError


class BadCredentials(DomainError):
    """Same error for an unknown address, a wrong password and a disabled account."""

    code, kind, message = "BAD_CREDENTIALS", "unauthenticated", "E-mail or password is wrong."


class EmailNotVerified(DomainError):
    code, kind = "EMAIL_NOT_VERIFIED", "denied"
    message = "Verify your e-mail address first. We can send you a new code."


class TooManyTries(DomainError):
    code, kind = "TOO_MANY_TRIES", "busy"
    message = "Too many tries. Please wait {seconds} s."


class RegistrationClosed(DomainError):
    code, kind, message = "REGISTRATION_CLOSED", "denied", "Registration is closed at the moment."


class AddressTaken(DomainError):
    code, kind, message = "ADDRESS_TAKEN", "conflict", "This e-mail address cannot be used."


class NotSetAside(DomainError):
    code, kind = "NOT_SET_ASIDE", "conflict"
    message = "Only an account that lost its address can be given one."


class CodeInvalid(DomainError):
    """Same error for a wrong, used, expired or never issued code."""

    code, kind = "OTP_INVALID", "invalid"
    message = "The code is wrong or has expired. Ask for a new one."


class LinkInvalid(DomainError):
    """Same error for a forged, used, void or expired link."""

    code, kind = "LINK_INVALID", "invalid"
    message = "The link is not valid or has expired. Ask for a new one."


class PasswordTooWeak(DomainError):
    code, kind, message = "PASSWORD_TOO_WEAK", "invalid", "{reason}"


class PasswordWrong(DomainError):
    """A signed-in user repeated their password wrongly."""

    code, kind, message = "PASSWORD_WRONG", "invalid", "The password is wrong."


class OldPasswordWrong(PasswordWrong):
    code, message = "OLD_PASSWORD_WRONG", "The old password is wrong."


class AccountErased(DomainError):
    code, kind, message = "ACCOUNT_ERASED", "conflict", "The account has been erased for good."


class AccountClosed(DomainError):
    code, kind = "ACCOUNT_CLOSED", "conflict"
    message = "The account is closed or deactivated: open it again first."


class NotImpersonable(DomainError):
    code, kind = "NOT_IMPERSONABLE", "denied"
    message = "Only customers with an open account can be impersonated."


class SuperuserOnly(DomainError):
    code, kind = "SUPERUSER_ONLY", "denied"
    message = "Only superusers may do this to a member of staff."


class TokenInvalid(DomainError):
    code, kind, message = "TOKEN_INVALID", "unauthenticated", "The token is not valid."


class TokenExpired(DomainError):
    code, kind, message = "TOKEN_EXPIRED", "unauthenticated", "The token has expired."


class SessionEnded(DomainError):
    code, kind, message = (
        "SESSION_ENDED",
        "unauthenticated",
        "This session has ended. Sign in again.",
    )


class ImpersonatorRefused(DomainError):
    code, kind = "NOT_IN_PERSON", "denied"
    message = "Only the user may do this, not an impersonator."
