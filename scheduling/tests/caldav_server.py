"""Radicale, a real CalDAV server, as a process of the tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import requests

_CALENDAR = (
    '<mkcol xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><resourcetype>'
    "<collection/><c:calendar/></resourcetype><displayname>{name}</displayname></prop></set></mkcol>"
)


@dataclass(frozen=True, slots=True)
class CalDavServer:
    """One user, who is called ada and whose password is secret."""

    address: str
    process: subprocess.Popen[bytes]

    def make_calendar(self, name: str) -> str:
        url = f"{self.address}/ada/{name}/"
        answer = requests.request(
            "MKCOL", url, data=_CALENDAR.format(name=name), auth=("ada", "secret"), timeout=10
        )
        assert answer.status_code == 201, answer.text
        return url

    def put(self, url: str, content: bytes) -> None:
        """Create or replace, as programs do that look at what they replace."""
        there = requests.get(url, auth=("ada", "secret"), timeout=10)
        condition = {"If-Match": there.headers["ETag"]} if there.status_code == 200 else {}
        answer = requests.put(
            url, data=content, headers=condition, auth=("ada", "secret"), timeout=10
        )
        assert answer.status_code in (201, 204), answer.text

    def get(self, url: str) -> str | None:
        answer = requests.get(url, auth=("ada", "secret"), timeout=10)
        return answer.text if answer.status_code == 200 else None

    def delete(self, url: str) -> None:
        answer = requests.delete(url, auth=("ada", "secret"), timeout=10)
        assert answer.status_code == 200, answer.text

    def hrefs(self, url: str) -> list[str]:
        """What is in a calendar, sorted, by file name."""
        answer = requests.request(
            "PROPFIND", url, headers={"Depth": "1"}, auth=("ada", "secret"), timeout=10
        )
        names = {part.split("</")[0] for part in answer.text.split("href>")[1:]}
        return sorted(unquote(name.rpartition("/")[2]) for name in names if name.endswith(".ics"))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def start_caldav_server(folder: Path) -> CalDavServer:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    users = folder / "users"
    users.write_text("ada:secret\n")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "radicale", "--server-hosts", f"127.0.0.1:{port}"),
            *("--config", "", "--storage-filesystem-folder", str(folder / "storage")),
            *("--auth-type", "htpasswd", "--auth-htpasswd-filename", str(users)),
            *("--auth-htpasswd-encryption", "plain", "--auth-delay", "0"),
            *("--storage-strict-preconditions", "True", "--logging-level", "info"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if b"ready" in line:
            break
    else:
        raise RuntimeError("Radicale has not started")
    threading.Thread(target=process.stderr.read, daemon=True).start()
    return CalDavServer(f"http://127.0.0.1:{port}", process)
