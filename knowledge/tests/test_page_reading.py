"""A page's own content is read with its structure, without boilerplate."""

from __future__ import annotations

import pytest

from knowledge.clients.crawling.addresses import Site, is_media, is_wanted
from knowledge.clients.crawling.pages import Page, read_page, robots_directives
from knowledge.clients.crawling.robots import Robots
from knowledge.clients.crawling.stored import compose, read_head
from knowledge.clients.parsing.html import blocks
from knowledge.tests.page_styles import STYLES, Style


def reading(html: str, **options: bool) -> Page:
    return read_page(html.encode(), **options)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_own_content_stays_and_boilerplate_goes(style: Style) -> None:
    content = reading(style.html).content

    assert [text for text in style.own if text not in content] == []
    assert [text for text in style.frame if text in content] == []


def test_the_first_page_keeps_its_footer() -> None:
    html = (
        "<main><h1>Welcome</h1><p>Long enough to be the page.</p></main><footer>"
        "<p>Call 0117 496 0000, Monday to Friday.</p><ul><li><a href=/a>Imprint</a></li></ul>"
        "</footer>"
    )

    assert "0117" in reading(html, keeps_footer=True).content
    assert "0117" not in reading(html).content


def test_headings_lists_and_tables_survive_to_the_document() -> None:
    html = """<main><h1>Prices</h1><h2>Repairs</h2><ol start=3><li>Tyre</li><li>Chain</li></ol>
    <table><tr><th>Part</th><th>Price</th></tr><tr><td>Bell &amp; whistle</td><td>£5</td></tr>
    </table><pre>a
  b</pre></main>"""
    page = reading(html)

    stored = compose(address="https://e.com/", title="T", links=[], content=page.content)

    found = [(block.heading_path, block.text) for block in blocks(stored.decode())]
    assert found == [
        ((), "Prices"),
        (("Prices",), "Repairs"),
        (("Prices", "Repairs"), "3. Tyre"),
        (("Prices", "Repairs"), "4. Chain"),
        (("Prices", "Repairs"), "Part: Bell & whistle; Price: £5"),
        (("Prices", "Repairs"), "a\n  b"),
    ]


def test_no_active_content_is_stored() -> None:
    html = """<main><h1 onclick="x()">T</h1><p style="a:b">Text<script>alert(1)</script>
    <img src=x onerror=alert(1)><a href="javascript:alert(1)">link</a> &lt;script&gt;</p></main>"""

    content = reading(html).content

    assert content == "<div><h1>T</h1>\n<p>Text link &lt;script&gt;</p>\n</div>"


def test_equal_text_has_an_equal_hash_despite_boilerplate() -> None:
    frame = "<nav><a href=/{n}>Menu {n}</a></nav><main class=c{n}><h1>T</h1><p>{text}</p></main>"
    same = {reading(frame.format(n=n, text="Open.")).text_hash for n in range(3)}

    assert len(same) == 1
    assert reading(frame.format(n=1, text="Closed.")).text_hash not in same
    assert reading("<main><h2>T</h2><p>Open.</p></main>").text_hash not in same
    assert reading("<main><br></main>").text_hash == ""


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title> Our \n prices </title><h1>Heading</h1>", "Our prices"),
        ("<meta property='og:title' content='Shared'><h1>Heading</h1>", "Shared"),
        ("<h1>The <b>heading</b></h1>", "The heading"),
        ("<p>Text</p>", ""),
        ("<title>A\u202eB</title>", "A B"),
        (f"<title>{'x' * 300}</title>", "x" * 255),
    ],
)
def test_a_page_has_a_title(html: str, title: str) -> None:
    assert reading(html).title == title


def test_robots_directives_are_read() -> None:
    assert robots_directives("NoIndex, follow") == {"noindex"}
    assert robots_directives("none") == {"noindex", "nofollow"}
    assert robots_directives("otherbot: noindex, frontdeskbot: nofollow") == {"nofollow"}
    assert robots_directives("max-snippet:5, noindex") == {"noindex"}
    assert not reading("<meta name=Robots content=noindex>").is_indexed
    assert reading("<meta name=googlebot content=noindex>").is_indexed


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("<p>Grüße</p>".encode("latin-1"), "iso-8859-1", "Grüße"),
        (b"<meta charset=windows-1251><p>" + "Привет".encode("cp1251"), "", "Привет"),
        ("<p>Grüße</p>".encode("utf-16"), "", "Grüße"),
        ("<p>Grüße</p>".encode(), "no-such", "Grüße"),
    ],
)
def test_encodings_are_detected(data: bytes, charset: str, text: str) -> None:
    assert text in read_page(data, charset=charset).content


def test_a_stored_page_remembers_its_title_and_links() -> None:
    links = ['https://e.com/?a="1"&b=<2>', "https://e.com/ä"]
    content = "<p></head><link rel=related href=/evil></p>"

    stored = compose(address="https://e.com/", title="<T> & co", links=links, content=content)

    head = read_head(stored)
    assert (head.title, head.links) == ("<T> & co", links)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("b#part", "https://www.e.com/a/b"),
        ("?z=1&y=2&utm_source=x&gclid=3", "https://www.e.com/a/page?y=2&z=1"),
        ("http://e.com:80/%7Eann/%e4", "https://www.e.com/~ann/%E4"),
        ("//WWW.E.COM/x;jsessionid=AB12", "https://www.e.com/x"),
        ("/ü", "https://www.e.com/%C3%BC"),
        ("/a/../../b/./c", "https://www.e.com/b/c"),
        ("https://www.e.com", "https://www.e.com/"),
        ("https://shop.e.com/", None),
        ("https://e.com:8443/", None),
        ("https://e.com.evil.example/", None),
        ("mailto:ann@e.com", None),
        ("javascript:void(0)", None),
        ("tel:+44", None),
        ("http://[::1", None),
        ("/" + "x" * 2_000, None),
    ],
)
def test_an_address_has_one_spelling(link: str, address: str | None) -> None:
    site = Site.of("https://www.e.com/")

    assert site.address(link, base="https://www.e.com/a/page") == address


@pytest.mark.parametrize(
    ("path", "include", "exclude", "wanted"),
    [
        ("/a", [], [], True),
        ("/docs/a/b", ["/docs/*"], [], True),
        ("/docs", ["/docs/*"], [], True),
        ("/docsearch", ["/docs/*"], [], False),
        ("/docs/a", ["docs/*"], [], True),
        ("/en/docs/a", ["*/docs/*"], [], True),
        ("/docs/a", ["/docs/*"], ["/docs/a"], False),
        ("/page-1", ["/page-?"], [], True),
        ("/gr%C3%BC%C3%9Fe", ["/grüße"], [], True),
        ("/a?q=/docs/", ["/docs/*"], [], False),
        ("/" + "a" * 1_900, ["*a" * 140 + "b"], [], False),
    ],
)
def test_patterns_match_the_path(
    path: str, include: list[str], exclude: list[str], wanted: bool
) -> None:
    assert is_wanted(f"https://e.com{path}", include=include, exclude=exclude) is wanted


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/photo.JPG", True),
        ("/feed.xml?page=2", True),
        ("/a.b/page", False),
        ("/page.html", False),
        ("/price-list.pdf", False),
        ("/v1.0", False),
        ("/", False),
    ],
)
def test_media_files_are_not_pages(path: str, expected: bool) -> None:
    assert is_media(f"https://e.com{path}") is expected


@pytest.mark.parametrize(
    ("asked", "delay"), [("", 0.1), ("Crawl-delay: 2", 2.0), ("Crawl-delay: 999", 10.0)]
)
def test_the_crawl_delay_is_the_sites_within_bounds(asked: str, delay: float) -> None:
    assert Robots.parse(f"User-agent: *\n{asked}\n".encode()).delay == delay


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"Crawl-delay: x\nDisallow", b"\x00" * 100])
def test_an_invalid_robots_txt_allows_everything(body: bytes) -> None:
    robots = Robots.parse(body)

    assert robots.allows("https://e.com/a")
    assert robots.delay == 0.1
