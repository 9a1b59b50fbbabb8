import pytest

from knowledge.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[begin:end] for begin, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Check-in is at 3 p.m.", "Guests may arrive early."],
        ["We close at 7 p.m. Monday to Friday.", "On Sunday we rest."],
        ["The bus leaves at 9 a.m. EST from the station.", "It is free."],
        ["Dr. Smith and J. R. Jones work for Acme Inc.", "The team is small."],
        ["He lives in the U.S. Army base.", "Really!"],
        ["A night costs 12.50 euros, e.g. Mondays.", "See no. 5 and Fig. 2 below."],
        ["Are pets allowed?", "No.", "Dogs stay outside."],
        ["Go to https://example.com/a.b?c=d.e or mail a.b@example.com.", "We answer."],
        ["Version 2.0 is out.", "Use it…", "Or wait..."],
        ["“Is it far?”", "No, ten minutes (on foot).", "[See the map.]"],
        ["Tea, coffee, etc. are free.", "Cakes, scones etc.", "The rest costs extra."],
        ["Am 3. Januar öffnen wir.", "Das Zimmer hat Nr. 12.", "Hauptstr. 7 ist um die Ecke."],
        ["¿Hay piscina?", "Sí, en la azotea.", "El Sr. López lo sabe."],
        ["“Is it open?” she asked.", "It was."],
        ["It costs $5.", "3 nights are the minimum."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected):
    assert cut(" ".join(expected)) == expected


def test_scripts_without_spaces_end_sentences_by_the_mark_alone():
    assert cut("我们九点开门。周末休息！欢迎光临") == ["我们九点开门。", "周末休息！", "欢迎光临"]
    assert cut("هل أنت هنا؟ نعم. أنا هنا.") == ["هل أنت هنا؟", "نعم.", "أنا هنا."]


def test_lines_end_sentences_and_bullets_are_left_out():
    text = "Rules:\n- No smoking\n• Dogs. On a lead.\n\n1. Ring the bell. Wait.\r\n  last  "

    assert cut(text) == [
        "Rules:",
        "No smoking",
        "Dogs.",
        "On a lead.",
        "1. Ring the bell.",
        "Wait.",
        "last",
    ]


def test_a_table_row_is_one_sentence():
    row = "Room: Double; Note: Quiet. Sea view; Really?: Yes. Indeed."

    assert cut(f"{row}\nPrice: 5. Cheap.") == [row, "Price: 5.", "Cheap."]


def test_prose_with_a_semicolon_is_not_a_table_row():
    assert cut("We are open; come in. One thing: knock; twice.") == [
        "We are open; come in.",
        "One thing: knock; twice.",
    ]


def test_a_heading_and_its_answer_joined_by_a_dash_are_one():
    assert cut("When is breakfast? — From 7 to 10. Daily.") == [
        "When is breakfast? — From 7 to 10.",
        "Daily.",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n \n", "\t"])
def test_empty_text_has_no_sentence(text):
    assert sentences(text) == []


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000 + ". B", "A. " * 5000, "a. " * 5000, "x: y; " * 5000, "." * 100_000]
)
def test_spans_are_in_order_for_any_text(text):
    ends = [0]
    for begin, end in sentences(text):
        assert ends[-1] <= begin < end <= len(text)
        ends.append(end)
