"""Supervises child processes: restarts them, and stops all of them on request."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from operations.embedded.files import make_private_dir
from operations.embedded.processes import Launch, signal_group, spawn, started_at
from operations.embedded.state import ServiceRecord
from operations.errors import CannotStart
from operations.logfile import LogFile

_TICK_SECONDS = 0.05
_FIRST_PAUSE_SECONDS = 0.5
_MAX_PAUSE_SECONDS = 15.0
_SETTLED_SECONDS = 30.0  # after this uptime the restart counter resets
_MAX_EXITS_WHILE_STARTING = 3  # only until it has been ready once
_PROBE_SECONDS = 0.1
_STILL_WORKING_SECONDS = 5.0


class StopRequested(Exception):
    """A stop was requested while the platform was starting."""


@dataclass(frozen=True, slots=True)
class Program:
    """One child to keep running.

    name: in status lines, and of its log file.
    launch: called before every start, since it may change.
    before_launch: prepares the start, also after a crash; may take seconds.
    is_ready: called several times a second once it runs; None treats a running child as ready.
    stop_seconds: from `stop_signal` until it is killed with all its children.
    start_seconds: from the first launch until ready.
    """

    name: str
    launch: Callable[[], Launch]
    before_launch: Callable[[], None] | None = None
    is_ready: Callable[[], bool] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    start_seconds: float = 60.0
    port: Callable[[], int] | None = None


@dataclass(slots=True)
class _Child:
    program: Program
    log: LogFile
    process: subprocess.Popen[bytes] | None = None
    begun_at: float = field(default_factory=time.monotonic)
    launched_at: float = 0.0  # monotonic seconds, like the other times here
    launch_at: float = 0.0
    probe_at: float = 0.0
    exits: int = 0
    ready: bool = False
    was_ready: bool = False
    record: ServiceRecord | None = None


class Supervisor:
    """Starts programs in waves, restarts those that die, stops the waves in reverse order.

    Single-threaded: all work happens inside `start`, `run_once`, `run` and `stop`. A signal handler
    may call `request_stop`, which ends whichever of the first three is running.

    log_dir: each child writes to `<name>.log` there, of limited size.
    say: prints one status line.
    on_change: called with the children's records whenever one is launched.
    """

    def __init__(
        self,
        *,
        log_dir: Path,
        say: Callable[[str], None],
        on_change: Callable[[tuple[ServiceRecord, ...]], None],
    ) -> None:
        self._log_dir = make_private_dir(log_dir)
        self._say = say
        self._on_change = on_change
        self._waves: list[list[_Child]] = []
        self._stop_requested = False

    def request_stop(self) -> None:
        self._stop_requested = True

    def start(self, programs: Sequence[Program]) -> None:
        """Launch the programs together, as one wave, and wait until all are ready.

        Raises CannotStart if one keeps dying or is not ready in time, StopRequested if asked to
        stop meanwhile; what runs by then is left for `stop()`.
        """
        self.launch(programs)
        self.await_ready()

    def launch(self, programs: Sequence[Program]) -> None:
        """The first half of `start`, for a caller with other work to do meanwhile."""
        self._waves.append([_Child(program, self._log_of(program.name)) for program in programs])
        self._tick()

    def await_ready(self) -> None:
        """The second half of `start`, for all waves."""
        while waiting := [child for child in self._children() if not child.ready]:
            for child in waiting:
                self._give_up_if_hopeless(child)
            self._tick()

    def run_once(
        self, name: str, launch: Launch, *, status: str | None = None, stop_seconds: float = 10.0
    ) -> None:
        """Run a command to its end, supervising the others; raises CannotStart if it fails.

        status: the status line, repeated with the time taken if that is long; None is silent.
        """
        log = self._log_of(name)
        if status:
            self._say(status)
        with log.open() as output:
            process = spawn(launch, output=output)
        begun = reported_at = time.monotonic()
        try:
            while process.poll() is None:
                self._tick()
                if status and time.monotonic() - reported_at >= _STILL_WORKING_SECONDS:
                    reported_at = time.monotonic()
                    self._say(f"{status} ({reported_at - begun:.0f} s so far)")
        finally:
            _end(process, signal.SIGTERM, deadline=time.monotonic() + stop_seconds)
        if process.returncode != 0:
            raise CannotStart(
                f"{status or name} failed ({_exit_reason(process.returncode)}).\n{log.tail()}"
            )

    def run(self) -> None:
        """Keep everything running until `request_stop`."""
        try:
            while True:
                self._tick()
        except StopRequested:
            return

    def stop(self) -> None:
        """Stop all, the last wave first, and kill those that do not stop in time."""
        while self._waves:
            wave = self._waves.pop()
            running = [child for child in wave if child.process and child.process.poll() is None]
            for child in reversed(running):
                assert child.process is not None
                child.process.send_signal(child.program.stop_signal)
            asked_at = time.monotonic()
            for child in reversed(wave):
                if child.process is not None:
                    _end(child.process, None, deadline=asked_at + child.program.stop_seconds)

    def _tick(self) -> None:
        """Check every child once, then sleep. Raises StopRequested."""
        if self._stop_requested:
            raise StopRequested
        for child in self._children():
            self._supervise(child)
        time.sleep(_TICK_SECONDS)

    def _supervise(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.launch_at:
                self._launch(child)
        elif child.process.poll() is not None:
            self._handle_exit(child, child.process)
        elif not child.ready and now >= child.probe_at:
            child.probe_at = now + _PROBE_SECONDS
            self._check_ready(child)
        else:
            child.log.keep_bounded()

    def _launch(self, child: _Child) -> None:
        program = child.program
        try:
            if program.before_launch is not None:
                program.before_launch()
        except CannotStart as error:
            if not child.was_ready:
                raise
            self._say(
                f"{program.name}: {error} Trying again in {self._schedule_restart(child):g} s."
            )
            return
        with child.log.open() as output:
            child.process = spawn(program.launch(), output=output)
        child.launched_at = time.monotonic()
        child.record = ServiceRecord(
            name=program.name,
            pid=child.process.pid,
            started_at=started_at(child.process.pid),
            port=program.port() if program.port else None,
        )
        self._on_change(tuple(child.record for child in self._children() if child.record))

    def _check_ready(self, child: _Child) -> None:
        is_ready = child.program.is_ready
        child.ready = is_ready is None or is_ready()
        if child.ready and child.was_ready:
            self._say(f"{child.program.name} is back.")
        child.was_ready = child.was_ready or child.ready

    def _handle_exit(self, child: _Child, process: subprocess.Popen[bytes]) -> None:
        """Handle a child that exited: kill its group, schedule a restart."""
        signal_group(process.pid, signal.SIGKILL)  # its own children, which have lost their leader
        if time.monotonic() - child.launched_at >= _SETTLED_SECONDS:
            child.exits = 0
        child.process, child.ready = None, False
        self._say(
            f"{child.program.name} ended ({_exit_reason(process.returncode)}), starting it again "
            f"in {self._schedule_restart(child):g} s. Its log: {child.log.path}"
        )

    def _schedule_restart(self, child: _Child) -> float:
        """Seconds until the next launch, doubled after each exit."""
        pause = min(_FIRST_PAUSE_SECONDS * 2.0**child.exits, _MAX_PAUSE_SECONDS)
        child.exits += 1
        child.launch_at = time.monotonic() + pause
        return pause

    def _give_up_if_hopeless(self, child: _Child) -> None:
        """Only until it has been ready once; afterwards it is restarted forever."""
        program = child.program
        if child.was_ready:
            return
        waited = time.monotonic() - child.begun_at
        if child.exits >= _MAX_EXITS_WHILE_STARTING:
            raise CannotStart(f"{program.name} does not start.\n{child.log.tail()}")
        if waited > program.start_seconds:
            raise CannotStart(
                f"{program.name} is not ready after {waited:.0f} s.\n{child.log.tail()}"
            )

    def _children(self) -> list[_Child]:
        return [child for wave in self._waves for child in wave]

    def _log_of(self, name: str) -> LogFile:
        return LogFile(self._log_dir / f"{name}.log")


def _end(
    process: subprocess.Popen[bytes], number: signal.Signals | None, *, deadline: float
) -> None:
    """Wait for the end until `deadline`, then kill; kill its children in any case."""
    if number is not None and process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        pass
    signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _exit_reason(returncode: int) -> str:
    if returncode < 0:
        return f"by {signal.Signals(-returncode).name}"
    return f"exit code {returncode}"
