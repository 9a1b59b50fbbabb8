"""What is a page's frame is told from what it says, by its text rather than its names."""

from __future__ import annotations

import pytest

from knowledge.tests.test_page_reading import reading


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title>Page not found | Acme</title><h1>Page not found</h1><p>Use the menu.</p>", True),
        ("<title>Acme</title><main><h2>Oops! That page can't be found.</h2></main>", True),
        ("<title>Error 404: Acme</title><p>Sorry.</p>", True),
        ("<title>Seite nicht gefunden</title><p>Diese Adresse gibt es nicht.</p>", True),
        ("<h1>Page introuvable</h1>", True),
        ("<h1>ページが見つかりません</h1><p>ごめんなさい。</p>", True),
        ("<h1>404 – Seite nicht gefunden</h1><p>Zur Startseite</p>", True),
        ("<h1>Erreur 404</h1><p>Oups, cette page n'existe pas ou a été déplacée.</p>", True),
        ("<h1>Hoppla!</h1><p>Die gewünschte Seite wurde leider nicht gefunden.</p>", True),
        ("<h1>Oops</h1><p>The page you are looking for does not exist.</p>", True),
        ("<h1>Ups</h1><p>La página que busca no existe.</p><p>Inicio</p>", True),
        ("<h1>Ojej!</h1><p>Strona, której szukasz, nie istnieje.</p>", True),
        ("<h1>404 Guide Street</h1><p>Parking costs 2 EUR there.</p>", False),
        ("<h1>Page not found? Lost property</h1><p>Bring it to the desk.</p>", False),
        ("<h1>Prices</h1><p>The page of 2026 does not exist any more: it is 12 EUR.</p>", False),
        ("<h1>Lost and found</h1><p>The office is open.</p>", False),
        ("<h1>Found a dog?</h1><p>Call us.</p>", False),
        ("<h1>Room 404</h1><p>Sleeps two.</p>", False),
        (f"<h1>Page not found</h1><p>{'What to do then. ' * 100}</p>", False),
    ],
)
def test_a_page_may_say_that_it_is_missing(html: str, expected: bool) -> None:
    assert reading(html).is_not_found is expected


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=/en/home", "/en/home"),
        ("0;URL='/en/home'", "/en/home"),
        ("3, en/home", "en/home"),
        (" 0 ; Url = /a?b=c ", "/a?b=c"),
        ("30; url=/en/home", ""),
        ("5", ""),
        ("soon", ""),
        (f"0; x{' ' * 100_000}\ny", ""),
    ],
    ids=range(8),
)
def test_where_a_page_sends_its_visitors_is_read(content: str, target: str) -> None:
    meta = f'<meta http-equiv="Refresh" content="{content}">'

    assert reading(f"{meta}<p>Moved.</p>").refresh == target
    assert reading(f"<body><noscript>{meta}</noscript><p>Moved.</p>").refresh == ""


@pytest.mark.parametrize("name", ["cmp-container", "xq1"])
def test_a_consent_wall_is_no_content(name: str) -> None:
    wall = f"""<div class="{name}"><div class="box"><h2>We value your privacy</h2><p>We and our 214
        partners store and access information on a device.</p><p>Our partners keep the data for
        thirteen months.</p><button>Accept all</button><a href="#">Options</a></div></div>"""

    page = reading(f"{wall}<div class=content><h1>Prices</h1><p>Ten lessons: 110 EUR.</p></div>")

    assert page.content == "<div><h1>Prices</h1>\n<p>Ten lessons: 110 EUR.</p>\n</div>"


@pytest.mark.parametrize(
    "wall",
    [
        "<p>Diese Website nutzt Dienste Dritter, um Werbung anzuzeigen. Mit der Nutzung sind Sie"
        " einverstanden.</p><p>Daten werden 13 Monate gespeichert.</p>",
        "<p>Wir und unsere 214 Partner speichern Informationen auf Ihrem Gerät. Sie können Ihre"
        " Einwilligung jederzeit widerrufen.</p><button>Alle akzeptieren</button>",
        "<h2>Privacy settings</h2><p>This site uses third-party website tracking technologies to"
        " provide its services.</p><button>Deny</button>",
    ],
)
def test_a_consent_wall_below_the_content_is_none_of_it(wall: str) -> None:
    page = reading(f"<div><h1>Tanz</h1><p>Montags um 19 Uhr.</p></div><section>{wall}</section>")

    assert page.content == "<div><h1>Tanz</h1>\n<p>Montags um 19 Uhr.</p>\n</div>"


def test_what_is_said_of_cookies_on_a_page_of_its_own_stays() -> None:
    policy = "<div class=privacy><h1>Cookie policy</h1><p>We use cookies to count visits.</p></div>"
    kitchen = "<h1>Menu</h1><div class=cookies><p>Two cookies with milk: 4 EUR.</p></div>"

    assert "count visits" in reading(policy).content
    assert "Two cookies" in reading(kitchen).content


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (
            '<section id="sharing-your-room"><h2>Sharing</h2><p>12 EUR a night.</p></section>',
            "12 E",
        ),
        ('<div class="entry themeform share"><p>A full service costs 90 EUR.</p></div>', "90 EUR"),
        ('<div id="skip-hire"><h2>Skip hire</h2><p>From 90 EUR.</p></div>', "From 90 EUR"),
        ('<h2 id="sharing-the-keys">Keys</h2><p>At noon.</p>', "Keys"),
        ('<div class="card"><div class="card-footer">Only 5 EUR</div></div>', "Only 5 EUR"),
        ('<div class="cta">Call 020 7946 0018 or email us.</div>', "020 7946"),
        ('<div class="newsletter">Write to post@acme.example.</div>', "post@acme"),
        ('<dl class="nav"><dt>Tel<dd><a href="tel:117">0117 496</a></dl>', "0117 496"),
        ('<section id="comments"><h2>Comments on the law</h2><p>Old.</p></section>', "Old."),
        ('<ul><li><a href="/a">Scanning</a><li><a href="/b">Loans</a></ul>', "Scanning"),
        ('<div class="product-promo-banner"><p>Tyres from 25 EUR.</p></div>', "25 EUR"),
    ],
)
def test_a_name_alone_removes_nothing(html: str, kept: str) -> None:
    around = "<h1>Acme</h1><p>The workshop opens at nine on every weekday.</p>"

    assert kept in reading(f"{around}{html}{around}").content


def test_a_comment_changes_nothing() -> None:
    html = """<html><body>{}<div class="sidebar"><a href="/a">Home</a> <a href="/b">Us</a></div>
        <div class="cookie-banner">We use cookies to improve your experience.</div>
        <div class="text"><p>A full service costs ninety euros.</p></div>
        <div id="footer">Copyright Lumen. All rights reserved.</div></body></html>"""

    assert reading(html.format("<!-- begins -->")).content == reading(html.format("")).content
    assert "Home" not in reading(html.format("<!-- begins -->")).content


def test_a_small_article_does_not_hide_the_page() -> None:
    teaser = f"<article><h2>Our blog</h2><p>{'We rode to Porto with a dog. ' * 8}</p></article>"
    prices = f"<div id=content><h1>Prices</h1><p>{'A service costs 90 euros. ' * 20}</p></div>"

    assert "90 euros" in reading(prices + teaser).content
    assert "90 euros" in reading(prices + f"<main>{teaser}</main>").content
