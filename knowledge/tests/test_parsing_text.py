"""Cleaning of text, and the plain text formats: TXT, CSV, Markdown."""

import unicodedata

import pytest

from knowledge.clients.parsing import csv_rows, markdown, plain_text
from knowledge.clients.parsing.blocks import (
    MAX_BLOCK_CHARACTERS,
    Block,
    BlockKind,
    Outline,
    clean,
    clean_lines,
)


def silent(done: int, total: int) -> None:
    """A reporter for tests that ignore progress."""


def paragraphs(text: str) -> list[str]:
    return [block.text for block in plain_text.parse(text.encode(), silent)]


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("nul\x00 and \x07bell", "nul and bell"),
        ("invoice\u202efdp.exe\u202c", "invoicefdp.exe"),
        ("\u2066isolated\u2069 \u200fmarks\u200e", "isolated marks"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("hidden\U000e0041\U000e0042 tags", "hidden tags"),
        ("重\n  大遗漏 and\nmore", "重大遗漏 and more"),
        ("lost \ufffdetters", "lost etters"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("e\u0301te\u0301 ﬁne", "été fine"),
        ("  many\t\u00a0\u3000 spaces\r\nand lines ", "many spaces and lines"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200b\x00\u202e", ""),
    ],
)
def test_text_is_cleaned(dirty, expected):
    assert clean(dirty) == expected
    assert unicodedata.is_normalized("NFC", clean(dirty))


def test_code_keeps_its_lines_and_indentation():
    assert clean_lines("\n\tif x:\r\n\t    go()  \n\n\x00\n") == "    if x:\n        go()"


def test_a_long_text_becomes_bounded_blocks_without_loss():
    sentence = "Guests are welcome. "
    blocks = list(Outline().block(sentence * 2000, BlockKind.PARAGRAPH))

    assert all(len(block.text) <= MAX_BLOCK_CHARACTERS for block in blocks)
    assert " ".join(block.text for block in blocks) == (sentence * 2000).strip()
    assert all(block.text.endswith("welcome.") for block in blocks)


def test_headings_apply_until_their_level_returns():
    outline = Outline()

    assert list(outline.heading("Hotel", level=1)) == [Block("Hotel", BlockKind.HEADING)]
    assert list(outline.heading("Rooms", level=2)) == [
        Block("Rooms", BlockKind.HEADING, ("Hotel",))
    ]
    assert outline.path == ("Hotel", "Rooms")
    assert list(outline.heading("Pool", level=2))[0].heading_path == ("Hotel",)
    assert outline.path == ("Hotel", "Pool")
    assert list(outline.heading("x" * 300, level=1))[0].kind is BlockKind.PARAGRAPH
    assert outline.path == ("Hotel", "Pool")


def test_txt_joins_wrapped_lines_and_keeps_deliberate_ones():
    text = (
        "GRAND HOTEL\n===========\n\n"
        "Our house stands at the edge of the old town, five minutes on foot from the\n"
        "central station, and has been in the hands of one family since nineteen ten.\n"
        "It closes in January.\n\n"
        "Opening hours\n\n"
        "Monday 9-17\nTuesday 9-12\n"
    )

    assert list(plain_text.parse(text.encode(), silent)) == [
        Block("GRAND HOTEL", BlockKind.HEADING),
        Block(
            "Our house stands at the edge of the old town, five minutes on foot from the central"
            " station, and has been in the hands of one family since nineteen ten. It closes in"
            " January.",
            BlockKind.PARAGRAPH,
            ("GRAND HOTEL",),
        ),
        Block("Opening hours", BlockKind.HEADING, ("GRAND HOTEL",)),
        Block("Monday 9-17", BlockKind.PARAGRAPH, ("GRAND HOTEL", "Opening hours")),
        Block("Tuesday 9-12", BlockKind.PARAGRAPH, ("GRAND HOTEL", "Opening hours")),
    ]


def test_txt_lists_are_read():
    blocks = list(plain_text.parse(b"We offer:\n- Towels\n\xe2\x80\xa2 Bikes\n1. Ring\n", silent))

    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.PARAGRAPH, "We offer:"),
        (BlockKind.LIST_ITEM, "Towels"),
        (BlockKind.LIST_ITEM, "Bikes"),
        (BlockKind.LIST_ITEM, "1. Ring"),
    ]


def test_a_txt_signature_is_not_a_heading():
    blocks = list(
        plain_text.parse(b"See you soon in our house by the sea.\n\nBest regards", silent)
    )

    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "公司董事会保证季度报告内容的真实、准确、完整，不存在虚假记载、误导性陈述或者重\n"
            "大遗漏，并承担个别和连带的法律责任。工作坊每天早上九点开门，全面保养的价格是九十\n"
            "欧元，请提前两天打电话预约。",
            [
                "公司董事会保证季度报告内容的真实、准确、完整，不存在虚假记载、误导性陈述或者"
                "重大遗漏，并承担个别和连带的法律责任。工作坊每天早上九点开门，全面保养的价格是"
                "九十欧元，请提前两天打电话预约。"
            ],
        ),
        (
            "工作坊使用日本和意大利的零件，欢迎光临，电话是 030 1234，地址是\nLake Road 5。",
            ["工作坊使用日本和意大利的零件，欢迎光临，电话是 030 1234，地址是 Lake Road 5。"],
        ),
        (
            "공방은 아홉 시에 문을 엽니다. 자전거 수리는 사만 원이며 전화로\n예약하시면 됩니다.",
            ["공방은 아홉 시에 문을 엽니다. 자전거 수리는 사만 원이며 전화로 예약하시면 됩니다."],
        ),
        (
            "営業時間\n月曜日 9時から17時\n火曜日 9時から12時",
            ["営業時間", "月曜日 9時から17時", "火曜日 9時から12時"],
        ),
    ],
    ids=["Chinese", "mixed", "Korean", "short lines"],
)
def test_wrapped_lines_are_joined_as_their_script_demands(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


def test_txt_with_old_line_ends_and_form_feeds():
    assert paragraphs("One sentence.\r\rAnother one.\fA third.") == [
        "One sentence.",
        "Another one.",
        "A third.",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_rows_can_be_read_on_their_own(delimiter):
    rows = [["Room", "Price (EUR)", ""], ["Double", "120", "sea view"], ["Single", "", ""]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode()

    assert list(csv_rows.parse(data, silent)) == [
        Block("Room: Double; Price (EUR): 120; sea view", BlockKind.TABLE_ROW),
        Block("Room: Single", BlockKind.TABLE_ROW),
    ]


def test_csv_quotes_line_breaks_and_ragged_rows():
    data = b'Question,Answer\n"Is there a pool, too?","Yes.\nOn it."\n\n,\nWi-Fi?,Free,really\n'

    assert [block.text for block in csv_rows.parse(data, silent)] == [
        "Question: Is there a pool, too?; Answer: Yes. On it.",
        "Question: Wi-Fi?; Answer: Free; really",
    ]


def test_csv_with_only_a_header_is_that_header():
    assert [block.text for block in csv_rows.parse(b"Towels,Soap\n", silent)] == ["Towels; Soap"]


def test_csv_reports_progress():
    reports = []
    list(csv_rows.parse(b"a,b\n1,2\n3,4\n", lambda done, total: reports.append((done, total))))

    assert reports == [(4, 12), (8, 12), (12, 12)]


def test_markdown_structure_is_read():
    source = (
        "---\ntitle: hidden\n---\n# Hotel\n\nSome *nice*\nwords.\n\nRooms\n-----\n\n- small\n"
        "- large\n  1. very large\n\n| Room | Price |\n|---|---|\n| Double | 120 |\n\n"
        "```py\nx = 1\n\ny = 2\n```\n\n<details><summary>More</summary>Ask us.</details>\n"
    )

    assert list(markdown.parse(source.encode(), silent)) == [
        Block("Hotel", BlockKind.HEADING),
        Block("Some nice words.", BlockKind.PARAGRAPH, ("Hotel",)),
        Block("Rooms", BlockKind.HEADING, ("Hotel",)),
        Block("small", BlockKind.LIST_ITEM, ("Hotel", "Rooms")),
        Block("large", BlockKind.LIST_ITEM, ("Hotel", "Rooms")),
        Block("1. very large", BlockKind.LIST_ITEM, ("Hotel", "Rooms")),
        Block("Room: Double; Price: 120", BlockKind.TABLE_ROW, ("Hotel", "Rooms")),
        Block("x = 1\n\ny = 2", BlockKind.CODE, ("Hotel", "Rooms")),
        Block("More", BlockKind.PARAGRAPH, ("Hotel", "Rooms")),
        Block("Ask us.", BlockKind.PARAGRAPH, ("Hotel", "Rooms")),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(line_end):
    text = """Contract
--------

The minimum term is eighteen months and starts on the day of activation.
After it the contract runs from month to month and either side may end
it with thirty days' notice.
"""

    assert paragraphs(text.replace("\n", line_end)) == [
        "Contract",
        "The minimum term is eighteen months and starts on the day of activation. After it the"
        " contract runs from month to month and either side may end it with thirty days' notice.",
    ]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "Dish                 Price     Note\nLentils with ham      7,90 €   no pork\n"
            "Trout               18,20 €   Fridays only\nSoup                 4,20 €",
            [
                "Dish: Lentils with ham; Price: 7,90 €; Note: no pork",
                "Dish: Trout; Price: 18,20 €; Note: Fridays only",
                "Dish: Soup; Price: 4,20 €",
            ],
        ),
        (
            "Plan\tFee\tNotice\nBronze\t19 EUR\t4 weeks\nGold\t45 EUR\t3 months",
            [
                "Plan: Bronze; Fee: 19 EUR; Notice: 4 weeks",
                "Plan: Gold; Fee: 45 EUR; Notice: 3 months",
            ],
        ),
        ("Rye ........ 5.60\nOlive stick .... 4.10", ["Rye: 5.60", "Olive stick: 4.10"]),
        (
            "茶品\u3000\u3000一壶\u3000\u3000一杯\n龙井茶\u300088元\u300028元\n菊花茶\u300048元\u300015元",
            ["茶品: 龙井茶; 一壶: 88元; 一杯: 28元", "茶品: 菊花茶; 一壶: 48元; 一杯: 15元"],
        ),
        (
            "Monday     9:00 to 12:00 and\n           14:00 to 18:00\nTuesday    9:00 to 12:00",
            ["Monday: 9:00 to 12:00 and 14:00 to 18:00", "Tuesday: 9:00 to 12:00"],
        ),
    ],
)
def test_columns_in_plain_text_are_rows(table, rows):
    read = paragraphs(f"Please read this.\n\n{table}\n\nThank you.")

    assert read == ["Please read this.", *rows, "Thank you."]


@pytest.mark.parametrize(
    "text",
    [
        "We open at nine.  We close at five.\nPlease call before.  Nobody answers.\nThank you.",
        "1.  Brakes are checked.\n2.  Wheels are trued.\n3.  Chains are oiled.",
    ],
)
def test_wide_spaces_in_text_and_lists_make_no_table(text):
    kinds = {block.kind for block in plain_text.parse(text.encode(), silent)}

    assert BlockKind.TABLE_ROW not in kinds
