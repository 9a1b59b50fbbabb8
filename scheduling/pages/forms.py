"""The form of whoever books, with the API's rules and the customer's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from rest_framework import serializers

from core.api.fields import Email, Line, LocalPhone, OutsideEmail, Prose
from core.pages.forms import PageForm
from core.phone import e164
from scheduling.models import Calendar
from scheduling.sentences import Sentences
from scheduling.services.questions import BOOLEAN, CHOICE, MAX_ANSWER, Question, questions_of

MAX_NOTES = 2_000
_YES_OR_NO = {"yes": True, "no": False}


class RuledField(forms.CharField):
    """Text that obeys a rule of the API, and is stored as the API stores it.

    wrong: said where it does not.
    """

    def __init__(self, rule: Prose, wrong: str, *, say: Sentences, **kwargs: object) -> None:
        self.rule, self.wrong = rule, wrong
        longest = cast(int, rule.max_length)
        errors = {
            "required": say.required,
            "max_length": say.too_long.format(count=longest),
            "null_characters_not_allowed": say.text_wrong,
        }
        super().__init__(max_length=longest, error_messages=errors, **kwargs)  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return str(self.rule.run_validation(text))
        except serializers.ValidationError as error:
            raise forms.ValidationError(self.wrong) from error


class BookingForm(PageForm):
    """key: names the form, so that sending it twice books once."""

    key = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, calendar: Calendar, say: Sentences, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.calendar, self.say, self.questions = calendar, say, questions_of(calendar)
        self.needs_either = not (calendar.requires_email or calendar.requires_phone)
        self.fields["name"] = RuledField(
            Line(max_length=120), say.text_wrong, say=say, label=say.name, widget=_text("name")
        )
        self.fields["email"] = RuledField(
            OutsideEmail(),
            say.email_wrong,
            say=say,
            label=self._label(say.email, is_required=calendar.requires_email),
            required=calendar.requires_email,
            help_text=say.reach_hint if self.needs_either else "",
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )
        self.fields["phone"] = RuledField(
            LocalPhone(),
            say.phone_wrong,
            say=say,
            label=self._label(say.phone, is_required=calendar.requires_phone),
            required=calendar.requires_phone,
            help_text=say.phone_hint,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "dir": "ltr"}),
        )
        for number, question in enumerate(self.questions):
            self.fields[f"answer_{number}"] = _field_of(question, say)
        if calendar.asks_notes:
            self.fields["notes"] = RuledField(
                Prose(max_length=MAX_NOTES),
                say.text_wrong,
                say=say,
                label=_optional(say.notes, say),
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def _label(self, label: str, *, is_required: bool) -> str:
        """Of a way to reach the customer: one of both is enough, unless one is required."""
        return label if is_required or self.needs_either else _optional(label, self.say)

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and e164(phone, region=self.calendar.phone_region) is None:
            raise forms.ValidationError(self.say.phone_wrong)
        return phone

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        is_given = cleaned.get("email") or cleaned.get("phone")
        if not (is_given or self.errors.keys() & {"email", "phone"}):
            self.add_error("email", self.say.reach_missing)
        return cleaned

    @property
    def answers(self) -> dict[str, object]:
        """The answers by key of their question."""
        given = (self.cleaned_data[f"answer_{number}"] for number in range(len(self.questions)))
        return {
            question.key: answer
            for question, answer in zip(self.questions, given, strict=True)
            if answer not in (None, "")
        }


class CancelForm(PageForm):
    def __init__(self, say: Sentences, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = RuledField(
            Line(max_length=500),
            say.text_wrong,
            say=say,
            label=_optional(say.cancel_reason, say),
            required=False,
        )


class AddressForm(PageForm):
    def __init__(self, say: Sentences, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = RuledField(
            Email(),
            say.email_wrong,
            say=say,
            label=say.email,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )


class _Radios(forms.RadioSelect):
    """The first is focused where the field is."""

    def create_option(
        self,
        name: str,
        value: object,
        label: int | str,
        selected: bool,  # noqa: FBT001 (Django's)
        index: int,
        subindex: int | None = None,
        attrs: dict[str, object] | None = None,
    ) -> dict[str, object]:
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if index:
            option["attrs"].pop("autofocus", None)
        return option


def _field_of(question: Question, say: Sentences) -> forms.Field:
    label = format_html("<bdi>{}</bdi>", question.label)  # in whichever direction it reads
    if not question.is_required:
        label = _optional(label, say)
    if question.type == BOOLEAN:
        return forms.TypedChoiceField(
            label=label,
            required=question.is_required,
            choices=[("yes", say.yes), ("no", say.no)],
            coerce=_YES_OR_NO.__getitem__,
            empty_value=None,
            widget=_Radios,
            error_messages={"required": say.required, "invalid_choice": say.answer_wrong},
        )
    if question.type == CHOICE:
        return forms.ChoiceField(
            label=label,
            required=question.is_required,
            choices=_choices(question.options, say),
            error_messages={"required": say.required, "invalid_choice": say.answer_wrong},
        )
    return RuledField(
        Prose(max_length=MAX_ANSWER),
        say.text_wrong,
        say=say,
        label=label,
        required=question.is_required,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _choices(options: Sequence[str], say: Sentences) -> list[tuple[str, str]]:
    return [("", say.choose), *((each, each) for each in options)]


def _text(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete})


def _optional(label: str, say: Sentences) -> SafeString:
    return format_html("{} ({})", label, say.optional)
