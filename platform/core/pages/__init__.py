"""The base of pages: forms, and pages that mails link to."""

from core.pages.mailed import FormPage, MailedPage

__all__ = ["FormPage", "MailedPage"]
