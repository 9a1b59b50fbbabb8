"""Numbers, dates and durations as a spreadsheet shows them."""

from __future__ import annotations

import pytest

from knowledge.clients.parsing.number_formats import Format


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", 1250.5, "1250.5"),
        ("General", 0.1 + 0.2, "0.3"),
        ("General", 4006381333931, "4006381333931"),
        ('General" pcs"', 7, "7 pcs"),
        ("0", 2.5, "3"),
        ("0", -0.4, "0"),
        ("0.00", 1.005, "1.01"),
        ("#.##", 0.5, ".5"),
        ("0.0#", 3, "3.0"),
        ("00000", 42, "00042"),
        ("#,##0", 1234567, "1,234,567"),
        ("#,##0.00", -1234.5, "-1,234.50"),
        ("0000,000", 12, "0,000,012"),
        ("0%", 0.19, "19%"),
        ("0.0%", 0.175, "17.5%"),
        ('#,##0.00 "€"', 1250.5, "1,250.50 €"),
        ("#,##0.00\\ [$€-407]", 1250.5, "1,250.50 €"),
        ("[$€-407]#,##0.00", 80, "€80.00"),
        ("[$CHF] #,##0.00", 80, "CHF 80.00"),
        ("$#,##0", 1250, "$1,250"),
        ('_("$"* #,##0.00_)', 9.8, "$9.80"),
        ('_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_)', -9.8, "$(9.80)"),
        ('_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_)', 0, "$-"),
        ("#,##0;[Red]-#,##0", -5, "-5"),
        ("#,##0_);(#,##0)", -5, "(5)"),
        ('0;-0;"none"', 0, "none"),
        ("0;;", -3, ""),
        (";;;", 3, ""),
        ('[>=1000]0.0,"k";0', 1250, "1.3k"),
        ('[>=1000]0.0,"k";0', 250, "250"),
        ('[<1]"free";[<10]"cheap";0', 4, "cheap"),
        ('0.0,,"M"', 12_345_678, "12.3M"),
        ("0.00E+00", 12345.678, "1.23E+04"),
        ("0.0E-0", 0.00012, "1.2E-4"),
        ("##0.0E+0", 12345, "12.3E+3"),
        ("# ?/?", 3.25, "3 1/4"),
        ("# ?/?", 0.5, "1/2"),
        ("# ??/??", 2, "2"),
        ("?/?", 1.5, "3/2"),
        ("# ?/8", 2.5, "2 4/8"),
        ("# ??/100", 0.25, "25/100"),
        ("(###) ###-####", 5551234567, "(555) 123-4567"),
        ("000-00-0000", 12345678, "012-34-5678"),
        ('"No. "0', 7, "No. 7"),
        ('0.0 "kg"', 2.25, "2.3 kg"),
        ("0°C", 21, "21°C"),
        ("@", 5, "5"),
        ("0." + "0" * 100, 1.5, "1.5" + "0" * 19),
        ("#,##0", 1e200, f"{10**200:,}"[:4]),
        ("0" * 5000, 1.5, "1.5"),
    ],
)
def test_numbers(code: str, value: float, shown: str) -> None:
    text = Format(code).number(value)

    assert text == shown or (value == 1e200 and text.startswith(shown))


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("dd.mm.yyyy", 46455, "2027-03-09"),
        ("m/d/yy", 46455.75, "2027-03-09"),
        ("m/d/yyyy h:mm", 46455.75, "2027-03-09 18:00"),
        ("yyyy-mm-dd hh:mm:ss", 46455, "2027-03-09"),
        ("yyyy-mm-dd hh:mm:ss", 46455.75 + 5 / 86_400, "2027-03-09 18:00:05"),
        ("[$-407]d. mmmm yyyy", 46455, "9. März 2027"),
        ("[$-409]mmmm d, yyyy", 46455, "March 9, 2027"),
        ("[$-40C]dddd d mmmm", 46455, "mardi 9 mars"),
        ("[$-411]d mmmm yyyy", 46455, "9 March 2027"),
        ("[$-F800]dddd, mmmm dd, yyyy", 46455, "Tuesday, March 09, 2027"),
        ("mm:ss.0", 0.001, "01:26"),
        ("dddd, d mmm yyyy", 46455, "Tuesday, 9 Mar 2027"),
        ("mmm-yy", 46455, "Mar-27"),
        ("mmmm yyyy", 46455, "March 2027"),
        ("yyyy", 46455, "2027"),
        ("d/m", 46455, "9/3"),
        ("h:mm", 0.3541666666666667, "8:30"),
        ("hh:mm", 0.3541666666666667, "08:30"),
        ("h:mm AM/PM", 0.75, "6:00 PM"),
        ("h AM/PM", 0, "12 AM"),
        ('h:mm "Uhr"', 0.75, "18:00 Uhr"),
        ("mm:ss", 0.001, "01:26"),
        ("[h]:mm", 1.104166666666667, "26:30"),
        ("[h]:mm:ss", 2.5, "60:00:00"),
        ("[mm]:ss", 0.5, "720:00"),
        ("[s]", 0.001, "86"),
        ('[h] "h" mm "min"', 1.5, "36 h 00 min"),
        ("dd.mm.yyyy", 1, "1900-01-01"),
        ("dd.mm.yyyy", 61, "1900-03-01"),
        ("dd.mm.yyyy hh:mm", 0.5, "12:00"),
        ("dd.mm.yyyy", -1, "-1"),
        ("dd.mm.yyyy", 1e9, "1000000000"),
        ("h:mm", -0.5, "-0.5"),
    ],
)
def test_dates_times_and_durations(code: str, value: float, shown: str) -> None:
    assert Format(code).number(value) == shown


def test_days_may_be_counted_from_1904():
    assert Format("yyyy-mm-dd", is_1904=True).number(0) == "1904-01-01"
    assert Format("yyyy-mm-dd", is_1904=True).number(44993) == "2027-03-09"
    assert Format("yyyy-mm-dd", is_1904=True).number(2_958_000) == "2958000"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "Anna"),
        ("@", "Anna"),
        ('"Ms "@', "Ms Anna"),
        ('0;-0;0;"text: "@', "text: Anna"),
        ("0;-0", "Anna"),
        (";;;", ""),
    ],
)
def test_texts(code: str, shown: str) -> None:
    assert Format(code).text("Anna") == shown
