"""The frame of pages that people see: forms, links from mails, other people's pages."""

from core.pages.mailed import MailedPage

__all__ = ["MailedPage"]
