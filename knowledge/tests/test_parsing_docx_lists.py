"""Numbers of lists and headings in Word documents, as they are printed."""

from __future__ import annotations

import pytest

from knowledge.clients.parsing import docx
from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.tests.test_parsing_text import silent
from knowledge.tests.word_documents import paragraph, style, word


def level(number: int, text: str, format: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def lists(name: int, of: int, *overrides: str) -> str:
    overriding = "".join(overrides)
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{overriding}</w:num>'


def restart(level: int, at: int) -> str:
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{at}"/></w:lvlOverride>'


def item(text: str, name: int, level: int = 0) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'
    return paragraph(text, properties=numbering)


def read(body: str, numbering: str, styles: str = "") -> list[str]:
    data = word(body, numbering=numbering, styles=styles)
    return [block.text for block in docx.parse(data, silent)]


def test_lists_begin_where_they_say_and_levels_count_apart():
    outline = abstract(
        1, level(0, "%1.", start=12), level(1, "%1.%2", start=1), level(2, "(%3)", "lowerRoman")
    )
    body = (
        item("Brakes", 5) + item("Front", 5, 1) + item("Rear", 5, 1) + item("Cable", 5, 2)
        + item("Wheels", 5) + item("Rim", 5, 1)
    )  # fmt: skip

    assert read(body, outline + lists(5, 1)) == [
        "12. Brakes",
        "12.1 Front",
        "12.2 Rear",
        "(i) Cable",
        "13. Wheels",
        "13.1 Rim",
    ]


@pytest.mark.parametrize(
    ("format", "start", "printed"),
    [
        ("decimalZero", 9, ["09", "10"]),
        ("lowerLetter", 26, ["z", "aa"]),
        ("upperLetter", 1, ["A", "B"]),
        ("lowerRoman", 3, ["iii", "iv"]),
        ("upperRoman", 1999, ["MCMXCIX", "MM"]),
        ("ordinal", 22, ["22nd", "23rd"]),
        ("ordinal", 11, ["11th", "12th"]),
        ("chicago", 4, ["4", "5"]),
        ("lowerLetter", 999_998, ["999998", "999999"]),
    ],
)
def test_numbers_are_written_as_their_format_says(
    format: str, start: int, printed: list[str]
) -> None:
    numbering = abstract(1, level(0, "%1)", format, start)) + lists(1, 1)

    assert read(item("x", 1) + item("y", 1), numbering) == [
        f"{number}) {text}" for number, text in zip(printed, "xy", strict=True)
    ]


def test_a_list_goes_on_unless_it_starts_over():
    numbering = abstract(1, level(0, "%1."), level(1, "%2.")) + lists(1, 1) + lists(2, 1)
    numbering += lists(3, 1, restart(0, 7))
    body = item("a", 1) + paragraph("between") + item("b", 2) + item("c", 3) + item("d", 3)

    assert read(body, numbering) == ["1. a", "between", "2. b", "7. c", "8. d"]


def test_a_level_can_go_on_and_be_replaced():
    never = abstract(1, level(0, "%1."), level(1, "%2)", more='<w:lvlRestart w:val="0"/>'))
    other = f'<w:lvlOverride w:ilvl="1">{level(1, "%2 –", "upperLetter", 3)}</w:lvlOverride>'
    body = item("a", 1) + item("b", 1, 1) + item("c", 1) + item("d", 1, 1)

    assert read(body, never + lists(1, 1)) == ["1. a", "1) b", "2. c", "2) d"]
    assert read(body, never + lists(1, 1, other))[1] == "C – b"


def test_bullets_and_removed_numbers_print_nothing():
    numbering = abstract(1, level(0, "•", "bullet")) + lists(1, 1)
    data = word(item("bullet", 1) + item("none", 0), numbering=numbering)

    assert list(docx.parse(data, silent)) == [
        Block("bullet", BlockKind.LIST_ITEM),
        Block("none", BlockKind.PARAGRAPH),
    ]


def test_headings_numbered_by_their_styles_keep_their_numbers():
    numbering = abstract(
        1,
        level(0, "§ %1", "upperRoman", more='<w:pStyle w:val="heading1"/>'),
        level(1, "%1.%2", more='<w:isLgl/><w:pStyle w:val="heading2"/>'),
    ) + lists(4, 1)
    number = '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>'
    styles = style("heading 1", number) + style("heading 2", number)
    body = "".join(
        paragraph(text, properties=f'<w:pStyle w:val="heading{depth}"/>')
        for text, depth in [("Fees", 1), ("Rooms", 2), ("Meals", 2), ("Rules", 1), ("Pets", 2)]
    )

    assert read(body, numbering, styles) == [
        "§ I Fees",
        "1.1 Rooms",
        "1.2 Meals",
        "§ II Rules",
        "2.1 Pets",
    ]


def test_a_list_may_be_defined_by_a_numbering_style():
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Legal"/></w:abstractNum>'
        + abstract(2, level(0, "Art. %1"))
        + lists(1, 1)
        + lists(2, 2)
    )
    number = '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'

    assert read(item("a", 1), numbering, style("Legal", number, kind="numbering")) == ["Art. 1 a"]


def test_a_numbering_style_that_links_to_itself_ends():
    numbering = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="A"/></w:abstractNum>'
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'

    assert read(item("a", 1), numbering + lists(1, 1), style("A", number, kind="numbering")) == [
        "1. a"
    ]


def test_hidden_items_are_not_counted():
    hide = "<w:rPr><w:vanish/></w:rPr>"
    numbering = abstract(1, level(0, "%1.")) + lists(1, 1)
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    secret = paragraph(f"<w:r>{hide}<w:t>Secret</w:t></w:r>", properties=number + hide)

    assert [
        block.text
        for block in docx.parse(
            word(item("a", 1) + secret + item("b", 1), numbering=numbering), silent
        )
        if isinstance(block, Block)
    ] == ["1. a", "2. b"]


def test_an_outline_level_makes_a_heading():
    body = paragraph("Fees", properties='<w:outlineLvl w:val="1"/>')
    styled = paragraph("Rooms", properties='<w:pStyle w:val="Mine"/>')
    styles = style("Mine", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
    plain = paragraph("Text", properties='<w:outlineLvl w:val="9"/>')

    assert list(docx.parse(word(body + styled + plain, styles=styles), silent)) == [
        Block("Fees", BlockKind.HEADING),
        Block("Rooms", BlockKind.HEADING, ("Fees",)),
        Block("Text", BlockKind.PARAGRAPH, ("Fees", "Rooms")),
    ]
