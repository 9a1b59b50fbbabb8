"""A separate `manage.py up` for benchmarks: on a free port, in a temporary folder."""

from __future__ import annotations

import http.client
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from operations.embedded import ports
from operations.embedded.processes import Launch, spawn, wait_until
from operations.embedded.state import ServiceRecord, read_state

PROJECT = Path(__file__).resolve().parents[1]
START_SECONDS = 180.0
STOP_SECONDS = 60.0
_POLL_SECONDS = 0.02

# Settings in the caller's environment for another installation, which must not apply to this one.
_FOREIGN = (
    *("DATABASE_URL", "REDIS_URL", "HOST", "FRONTDESK_ENV", "DEBUG", "LOG_LEVEL", "EMAIL_URL"),
    "ANSWER_PROCESSES",
)


class BenchmarkFailed(Exception):
    """The benchmark cannot continue; the message says why."""


class PlatformUnderTest:
    """Can be started and stopped many times; its data stays until the end of `temporary`."""

    def __init__(self, folder: Path) -> None:
        self.var_dir = folder / "var"
        self.port = ports.choose(None)
        self.address = f"http://127.0.0.1:{self.port}"
        self._output = folder / "up.out"
        self._process: subprocess.Popen[bytes] | None = None
        for name in _FOREIGN:
            os.environ.pop(name, None)
        # For this process too: it joins the installation with a Django of its own.
        os.environ.update(
            VAR_DIR=str(self.var_dir),
            PORT=str(self.port),
            RATE_LIMIT_FACTOR="100000",
            OUTBOUND_ALLOW_LOOPBACK="true",  # for a local model of the benchmark
        )

    def start(self) -> None:
        """Launch `up` and return at once."""
        launch = Launch(argv=[sys.executable, "manage.py", "up"], cwd=PROJECT)
        with self._output.open("wb") as output:
            self._process = spawn(launch, output=output)

    def await_site(self) -> None:
        """Wait until `/readyz` is ready. Raises BenchmarkFailed."""
        self.wait(lambda: _status(self.port, "/readyz") == http.HTTPStatus.OK, "is not ready")

    def wait(self, condition: Callable[[], bool], failing: str) -> None:
        """Poll while the platform runs. failing: the error message on timeout."""

        def over() -> bool:
            if self._process is None or self._process.poll() is not None:
                raise BenchmarkFailed(f"The platform has ended by itself:\n{self._said()}")
            return condition()

        if not wait_until(over, seconds=START_SECONDS, poll_seconds=_POLL_SECONDS):
            raise BenchmarkFailed(
                f"The platform {failing} after {START_SECONDS:.0f} s:\n{self._said()}"
            )

    def services(self) -> tuple[ServiceRecord, ...]:
        """The children of `up` that are running."""
        state = read_state(self.var_dir)
        return state.services if state else ()

    def service(self, name: str) -> ServiceRecord:
        """A child of `up`. Raises BenchmarkFailed if there is none of that name."""
        for service in self.services():
            if service.name == name:
                return service
        raise BenchmarkFailed(f"The platform runs no {name}.")

    def stop(self) -> None:
        """Raises BenchmarkFailed if it had to be killed."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()  # its children end with it
            process.wait()
            raise BenchmarkFailed(f"The platform had to be killed:\n{self._said()}") from None

    def join(self) -> None:
        """Set up Django in this process, on the installation's database, and wait for its workers.

        Raises BenchmarkFailed.
        """
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        log = (self.var_dir / "log" / "benchmark.log").open("w", buffering=1)
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(log)  # written as in production, but not between the figures
        from config.celery import app

        def workers_answer() -> bool:
            wanted = [each for each in self.services() if each.name.startswith("worker-")]
            answers = app.control.ping(timeout=1.0) or []
            return bool(wanted) and len(answers) == len(wanted)

        self.wait(workers_answer, "has workers that do not answer")

    def _said(self) -> str:
        return self._output.read_text(errors="replace")


@contextmanager
def temporary() -> Iterator[PlatformUnderTest]:
    """A new installation; stopped and removed at the end, also if the benchmark is terminated."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Terminated."))
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-bench-"))
    folder.chmod(0o711)  # as root, PostgreSQL's own user traverses it
    platform = PlatformUnderTest(folder)
    try:
        yield platform
    finally:
        try:
            platform.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def joined() -> Iterator[PlatformUnderTest]:
    """A new installation that answers, and that this process has joined. What fails inside ends the
    process with a sentence.
    """
    try:
        with temporary() as platform:
            platform.start()
            platform.await_site()
            platform.join()
            yield platform
    except BenchmarkFailed as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit("Stopped.")


def _status(port: int, path: str) -> int | None:
    """None if nothing answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def progress(line: str, *, began: float = time.monotonic()) -> None:
    """Print one line on standard error; standard output is for the table."""
    print(f"{time.monotonic() - began:6.1f} s  {line}", file=sys.stderr, flush=True)
