"""Small servers that speak what Google's and Microsoft's calendars speak, and fail as scripted."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

JSON = dict[str, Any]


@dataclass(slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(slots=True)
class Reply:
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Fault = Callable[["Peer"], None]


class Vendor:
    """An account with one calendar. faults: the answers to the next requests after signing in."""

    def __init__(self) -> None:
        self.events: dict[str, JSON] = {}
        self.history: list[str] = []  # ids in the order of their changes
        self.oldest_state = 0
        self.page_size = 100
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.refresh_token = "refresh-1"
        self.released = threading.Event()
        self.url = ""

    def respond(self, request: Request) -> Reply:
        if request.path == "/token":
            return self.token(request)
        if request.headers.get("authorization") != f"Bearer access-{self.refresh_token}":
            return Reply(401, {"error": "unauthorized"})
        return self.answer(request)

    def token(self, request: Request) -> Reply:
        if request.body.get("refresh_token") != self.refresh_token:
            return Reply(400, {"error": "invalid_grant"})
        return Reply(200, {"access_token": f"access-{self.refresh_token}", "expires_in": 3599})

    def answer(self, request: Request) -> Reply:
        raise NotImplementedError

    def store(self, key: str, event: JSON) -> JSON:
        """Create or change an event, as anybody may."""
        self.history.append(key)
        self.events[key] = {**event, "id": key, **self.tag(f'"{len(self.history)}"')}
        return self.events[key]

    def remove(self, key: str) -> None:
        self.history.append(key)
        self.events.pop(key, None)

    def tag(self, etag: str) -> JSON:
        raise NotImplementedError

    def changed_since(self, state: int) -> list[str]:
        return list(dict.fromkeys(self.history[state:]))

    def is_stale(self, request: Request, key: str, name: str) -> bool:
        condition = request.headers.get("if-match")
        return condition is not None and condition != self.events[key][name]


class GoogleVendor(Vendor):
    def tag(self, etag: str) -> JSON:
        return {"etag": etag}

    def answer(self, request: Request) -> Reply:
        match request.method, request.path.removeprefix("/v3/").split("/"):
            case "GET", ["users", "me", "calendarList"]:
                first = {"id": "ada@x", "summary": "Ada", "accessRole": "owner"}
                second = {"id": "holidays", "summary": "Holidays", "accessRole": "reader"}
                if "pageToken" in request.query:
                    return Reply(200, {"items": [second]})
                return Reply(200, {"items": [first], "nextPageToken": "2"})
            case "GET", ["calendars", _, "events"]:
                return self._list(request.query)
            case "POST", ["calendars", _, "events"]:
                if request.body["id"] in self.history:
                    return Reply(409, {"error": {"code": 409}})
                return Reply(200, self.store(request.body["id"], request.body))
            case method, ["calendars", _, "events", key]:
                return self._one(method, key, request)
        return Reply(404)

    def _one(self, method: str, key: str, request: Request) -> Reply:
        if key not in self.events:
            if key not in self.history or method == "DELETE":
                return Reply(410 if key in self.history else 404)
            if method == "GET":
                return Reply(200, {"id": key, "status": "cancelled"})
            if "if-match" in request.headers:
                return Reply(412, {"error": {"code": 412}})
            return Reply(200, self.store(key, request.body))
        if method == "GET":
            return Reply(200, self.events[key])
        if self.is_stale(request, key, "etag"):
            return Reply(412, {"error": {"code": 412}})
        if method == "PATCH":
            return Reply(200, self.store(key, {**self.events[key], **request.body}))
        self.remove(key)
        return Reply(204)

    def _list(self, query: dict[str, str]) -> Reply:
        state = int(query.get("syncToken", "0"))
        if state < self.oldest_state and "syncToken" in query:
            return Reply(410, {"error": {"code": 410, "errors": [{"reason": "fullSyncRequired"}]}})
        keys = self.changed_since(state)
        items = [
            self.events.get(key, {"id": key, "status": "cancelled"})
            for key in keys
            if key in self.events or "syncToken" in query
        ]
        first = int(query.get("pageToken", "0"))
        page: JSON = {"items": items[first : first + self.page_size]}
        if first + self.page_size < len(items):
            return Reply(200, {**page, "nextPageToken": str(first + self.page_size)})
        return Reply(200, {**page, "nextSyncToken": str(len(self.history))})


class MicrosoftVendor(Vendor):
    def tag(self, etag: str) -> JSON:
        return {"@odata.etag": f"W/{etag}"}

    def token(self, request: Request) -> Reply:
        reply = super().token(request)
        if reply.status == 200:  # each answer replaces the refresh token
            self.refresh_token = f"refresh-{int(self.refresh_token[8:]) + 1}"
            access = f"access-{self.refresh_token}"
            reply.body = {"access_token": access, "refresh_token": self.refresh_token}
        return reply

    def answer(self, request: Request) -> Reply:
        match request.method, request.path.removeprefix("/v1.0/me/").split("/"):
            case "GET", ["calendars"]:
                mine = {"id": "AAA=", "name": "Calendar", "canEdit": True}
                return Reply(200, {"value": [mine, {"id": "B", "name": "Birthdays"}]})
            case "GET", ["calendars", _, "calendarView", "delta"]:
                return self._delta(request.query)
            case "GET", ["calendars", _, "events"]:
                wanted = request.query["$filter"].rpartition("ep/value eq '")[2][:-2]
                wanted = wanted.replace("''", "'")
                found = [
                    event
                    for event in self.events.values()
                    for named in event.get("singleValueExtendedProperties", ())
                    if named["value"] == wanted
                ]
                return Reply(200, {"value": found})
            case "POST", ["calendars", _, "events"]:
                return Reply(201, self.store(f"id{len(self.history)}=", request.body))
            case method, ["events", key]:
                return self._one(method, key, request)
        return Reply(404)

    def _one(self, method: str, key: str, request: Request) -> Reply:
        if key not in self.events:
            return Reply(404, {"error": {"code": "ErrorItemNotFound"}})
        if method == "GET":
            return Reply(200, self.events[key])
        if self.is_stale(request, key, "@odata.etag"):
            return Reply(412, {"error": {"code": "ErrorIrresolvableConflict"}})
        if method == "PATCH":
            return Reply(200, self.store(key, {**self.events[key], **request.body}))
        self.remove(key)
        return Reply(204)

    def _delta(self, query: dict[str, str]) -> Reply:
        state = int(query.get("$deltatoken", "0"))
        if state < self.oldest_state and "$deltatoken" in query:
            return Reply(410, {"error": {"code": "syncStateNotFound"}})
        items = [
            self.events.get(key, {"id": key, "@removed": {"reason": "deleted"}})
            for key in self.changed_since(state)
            if key in self.events or "$deltatoken" in query
        ]
        first = int(query.get("$skiptoken", "0"))
        page: JSON = {"value": items[first : first + self.page_size]}
        link = f"{self.url}/v1.0/me/calendars/A/calendarView/delta?$deltatoken="
        if first + self.page_size < len(items):
            following = f"{link}{state}&$skiptoken={first + self.page_size}"
            return Reply(200, {**page, "@odata.nextLink": following})
        return Reply(200, {**page, "@odata.deltaLink": f"{link}{len(self.history)}"})


class Peer(BaseHTTPRequestHandler):
    """One request to a server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    vendor: Vendor

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        is_form = "form" in self.headers.get("Content-Type", "")
        body = dict(parse_qsl(raw.decode())) if is_form else json.loads(raw or b"null")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            self.command, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body
        )
        self.vendor.requests.append(request)
        if self.vendor.faults and parts.path != "/token":
            self.vendor.faults.pop(0)(self)
            return
        reply = self.vendor.respond(request)
        self.reply(reply.status, json.dumps(reply.body).encode(), **reply.headers)

    do_GET = do_POST = do_PATCH = do_DELETE = handle_any

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(0 if status == 204 else len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that hung up."""


@contextmanager
def serving(vendor: Vendor) -> Iterator[None]:
    handler = type("Handler", (Peer,), {"vendor": vendor})
    server = _Server(("127.0.0.1", 0), handler)
    vendor.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        vendor.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
