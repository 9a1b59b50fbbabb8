"""What a notice keeps of its appointment."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Details(TypedDict):
    """What a mail says, as it was when it was recorded.

    time_zone: the calendar's. answers: pairs of a question and its answer. is_public: whether
        strangers can book again. reply_to: by whom an answer to the mail is read.
    is_erased_once_sent: the customer's data was erased meanwhile.
    host_time_zone, host_language: of the host who is told, if they are set; absent from notices of
        an earlier release, as are language and cancellation_notice_minutes, the calendar's.
    """

    uid: str
    appointment_id: str
    calendar_id: str
    calendar: str
    is_public: bool
    business: str
    location_kind: str
    location: str
    time_zone: str
    status: str
    customer_name: str
    customer_email: str
    customer_phone: str
    customer_time_zone: str
    customer_language: str
    notes: str
    answers: list[list[str]]
    reason: str
    reply_to: str
    host_time_zone: NotRequired[str]
    host_language: NotRequired[str]
    language: NotRequired[str]
    cancellation_notice_minutes: NotRequired[int]
    is_erased_once_sent: NotRequired[bool]
