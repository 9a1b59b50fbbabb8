"""Phone numbers: E.164 with separators is accepted, anything else refused."""

from __future__ import annotations

import pytest
from rest_framework.exceptions import ValidationError

from core.api.fields import Phone
from core.phone import e164


@pytest.mark.parametrize(
    ("given", "dialled"),
    [
        ("+15550100", "+15550100"),
        ("+1-555-0100", "+15550100"),
        ("+1 (555) 010-0100", "+15550100100"),
        ("+43.1.234.5678", "+4312345678"),
        ("+123456789012345", "+123456789012345"),
    ],
)
def test_a_number_is_stored_as_given_and_dialed_without_separators(
    given: str, dialled: str
) -> None:
    assert e164(given) == dialled
    assert Phone().run_validation(given) == given


@pytest.mark.parametrize(
    "given",
    [
        "15550100",
        "00155501000",
        "+0155501000",
        "+1555",
        "+1234567890123456",
        "+1 555 CALL",
        "++15550100",
        "+1-555-0100x5",
        "+١٥٥٥٠١٠٠",
        "tel:+15550100",
    ],
)
def test_anything_else_is_refused(given: str) -> None:
    assert e164(given) is None
    with pytest.raises(ValidationError) as refused:
        Phone().run_validation(given)
    assert [each.code for each in refused.value.detail] == ["phone"]


def test_a_number_may_be_empty_if_the_field_allows_it() -> None:
    assert Phone(allow_blank=True).run_validation("") == ""
