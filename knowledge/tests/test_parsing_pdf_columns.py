"""Columns of text told from the columns of tables; words and cells in crowded lines."""

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from knowledge.clients.parsing.blocks import Block
from knowledge.clients.parsing.pdf_joins import hyphenated_words, join
from knowledge.tests.pdf_pages import HEIGHT, Draw, cells, lines, read, rows, texts

POOL = (
    "The hall opens at six in the morning and closes at nine in the evening. Children under ten"
    " must come with an adult. Lockers take a coin of one pound, which is returned when you open"
    " the door again."
)
LIBRARY = (
    "Medien können zweimal verlängert werden, wenn niemand sie vorbestellt hat. Der Kopierer im"
    " Erdgeschoss nimmt Münzen und Karten."
)
FEES = [("Ticket", "Week", "Sunday"), ("Adult", "4.50", "5.50"), ("Child", "2.20", "2.80")]
FEE_ROWS = [
    "Ticket: Adult; Week: 4.50; Sunday: 5.50",
    "Ticket: Child; Week: 2.20; Sunday: 2.80",
]


def bold(canvas: Canvas, text: str, x: float, y: float, size: float = 13) -> None:
    canvas.setFont("Helvetica-Bold", size)
    canvas.drawString(x, y, text)
    canvas.setFont("Helvetica", 10)


def justified(canvas: Canvas, text: str, x: float, y: float, width: float) -> float:
    """Draw a paragraph, word by word; return the height of its last line."""
    split = simpleSplit(text, "Helvetica", 10, width)
    for number, line in enumerate(split):
        words = line.split()
        widths = [stringWidth(word, "Helvetica", 10) for word in words]
        is_last = number == len(split) - 1
        space = 2.8 if is_last else (width - sum(widths)) / max(len(words) - 1, 1)
        at = x
        for word, own in zip(words, widths, strict=True):
            canvas.drawString(at, y - 13 * number, word)
            at += own + space
    return y - 13 * (len(split) - 1)


def below_headings_side_by_side(canvas: Canvas) -> None:
    for x, heading, text in ((60, "Pool", POOL), (320, "Bücher", LIBRARY)):
        bold(canvas, heading, x, 720)
        lines(canvas, simpleSplit(text, "Helvetica", 10, 200), x, 700, pitch=13)


def beside_a_table(canvas: Canvas) -> None:
    bold(canvas, "Pool", 60, 720)
    lines(canvas, simpleSplit(POOL, "Helvetica", 10, 200), 60, 700, pitch=13)
    cells(canvas, FEES, (60, 130, 190), y=616, pitch=13)
    lines(canvas, simpleSplit(f"{POOL} {LIBRARY}", "Helvetica", 10, 200), 320, 700, pitch=13)


def test_columns_are_read_one_after_the_other_though_their_headings_stand_side_by_side() -> None:
    assert texts(below_headings_side_by_side) == ["Pool", POOL, "Bücher", LIBRARY]


def test_a_table_within_a_column_is_read_with_it() -> None:
    assert texts(beside_a_table) == ["Pool", POOL, *FEE_ROWS, f"{POOL} {LIBRARY}"]


def test_the_words_of_justified_lines_are_no_columns() -> None:
    def draw(canvas: Canvas) -> None:
        justified(canvas, POOL, 60, 700, 105)
        justified(canvas, LIBRARY, 200, 700, 105)

    assert texts(draw) == [POOL, LIBRARY]


def test_rows_of_long_texts_with_short_names_are_rows() -> None:
    answers = ("It costs a pound.", "Ask for the key at the desk, and bring it back by noon.")

    def draw(canvas: Canvas) -> None:
        y = 700.0
        for name, answer in zip(
            ("Lockers", "Sauna", "Parking"), (*answers, answers[1]), strict=True
        ):
            canvas.drawString(60, y, name)
            y = justified(canvas, answer, 160, y, 150) - 26

    assert rows(draw) == [
        f"Lockers: {answers[0]}",
        f"Sauna: {answers[1]}",
        f"Parking: {answers[1]}",
    ]


def test_cells_no_farther_apart_than_words_begin_where_those_above_do() -> None:
    def draw(canvas: Canvas) -> None:
        table = [
            ("Tag", "Vormittag", "Nachmittag"),
            ("Montag", "frei", "14 bis 18 Uhr"),
            ("Donnerstag", "geschlossen", "14 bis 19 Uhr"),
            ("Freitag", "9 bis 11 Uhr", "geschlossen"),
        ]
        cells(canvas, table, (60, 118, 178), pitch=14)

    assert rows(draw) == [
        "Tag: Montag; Vormittag: frei; Nachmittag: 14 bis 18 Uhr",
        "Tag: Donnerstag; Vormittag: geschlossen; Nachmittag: 14 bis 19 Uhr",
        "Tag: Freitag; Vormittag: 9 bis 11 Uhr; Nachmittag: geschlossen",
    ]


def test_titles_with_numbers_are_not_the_header_of_the_table_below_them() -> None:
    def draw(canvas: Canvas) -> None:
        for y, number, title in (
            (740, "1", "Riverside Baths, fees and hours"),
            (718, "1.1", "Fees"),
        ):
            bold(canvas, number, 60, y, 14)
            bold(canvas, title, 100, y, 14)
        cells(canvas, FEES[:1], (150, 230, 290), y=690)
        cells(canvas, [*FEES[1:], ("Senior", "3.40", "4.10")], (150, 230, 290), y=666, pitch=14)

    assert texts(draw) == [
        "1 Riverside Baths, fees and hours",
        "1.1 Fees",
        *FEE_ROWS,
        "Ticket: Senior; Week: 3.40; Sunday: 4.10",
    ]


def test_a_heading_goes_over_lines_as_far_apart_as_its_letters_are_large() -> None:
    def draw(canvas: Canvas) -> None:
        bold(canvas, "Waste and recyclables: what is collected", 72, 740, 18)
        bold(canvas, "and when", 72, 718, 18)
        lines(canvas, simpleSplit(POOL, "Helvetica", 10, 380), y=690)

    assert texts(draw)[0] == "Waste and recyclables: what is collected and when"


def test_a_cell_that_is_cut_off_by_the_next_one_stays_apart_from_it() -> None:
    def draw(canvas: Canvas) -> None:
        table = [("Item", "Wash and f", "Press only"), ("Shirt", "2.40", "1.90")]
        cells(canvas, table, (60, 200, 247), pitch=14)

    assert rows(draw) == ["Item: Shirt; Wash and f: 2.40; Press only: 1.90"]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("de neuf à dix", "neuf heures", "de neuf à dix-neuf heures"),
        ("quatre-vingt", "dix euros", "quatre-vingt-dix euros"),
        ("for twenty", "five guests", "for twenty-five guests"),
        ("Prenez rendez", "vous ici", "Prenez rendez-vous ici"),
        ("by e", "mail only", "by e-mail only"),
        ("a 24", "hour desk", "a 24-hour desk"),
        ("talk face-to", "face here", "talk face-to-face here"),
        ("biało", "-czerwony", "biało-czerwony"),
        ("WERT", "STOFFE", "WERTSTOFFE"),
        ("U", "Bahn", "U-Bahn"),
        ("self", "service", "self-service"),
        ("check", "out", "check-out"),
        ("under", "ground", "underground"),
        ("die Wert", "stoffe", "die Wertstoffe"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_the_word_has_it(
    before: str, after: str, joined: str
) -> None:
    known = set(hyphenated_words("Self-catering, check-in and under-floor heating"))

    assert join(before, after, is_broken=True, known=known) == joined


def page_of(number: int, *, header: str, footer: str = "", size: float = 8) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(200, HEIGHT - 35, header)
        canvas.drawString(40, 20, footer)
        canvas.drawString(540, 18, f"{number}/4")
        canvas.setFont("Helvetica", 10)
        lines(canvas, [f"Text {'one two three four'.split()[number - 1]}."])

    return draw


def test_lines_that_a_browser_prints_on_pages_are_left_out() -> None:
    pages = [
        page_of(n, header="12/1/26, 4:45 AM  Prices", footer="file:///srv/prices.html")
        for n in (1, 2)
    ]

    assert texts(*pages) == ["Text one.", "Text two."]


def test_running_lines_may_be_larger_than_the_text() -> None:
    pages = [page_of(n, header="Salon Camille, tarifs", size=12) for n in (1, 2)]

    assert texts(*pages) == ["Text one.", "Text two."]


def test_a_contact_beside_a_page_number_is_told_once() -> None:
    pages = [page_of(n, header=f"Tel. 0800 555 0142 | Seite {n} von 4") for n in (1, 2, 3)]

    assert texts(*pages)[3:] == ["Tel. 0800 555 0142"]


@pytest.mark.parametrize("degrees", [0, 45])
def test_watermarks_are_left_out(degrees: int) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, simpleSplit(POOL, "Helvetica", 10, 200), 100, 700, pitch=13)
        canvas.translate(80, 660)
        canvas.rotate(degrees)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(0, 0, "DRAFT")

    assert [item.text for item in read(draw) if isinstance(item, Block)] == [POOL]
