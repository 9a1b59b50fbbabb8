"""Keyset pages: no row is lost or repeated, and errors are clear."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from core.api.paging import PageInvalid, keyset_page, page_shape
from core.models import Job
from core.testing import assert_queries

START = datetime(2020, 3, 1, 12, tzinfo=timezone.get_default_timezone())
SORTS = {"created_at": "created_at", "name": "name", "attempts": "attempts"}


class Row(serializers.Serializer[Any]):
    pk = serializers.IntegerField()


RowPage = page_shape("RowPage", rows=Row)


def make_rows(count: int) -> None:
    """Rows with many ties: three timestamps, two names, one number."""
    Job.objects.bulk_create(
        Job(
            name=f"name {number % 2}",
            due_at=START,
            created_at=START + timedelta(microseconds=number % 3),
        )
        for number in range(count)
    )


def page(**query: Any) -> dict[str, Any]:
    request = Request(RequestFactory().get("/", query))
    return keyset_page(Job.objects.all(), request=request, page=RowPage, sorts=SORTS)


def walk(**query: Any) -> list[int]:
    """The keys on all pages, in order."""
    found, cursor = [], ""
    while True:
        answer = page(**query, cursor=cursor)
        found += [row["pk"] for row in answer["rows"]]
        if answer["next"] is None:
            return found
        cursor = answer["next"]


@pytest.mark.parametrize("limit", [1, 2, 5, 22, 23, 24])
@pytest.mark.parametrize("sort", [f"{sign}{key}" for key in SORTS for sign in ("", "-")])
def test_ties_neither_lose_nor_repeat_rows(db: None, sort: str, limit: int) -> None:
    make_rows(23)
    tie = "-pk" if sort.startswith("-") else "pk"

    found = walk(sort=sort, limit=limit)

    assert found == list(Job.objects.order_by(sort, tie).values_list("pk", flat=True))


def test_rows_added_and_deleted_between_pages_shift_nothing(db: None) -> None:
    make_rows(9)
    expected = list(Job.objects.order_by("-created_at", "-pk").values_list("pk", flat=True))

    first = page(limit=4)
    seen = [row["pk"] for row in first["rows"]]
    make_rows(9)  # some newer than the page's end, some older
    newer = set(Job.objects.values_list("pk", flat=True)) - set(expected)
    Job.objects.filter(pk=seen[-1]).delete()
    rest = page(limit=100, cursor=first["next"])

    assert [pk for pk in seen + [row["pk"] for row in rest["rows"]] if pk not in newer] == expected


def test_a_page_costs_two_queries_and_returns_the_total(db: None) -> None:
    make_rows(5)

    with assert_queries(2):
        answer = page(limit=2)

    assert (len(answer["rows"]), answer["total"]) == (2, 5)
    assert answer["next"] is not None
    with assert_queries(2):
        assert page(limit=2, cursor=answer["next"])["total"] == 5


def test_an_empty_list_is_one_page(db: None) -> None:
    assert page() == {"rows": [], "total": 0, "next": None}


@pytest.mark.parametrize(
    ("query", "length"), [({}, 50), ({"limit": 100}, 100), ({"limit": 101}, 100)]
)
def test_the_limit_has_a_default_and_a_maximum(db: None, query: Any, length: int) -> None:
    make_rows(120)

    assert len(page(**query)["rows"]) == length


def test_a_huge_limit_is_the_maximum(db: None) -> None:
    make_rows(101)

    assert len(page(limit="9" * 400)["rows"]) == 100


@pytest.mark.parametrize("limit", ["0", "-1", "", "abc", "1.5", "1e3", " 5", "+5", "٣", "0" * 50])
def test_invalid_limits_are_refused(db: None, limit: str) -> None:
    with pytest.raises(PageInvalid, match="The limit must be a whole number from 1.") as refused:
        page(limit=limit)

    assert refused.value.field == "limit"


@pytest.mark.parametrize("sort", ["", "-", "--name", "pk", "workspace_id", "name,pk", "NAME"])
def test_unknown_sorts_are_refused(db: None, sort: str) -> None:
    with pytest.raises(PageInvalid, match="Sort by one of: attempts, created_at, name.") as refused:
        page(sort=sort)

    assert refused.value.field == "sort"


@pytest.mark.parametrize("cursor", ["x", "gAAAAAB", "null", "\x00", "é" * 40, "9" * 5000])
def test_foreign_cursors_are_refused(db: None, cursor: str) -> None:
    with pytest.raises(PageInvalid, match="This cursor is not valid.") as refused:
        page(cursor=cursor)

    assert refused.value.field == "cursor"


def test_a_tampered_cursor_is_refused(db: None) -> None:
    make_rows(3)
    cursor = page(limit=1)["next"]

    with pytest.raises(PageInvalid, match="This cursor is not valid"):
        page(cursor=cursor[:-10] + "AAAAAAAA==")


@pytest.mark.parametrize("sort", ["created_at", "-name"])
def test_a_cursor_belongs_to_its_sort_order(db: None, sort: str) -> None:
    make_rows(3)
    cursor = page(sort="-created_at", limit=1)["next"]

    with pytest.raises(PageInvalid, match="This cursor belongs to another sort order."):
        page(sort=sort, cursor=cursor)


def test_a_cursor_reveals_nothing(db: None) -> None:
    make_rows(2)

    cursor = page(limit=1)["next"]

    assert cursor.startswith("gAAAA")
    assert "created_at" not in cursor
