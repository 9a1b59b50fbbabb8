"""Which calendars an account has, by the address of one, of a principal, or of the server."""

from __future__ import annotations

from collections.abc import Sequence

import httpx2

from scheduling.clients.base import CalendarInfo
from scheduling.clients.dav_requests import WebDav
from scheduling.clients.dav_xml import CALDAV, DAV, DavResponse
from scheduling.clients.errors import OutsideBroken


def find_calendars(dav: WebDav) -> Sequence[CalendarInfo]:
    base, resolve = dav.exchange.base, dav.exchange.resolve
    wanted = "<d:resourcetype/><d:displayname/><d:current-user-principal/><c:calendar-home-set/>"
    for address in ("", "/.well-known/caldav"):
        found = dav.properties(resolve(address), wanted)
        if found is None:
            continue
        here = found.properties.get(f"{DAV}resourcetype")
        if here is not None and here.find(f"{CALDAV}calendar") is not None:
            return _listed(dav, base, depth="0")
        home = found.href_in(f"{CALDAV}calendar-home-set")
        principal = found.href_in(f"{DAV}current-user-principal")
        if not home and principal:
            of_principal = dav.properties(resolve(principal), "<c:calendar-home-set/>")
            home = of_principal.href_in(f"{CALDAV}calendar-home-set") if of_principal else ""
        if home:
            return _listed(dav, resolve(home), depth="1")
    raise OutsideBroken(host=dav.host, what="has no calendars at that address")


def _listed(dav: WebDav, url: httpx2.URL, *, depth: str) -> list[CalendarInfo]:
    wanted = (
        "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>"
        "<d:current-user-privilege-set/>"
    )
    found = []
    for each in dav.propfind(url, wanted, depth=depth):
        kind = each.properties.get(f"{DAV}resourcetype")
        if kind is None or kind.find(f"{CALDAV}calendar") is None:
            continue
        parts = each.properties.get(f"{CALDAV}supported-calendar-component-set")
        if parts is not None and "VEVENT" not in {part.get("name") for part in parts}:
            continue
        address = dav.exchange.resolve(each.href, at=url)
        name = each.text(f"{DAV}displayname") or address.path.rstrip("/").rpartition("/")[2]
        found.append(CalendarInfo(str(address), name[:200], _is_writable(each)))
    return found


def _is_writable(response: DavResponse) -> bool:
    """True unless the server lists privileges and none of them is to write."""
    privileges = response.properties.get(f"{DAV}current-user-privilege-set")
    if privileges is None:
        return True
    names = {each.tag for privilege in privileges for each in privilege}
    return bool(names & {f"{DAV}all", f"{DAV}write", f"{DAV}write-content", f"{DAV}bind"})
