"""The base of pages: forms, and pages that mails link to."""

from core.pages.mailed import MailedPage

__all__ = ["MailedPage"]
