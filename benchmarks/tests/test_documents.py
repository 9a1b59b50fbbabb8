"""How the reading of documents is measured, and that the set itself is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.documents.matching import is_in, is_seen_in, normalized, words
from benchmarks.documents.measuring import Measured, measure
from benchmarks.documents.truth import FORMATS, PARTS, Sample, TruthMalformed, samples, segment
from knowledge.clients.parsing.blocks import Block, BlockKind


def sample(wanted: str, *, neutral: str = "", unwanted: str = "") -> Sample:
    segments = [
        tuple(map(segment, filter(None, text.split("\n")))) for text in (wanted, neutral, unwanted)
    ]
    return Sample(Path("x.txt"), "dev", "txt", "here", *segments)


def measured(truth: Sample, *texts: str) -> Measured:
    return measure(truth, [Block(text, BlockKind.PARAGRAPH, (), 1) for text in texts])


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("Open  at Nine.", "we are “open at nine.”", True),
        ("5", "it costs 12.5", False),
        ("5", "it costs 15 or 5,5", False),
        ("5", "5 eur", True),
        ("art", "a party", False),
        ("大人", "入場料大人六百円", True),
        ("或者重大遗漏", "或者重 大遗漏", False),
        ("| Service: Cut | Price: 24 €", "service: cut; price: 24 €", True),
        ("| Service: Cut | Price: 24 €", "service: cut and dry; price: 24 €", False),
        ("| Service: Cut | Price: 24 €", "service: cut; fee: 24 €", False),
        ("| Summer Opens: 08:00", "opens (summer): 08:00", True),
        ("| Summer Opens: 08:00", "winter opens: 08:00", False),
        ("| Cut | 24", "cut ..... 24 €", True),
        ("| Cut | 24", "cut ..... 124 €", False),
    ],
)
def test_a_segment_is_found_whole_or_not_at_all(text: str, line: str, found: bool) -> None:
    assert is_in(segment(text), normalized(line)) is found


@pytest.mark.parametrize(
    ("text", "line", "seen"),
    [("= 3", "3", True), ("= 3", "room 3", False), ("Log in", "homelog incart", True)],
)
def test_what_is_unwanted_is_seen_glued_to_its_neighbors_too(
    text: str, line: str, seen: bool
) -> None:
    assert is_seen_in(segment(text), line) is seen


def test_each_character_is_a_word_where_no_spaces_are_written() -> None:
    assert words("Preis: 六百円") == ["preis", "六", "百", "円"]


def test_recall_is_the_share_of_wanted_segments_that_come_out() -> None:
    truth = sample("We open at nine.\nDogs may come in.\n| A: 1 | B: 2\n| A: 3 | B: 4")
    result = measured(truth, "We open at nine. Dogs", "may come in.", "A: 1; B: 2", "A: 3", "B: 4")
    assert [each.text for each in result.missed] == ["Dogs may come in.", "| A: 3 | B: 4"]
    assert result.recall == 0.5


def test_rows_that_share_a_line_do_not_count() -> None:
    truth = sample("| Cut | 24\n| Color | 68")
    assert measured(truth, "Cut 24", "Color 68").recall == 1
    assert measured(truth, "Cut 24 Color 68").recall == 0


def test_facts_may_share_a_line() -> None:
    assert measured(sample("| Phone: 12\n| Fax: 13"), "Phone: 12; Fax: 13").recall == 1


def test_a_row_may_hold_the_words_of_another() -> None:
    truth = sample("| Monday | 9\n| Monday to Friday | 9")
    assert measured(truth, "Monday 9", "Monday to Friday 9").recall == 1


def test_a_sentence_may_run_over_the_end_of_a_page_but_not_of_a_paragraph() -> None:
    truth = sample("Keys are left at the desk.")
    pages = [Block("Keys are left", BlockKind.PARAGRAPH, (), 1)]
    after = Block("at the desk.", BlockKind.PARAGRAPH, (), 2)
    assert measure(truth, [*pages, after]).recall == 1
    assert measure(truth, [*pages, after._replace(page=1)]).recall == 0


def test_precision_counts_the_characters_of_words_that_stand_in_no_segment() -> None:
    truth = sample("Rooms cost forty.", neutral="All rights reserved")
    result = measured(truth, "Rooms cost forty.", "All rights reserved", "Menu: shop")
    assert result.foreign == ("menu shop",)
    assert result.precision == 1 - 8 / (14 + 17 + 8)


def test_words_are_known_only_in_the_order_of_their_segment() -> None:
    truth = sample("the gate opens at nine in summer")
    assert measured(truth, "the gate opens at nine").foreign == ()
    assert measured(truth, "nine gate").foreign == ("nine gate",)


def test_what_is_said_more_often_than_in_the_document_is_foreign() -> None:
    line = "The office is in Mill Lane."
    assert measured(sample(line), line, line).precision == 0.5
    assert measured(sample(f"{line}\n{line}"), line, line).precision == 1
    assert measured(sample(f"{line}\nNote: {line}"), line, f"Note: {line}").precision == 1


def test_unwanted_segments_that_come_out_are_named() -> None:
    result = measured(sample("Open.", unwanted="Log in\n= 3"), "Open.", "Log in", "Room 3")
    assert [each.text for each in result.kept] == ["Log in"]


def test_nothing_read_is_nothing_recalled_and_nothing_foreign() -> None:
    result = measured(sample("Open."))
    assert (result.recall, result.precision) == (0, 1)


def test_a_truth_without_wanted_segments_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "dev" / "txt"
    folder.mkdir(parents=True)
    (folder / "a.txt.truth").write_text("[made]\nby hand\n[unwanted]\nMenu\n")
    with pytest.raises(TruthMalformed, match="nothing is wanted"):
        samples(tmp_path)


def test_the_set_has_both_parts_of_every_format_in_equal_numbers() -> None:
    parts = {
        format: [sum(each.part == part for each in SET if each.format == format) for part in PARTS]
        for format in FORMATS
    }
    assert all(dev >= 10 and 0 <= dev - held_out <= 1 for dev, held_out in parts.values()), parts


def test_no_unwanted_segment_of_the_set_is_part_of_what_may_come_out() -> None:
    assert [
        (each.path.name, unwanted.text)
        for each in SET
        for unwanted in each.unwanted
        for wanted in each.wanted + each.neutral
        if not unwanted.is_whole_line and is_seen_in(unwanted, normalized(wanted.text))
    ] == []


def test_every_file_of_the_set_has_its_truth_and_every_truth_its_file() -> None:
    root = SET[0].path.parents[2]
    there = {path for part in PARTS for path in (root / part).glob("*/*")}
    truths = {path for path in there if path.suffix == ".truth"}
    assert there - truths == {each.path for each in SET}
    assert all(each.made for each in SET)


SET = samples()
