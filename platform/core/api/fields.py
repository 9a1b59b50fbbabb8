"""Serializer fields with strict types and limits."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

from django.core.validators import EmailValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import languages
from core.errors import DomainError
from core.json_values import FAULTS, fault_of
from core.lookup import find, find_all
from core.mailboxes import stored_email
from core.models import WorkspaceOwned
from core.phone import could_be_number, e164

Rows = type[WorkspaceOwned] | Callable[[], Any]  # a model's rows in scope, or those of a queryset

Value = TypeVar("Value")

_ALLOWED_IN_PROSE = {"\n", "\r", "\t"}
_NO_ADDRESS = "Enter a valid e-mail address."


def _is_control(character: str) -> bool:
    """Control, surrogate and bidirectional-override characters, which are invisible and can
    deceive.
    """
    category = unicodedata.category(character)
    return (
        category in ("Cc", "Cs")
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


class Prose(serializers.CharField):
    """Text of several lines. Accepts only JSON strings; refuses control characters."""

    default_error_messages = {"control": "Control characters are not accepted."}
    allowed = frozenset(_ALLOWED_IN_PROSE)

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        if any(_is_control(each) and each not in self.allowed for each in data):
            self.fail("control")
        return super().to_internal_value(data)


class Line(Prose):
    """Text of one line."""

    allowed = frozenset()


class Token(Line):
    """A password, code or token: kept as typed, spaces included."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **kwargs})


class Email(Line):
    """An e-mail address of at most 254 characters, normalized: domain in DNS form, all in lower
    case.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 254, **kwargs})
        self.validators.append(EmailValidator(message=_NO_ADDRESS))

    def to_internal_value(self, data: object) -> str:
        try:
            return stored_email(super().to_internal_value(data))
        except UnicodeError as error:
            raise serializers.ValidationError(_NO_ADDRESS, "invalid") from error


class Phone(Line):
    """A phone number in E.164, with or without separators (`+1-555-0100`); kept as given.

    `e164` removes the separators.
    """

    default_error_messages = {
        "phone": "Enter a phone number in international form, e.g. +1-555-0100."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, **kwargs})

    def to_internal_value(self, data: object) -> str:
        text = super().to_internal_value(data)
        if text and e164(text) is None:
            self.fail("phone")
        return text


class LocalPhone(Phone):
    """A phone number with or without a country code; a service that knows the country reads it."""

    def to_internal_value(self, data: object) -> str:
        text = Line.to_internal_value(self, data)
        if text and not could_be_number(text):
            self.fail("phone")
        return text


class OutsideEmail(Email):
    """An e-mail address that mail from here can reach: not `somebody@localhost`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(EmailValidator(message=_NO_ADDRESS, allowlist=[]))


class Choice(serializers.ChoiceField):
    """One of a few values; whoever gives another is told which."""

    default_error_messages = {"invalid_choice": "“{input}” is none of {choices}."}

    def fail(self, key: str, **facts: object) -> NoReturn:
        super().fail(key, choices=", ".join(map(str, self.choices)), **facts)


class Language(Line):
    """A language's ISO 639-1 code."""

    default_error_messages = {"language": "Enter an ISO 639-1 language code, such as en."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 2, "help_text": "ISO 639-1", **kwargs})

    def to_internal_value(self, data: object) -> str:
        text = super().to_internal_value(data)
        if text and text not in languages.CODES:
            self.fail("language")
        return text


class Integer(serializers.IntegerField):
    """A whole number: only a JSON number, not `"5"` or `true`.

    For queries and forms use DRF's field.
    """

    def to_internal_value(self, data: object) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Digits(serializers.IntegerField):
    """A whole number from zero in a query: ASCII digits only."""

    def to_internal_value(self, data: object) -> int:
        if not (isinstance(data, str) and data.isascii() and data.isdigit()):
            self.fail("invalid")
        return super().to_internal_value(data)


class Number(serializers.FloatField):
    """A number, with the same rules as Integer."""

    def to_internal_value(self, data: object) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """A boolean: only JSON's `true` and `false`, not 1, 0 or `"yes"`."""

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


@extend_schema_field({"type": "string", "format": "date-time", "maxLength": 40})
class Moment(serializers.Field[Any, Any, Any, Any]):
    """Incoming: a timestamp in RFC 3339. Without an offset nobody knows when it is."""

    default_error_messages = {
        "moment": "Enter a time such as 2027-01-31T09:00:00Z.",
        "offset": "The offset from UTC is missing: 2027-01-31T09:00:00Z or …T09:00:00+01:00.",
    }

    def to_internal_value(self, data: object) -> datetime:
        text = Line(max_length=40).run_validation(data)
        try:
            moment = datetime.fromisoformat(text)
            in_utc = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("moment")
        if moment.tzinfo is None:
            self.fail("offset")
        return in_utc


@extend_schema_field({"type": "string", "pattern": "^[a-z]+_[0-9a-z]{26}$"})
class PublicId(serializers.CharField):
    """Outgoing: the public id of a row, or of the row given by `source`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"read_only": True, "source": "public_id", **kwargs})


class TextOrNull(serializers.CharField):
    """Outgoing: text; null if empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"read_only": True, "allow_null": True, **kwargs})

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None


@extend_schema_field({"type": "object", "additionalProperties": True})
class JsonObject(serializers.JSONField):
    """A customer's own object, within the bounds of `core.json_values`."""

    default_error_messages = {**FAULTS}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if (fault := fault_of(data)) is not None:
            self.fail(fault)
        return dict(data)


class RowField(Line):
    """Incoming: the public id of a row; `read` replaces it by the row.

    rows: a tenant model, or a function that returns the allowed rows. An unknown id raises NotFound
        for this field, after all other input has been validated.
    attribute: use this attribute of the row instead of the row itself.
    """

    def __init__(self, rows: Rows, *, attribute: str = "", **kwargs: Any) -> None:
        super().__init__(**{"max_length": 64, **kwargs})
        self.rows, self.attribute = rows, attribute

    def resolved(self, public_id: str | None) -> Any:
        if public_id is None:
            return None
        row = find(_rows_of(self.rows), public_id, field=self.field_name)
        return getattr(row, self.attribute) if self.attribute else row


class RowListField(serializers.ListField):
    """Incoming: the public ids of rows, each row once; otherwise like RowField."""

    child = Line(max_length=64)

    def __init__(self, rows: Rows, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows

    def resolved(self, public_ids: list[str]) -> list[Any]:
        return find_all(_rows_of(self.rows), public_ids, field=self.field_name)


def checked_by(check: Callable[[Value], object]) -> Callable[[Value], None]:
    """A validator that asks a service's own check: its refusal is told beside those of other
    fields, instead of after them.
    """

    def validate(value: Value) -> None:
        try:
            check(value)
        except DomainError as error:
            raise serializers.ValidationError(str(error), error.code) from error

    return validate


def _rows_of(rows: Any) -> Any:
    return rows.objects if hasattr(rows, "objects") else rows()


class Shape(serializers.Serializer[Any]):
    # Base of outgoing shapes. Not a docstring, as below.
    pass
