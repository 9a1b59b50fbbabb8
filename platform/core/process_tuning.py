"""How a process runs that works for many at once, in threads."""

from __future__ import annotations

import gc
import sys

_ROUNDS = 50  # of the second generation before everything is looked through; Python's default is 10
_TURN_SECONDS = 0.0005  # that a thread keeps the interpreter; Python's default is ten times as long


def tune_process() -> None:
    """Take what is loaded by now to stay: it is never looked through for garbage again.

    Takes 0.3 s, once; without it, all threads stop for as long every few seconds. And let them take
    shorter turns: a thread asks for its next one after every statement of SQL.
    """
    gc.collect()
    gc.freeze()
    youngest, middle, _ = gc.get_threshold()
    gc.set_threshold(youngest, middle, _ROUNDS)
    sys.setswitchinterval(_TURN_SECONDS)
