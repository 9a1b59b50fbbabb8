"""Answers from long prose: sections under questions, program code, several sentences."""

from __future__ import annotations

from knowledge.clients.embedding.minilm import minilm
from voice.answering import Assessment, Passage, assess
from voice.answering.evidence import candidates
from voice.answering.extractive import quote

TO_NUMBER = (
    "How do I convert a text to a number?",
    "Call parse() with the text. It gives back nothing where the text is no number.",
)
TO_TEXT = (
    "How do I convert a number to a text?",
    "Call show() with the number. A pattern as second argument fixes the decimals.",
)
REVERSE = (
    "How do I go through a list backwards?",
    "Use the built-in function reversed:\nfor x in reversed(things):\n    print(x)\n"
    "The list itself is left as it was.",
)
GOTO = (
    "Why is there no goto?",
    "There are several reasons. Early programs that jumped about were hard to read. Loops and"
    " exceptions do all that a jump was wanted for. Nobody has missed it since.",
)


def asked(question: str, *sections: tuple[str, str]) -> Assessment:
    vectors = list(
        minilm().embed_passages([f"Manual > {heading}\n{text}" for heading, text in sections])
    )
    query = minilm().embed_query(question)
    passages = [
        Passage(number, 1, "manual", ("Manual", heading), None, text, float(query @ vector), 0.5)
        for number, ((heading, text), vector) in enumerate(
            zip(sections, vectors, strict=True), start=1
        )
    ]
    return assess(question, passages, embedder=minilm())


def test_a_section_under_the_question_beats_one_with_the_same_words() -> None:
    to_number = asked(TO_NUMBER[0], TO_TEXT, TO_NUMBER, GOTO)
    to_text = asked(TO_TEXT[0], TO_TEXT, TO_NUMBER, GOTO)

    assert quote(to_number.spans, 500) == TO_NUMBER[1]
    assert quote(to_text.spans, 500) == TO_TEXT[1]


def test_an_open_question_is_answered_by_neighboring_sentences_in_order() -> None:
    assessment = asked("Why is there no goto?", GOTO, TO_TEXT)

    quoted = quote(assessment.spans, 500)
    short = quote(assessment.spans, 80)

    assert quoted == GOTO[1]
    assert len(short) <= 80
    assert short in GOTO[1]


def test_a_question_for_a_figure_is_answered_by_one_sentence() -> None:
    prices = ("Prices", "The museum is large and old. A ticket costs $12. We look forward to you.")

    assert quote(asked("How much is a ticket?", prices).spans, 500) == "A ticket costs $12."


def test_code_is_quoted_whole_with_the_line_before_it() -> None:
    passage = Passage(1, 1, "manual", ("Manual", REVERSE[0]), None, REVERSE[1], 0.6, 0.5)

    texts = [candidate.text for candidate in candidates([passage])]

    assert texts == [
        "Use the built-in function reversed:",
        "for x in reversed(things):\n    print(x)",
        "The list itself is left as it was.",
    ]


def test_joining_spans_are_marked_and_match_their_offsets() -> None:
    assessment = asked("Why is there no goto?", GOTO, TO_TEXT)

    first, *others = assessment.spans
    joined = [span for span in others if span.joins]

    assert not first.joins
    assert {span.chunk_id for span in joined} == {first.chunk_id}
    assert [GOTO[1][span.start : span.end] for span in joined] == [span.text for span in joined]
