"""The supervisor: restarts what dies, stops what it should, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from operations.embedded.processes import Launch, wait_until
from operations.embedded.state import ServiceRecord
from operations.errors import CannotStart
from operations.logfile import LogFile
from operations.supervisor import Program, StopRequested, Supervisor

pytestmark = pytest.mark.processes


class Stage:
    """A supervisor with everything it printed and recorded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output: list[str] = []
        self.records: tuple[ServiceRecord, ...] = ()
        self.supervisor = Supervisor(
            log_dir=folder / "log", say=self.output.append, on_change=self._remember
        )

    def _remember(self, records: tuple[ServiceRecord, ...]) -> None:
        self.records = records

    def script(self, name: str, code: str, **more: object) -> Program:
        """A Python child; `mark(text)` appends a line to the shared log."""
        diary = (
            "import os, signal, sys, time\n"
            "def mark(text):\n"
            f"    with open({str(self.folder / 'diary')!r}, 'a') as file: print(text, file=file)\n"
        )
        launch = Launch([sys.executable, "-c", diary + code], cwd=self.folder)
        return Program(name=name, launch=lambda: launch, **more)  # type: ignore[arg-type]

    def diary(self) -> list[str]:
        path = self.folder / "diary"
        return path.read_text().splitlines() if path.exists() else []

    def has(self, *marks: str) -> bool:
        return set(marks) <= set(self.diary())

    def run_until(self, condition: object) -> None:
        """Run it in this thread until the condition holds (at most 20 s)."""

        def watch() -> None:
            wait_until(condition, seconds=20)  # type: ignore[arg-type]
            self.supervisor.request_stop()

        watcher = threading.Thread(target=watch)
        watcher.start()
        self.supervisor.run()
        watcher.join()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.supervisor.stop()


POLITE = (
    "def stop(*_):\n"
    "    mark(NAME + ' stopped'); sys.exit(0)\n"
    "signal.signal(signal.SIGTERM, stop)\n"
    "mark(NAME + ' started')\n"
    "while True: time.sleep(60)\n"
)


def polite(stage: Stage, name: str) -> Program:
    return stage.script(
        name, f"NAME = {name!r}\n{POLITE}", is_ready=lambda: stage.has(f"{name} started")
    )


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_waves_start_in_order_and_stop_in_reverse(stage: Stage) -> None:
    stage.supervisor.start([polite(stage, "database")])
    stage.supervisor.start([polite(stage, "web")])
    pids = [record.pid for record in stage.records]
    stage.supervisor.stop()

    assert stage.diary() == ["database started", "web started", "web stopped", "database stopped"]
    assert all(is_gone(pid) for pid in pids)


def test_a_killed_child_is_restarted(stage: Stage) -> None:
    stage.supervisor.start([polite(stage, "web")])
    [first] = stage.records
    os.kill(first.pid, signal.SIGKILL)
    stage.run_until(lambda: stage.diary() == ["web started"] * 2)
    [second] = stage.records

    assert second.pid != first.pid
    assert stage.output[0].startswith("web ended (by SIGKILL), starting it again in 0.5 s.")


def test_children_of_a_dead_child_are_killed(stage: Stage) -> None:
    code = (
        "import subprocess\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "mark(child.pid)\n"
        "time.sleep(600)\n"
    )
    stage.supervisor.start([stage.script("web", code, is_ready=lambda: bool(stage.diary()))])
    os.kill(stage.records[0].pid, signal.SIGKILL)
    grandchild = int(stage.diary()[0])
    stage.run_until(lambda: is_gone(grandchild))

    assert is_gone(grandchild)


def test_the_restart_delay_doubles_up_to_a_limit(stage: Stage) -> None:
    stage.supervisor.start([polite(stage, "web")])
    [wave] = stage.supervisor._waves
    pauses = [stage.supervisor._schedule_restart(wave[0]) for _ in range(7)]

    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]


def test_a_child_that_cannot_start_is_given_up_with_its_output(stage: Stage) -> None:
    program = stage.script("web", "sys.exit('no such module')")
    program_that_is_never_ready = Program(
        name=program.name, launch=program.launch, is_ready=lambda: False
    )

    with pytest.raises(CannotStart, match=r"web does not start\.\n(.*\n)*no such module\n"):
        stage.supervisor.start([program_that_is_never_ready])
    assert len(stage.output) == 3


def test_a_child_that_is_not_ready_in_time_is_given_up(stage: Stage) -> None:
    program = stage.script("web", "time.sleep(600)", is_ready=lambda: False, start_seconds=0.2)

    with pytest.raises(CannotStart, match="web is not ready after 0 s"):
        stage.supervisor.start([program])


def test_a_child_that_ignores_the_stop_is_killed_with_its_children(stage: Stage) -> None:
    code = (
        "import subprocess\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "mark(child.pid)\n"
        "while True: time.sleep(60)\n"
    )
    stage.supervisor.start(
        [stage.script("deaf", code, is_ready=lambda: bool(stage.diary()), stop_seconds=0.3)]
    )
    pid, grandchild = stage.records[0].pid, int(stage.diary()[0])
    stage.supervisor.stop()

    assert is_gone(pid)
    assert wait_until(lambda: is_gone(grandchild), seconds=5)


def test_a_stop_during_the_start_ends_it(stage: Stage) -> None:
    program = stage.script("slow", "time.sleep(600)", is_ready=lambda: False)
    threading.Timer(0.3, stage.supervisor.request_stop).start()

    with pytest.raises(StopRequested):
        stage.supervisor.start([program])
    pid = stage.records[0].pid
    stage.supervisor.stop()
    assert is_gone(pid)


def test_a_command_is_run_to_its_end(stage: Stage) -> None:
    launch = stage.script("once", "time.sleep(0.1); mark('done')").launch()
    stage.supervisor.run_once("once", launch, status="Doing it")

    assert stage.diary() == ["done"]
    assert stage.output == ["Doing it"]


def test_a_failed_command_reports_why(stage: Stage) -> None:
    launch = stage.script("once", "sys.exit('the disk is full')").launch()

    with pytest.raises(CannotStart, match=r"Doing it failed \(exit code 1\)\.\nthe disk is full"):
        stage.supervisor.run_once("once", launch, status="Doing it")


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from operations.embedded.processes import Launch\n"
        "from operations.supervisor import Program, Supervisor\n"
        "folder = Path(sys.argv[1])\n"
        "launch = Launch(['sleep', '600'], cwd=folder)\n"
        "supervisor = Supervisor(log_dir=folder, say=print, on_change=lambda records:\n"
        "    print(records[0].pid, flush=True))\n"
        "supervisor.start([Program(name='sleeper', launch=lambda: launch)])\n"
        "supervisor.run()\n"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    assert wait_until(lambda: is_gone(child), seconds=5)


def test_a_log_stays_limited_while_it_is_written(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web.log", largest_bytes=1000)
    with log.open() as file:
        file.write(b"x" * 1001)
        log.keep_bounded()
        file.write(b"after\n")

    assert (tmp_path / "web.log").read_bytes() == b"after\n"
    assert (tmp_path / "web.log.1").read_bytes() == b"x" * 1001


def test_the_tail_of_a_log_starts_with_this_run(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("of yesterday\n")
    log = LogFile(tmp_path / "web.log")
    with log.open() as file:
        file.write(b"of today\n")

    assert log.tail().splitlines()[0] == "of today"
