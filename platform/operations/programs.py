"""The processes of the platform, as `up` runs them. In production they run separately."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from operations.embedded.processes import Launch
from operations.embedded.server import EmbeddedServer
from operations.supervisor import Program

HEADER_MILLISECONDS = 15_000  # that a client may take to send the head of a request
BUFFER_BYTES = 65_536  # of a connection whose client does not read; heads may be as long
_PROBE_SECONDS = 2.0
_WARM_SHUTDOWN_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Deployment:
    """The deployment: folders, address and token.

    project: the folder of `manage.py`.
    token: random value in the environment of all children, by which a later start identifies them.
    """

    project: Path
    var_dir: Path
    host: str
    port: int
    token: str = field(repr=False)

    def environment(self, **more: str) -> Mapping[str, str]:
        """The environment of `up`, plus what every process of the platform needs."""
        paths = [str(self.project / "platform"), str(self.project), os.environ.get("PYTHONPATH")]
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "PYTHONUNBUFFERED": "1",
            "VAR_DIR": str(self.var_dir),
            "HOST": self.host,
            "PORT": str(self.port),
            "FRONTDESK_UP": self.token,
            **more,
        }


def server(embedded: EmbeddedServer) -> Program:
    return Program(
        name=embedded.name.lower(),
        before_launch=embedded.prepare,
        launch=embedded.launch,
        is_ready=embedded.is_ready,
        port=lambda: embedded.port,
        stop_signal=embedded.stop_signal,
        stop_seconds=embedded.stop_seconds,
        start_seconds=120.0,
    )


def manage(deployment: Deployment, *arguments: str) -> Launch:
    """A management command as a separate process."""
    return _python(deployment, str(deployment.project / "manage.py"), *arguments)


def web(deployment: Deployment) -> Program:
    serve = [
        "granian",
        "--interface",
        "asginl",
        "--host",
        deployment.host,
        "--port",
        str(deployment.port),
        # With HTTP/2, a connection that begins like its preface would be kept however long.
        *("--http", "1", "--http1-header-read-timeout", str(HEADER_MILLISECONDS)),
        *("--http1-buffer-size", str(BUFFER_BYTES)),
    ]
    launch = _python(deployment, "-m", *serve, "config.asgi:application", DATABASE_POOL="1")
    return Program(
        name="web",
        launch=lambda: launch,
        is_ready=lambda: _is_served(deployment, "/readyz"),
        port=lambda: deployment.port,
    )


def answers(deployment: Deployment, number: int) -> Program:
    """An answer worker: generates answers outside the web process, in its own interpreter."""
    command = str(deployment.project / "manage.py"), "answer_worker"
    launch = _python(deployment, *command, DATABASE_POOL="1")
    return Program(
        name=f"answers-{number}", launch=lambda: launch, stop_seconds=_WARM_SHUTDOWN_SECONDS
    )


def worker(
    deployment: Deployment,
    name: str,
    *,
    queues: str,
    concurrency: int,
    pool: str,
    broker_url: Callable[[], str],
) -> Program:
    """A Celery worker.

    Gossip and mingling are for clusters that elect leaders, which is not needed. Threads share one
    embedding model, and leave the heap in fewer pieces with fewer arenas.
    """
    node = f"{name}@{socket.gethostname()}"
    launch = _celery(
        deployment,
        *("worker", "--hostname", node, "--queues", queues, "--concurrency", str(concurrency)),
        *("--pool", pool, "--without-gossip", "--without-mingle"),
        MALLOC_ARENA_MAX="2",
    )

    def is_ready() -> bool:
        # Imported once the web process is ready, so that the start does not wait for it.
        from operations.worker_probe import answers_ping

        return answers_ping(broker_url(), node)

    return Program(
        name=f"worker-{name}",
        launch=lambda: launch,
        is_ready=is_ready,
        stop_seconds=_WARM_SHUTDOWN_SECONDS,
    )


def beat(deployment: Deployment) -> Program:
    launch = _celery(
        deployment, "beat", "--schedule", str(deployment.var_dir / "run" / "beat-schedule")
    )
    return Program(name="beat", launch=lambda: launch)


def _celery(deployment: Deployment, *arguments: str, **environment: str) -> Launch:
    # A worker without its broker would wait for it when stopped gently; its jobs are run again
    # anyway.
    return _python(
        deployment,
        *("-m", "celery", "-A", "config", *arguments),
        orphan_signal=signal.SIGKILL,
        **environment,
    )


def _python(
    deployment: Deployment,
    *arguments: str,
    orphan_signal: signal.Signals = signal.SIGTERM,
    **environment: str,
) -> Launch:
    return Launch(
        argv=[sys.executable, *arguments],
        cwd=deployment.project,
        env=deployment.environment(**environment),
        orphan_signal=orphan_signal,
    )


def _is_served(deployment: Deployment, path: str) -> bool:
    """True if a GET returns 200."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    connection = http.client.HTTPConnection(
        everywhere.get(deployment.host, deployment.host), deployment.port, timeout=_PROBE_SECONDS
    )
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{deployment.port}"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
