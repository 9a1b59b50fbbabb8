"""Phone numbers: E.164 with separators is accepted, anything else refused."""

from __future__ import annotations

import pytest
from rest_framework.exceptions import ValidationError

from core.api.fields import Phone
from core.phone import e164, region_of_zone


@pytest.mark.parametrize(
    ("given", "dialled"),
    [
        ("+15550100", "+15550100"),
        ("+1-555-0100", "+15550100"),
        ("+1 (555) 010-0100", "+15550100100"),
        ("+43.1.234.5678", "+4312345678"),
        ("+123456789012345", "+123456789012345"),
        ("+49 221/998877", "+49221998877"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+49 (0) 221 / 99 88 77", "+49221998877"),
        ("+39 (0)6 1234567", "+39061234567"),
        ("+44 (020) 7946 0958", "+4402079460958"),
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


@pytest.mark.parametrize(
    ("given", "region", "dialled"),
    [
        ("0221 / 99 88 77", "DE", "+49221998877"),
        ("(0171) 555 12 34", "DE", "+491715551234"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("06 1234567", "IT", "+39061234567"),
        ("0044 20 7946 0958", "DE", "+442079460958"),
        ("+44 20 7946 0958", "DE", "+442079460958"),
        ("020 7946 0958", "DE", None),
        ("12345", "DE", None),
        ("0221 CALL", "DE", None),
        ("0221 998877", "ZZ", None),
        ("0221 998877", "", None),
    ],
)
def test_a_number_without_a_country_code_is_read_as_it_is_dialed_there(
    given: str, region: str, dialled: str | None
) -> None:
    assert e164(given, region=region) == dialled


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Europe/Berlin", "DE"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("UTC", ""),
        ("Etc/UTC", ""),
        ("Etc/GMT+3", ""),
    ],
)
def test_most_time_zones_lie_in_a_country(zone: str, region: str) -> None:
    assert region_of_zone(zone) == region
