import pytest

from knowledge.clients.parsing import pdf
from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.errors import CorruptFile, EncryptedPdf
from knowledge.tests import documents
from knowledge.tests.test_parsing_text import silent

LINE = "Guests find towels, soap and a hair dryer in the bathroom of every room, and"


def read(data: bytes) -> list[Block]:
    return list(pdf.parse(data, silent))


def texts(*pages: list[str | tuple[str, str, float]]) -> list[str]:
    return [block.text for block in read(documents.pdf(pages))]


def test_lines_are_joined_into_paragraphs_under_headings_by_size_and_weight():
    data = documents.pdf(
        [
            [
                ("Grand Hotel", "Helvetica-Bold", 20.0),
                "Welcome to our house.",
                ("Rooms", "Helvetica-Bold", 14.0),
                LINE,
                "a kettle with tea on the desk.",
                "",
                "All rooms look out on the garden.",
                ("Breakfast", "Helvetica-Bold", 10.0),
                "It is served from seven.",
            ],
            [("Pool", "Helvetica-Bold", 14.0), "The pool is on the roof."],
        ]
    )

    assert read(data) == [
        Block("Grand Hotel", BlockKind.HEADING, (), 1),
        Block("Welcome to our house.", BlockKind.PARAGRAPH, ("Grand Hotel",), 1),
        Block("Rooms", BlockKind.HEADING, ("Grand Hotel",), 1),
        Block(
            f"{LINE} a kettle with tea on the desk.",
            BlockKind.PARAGRAPH,
            ("Grand Hotel", "Rooms"),
            1,
        ),
        Block(
            "All rooms look out on the garden.", BlockKind.PARAGRAPH, ("Grand Hotel", "Rooms"), 1
        ),
        Block("Breakfast", BlockKind.HEADING, ("Grand Hotel", "Rooms"), 1),
        Block(
            "It is served from seven.",
            BlockKind.PARAGRAPH,
            ("Grand Hotel", "Rooms", "Breakfast"),
            1,
        ),
        Block("Pool", BlockKind.HEADING, ("Grand Hotel",), 2),
        Block("The pool is on the roof.", BlockKind.PARAGRAPH, ("Grand Hotel", "Pool"), 2),
    ]


def test_words_broken_at_line_ends_are_rejoined():
    assert texts(
        ["The check-in desk is open; see the recep-", "tion desk, or use the self-check-", "in."]
    ) == ["The check-in desk is open; see the reception desk, or use the self-check-in."]


def test_short_lines_stay_lines():
    assert texts([LINE, "", "Monday 9 to 17", "Tuesday 9 to 12"])[1:] == [
        "Monday 9 to 17",
        "Tuesday 9 to 12",
    ]


def test_lists_are_items():
    blocks = read(documents.pdf([[LINE, "\u2022 Towels are free.", "2. Ring the bell."]]))

    assert [(block.kind, block.text) for block in blocks[1:]] == [
        (BlockKind.LIST_ITEM, "Towels are free."),
        (BlockKind.LIST_ITEM, "2. Ring the bell."),
    ]


def test_a_sentence_continues_on_the_next_page():
    blocks = read(documents.pdf([[LINE], ["a kettle. New sentence."], ["Other page."]]))

    assert [(block.text, block.page) for block in blocks] == [
        (f"{LINE} a kettle. New sentence.", 1),
        ("Other page.", 3),
    ]


def test_running_headers_and_page_numbers_are_left_out():
    pages = [
        documents.Page([f"Text of page {'one two three four'.split()[n]}."], f"Handbook, page {n}")
        for n in range(4)
    ]

    assert [block.text for block in read(documents.pdf(pages))] == [
        "Text of page one.",
        "Text of page two.",
        "Text of page three.",
        "Text of page four.",
    ]


def test_dot_leaders_are_shortened():
    assert texts(["Double room . . . . . . . . . . 120 EUR", "Single room ........ 80 EUR"]) == [
        "Double room … 120 EUR",
        "Single room … 80 EUR",
    ]


def test_progress_is_reported_per_page():
    reports = []
    data = documents.pdf([["One."], ["Two."], []])

    list(pdf.parse(data, lambda done, total: reports.append((done, total))))

    assert reports == [(1, 3), (2, 3), (3, 3)]


def test_pages_without_text_yield_nothing():
    assert read(documents.scanned_pdf()) == []


def test_a_password_is_the_reported_cause():
    with pytest.raises(EncryptedPdf):
        read(documents.pdf([["Secret."]], password="open sesame"))


def test_damage_is_the_reported_cause():
    whole = documents.pdf([[LINE] * 40] * 20)

    with pytest.raises(CorruptFile):
        read(whole[: len(whole) // 2])
    with pytest.raises(CorruptFile):
        read(b"%PDF-1.7\n" + bytes(range(256)) * 100)
