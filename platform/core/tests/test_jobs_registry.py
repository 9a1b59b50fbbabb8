"""The job registry, in a process that has imported no job yet."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

AT_ONCE = """
import contextlib, sys, threading

import celery.loaders.base as celery
import django

django.setup()
from core.jobs import registry

patience = 1
if sys.argv[1] == "unguarded":
    registry._importing = contextlib.nullcontext()
    patience = 30
all_ask, answered, found = threading.Barrier(8), threading.Event(), []
find = celery.find_related_module

def find_slowly(package, name):
    answered.wait(patience)
    answered.set()
    return find(package, name)

celery.find_related_module = find_slowly

def ask():
    all_ask.wait()
    with contextlib.suppress(KeyError):
        found.append(registry.get_definition("conversations.generate_reply"))
    answered.set()

threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(found))
"""


@pytest.mark.processes
@pytest.mark.parametrize(("options", "all_find_it"), [("unguarded", False), ("guarded", True)])
def test_concurrent_lookups_wait_for_the_first_import(options: str, all_find_it: bool) -> None:
    command = [sys.executable, "-c", AT_ONCE, options]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths}

    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert (int(ended.stdout.split()[-1]) == 8) is all_find_it
