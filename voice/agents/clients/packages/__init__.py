"""Agent packages: their sources, and the checks on their content."""

from voice.agents.clients.packages.manifest import Package, Recipe, read_package
from voice.agents.clients.packages.sources import Source, source_at

__all__ = ["Package", "Recipe", "Source", "read_package", "source_at"]
