import pytest

from knowledge.clients.parsing import html
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice
from knowledge.tests import documents
from knowledge.tests.test_parsing_text import silent


def read(source: str | bytes) -> list[tuple[BlockKind, str]]:
    data = source.encode() if isinstance(source, str) else source
    items = html.parse(data, silent)
    return [(item.kind, item.text) for item in items if isinstance(item, Block)]


def hidden_in(source: str) -> int:
    notices = [item for item in html.parse(source.encode(), silent) if isinstance(item, Notice)]
    assert {notice.code for notice in notices} <= {"HIDDEN_TEXT_LEFT_OUT"}
    return sum(notice.count for notice in notices)


def rows(source: str) -> list[str]:
    return [text for kind, text in read(source) if kind is BlockKind.TABLE_ROW]


def test_reads_the_visible_text():
    source = """<!doctype html><html><head><title>No</title><style>p{}</style></head><body>
        <header><nav>Home | About</nav><h1>Grand <em>Hotel</em></h1></header>
        Loose <b>text</b>, with a comma.<!-- no --><p>First<br>second</p>
        <script>alert(1)</script><div hidden>no</div><div aria-hidden="true">no</div>
        <form><button>no</button><input value="no"></form>
        <h2>Pool</h2><p>Open <a href="x">daily</a>.</p><footer>No, too.</footer></body></html>"""

    assert list(html.parse(source.encode(), silent)) == [
        Notice("HIDDEN_TEXT_LEFT_OUT", count=2),
        Block("Grand Hotel", BlockKind.HEADING),
        Block("Loose text, with a comma.", BlockKind.PARAGRAPH, ("Grand Hotel",)),
        Block("First", BlockKind.PARAGRAPH, ("Grand Hotel",)),
        Block("second", BlockKind.PARAGRAPH, ("Grand Hotel",)),
        Block("Pool", BlockKind.HEADING, ("Grand Hotel",)),
        Block("Open daily.", BlockKind.PARAGRAPH, ("Grand Hotel", "Pool")),
    ]


def test_lists_nest_and_are_numbered():
    source = (
        "<ul><li>One<ul><li>Inner</li></ul></li><li><p>Two</p><p>more</p></li></ul>"
        "<ol start=3><li>Third</li><li>Fourth</li></ol><ol start=x><li>First</li></ol>after"
    )

    assert read(source) == [
        (BlockKind.LIST_ITEM, "One"),
        (BlockKind.LIST_ITEM, "Inner"),
        (BlockKind.LIST_ITEM, "Two"),
        (BlockKind.LIST_ITEM, "more"),
        (BlockKind.LIST_ITEM, "3. Third"),
        (BlockKind.LIST_ITEM, "4. Fourth"),
        (BlockKind.LIST_ITEM, "1. First"),
        (BlockKind.PARAGRAPH, "after"),
    ]


def test_code_keeps_its_lines():
    assert read("<pre><code>a:\n  b\n</code></pre><p>x  y</p>") == [
        (BlockKind.CODE, "a:\n  b"),
        (BlockKind.PARAGRAPH, "x y"),
    ]


def test_table_with_a_header_row():
    source = (
        "<table><caption>Rates</caption><thead><tr><th>Room<th>Low:<th>High</thead>"
        "<tr><td>Double<td>90<td>120<tr><th>Suite<td colspan=2>on request<tr><td><td><td></table>"
    )

    assert read(source)[0] == (BlockKind.PARAGRAPH, "Rates")
    assert rows(source) == [
        "Room: Double; Low: 90; High: 120",
        "Room: Suite; Low: on request; High: on request",
    ]


def test_a_table_of_two_columns_is_names_and_values():
    assert rows(
        "<table><tr><td>Check-in:<td><p>3</p><p>p.m.</p><tr><td>Check-out<td>11 a.m.</table>"
    ) == ["Check-in: 3 p.m.", "Check-out: 11 a.m."]


def test_table_without_marked_header():
    words = "<table><tr><td>Room<td>Low<td>High<tr><td>Double<td>90<td>120</table>"
    numbers = "<table><tr><td>Double<td>90<td>120<tr><td>Single<td>60<td>80</table>"

    assert rows(words) == ["Room: Double; Low: 90; High: 120"]
    assert rows(numbers) == ["Double; 90; 120", "Single; 60; 80"]


def test_a_cell_over_several_rows_is_said_in_each():
    source = """<table><tr><th>Car park<th>Vehicle<th>Per day
        <tr><td rowspan=3>Riverside<td>Car<td>14 EUR<tr><td>Van<td>26 EUR<tr><td>Motorbike<td>6 EUR
        <tr><td rowspan=0>Station<td>Car<td>19 EUR<tr><td>Van<td>31 EUR</table>"""

    assert rows(source) == [
        "Car park: Riverside; Vehicle: Car; Per day: 14 EUR",
        "Car park: Riverside; Vehicle: Van; Per day: 26 EUR",
        "Car park: Riverside; Vehicle: Motorbike; Per day: 6 EUR",
        "Car park: Station; Vehicle: Car; Per day: 19 EUR",
        "Car park: Station; Vehicle: Van; Per day: 31 EUR",
    ]


def test_a_cell_over_all_columns_is_said_once():
    source = """<table><tr><th>Service<th>Members<th>Guests<tr><td>Check-up<td>40 EUR<td>55 EUR
        <tr><td>Battery test<td colspan=2>30 EUR<tr><td colspan=3>All prices include tax.</table>"""

    assert [text for _, text in read(source)] == [
        "Service: Check-up; Members: 40 EUR; Guests: 55 EUR",
        "Service: Battery test; Members: 30 EUR; Guests: 30 EUR",
        "All prices include tax.",
    ]


def test_rows_spans_end_with_their_group_and_the_foot_comes_last():
    source = """<table><tfoot><tr><td>Total<td>9</tfoot><thead><tr><th>Item<th>Price</thead>
        <tbody><tr><td rowspan=9>Tea<td>4</tbody><tbody><tr><td>Cake<td>5</tbody></table>"""

    assert rows(source) == ["Item: Tea; Price: 4", "Item: Cake; Price: 5", "Item: Total; Price: 9"]


def test_lists_in_cells_are_values():
    source = """<table><tr><th>Plan<th>Includes<tr><td>Basic<td><ul><li>Towels</li><li>Sauna</li>
        </ul></table>"""

    assert rows(source) == ["Plan: Basic; Includes: Towels, Sauna"]


def test_links_of_headings_to_themselves_are_no_text():
    source = """<h1>Opening hours<a class="headerlink" href="#hours" title="Permalink">¶</a></h1>
        <h2><a href="#a">#</a> Winter</h2><p>From ten.<sup><a href="#cite-1">[1]</a></sup></p>
        <h2><a class="header" href="#fees">Fees</a></h2><p>See <a href="#fees">fees</a>.</p>"""

    assert [text for _, text in read(source)] == [
        *("Opening hours", "Winter", "From ten.", "Fees", "See fees.")
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">{}</div>',
        '<p style="color:red; DISPLAY : none !important">{}</p>',
        '<span style="visibility: hidden">{}</span>',
        "<div hidden>{}</div>",
        '<section class="note hidden">{}</section>',
        '<div class="d-none">{}</div>',
        '<div class="staff">{}</div>',
        '<p id="secret">{}</p>',
        '<p class="unread">{}</p>',
        '<ul class="list"><li class="internal">{}</li></ul>',
        '<p style="color:#FFF;background-color: white">{}</p>',
        '<div style="background:#ffffff"><font color="white">{}</font></div>',
        "<details><summary>Prices</summary><p>12 EUR.</p></details><div hidden>{}</div>",
    ],
)
def test_hidden_text_is_left_out_and_counted(hidden: str):
    style = """<style>@import url(x.css); /* .kept{display:none} */
        .unread { color: #FFF; background-color: white }
        .staff, #secret { display: none }  ul.list > .internal{visibility:hidden}
        @media print { p { display: none } } .burger { display: none } .burger.on {display: block}
        </style>"""
    source = f"<h1>Tyres</h1>{style}<p>We fit tyres.</p>{hidden.format('Staff: 31 EUR.')}"

    assert "Staff: 31 EUR." not in [text for _, text in read(source)]
    assert "We fit tyres." in [text for _, text in read(source)]
    assert hidden_in(source) == len("Staff: 31 EUR.")


@pytest.mark.parametrize(
    "opened",
    [
        '<h3><button aria-controls="a">Q</button></h3><div id="a" hidden>{}</div>',
        '<a data-bs-target="#a">Q</a><div id="a" class="collapse" style="display:none">{}</div>',
        '<a href="#a">Q</a><div id="a" style="display:none">{}</div>',
        "<details><summary>Q</summary>{}</details>",
        '<div role="tabpanel" hidden><p>{}</p></div>',
        '<div class="faq"><div class="item"><h3>Q</h3><div hidden>{}</div></div></div>',
        '<button>Q</button><div style="display:none">{}</div>',
        '<div hidden="until-found">{}</div>',
        '<div class="hidden md:block">{}</div>',
        '<div class="d-none d-lg-flex">{}</div>',
        '<div class="sr-only">{}</div>',
        '<div aria-hidden="true">{}</div>',
        '<p style="visibility:hidden;animation-name:fadeIn">{}</p>',
        '<div class="panel-x">{}</div>',
        '<p style="color:white" class="dark">{}</p>',
        '<style>@media print{{.a{{display:none}}}}</style><p class="a">{}</p>',
        "<style>p{{color:#fff;background:#000}}</style><p>{}</p>",
    ],
)
def test_what_a_visitor_can_see_or_open_stays(opened: str):
    style = "<style>.panel-x{display:none} input:checked ~ .panel-x{display:block}</style>"
    source = f"{style}<h1>Tyres</h1>{opened.format('We store tyres for 45 EUR.')}"

    assert "We store tyres for 45 EUR." in [text for _, text in read(source)]
    assert hidden_in(source) == 0


def test_icons_are_no_text():
    source = """<p>Open daily <i class="material-icons" aria-hidden="true">schedule</i></p>
        <div class="modal" aria-hidden="true"><p>Sign up and save ten per cent.</p></div>"""

    assert read(source) == [(BlockKind.PARAGRAPH, "Open daily")]
    assert hidden_in(source) == 0


def test_layout_tables_are_read_through():
    nested = "<table><tr><td>Left<td><table><tr><td>a<td>b</table></table>"

    assert read(nested) == [(BlockKind.PARAGRAPH, "Left"), (BlockKind.TABLE_ROW, "a: b")]
    assert read("<table role=presentation><tr><td>One<td>Two</table>") == [
        (BlockKind.PARAGRAPH, "One"),
        (BlockKind.PARAGRAPH, "Two"),
    ]


def test_the_declared_encoding_is_used():
    page = '<meta charset="windows-1250"><p>Příjezd možný</p>'

    assert read(page.encode("cp1250")) == [(BlockKind.PARAGRAPH, "Příjezd možný")]


def test_deep_nesting_is_read():
    assert read(documents.nested_html(10_000)) == [(BlockKind.PARAGRAPH, "Deep inside.")]
    assert read(b"<table><tr><td>" * 10_000 + b"x") == [(BlockKind.TABLE_ROW, "x")]


def test_no_readable_text_yields_nothing():
    assert read("") == []
    assert read("<html><head><title>x</title></head><body> <script>1</script></body></html>") == []
