"""What the sign-in desk refuses."""

from core.errors import DomainError


class BadCredentials(DomainError):
    code, kind, message = "BAD_CREDENTIALS", "unauthenticated", "E-mail or password is wrong."


class EmailNotVerified(DomainError):
    code, kind = "EMAIL_NOT_VERIFIED", "denied"
    message = "Verify your e-mail address first. We can send you a new code."


class AccountDisabled(DomainError):
    code, kind, message = "ACCOUNT_DISABLED", "denied", "This account is disabled."


class CodeInvalid(DomainError):
    """One answer for a wrong, used, expired or never issued code: none may be told apart."""

    code, kind = "OTP_INVALID", "invalid"
    message = "The code is wrong or has expired. Ask for a new one."


class PasswordTooWeak(DomainError):
    code, kind, message = "PASSWORD_TOO_WEAK", "invalid", "{reason}"


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
