"""Errors of contacts."""

from core.errors import DomainError


class ContactExists(DomainError):
    code, kind = "CONTACT_EXISTS", "conflict"
    message = "Another contact has this already. Merge the two, or correct one of them."


class ContactUnnamed(DomainError):
    code, kind = "CONTACT_UNNAMED", "invalid"
    message = "A contact needs a name, an e-mail address or a phone number."


class ContactUnreachable(DomainError):
    code, kind = "CONTACT_UNREACHABLE", "invalid"
    message = "Nobody is identified without an e-mail address or a phone number."


class ContactHasAppointments(DomainError):
    code, kind = "HAS_APPOINTMENTS", "conflict"
    message = (
        "There are {count} appointments to come: {ids}. Cancel them first, or erase with"
        " cancel_appointments=true, which cancels them and tells the customer."
    )


class ContactMergedAway(DomainError):
    code, kind = "CONTACT_MERGED", "conflict"
    message = "This contact was merged into {into}. Use that one, or undo the merge."


class MergeWithItself(DomainError):
    code, kind = "MERGE_WITH_ITSELF", "invalid"
    message = "A contact cannot be merged with itself."


class MergeTooOld(DomainError):
    code, kind = "MERGE_TOO_OLD", "conflict"
    message = "A merge can be undone for {days} days."


class MergeOverwritten(DomainError):
    code, kind = "MERGE_OVERWRITTEN", "conflict"
    message = "The contact was changed after the merge. Correct it by hand."


class ChannelUnknown(DomainError):
    code, kind, message = "INVALID", "invalid", "The channels are {channels}."


class ConsentInTheFuture(DomainError):
    code, kind, message = "INVALID", "invalid", "Enter a time that has passed."


class SuggestionAnswered(DomainError):
    code, kind = "SUGGESTION_ANSWERED", "conflict"
    message = "This suggestion was accepted or dismissed already."
