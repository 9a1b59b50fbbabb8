"""Typical pages of websites: their own content, and the boilerplate around it.

Each is a name, the page, sentences that must survive, and sentences that must not.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    name: str
    html: str
    own: list[str]
    frame: list[str]

    def __str__(self) -> str:
        return self.name


_SEMANTIC = """<!doctype html><html><head><title>Opening hours | Acme</title></head><body>
<a class="skip-link" href="#main">Skip to content</a>
<header><div class="logo">Acme Bikes of Bristol</div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/hours">Hours</a></li></ul></nav></header>
<main id="main"><h1>Opening hours</h1><p>We are open Monday to Friday from 9 to 5.</p>
<h2>Holidays</h2><p>On bank holidays the shop is closed.</p></main>
<aside><h3>Latest news</h3><p>Our spring sale has begun.</p></aside>
<footer><p>Call us at 0117 496 0000.</p><a href="/imprint">Imprint</a></footer></body></html>"""

_DIVS = """<html><head><title>Prices</title></head><body class="page has-sidebar">
<div id="header"><div class="top-menu"><a href="/">Start</a> <a href="/prices">Prices</a>
<a href="/team">The team</a></div></div>
<div id="wrapper"><div class="sidebar"><ul><li><a href="/a">Archive January</a></li>
<li><a href="/b">Archive February</a></li><li><a href="/c">Archive March</a></li></ul></div>
<div class="content"><h1>Prices</h1><table><tr><th>Service</th><th>Price</th></tr>
<tr><td>Tune-up</td><td>£45</td></tr><tr><td>New chain</td><td>£30</td></tr></table>
<p>All prices include VAT.</p></div></div>
<div class="footer-links"><a href="/x">Terms of use</a> <a href="/y">Privacy statement</a></div>
</body></html>"""

_SHORT = """<html><head><title>Contact</title></head><body>
<nav><a href="/">Welcome page</a></nav>
<div class="container"><h2>Contact</h2><div>Acme Bikes</div><div>12 High Street</div>
<div>Bristol BS1 2AB</div><div>Tel. 0117 496 0000</div><div>Mo-Fr 9-17</div></div>
<footer>Copyright Acme</footer></body></html>"""

_COOKIES = """<html><head><title>Delivery</title></head><body>
<div id="onetrust-consent-sdk" class="cookieConsent"><p>We and our 814 partners value your
privacy and store cookies on your device.</p><button>Accept all</button></div>
<div class="newsletter-signup"><p>Sign up for ten per cent off.</p><input name="mail"></div>
<div role="main"><h1>Delivery</h1><ul><li>Standard: 3 working days, £4</li>
<li>Express: next day, £9</li></ul></div>
<div class="social-share"><a href="/f">Share on Face</a><a href="/t">Share on Chirp</a></div>
</body></html>"""

_FAQ = """<html><head><title>Questions</title></head><body><header><h1>Questions</h1>
<nav><a href="/">Home sweet home</a></nav></header><main>
<div class="accordion"><button aria-expanded="false" aria-controls="a1">Can I park?</button>
<div id="a1" hidden>Yes, behind the house.</div>
<button data-bs-target="#a2">Do you repair scooters?</button>
<div id="a2" aria-hidden="true">No, bicycles only.</div></div>
<details><summary>Is there a warranty?</summary><p>Two years on every new bike.</p></details>
<div hidden>Template text of the builder.</div></main></body></html>"""

_RESTAURANT = """<html><head><title>Menu</title></head><body>
<div class="menu main-menu"><a href="/">Our house</a><a href="/menu">What we cook</a>
<a href="/book">Book a table</a></div>
<div class="menu"><h2>Starters</h2><div class="menu-item"><span>Leek soup</span>
<span class="price">£6.50</span></div><h2>Mains</h2><div class="menu-item">
<span>Roast lamb</span><span class="price">£18</span></div></div>
<div class="widget"><a href="/g">Find us on the gram</a></div></body></html>"""

_BLOG = """<html><head><title>How to true a wheel</title></head><body>
<div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/blog">All articles</a></div>
<article><header><h1>How to true a wheel</h1><p>By Ann, in March</p></header>
<p>Turn the spoke nipple a quarter turn at a time, and check the rim after each turn.</p>
<pre>left, left, right</pre><blockquote>Patience is half the craft.</blockquote>
<footer>Written for beginners.</footer></article>
<section class="related-posts"><h3><a href="/1">Ten bells compared</a></h3>
<h3><a href="/2">Why tyres fail</a></h3></section>
<div class="pagination"><a href="/p1">Older posts</a></div></body></html>"""

_DOCUMENTATION = """<html><head><title>Install</title></head><body>
<div class="toolbar"><a href="/v1">Version one</a> <a href="/v2">Version two</a></div>
<div class="layout"><div class="toc"><ul><li><a href="#a">Requirements list</a></li>
<li><a href="#b">Steps list</a></li><li><a href="#c">Problems list</a></li></ul></div>
<div class="body"><h1>Install</h1><h2>Requirements</h2><p>You need 4 GB of memory.</p>
<h2>Steps</h2><ol start="3"><li>Download the archive.</li><li>Unpack it.</li></ol>
<p>See also <a href="/x">the reference</a> and <a href="/y">the guide</a>.</p>
<aside class="note">Never run it as root.</aside></div></div></body></html>"""

_OLD_TABLES = """<html><head><title>Guest house</title></head><body>
<table width="100%" role="presentation"><tr><td colspan="2"><a href="/">Start page</a>
<a href="/rooms">Our rooms</a><a href="/way">The way here</a></td></tr>
<tr><td><h3>Rooms</h3><p>A double room costs 80 euros with breakfast.</p></td>
<td><p>Dogs are welcome.</p></td></tr></table></body></html>"""

_HERO = """<html><head><title>Acme dentists</title></head><body>
<header class="site-header"><a href="/">Acme logo</a></header>
<section class="hero-banner"><h1>Gentle dentists in Leeds</h1>
<p>Emergency appointments within two hours.</p><a href="/book">Book now</a></section>
<section><h2>Our team</h2><div class="card"><h3>Dr Ada Jones</h3><p>Children's teeth.</p></div>
<div class="card"><h3>Dr Bo Lee</h3><p>Implants.</p></div></section>
<footer class="site-footer"><ul><li><a href="/j">Jobs at Acme</a></li>
<li><a href="/p">Privacy at Acme</a></li></ul></footer></body></html>"""

_LINK_LIST = """<html><head><title>Departments</title></head><body>
<nav><a href="/">Town hall home</a></nav>
<main><h1>Departments</h1><ul><li><a href="/1">Registry of births</a></li>
<li><a href="/2">Parking permits</a></li><li><a href="/3">Dog licences</a></li></ul></main>
<div class="language-switcher languages"><a href="/de">Auf Deutsch</a></div></body></html>"""

STYLES = [
    Style(
        "elements that say what they are",
        _SEMANTIC,
        ["Opening hours", "Monday to Friday from 9 to 5", "bank holidays the shop is closed"],
        ["Skip to content", "Acme Bikes of Bristol", "spring sale", "0117", "Imprint", "Home"],
    ),
    Style(
        "nothing but divisions",
        _DIVS,
        ["Prices", "Tune-up", "£45", "New chain", "£30", "include VAT"],
        ["The team", "Archive", "Terms of use", "Privacy statement"],
    ),
    Style(
        "a few short lines",
        _SHORT,
        ["12 High Street", "BS1 2AB", "0117 496 0000", "Mo-Fr 9-17"],
        ["Welcome page", "Copyright"],
    ),
    Style(
        "banners around a list",
        _COOKIES,
        ["Delivery", "3 working days, £4", "next day, £9"],
        ["814 partners", "Accept all", "ten per cent off", "Share on"],
    ),
    Style(
        "folded answers",
        _FAQ,
        [
            *("Questions", "Can I park?", "behind the house", "repair scooters?"),
            *("bicycles only", "Is there a warranty?", "Two years"),
        ],
        ["Home sweet home", "Template text"],
    ),
    Style(
        "a menu that is content",
        _RESTAURANT,
        ["Starters", "Leek soup", "£6.50", "Roast lamb", "£18"],
        ["Our house", "What we cook", "on the gram"],
    ),
    Style(
        "an article",
        _BLOG,
        [
            *("How to true a wheel", "By Ann", "quarter turn at a time", "left, left, right"),
            *("half the craft", "for beginners"),
        ],
        ["All articles", "Ten bells", "Why tyres fail", "Older posts"],
    ),
    Style(
        "a manual",
        _DOCUMENTATION,
        ["4 GB", "Download the archive", "Unpack it", "the reference", "Never run it as root"],
        ["Version one", "Requirements list", "Steps list"],
    ),
    Style(
        "tables for layout",
        _OLD_TABLES,
        ["80 euros with breakfast", "Dogs are welcome"],
        [],
    ),
    Style(
        "a landing page",
        _HERO,
        ["Gentle dentists in Leeds", "within two hours", "Dr Ada Jones", "Children's", "Implants"],
        ["Acme logo", "Jobs at Acme", "Privacy at Acme"],
    ),
    Style(
        "a page of links",
        _LINK_LIST,
        ["Registry of births", "Parking permits", "Dog licences"],
        ["Town hall home", "Auf Deutsch"],
    ),
]
