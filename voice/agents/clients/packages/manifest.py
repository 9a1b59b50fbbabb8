"""The manifest of a package: declares an agent, by name and version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson

from voice.agents.errors import PackageRefused

MANIFEST = "manifest.json"
MAX_TOOLS = 20
MAX_FILE_BYTES = 10 * 1024**2
_TOOL = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The declared agent. model: the language model that it prefers, "" for any. tools: by name."""

    name: str
    description: str
    prompt: str
    model: str
    tools: tuple[str, ...]
    greeting: str
    fallback: str


@dataclass(frozen=True, slots=True)
class Package:
    """knowledge: file name → content that the agent should know."""

    name: str
    version: str
    agent: Recipe
    knowledge: dict[str, bytes]

    @property
    def label(self) -> str:
        return f"{self.name}:{self.version}"


def read_package(files: dict[str, bytes], *, name: str, version: str) -> Package:
    """Parse a package from its files.

    Raises PackageRefused unless it has this name and version and declares an agent.
    """
    manifest = _manifest(files)
    if (manifest.get("name"), manifest.get("version")) != (name, version):
        raise PackageRefused(reason="its manifest is of another package")
    agent = manifest.get("agent")
    if not isinstance(agent, dict):
        raise PackageRefused(reason="its manifest declares no agent")
    return Package(name, version, _recipe(agent), _knowledge(manifest, files))


def _manifest(files: dict[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in files:
        raise PackageRefused(reason=f"it holds no {MANIFEST}")
    try:
        manifest = orjson.loads(files[MANIFEST])
    except orjson.JSONDecodeError as error:
        raise PackageRefused(reason="its manifest is no JSON") from error
    if not isinstance(manifest, dict):
        raise PackageRefused(reason="its manifest is no JSON object")
    return manifest


def _recipe(agent: dict[str, Any]) -> Recipe:
    tools = agent.get("tools", [])
    if not isinstance(tools, list) or len(tools) > MAX_TOOLS:
        raise PackageRefused(reason=f"its tools are no list of at max_length {MAX_TOOLS} names")
    if not all(isinstance(tool, str) and _TOOL.fullmatch(tool) for tool in tools):
        raise PackageRefused(reason="its tools are no names")
    return Recipe(
        name=_text(agent, "name", max_length=100, lines=False),
        description=_text(agent, "description", max_length=1_000),
        prompt=_text(agent, "prompt", max_length=8_000),
        model=_text(agent, "model", max_length=120, lines=False, default=""),
        tools=tuple(tools),
        greeting=_text(agent, "greeting", max_length=1_000, default=""),
        fallback=_text(agent, "fallback", max_length=1_000, default=""),
    )


def _text(
    agent: dict[str, Any],
    key: str,
    *,
    max_length: int,
    lines: bool = True,
    default: str | None = None,
) -> str:
    """default: used if the key is absent; None makes the key required."""
    if key not in agent and default is not None:
        return default
    value = agent.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > max_length:
        raise PackageRefused(reason=f"its agent has no {key} of up to {max_length} characters")
    if not all(each.isprintable() or (lines and each in "\n\t") for each in value):
        raise PackageRefused(reason=f"the {key} of its agent holds control characters")
    return value.strip()


def _knowledge(manifest: dict[str, Any], files: dict[str, bytes]) -> dict[str, bytes]:
    paths = manifest.get("knowledge", [])
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise PackageRefused(reason="its knowledge is no list of files")
    by_name = {path.rpartition("/")[2]: files.get(path) for path in paths}
    known = {name: content for name, content in by_name.items() if content and name != MANIFEST}
    if len(known) != len(paths) or any(name.endswith(".json") for name in known):
        raise PackageRefused(reason="its knowledge names files that it does not hold")
    if any(len(content) > MAX_FILE_BYTES for content in known.values()):
        reason = f"its knowledge holds a file of more than {MAX_FILE_BYTES // 1024**2} MB"
        raise PackageRefused(reason=reason)
    return known
