"""The tools of a model that books, as they are declared to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voice.answering.tools import Tool

MAX_DAYS = 31

_CALENDAR = {"type": "string", "description": "Id of the calendar."}
_START = {"type": "string", "description": "Start, ISO 8601 with offset, as find_times gives it."}
_TEXT = {"type": "string", "description": "As the customer wrote it."}


def _tool(
    name: str,
    description: str,
    parameters: Mapping[str, Mapping[str, object]],
    *,
    optional: Sequence[str] = (),
) -> Tool:
    """parameters: properties of the schema; those that are not optional are required."""
    schema = {
        "type": "object",
        "properties": dict(parameters),
        "required": [each for each in parameters if each not in optional],
        "additionalProperties": False,
    }
    return Tool(name, description, schema)


FIND_TIMES = _tool(
    "find_times",
    "List the times that can be booked on some days. Offer only times from here.",
    {
        "calendar": _CALENDAR,
        "first": {"type": "string", "description": "First day, YYYY-MM-DD."},
        "last": {"type": "string", "description": f"Last day, at most {MAX_DAYS} days later."},
        "minutes": {"type": "integer", "description": "Duration; left out: the calendar's first."},
    },
    optional=("minutes",),
)
BOOK_APPOINTMENT = _tool(
    "book_appointment",
    "Prepare a booking, as soon as the customer has given time, name and contact. The platform"
    " reads it out and books it when the customer says yes; until then nothing is booked.",
    {
        "calendar": _CALENDAR,
        "start": _START,
        "minutes": {"type": "integer"},
        "name": _TEXT,
        "email": _TEXT,
        "phone": _TEXT,
        "answers": {"type": "object", "description": "Answers by key of the calendar's question."},
    },
    optional=("minutes", "email", "phone", "answers"),
)
RESCHEDULE_APPOINTMENT = _tool(
    "reschedule_appointment",
    "Prepare moving the appointment that was booked in this conversation. The platform asks for a"
    " yes.",
    {"start": _START},
)
CANCEL_APPOINTMENT = _tool(
    "cancel_appointment",
    "Prepare cancelling the appointment that was booked in this conversation. The platform asks for"
    " a yes.",
    {},
)
TOOLS = (FIND_TIMES, BOOK_APPOINTMENT, RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT)
