"""Web addresses are checked before any request, in any spelling."""

from __future__ import annotations

import pytest

from core.outbound import TargetRefused
from core.service_address import ServiceAddressInvalid, service_address
from core.targets import TargetMalformed, encode_host, parse_target

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "https://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://db.localhost/",
]
MALFORMED = [
    "",
    "example.com",
    "//example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://",
    "http:///path",
    "http://user@example.com/",
    "http://user:secret@example.com/",
    "http://example.com:22/",
    "http://example.com:8080/",
    "http://example.com:99999/",
    "http://exa mple.com/",
    "http://example.com\\@evil.example/",
    "http://example.com/\r\nHost: evil.example",
    "http://example.com/\x00",
    "http://exa%6dple.com/",
    "http://①27.0.0.1/",
    "http://[::1/",
    "http://0177.0.0.01/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://" + "a" * 300 + "/",
    "http://" + "a" * 64 + ".com/",
    "http://①②⑦.0.0.1/",
    "http://１２７.0.0.1/",
    "http://8。8。8。8/",
    "http://８.８.８.８/",
    "http://0x08080808/",
    "http://134744072/",
    "http://8.8/",
    "http://8.8.8.8./",
    "http://8.8.8.8.8/",
    "http://example.123/",
    "http://example.0x7f/",
    "http://example.com./",
    "http://a..b/",
    "http://.example.com/",
    "http://example.com:0/",
    "http://example.com:８０/",
    "http://example.com:80:80/",
    "http://@example.com/",
    "http://:@example.com/",
    "http://example.com@/",
    "http://ex\u00adample.com/",
    "http://ex\u200bample.com/",
    "http://☃.example/",
    "http://a\u0300\u202eb.example/",
    "http://*.example.com/",
    "http://exa,mple.com/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused_in_any_spelling(url: str) -> None:
    with pytest.raises(TargetRefused):
        parse_target(url, allow_loopback=False)


@pytest.mark.parametrize("url", MALFORMED)
def test_anything_but_a_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(TargetMalformed):
        parse_target(url, allow_loopback=False)


@pytest.mark.parametrize("url", [*PRIVATE, *MALFORMED, "http://example.com/"])
def test_a_service_address_is_https_to_a_host_that_may_be_public(url: str) -> None:
    with pytest.raises(ServiceAddressInvalid) as refused:
        service_address(url, field="base_url")

    assert refused.value.field == "base_url"


@pytest.mark.parametrize("end", ["?key=1", "#top", "/v1?", "/v1#x"])
def test_a_service_address_ends_with_its_path(end: str) -> None:
    if end == "/v1?":  # an empty query says nothing
        assert service_address(f"https://llm.example{end}", field="url").startswith("https://llm")
        return
    with pytest.raises(ServiceAddressInvalid):
        service_address(f"https://llm.example{end}", field="url")


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("https://llm.example/v1", "https://llm.example/v1"),
        ("https://llm.example", "https://llm.example"),
        ("https://llm.example:8443/v1/", "https://llm.example:8443/v1/"),
        ("https://Münchner-Modelle.example/v1", "https://xn--mnchner-modelle-zvb.example/v1"),
        ("https://8.8.8.8/v1", "https://8.8.8.8/v1"),
        ("https://[2001:4860:4860::8888]:8443/v1", "https://[2001:4860:4860::8888]:8443/v1"),
    ],
)
def test_a_service_address_is_kept_as_it_is_sent(url: str, spelled: str) -> None:
    assert service_address(url, field="base_url") == spelled


@pytest.mark.parametrize(
    ("host", "spelled"),
    [
        ("Example.COM", "example.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
        ("a_b.example", "a_b.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_a_host_is_spelled_as_it_is_sent(host: str, spelled: str) -> None:
    assert encode_host(host) == spelled


@pytest.mark.parametrize("host", ["", "a/b", "a:80", "u@a", "[::1]", "a?b", "a#b", "a b", "127.1"])
def test_anything_but_a_host_is_refused(host: str) -> None:
    with pytest.raises((TargetMalformed, TargetRefused)):
        encode_host(host)


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("HTTP://Example.COM/a/../b", "http://example.com/b"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://münchen.example/ü", "http://xn--mnchen-3ya.example/%C3%BC"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
    ],
)
def test_public_addresses_are_accepted(url: str, spelled: str) -> None:
    assert str(parse_target(url, allow_loopback=False)) == spelled


def test_the_flag_permits_only_local_addresses_and_ports() -> None:
    assert parse_target("http://127.0.0.1:8001/", allow_loopback=True).port == 8001
    assert parse_target("http://localhost:8001/", allow_loopback=True).port == 8001
    with pytest.raises(TargetRefused):
        parse_target("http://10.0.0.1:8001/", allow_loopback=True)
