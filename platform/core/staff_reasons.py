"""Dangerous actions in the portal are confirmed, and their reason is recorded.

The reason becomes part of each audit entry and each line of the portal's own history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.widgets import UnfoldAdminTextInputWidget

from core.actor import acting_as, current_actor

MAX_SHOWN = 20  # rows on the page that asks; the rest are counted
_KEPT = ("action", "select_across", "index", ACTION_CHECKBOX_NAME)  # of the list's own form


class ReasonForm(forms.Form):
    reason = forms.CharField(
        min_length=5,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text="Recorded with your name in the audit log of each workspace that it concerns.",
    )


@contextmanager
def acting_for(reason: str) -> Iterator[None]:
    with acting_as(replace(current_actor(), reason=reason)):
        yield


def reason_form(request: HttpRequest) -> ReasonForm:
    """Bound once the page that asks was submitted."""
    return ReasonForm(request.POST if "reason" in request.POST else None)


def ask_for_reason(
    page: ModelAdmin[Model],
    request: HttpRequest,
    *,
    form: ReasonForm,
    verb: str,
    rows: Sequence[Model],
    count: int,
    also: dict[str, int] | None = None,
    note: str = "",
    back: str = "",
) -> HttpResponse:
    """The page on which staff confirm an action and say why.

    verb: such as "Suspend". rows: some of them, `count` in all; the page may say what they are
        (`described`). also: how many of what else it concerns, by kind. note: what staff should
        know before. back: the address of the page before; by default that of this one.
    """
    kept = [(name, value) for name in _KEPT for value in request.POST.getlist(name)]
    names = page.opts.verbose_name if count == 1 else page.opts.verbose_name_plural
    described: Callable[[Model], str] = getattr(page, "described", str)
    doing = f"{verb} {count} {names}"
    context = {
        **page.admin_site.each_context(request),
        "title": f"{doing}?",
        "doing": doing,
        "note": note,
        "back": back or request.get_full_path(),
        "opts": page.opts,
        "form": form,
        "rows": [(described(row), getattr(row, "public_id", "")) for row in rows],
        "more": count - len(rows),
        "also": also or {},
        "kept": kept,
    }
    return render(request, "admin/confirm_action.html", context)


def confirmed(
    verb: str, *, note: str = ""
) -> Callable[[Callable[..., object]], Callable[..., HttpResponse | None]]:
    """An action of a list that is done once it was confirmed with a reason. note: see
    `ask_for_reason`.

    Stands below `admin.action`.
    """

    def decorate(action: Callable[..., object]) -> Callable[..., HttpResponse | None]:
        @wraps(action)
        def confirm_first(
            page: ModelAdmin[Model], request: HttpRequest, rows: QuerySet[Model]
        ) -> HttpResponse | None:
            form = reason_form(request)
            if form.is_valid():
                with acting_for(form.cleaned_data["reason"]):
                    action(page, request, rows)
                return None
            shown = list(rows[:MAX_SHOWN])
            return ask_for_reason(
                page, request, form=form, verb=verb, rows=shown, count=rows.count(), note=note
            )

        return confirm_first

    return decorate
