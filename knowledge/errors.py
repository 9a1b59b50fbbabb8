"""Errors of the knowledge app."""

from __future__ import annotations

from typing import ClassVar

from core.errors import DomainError, Kind


class DocumentUnreadable(DomainError):
    """No text can be read from a file. Code and message are shown to the uploader."""

    code = "UNREADABLE"
    kind: ClassVar[Kind] = "unprocessable"
    message = "The file could not be read."


class UnsupportedFormat(DocumentUnreadable):
    code, kind = "UNSUPPORTED_FORMAT", "unsupported"
    message = (
        "This kind of file is not supported."
        " Please upload a PDF, DOCX, XLSX, TXT, CSV, Markdown or HTML file."
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


class NotAnXlsx(DocumentUnreadable):
    code = "NOT_AN_XLSX"
    message = (
        "The file's name ends in .xlsx, but it is not an Excel workbook, or it is protected by a"
        " password. Please save it as .xlsx without a password and upload it again."
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


class OnlyHiddenText(DocumentUnreadable):
    code = "ONLY_HIDDEN_TEXT"
    message = "The file hides all of its text. Show what answers may use, and upload it again."


class ArchiveTooLarge(DocumentUnreadable):
    code = "ARCHIVE_TOO_LARGE"
    message = "The file unpacks to far more data than a document of its size should hold."


class TooComplex(DocumentUnreadable):
    code = "TOO_COMPLEX"
    message = (
        "The file is too large or too complicated to be read."
        " Please split it into smaller files and upload those."
    )


class ReadingTooLong(DocumentUnreadable):
    """A file that is honest for its kind and size stays far below the limit."""

    code = "READING_TOO_LONG"
    message = (
        "Reading the file takes far more computing time than a file of its kind and size should."
        " Please save it in a simpler form, or split it, and upload that."
    )


class TooManyPages(DocumentUnreadable):
    code = "TOO_MANY_PAGES"
    message = "The file has too many pages. Please split it into files of at most 5,000 pages."


class ParserStopped(DomainError):
    """Not the file's fault: reading it may succeed next time."""

    code, kind = "PARSER_STOPPED", "unavailable"
    message = "Reading the file was interrupted. It will be tried again."


class CollectionNameTaken(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "There is already a collection called “{name}”."


class DocumentTooLarge(DomainError):
    code, kind = "FILE_TOO_LARGE", "too_large"
    message = "Files of up to {megabytes} MB are accepted."


class IngestionCancelled(DocumentUnreadable):
    code, message = "CANCELLED", "Reading the document was cancelled."


class NotBeingIngested(DomainError):
    code, kind, message = "NOT_PROCESSING", "conflict", "The document is not being read."


class DocumentBusy(DomainError):
    code, kind = "DOCUMENT_BUSY", "conflict"
    message = "The document is being read. Wait until that is done, or cancel it."


class VersionNotRestorable(DomainError):
    code, kind, message = "VERSION_NOT_RESTORABLE", "conflict", "{reason}"


class EntryIsItsText(DomainError):
    code, kind = "ENTRY_IS_ITS_TEXT", "conflict"
    message = "This is a question with its answer, written by hand. Change the entry itself."


class EntryIncomplete(DomainError):
    code, kind, message = "INVALID_ENTRY", "invalid", "{reason}"


class PageTwice(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "This page is already in that collection."


class EmbedderError(DomainError):
    """An embedding service returned no vectors."""

    code, kind = "EMBEDDER_FAILED", "upstream"
    message = "The embedding service failed."


class EmbedderBusy(EmbedderError):
    code = "EMBEDDER_BUSY"
    message = "The embedding service is refusing requests, because of its limits or a fault."


class EmbedderUnreachable(EmbedderError):
    code = "EMBEDDER_UNREACHABLE"
    message = "The embedding service cannot be reached, or does not answer in time."


class EmbedderRefused(EmbedderError):
    """Retrying will not help."""

    code = "EMBEDDER_REFUSED"
    message = (
        "The embedding service did not accept the request."
        " Check the key, the address and the name of the model."
    )


class EmbedderUnfit(EmbedderError):
    code = "EMBEDDER_UNFIT"
    message = "The embedding service did not answer with one vector of 384 dimensions per text."


class EmbedderUnnamed(DomainError):
    code, kind, message = "INVALID", "invalid", "A model name is required."


class EmbeddingIndexBusy(DomainError):
    code, kind = "EMBEDDING_INDEX_BUSY", "conflict"
    message = "An index is being built already. Wait until it is done, or cancel it."


class NoIndexIsBuilt(DomainError):
    code, kind, message = "NOTHING_TO_CANCEL", "conflict", "No index is being built."


class CrawlRunning(DomainError):
    code, kind, message = "CRAWL_RUNNING", "conflict", "This website is being read already."


class TooManyCrawls(DomainError):
    code, kind = "TOO_MANY_CRAWLS", "busy"
    message = "At most {maximum} websites of a workspace can be read at the same time."


class PageNotFetched(DocumentUnreadable):
    code = "NOT_FETCHED"
    message = "The page has never been fetched. Run its crawl again."
