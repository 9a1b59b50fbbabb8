"""What the knowledge app refuses, and why a document could not be read."""

from __future__ import annotations

from typing import ClassVar

from core.errors import DomainError, Kind


class DocumentUnreadable(DomainError):
    """No text can be had from a file. The code and the sentence are shown to who uploaded it."""

    code = "UNREADABLE"
    kind: ClassVar[Kind] = "unprocessable"
    message = "The file could not be read."


class UnsupportedFormat(DocumentUnreadable):
    code, kind = "UNSUPPORTED_FORMAT", "unsupported"
    message = (
        "This kind of file is not supported."
        " Please upload a PDF, DOCX, TXT, CSV, Markdown or HTML file."
    )


class EmptyFile(DocumentUnreadable):
    code, kind, message = "EMPTY_FILE", "invalid", "The file is empty."


class NotAPdf(DocumentUnreadable):
    code = "NOT_A_PDF"
    message = "The file's name ends in .pdf, but it is not a PDF document."


class NotADocx(DocumentUnreadable):
    code = "NOT_A_DOCX"
    message = (
        "The file's name ends in .docx, but it is not a Word document, or it is protected by a"
        " password. Please save it as .docx without a password and upload it again."
    )


class NotText(DocumentUnreadable):
    code = "NOT_TEXT"
    message = "The file's name says that it is a text file, but it does not contain text."


class EncryptedPdf(DocumentUnreadable):
    code = "ENCRYPTED_PDF"
    message = (
        "The PDF is protected by a password. Please remove the protection and upload it again."
    )


class CorruptFile(DocumentUnreadable):
    code = "CORRUPT_FILE"
    message = "The file is damaged. Please save it again and upload the new copy."


class NoText(DocumentUnreadable):
    code = "NO_TEXT"
    message = "The file contains no text. If it was scanned, it needs text recognition (OCR) first."


class ArchiveTooLarge(DocumentUnreadable):
    code = "ARCHIVE_TOO_LARGE"
    message = "The file unpacks to far more data than a document of its size should hold."


class TooComplex(DocumentUnreadable):
    code = "TOO_COMPLEX"
    message = (
        "The file is too large or too complicated to be read."
        " Please split it into smaller files and upload those."
    )


class ParserStopped(DomainError):
    """Says nothing about the file: the same one may be read the next time."""

    code, kind = "PARSER_STOPPED", "unavailable"
    message = "Reading the file was interrupted. It will be tried again."


class CollectionNameTaken(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "There is already a collection called “{name}”."


class DocumentTooLarge(DomainError):
    code, kind = "FILE_TOO_LARGE", "too_large"
    message = "Files of up to {megabytes} MB are accepted."
