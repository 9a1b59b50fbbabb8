import hashlib
from itertools import pairwise

import pytest

from knowledge.chunking import ChunkDraft, sentences, split
from knowledge.clients.embedding.tokenizer import count_tokens
from knowledge.clients.parsing.blocks import Block, BlockKind

PROSE = (
    "Guests of the house find towels, soap and a hair dryer in every bathroom, e.g. Room 5."
    " Late arrivals after 11 p.m. are welcome when they call ahead."
)


def paragraph(text: str, *path: str, page: int | None = None) -> Block:
    return Block(text, BlockKind.PARAGRAPH, path, page)


def heading(text: str, *path: str, page: int | None = None) -> Block:
    return Block(text, BlockKind.HEADING, path, page)


def row(text: str) -> Block:
    return Block(text, BlockKind.TABLE_ROW)


def prose(count: int, *path: str, page: int | None = None) -> list[Block]:
    return [paragraph(f"Paragraph {i}. {PROSE}", *path, page=page) for i in range(count)]


def test_a_short_document_is_one_chunk():
    (chunk,) = split([heading("Pool", page=3), paragraph(PROSE, "Pool", page=3)])

    assert chunk == ChunkDraft(
        index=0,
        text=PROSE,
        heading_path=("Pool",),
        page=3,
        token_count=count_tokens(PROSE),
    )
    assert chunk.passage == f"Pool\n{PROSE}"
    assert chunk.content_hash("m") == hashlib.sha256(f"m\0Pool\0{PROSE}".encode()).hexdigest()


def test_a_long_section_is_split_between_paragraphs_into_even_chunks():
    blocks = prose(40, "Rooms", "Double")
    chunks = list(split(blocks))

    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert "\n".join(chunk.text for chunk in chunks) == "\n".join(block.text for block in blocks)
    assert all(150 <= chunk.token_count <= 240 for chunk in chunks)
    assert {chunk.heading_path for chunk in chunks} == {("Rooms", "Double")}


def test_embedded_text_fits_the_window():
    path = tuple(f"A heading of some length, number {level}" for level in range(5))

    for chunk in split(prose(30, *path), max_tokens=200):
        assert count_tokens(chunk.passage) + 2 <= 200  # [CLS] and [SEP]


def test_a_paragraph_longer_than_a_chunk_is_split_between_sentences():
    whole = " ".join([PROSE] * 20)
    chunks = list(split([paragraph(whole)]))

    assert " ".join(chunk.text for chunk in chunks) == whole
    ends = {whole[end - 1] for _, end in sentences(whole)}
    assert {chunk.text[-1] for chunk in chunks} == ends == {"."}
    assert all(chunk.text.startswith(("Guests", "Late")) for chunk in chunks)


def test_a_sentence_longer_than_a_chunk_is_split_between_words():
    words = [f"word{i}" for i in range(1000)]
    chunks = list(split([paragraph(" ".join(words))]))

    assert " ".join(chunk.text for chunk in chunks).split() == words
    assert all(chunk.token_count <= 240 for chunk in chunks)


def test_a_word_longer_than_a_chunk_is_split():
    chunks = list(split([paragraph("x" * 8000)]))

    assert "".join(chunk.text for chunk in chunks) == "x" * 8000
    assert max(len(chunk.text) for chunk in chunks) <= 240 * 8


def test_no_short_piece_is_left_at_the_end():
    *_, last = split([*prose(4, "Rooms"), paragraph("One more thing: smile.", "Rooms")])

    assert last.text.endswith("One more thing: smile.")
    assert last.token_count > 60


def test_sections_do_not_mix():
    chunks = list(
        split(
            [
                heading("Rooms"),
                *prose(2, "Rooms"),
                heading("Pool"),
                *prose(2, "Pool"),
                paragraph("At the root. " * 10),
            ]
        )
    )

    assert [chunk.heading_path for chunk in chunks] == [("Rooms",), ("Pool",), ()]


def test_tiny_sections_share_a_chunk_with_their_headings():
    questions = [
        heading("When is breakfast?", "FAQ"),
        paragraph("From 7 to 10.", "FAQ", "When is breakfast?", page=1),
        heading("Is there a pool?", "FAQ"),
        paragraph("Yes. On the roof.", "FAQ", "Is there a pool?", page=1),
        heading("Rooms"),
        *prose(1, "Rooms"),
    ]

    shared, rooms = split(questions)

    assert shared.heading_path == ("FAQ",)
    assert shared.text == (
        "When is breakfast? — From 7 to 10.\nIs there a pool? — Yes. On the roof."
    )
    assert shared.page == 1
    assert rooms.heading_path == ("Rooms",)


def test_a_single_tiny_section_keeps_its_heading_above():
    (chunk,) = split([heading("Pets"), paragraph("Not allowed.", "Pets")])

    assert (chunk.heading_path, chunk.text) == (("Pets",), "Not allowed.")


def test_tiny_sections_fill_at_most_half_a_chunk():
    blocks = [paragraph("Yes, we do, every day.", "FAQ", f"Question {i}?") for i in range(100)]
    chunks = list(split(blocks))

    assert sum(chunk.text.count("Yes, we do") for chunk in chunks) == 100
    assert all(chunk.token_count <= 240 for chunk in chunks)
    assert all(" — " in line for chunk in chunks for line in chunk.text.splitlines())


def test_a_heading_without_text_becomes_text():
    chunks = list(
        split([heading("Hotel"), heading("No dogs", "Hotel"), heading("No smoking", "Hotel")])
    )

    assert [(chunk.text, chunk.heading_path) for chunk in chunks] == [
        ("No dogs\nNo smoking", ("Hotel",))
    ]


def test_a_chunk_spans_two_pages_at_most():
    blocks = [paragraph(f"Short page {page}.", page=page) for page in range(1, 8)]
    chunks = list(split(blocks))

    assert [(chunk.page, chunk.text.count("\n")) for chunk in chunks] == [
        (1, 1),
        (3, 1),
        (5, 1),
        (7, 0),
    ]


def test_table_rows_stay_whole():
    rows = [f"Room: No. {i}; Price: {i}.50 EUR. Nice; Breakfast: yes" for i in range(60)]
    chunks = list(split([row(text) for text in rows]))

    assert [line for chunk in chunks for line in chunk.text.split("\n")] == rows
    assert len(chunks) > 3


def test_a_row_longer_than_a_chunk_is_split_between_cells():
    cells = [f"Column {i}: value {i}" for i in range(300)]
    chunks = list(split([row("; ".join(cells))]))

    assert [cell for chunk in chunks for cell in chunk.text.split("; ")] == cells
    assert all(chunk.token_count <= 240 for chunk in chunks)


def test_code_keeps_its_lines():
    code = "def greet():\n    return 'hello'"
    (chunk,) = split([Block(code, BlockKind.CODE)])

    assert chunk.text == code


def test_the_hash_depends_on_headings_text_and_engine():
    hashes = {
        next(split([block])).content_hash("m")
        for block in (
            paragraph(PROSE),
            paragraph(PROSE, "Pool"),
            paragraph(PROSE, "Pool", "Rules"),
            paragraph(PROSE + " And so on.", "Pool"),
        )
    }

    assert len(hashes) == 4
    chunk = next(split([paragraph(PROSE, "Pool", page=1)]))
    assert chunk.content_hash("m") in hashes
    assert chunk.content_hash("another") not in hashes


def test_chunks_are_yielded_while_blocks_arrive():
    def endless():
        while True:
            yield from prose(10, "Rooms")

    chunks = split(endless())

    assert [next(chunks).index for _ in range(5)] == [0, 1, 2, 3, 4]


def test_page_numbers_never_decrease():
    blocks = [block for page in range(1, 10) for block in prose(1, "Rooms", page=page)]

    assert all(before.page <= after.page for before, after in pairwise(split(blocks)))


@pytest.mark.parametrize("blocks", [[], [Block("", BlockKind.PARAGRAPH)]])
def test_no_blocks_make_no_chunk(blocks):
    assert list(split(blocks)) == []


def test_a_chunk_says_where_its_second_page_begins() -> None:
    running = Block("Keys cost. A lost one, too. Mats.", BlockKind.PARAGRAPH, (), 1, ((11, 2),))

    (chunk,) = split([running, paragraph("The end.", page=2)])

    assert chunk.text == "Keys cost. A lost one, too. Mats.\nThe end."
    assert (chunk.page, chunk.page_starts) == (1, ((11, 2),))


def test_short_pages_that_share_a_chunk_are_told_apart() -> None:
    first, second = split(
        [
            paragraph(f"Page {page} says so.", "Hut", f"Day {page}", page=page)
            for page in range(1, 5)
        ]
    )

    assert first.text == "Day 1 — Page 1 says so.\nDay 2 — Page 2 says so."
    assert (first.page, first.page_starts) == (1, ((first.text.index("Day 2"), 2),))
    assert (second.page, second.page_starts) == (3, ((second.text.index("Day 4"), 4),))


def test_a_long_sentence_in_parts_keeps_the_page_of_each_part() -> None:
    words = " ".join(f"word{i}" for i in range(600))
    turn = words.index("word300")

    chunks = list(split([Block(words, BlockKind.PARAGRAPH, (), 1, ((turn, 2),))]))

    assert {chunk.page for chunk in chunks} == {1, 2}
    assert all(chunk.page == 2 for chunk in chunks if chunk.text.startswith("word5"))


@pytest.mark.parametrize(
    "blocks",
    [
        [
            block
            for i in range(12)
            for block in (
                heading(f"{'A headline of very many words ' * 4}{i}", "Notes"),
                paragraph(f"{i} May", "Notes", f"{'A headline of very many words ' * 4}{i}"),
            )
        ],
        prose(5, *(f"{'On the care of leather ' * 8}{level}" for level in range(8))),
        prose(5, "長" * 200, "い" * 200),
        [heading("長" * 200), heading("い" * 200)],
    ],
    ids=["merged headings", "deep headings", "wide headings", "bare headings"],
)
def test_no_chunk_exceeds_the_window_whatever_its_headings(blocks: list[Block]) -> None:
    chunks = list(split(blocks))

    assert max(count_tokens(chunk.passage) + 2 for chunk in chunks) <= 240
    text = "".join(chunk.text for chunk in chunks)
    assert all(block.text in text for block in blocks if block.kind is BlockKind.PARAGRAPH)
