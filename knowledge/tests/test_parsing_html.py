from knowledge.clients.parsing import html
from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.tests import documents
from knowledge.tests.test_parsing_text import silent


def read(source: str | bytes) -> list[tuple[BlockKind, str]]:
    data = source.encode() if isinstance(source, str) else source
    return [(block.kind, block.text) for block in html.parse(data, silent)]


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
