"""Tables in PDFs, ruled or not, read row by row."""

from reportlab.pdfgen.canvas import Canvas

from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.tests.pdf_pages import cells, drawn, lines, read, rows, rule_off, texts

PRICES = [
    ("Service", "Duration", "Members", "Guests"),
    ("Check-up", "30 minutes", "40 EUR", "55 EUR"),
    ("Full service", "4 hours", "90 EUR", "120 EUR"),
    ("Tyre change", "15 minutes", "12 EUR", "18 EUR"),
]
READ = [
    "Service: Check-up; Duration: 30 minutes; Members: 40 EUR; Guests: 55 EUR",
    "Service: Full service; Duration: 4 hours; Members: 90 EUR; Guests: 120 EUR",
    "Service: Tyre change; Duration: 15 minutes; Members: 12 EUR; Guests: 18 EUR",
]
XS = (76, 190, 300, 400)
PROSE = [
    "The workshop accepts every kind of bicycle, and the waiting time in spring is about three",
    "weeks because most customers come when the first warm days have begun.",
]


def ruled(canvas: Canvas) -> None:
    canvas.drawString(72, 760, "All prices include tax.")
    cells(canvas, PRICES, XS)
    rule_off(canvas, (72, 186, 296, 396, 500), (714, 696, 678, 660, 642))
    canvas.drawString(72, 600, "Please book two days ahead.")


def by_column(canvas: Canvas) -> None:
    for x, column in zip(XS, zip(*PRICES, strict=True), strict=True):
        lines(canvas, column, x)


def striped(canvas: Canvas) -> None:
    canvas.setFillGray(0.9)
    for y in (674, 638):
        canvas.rect(72, y, 440, 18, fill=1, stroke=0)
    canvas.setFillGray(0)
    cells(canvas, PRICES, XS)


def between_three_lines(canvas: Canvas) -> None:
    for y in (714, 696, 640):
        canvas.line(72, y, 500, y)
    cells(canvas, PRICES, XS)


def ruled_under_the_header(canvas: Canvas) -> None:
    rule_off(canvas, (72, 186, 296, 396, 500), (714, 696))
    for x in (72, 186, 296, 396, 500):
        canvas.line(x, 714, x, 620)
    cells(canvas, PRICES, XS)


def test_a_ruled_table_is_read_by_row_between_its_neighbors() -> None:
    assert texts(ruled) == ["All prices include tax.", *READ, "Please book two days ahead."]


def test_a_table_without_cells_of_lines_is_read_by_row() -> None:
    for draw in (by_column, striped, between_three_lines, ruled_under_the_header):
        assert rows(draw) == READ, draw.__name__


def test_numbers_at_the_right_belong_to_the_name_at_the_left_above_them() -> None:
    def draw(canvas: Canvas) -> None:
        cells(canvas, [("Course", "Day", "Fee")], (60, 260, 400), y=700)
        courses = [("Yoga", "Thursday", "72.00 EUR"), ("Aqua fitness", "Tuesday", "48.00 EUR")]
        for y, (course, day, fee) in zip((682, 664), courses, strict=True):
            cells(canvas, [(course, day)], (60, 260), y=y)
            canvas.drawRightString(490, y, fee)

    assert rows(draw) == [
        "Course: Yoga; Day: Thursday; Fee: 72.00 EUR",
        "Course: Aqua fitness; Day: Tuesday; Fee: 48.00 EUR",
    ]


def test_rows_of_several_lines_are_one_row() -> None:
    def draw(canvas: Canvas) -> None:
        cells(canvas, PRICES[:1], XS, y=700)
        cells(canvas, PRICES[1:2], XS, y=672)
        lines(canvas, ["4 hours, by", "appointment"], 190, 644, pitch=12)
        cells(canvas, [("Battery", "", "30 EUR", "39 EUR")], XS, y=644)
        lines(canvas, ["test"], 76, 632)
        cells(canvas, PRICES[3:], XS, y=604)

    assert rows(draw)[1:2] == [
        "Service: Battery test; Duration: 4 hours, by appointment; Members: 30 EUR; Guests: 39 EUR"
    ]


def test_a_cell_that_spans_is_read_in_each_place() -> None:
    def draw(canvas: Canvas) -> None:
        for x in (72, 200, 300, 400):
            canvas.line(x, 700, x, 640)
        canvas.line(72, 700, 400, 700)
        canvas.line(72, 680, 400, 680)
        canvas.line(200, 660, 400, 660)  # not below the first cell: it spans two rows
        canvas.line(72, 640, 400, 640)
        cells(canvas, [("Building", "Room", "Price")], (76, 204, 304), y=685)
        canvas.drawString(76, 656, "Mill")
        cells(canvas, [("Attic", "120 EUR"), ("Cellar", "80 EUR")], (204, 304), y=665, pitch=20)

    assert rows(draw) == [
        "Building: Mill; Room: Attic; Price: 120 EUR",
        "Building: Mill; Room: Cellar; Price: 80 EUR",
    ]


def test_a_table_goes_on_over_pages_under_its_header() -> None:
    def more(canvas: Canvas) -> None:
        cells(canvas, [("Wheel truing", "20 minutes", "15 EUR", "22 EUR")] * 2, XS)

    def again(canvas: Canvas) -> None:
        cells(canvas, [PRICES[0], ("Brake bleed", "45 minutes", "35 EUR", "48 EUR")], XS)

    blocks = [item for item in read(by_column, more, again) if isinstance(item, Block)]

    truing = "Service: Wheel truing; Duration: 20 minutes; Members: 15 EUR; Guests: 22 EUR"
    bleed = "Service: Brake bleed; Duration: 45 minutes; Members: 35 EUR; Guests: 48 EUR"
    assert [block.text for block in blocks] == [*READ, truing, truing, bleed]
    assert [block.page for block in blocks] == [1, 1, 1, 2, 2, 3]


def test_two_columns_are_names_and_values() -> None:
    def draw(canvas: Canvas) -> None:
        for i, (name, price) in enumerate([("Double room", "120 EUR"), ("Cot", "5.50 EUR")]):
            canvas.drawString(72, 700 - 16 * i, name)
            canvas.drawRightString(500, 700 - 16 * i, price)
        lines(canvas, PROSE, y=620)

    assert texts(draw) == ["Double room: 120 EUR", "Cot: 5.50 EUR", " ".join(PROSE)]


def test_questions_beside_their_answers_are_rows() -> None:
    def draw(canvas: Canvas) -> None:
        for i, (question, answer) in enumerate(
            [
                ("When does it open?", "It opens at seven"),
                ("Where can I park?", "Cars stand in the yard"),
                ("May dogs come in?", "Dogs are welcome in spring"),
            ]
        ):
            y = 700 - 50 * i
            lines(canvas, [question, "Who may enter, and how?"], 72, y)
            lines(canvas, [f"{answer} for all guests and all", "of their friends."], 250, y)

    assert rows(draw)[0] == (
        "When does it open? Who may enter, and how?: It opens at seven for all guests and all of"
        " their friends."
    )
    assert len(rows(draw)) == 3


def test_frames_lists_and_letterheads_are_not_tables() -> None:
    def framed(canvas: Canvas) -> None:
        canvas.rect(50, 50, 490, 740)
        lines(canvas, PROSE)

    def listed(canvas: Canvas) -> None:
        for i, item in enumerate(("Towels are free.", "Soap is on the shelf.")):
            canvas.drawString(72, 700 - 14 * i, "•")
            canvas.drawString(90, 700 - 14 * i, item)

    def letter(canvas: Canvas) -> None:
        lines(canvas, ["Kestrel Plumbing", "5 Lake Road"])
        lines(canvas, ["Invoice: 2027-118", "Date: 3 May 2027"], 380)

    assert texts(framed) == [" ".join(PROSE)]
    assert [(item.kind, item.text) for item in read(listed) if isinstance(item, Block)] == [
        (BlockKind.LIST_ITEM, "Towels are free."),
        (BlockKind.LIST_ITEM, "Soap is on the shelf."),
    ]
    assert texts(letter) == ["Kestrel Plumbing 5 Lake Road", "Invoice: 2027-118 Date: 3 May 2027"]


def test_a_page_of_ten_thousand_lines_is_a_drawing() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 780, "Above the drawing.")
        for i in range(10_000):
            canvas.line(50, 50 + i / 15, 500, 50 + i / 15)

    assert len(drawn(draw)) > 10_000
    assert texts(draw) == ["Above the drawing."]
