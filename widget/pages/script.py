"""Builds the widget's scripts for browsers: few and small files, made of the modules as written.

Modules must be written in a narrow form, which is all that is understood here: imports are lines of
`import { … } from "./module.js";`, nothing is renamed, and comments have their own lines.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

# Ordered so that each names only what is above it. What the dialog shares with the launcher it
# imports from "main", which is loaded first.
PARTS = {
    "widget": ["widget"],
    "main": [
        *["api", "dom", "colors", "options", "language"],
        *["launcher-style", "launcher", "main"],
    ],
    "dialog": [
        *["errors", "markdown", "announcer", "sources", "rating", "escalation"],
        *["stream", "conversation", "composer", "back-button", "frame", "dialog-style"],
        *["transcript", "takeover", "dialog"],
    ],
}
_LANGUAGE = re.compile(r"languages/[a-z]{2}")
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)$", re.MULTILINE)
_IMPORT = re.compile(r'^import \{\s*([^}]*?),?\s*\} from "\./([\w-]+)\.js";\n', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Script:
    """A served file, plain and compressed. tag: changes with its content."""

    plain: bytes
    zipped: bytes
    tag: str


@cache
def script(name: str) -> Script | None:
    """The file `<name>.js` of the widget: a part or a language; None if there is none."""
    modules = PARTS.get(name) or ([name] if _LANGUAGE.fullmatch(name) else [])
    paths = [finders.find(f"widget/{module}.js") for module in modules]
    if not paths or None in paths:
        return None
    plain = _joined(modules, [Path(str(path)).read_text() for path in paths]).encode()
    tag = f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return Script(plain, gzip.compress(plain, 9, mtime=0), tag)


def _joined(modules: list[str], texts: list[str]) -> str:
    """One module equivalent to these; what other parts export is imported once, from "main"."""
    foreign: set[str] = set()
    bodies = []
    for text in texts:
        bare = re.sub(r"^\s+", "", _COMMENT.sub("", text), flags=re.MULTILINE)
        for names, module in _IMPORT.findall(bare):
            if module not in modules:
                foreign.update(re.split(r",\s+", names))
        bodies.append(_IMPORT.sub("", bare))
    head = [f'import {{ {", ".join(sorted(foreign))} }} from "./main.js";\n'] if foreign else []
    return "".join([*head, *bodies])
