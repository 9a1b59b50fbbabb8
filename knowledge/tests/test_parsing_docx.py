import pytest

from knowledge.clients.parsing import docx
from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.errors import ArchiveTooLarge, CorruptFile, NotADocx
from knowledge.tests import documents
from knowledge.tests.test_parsing_text import silent


def read(data: bytes) -> list[Block]:
    return list(docx.parse(data, silent))


def test_reads_headings_paragraphs_lists_and_tables():
    data = documents.docx(
        [
            ("Title", "Grand Hotel"),
            ("Normal", "Welcome to the house."),
            ("Heading 2", "Services"),
            ("List Bullet", "Laundry"),
            ("List Number", "Ring the bell"),
        ],
        table=[["Room", "Low", "High"], ["Double", "90", "120"]],
    )

    assert read(data) == [
        Block("Grand Hotel", BlockKind.HEADING),
        Block("Welcome to the house.", BlockKind.PARAGRAPH, ("Grand Hotel",)),
        Block("Services", BlockKind.HEADING, ("Grand Hotel",)),
        Block("Laundry", BlockKind.LIST_ITEM, ("Grand Hotel", "Services")),
        Block("1. Ring the bell", BlockKind.LIST_ITEM, ("Grand Hotel", "Services")),
        Block("Room: Double; Low: 90; High: 120", BlockKind.TABLE_ROW, ("Grand Hotel", "Services")),
    ]


def test_nested_tables_are_read():
    assert [block.text for block in read(documents.nested_docx(20))] == ["deep"]


@pytest.mark.parametrize(
    "data",
    [
        documents.billion_laughs_docx(),
        documents.external_entity_docx("file:///etc/hostname"),
        documents.external_entity_docx("http://127.0.0.1:9/x", encoding="utf-16"),
        documents.raw_docx("<w:document"),
        documents.raw_docx(
            documents.word_xml("<w:p/>"), more={"word/media/image1.png": b"<!DOCTYPE x []><x/>"}
        ),
        documents.docx([("Normal", "Cut off.")])[:-200],
        b"PK\x03\x04" + b"\x00" * 500,
    ],
    ids=["laughs", "entity", "utf-16", "malformed", "hidden", "cut", "no-archive"],
)
def test_harmful_and_damaged_archives_are_refused(data):
    with pytest.raises(CorruptFile):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        documents.zip_bomb_docx(unpacked_bytes=20_000_000),
        documents.raw_docx(
            documents.word_xml("<w:p/>"), more={f"{i}.xml": b"" for i in range(5001)}
        ),
    ],
    ids=["ratio", "entries"],
)
def test_zip_bombs_are_refused_before_they_unpack(data):
    with pytest.raises(ArchiveTooLarge):
        read(data)


def test_another_office_format_is_refused():
    workbook = documents.archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})

    with pytest.raises(NotADocx):
        read(workbook)
