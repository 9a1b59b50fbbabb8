"""Hosts below which anybody can register a name, by the public suffix list (publicsuffix.org).

Its private section counts too: below `github.io` and its like, everybody has a site of their own.
The list comes with the package; nothing is fetched.
"""

from __future__ import annotations

from functools import lru_cache

from publicsuffixlist import PublicSuffixList

# Top-level names that are not on the list and are reserved for use inside of a network.
_RESERVED = frozenset({"internal", "local", "localhost", "test"})


def is_public_suffix(host: str, *, listed: bool = False) -> bool:
    """True for a suffix such as `co.uk` or `github.io`.

    host: as it is sent. listed: False counts unlisted top-level names too, as the list's rules say,
        since they may be registered tomorrow.
    """
    suffix = _suffixes().publicsuffix(host, accept_unknown=not listed)
    return suffix == host and host not in _RESERVED


def parents_of_one_owner(host: str) -> list[str]:
    """The names above a host that belong to the same owner: `a.b.shop.co.uk` → b.shop.co.uk,
    shop.co.uk.
    """
    labels = host.split(".")
    parents = [".".join(labels[start:]) for start in range(1, len(labels))]
    shared = next((at for at, each in enumerate(parents) if is_public_suffix(each)), len(parents))
    return parents[:shared]


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
