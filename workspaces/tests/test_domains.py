"""The websites of an API key: hosts in one spelling, and wildcards over what is one's own."""

from __future__ import annotations

import pytest

from core.testing import nothing_changes
from workspaces.services.keys import origin_allowed
from workspaces.tests.factories import Person


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/api-keys"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("example.com", "example.com"),
        ("  Shop.EXAMPLE.com ", "shop.example.com"),
        ("www.example.com", "example.com"),
        ("https://www.example.com:8443/path?x#y", "example.com"),
        ("http://localhost:3000", "localhost"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("*.example.com", "*.example.com"),
        ("https://*.example.com/", "*.example.com"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("https://München.de/", "xn--mnchen-3ya.de"),
        ("*.MÜNCHEN.de", "*.xn--mnchen-3ya.de"),
        ("shop.co.uk", "shop.co.uk"),
        ("*.shop.co.uk", "*.shop.co.uk"),
        ("shop.github.io", "shop.github.io"),
        ("*.shop.vercel.app", "*.shop.vercel.app"),
        ("*.city.kawasaki.jp", "*.city.kawasaki.jp"),
        ("*.www.ck", "*.www.ck"),
        ("intranet", "intranet"),
        ("*.shop.internal", "*.shop.internal"),
        ("*.localhost", "*.localhost"),
    ],
)
def test_domains_are_reduced_to_hosts(alice: Person, path: str, given: str, kept: str) -> None:
    body = {"name": "Website", "allowed_domains": [given]}

    assert alice.api.post(path, body).json()["allowed_domains"] == [kept]


@pytest.mark.parametrize(
    "domain",
    ["", "*", "*.", "*.*.com", "a.*.com", "exa mple.com", "-a.com", "a..b", ".com", "https://"]
    + ["a_b.com", "user@example.com", "<script>", "x" * 64 + ".com", "a." * 127 + "com", "a\x00.b"],
)
def test_an_invalid_host_is_refused(alice: Person, path: str, domain: str) -> None:
    with nothing_changes():
        answer = alice.api.post(path, {"name": "W", "allowed_domains": ["ok.com", domain]})

    assert (answer.status_code, answer.json()["field"]) == (400, "allowed_domains.1")


@pytest.mark.parametrize(
    "domain",
    ["*.com", "com", "*.co.uk", "co.uk", "*.github.io", "github.io", "https://*.vercel.app/"]
    + ["*.COM", "*.xn--p1ai", "*.рф", "*.公司.cn", "*.anything.ck", "*.kawasaki.jp", "*.corp"]
    + ["www.co.uk", "*.s3.amazonaws.com", "*.compute.amazonaws.com", "*.pages.dev", "*.uk:443"],
)
def test_a_public_suffix_is_refused(alice: Person, path: str, domain: str) -> None:
    with nothing_changes():
        answer = alice.api.post(path, {"name": "W", "allowed_domains": ["ok.com", domain]})

    assert (answer.status_code, answer.json()["field"]) == (400, "allowed_domains.1")
    assert answer.json()["detail"].startswith("Anybody can have a site below ")


@pytest.mark.parametrize(
    ("origin", "domain", "is_allowed"),
    [
        ("https://evil.co.uk", "*.co.uk", False),
        ("https://evil.example.com", "*.com", False),
        ("https://evil.github.io", "*.github.io", False),
        ("https://a.evil.github.io", "*.github.io", False),
        ("https://evil.s3.amazonaws.com", "*.amazonaws.com", False),
        ("https://console.amazonaws.com", "*.amazonaws.com", True),
        ("https://a.b.shop.co.uk", "*.shop.co.uk", True),
        ("https://shop.co.uk", "*.shop.co.uk", False),
        ("https://a.shop.github.io", "*.shop.github.io", True),
        ("https://shop.xn--mnchen-3ya.de", "*.xn--mnchen-3ya.de", True),
        ("https://shop.münchen.de", "*.xn--mnchen-3ya.de", True),
        ("https://xn--mnchen-3ya.de", "xn--mnchen-3ya.de", True),
        ("https://evil.corp", "*.corp", False),
        ("http://app.localhost:3000", "*.localhost", True),
        ("https://①②⑦.0.0.1", "127.0.0.1", False),
        ("http://127.1", "127.0.0.1", False),
        ("https://example.com.", "example.com", False),
        ("https://" + "a." * 200 + "example.com", "*.example.com", False),
    ],
)
def test_a_wildcard_ends_where_another_owner_begins(
    origin: str, domain: str, is_allowed: bool
) -> None:
    """Also for what keys of earlier releases contain."""
    assert origin_allowed(origin, [domain]) is is_allowed
