"""A corpus that nothing was tuned on: the Python FAQ, as packaged by Debian.

Only the questions and the facts that answer them, which are our own, are kept here; the pages are
read from the package's folder.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.retrieval.dataset import QUESTIONS, Business, business

PAGES = Path("/usr/share/doc/python3.11/html/faq")
PACKAGE = "python3.11-doc"
ASKED = Path(__file__).parent / "python_faq" / QUESTIONS


class PagesMissing(Exception):
    """The folder contains no pages of the FAQ."""


def load_faq(folder: Path) -> Business:
    """The pages and the questions about them. Raises PagesMissing."""
    pages = sorted(page for page in folder.glob("*.html") if page.name != "index.html")
    if not pages:
        raise PagesMissing(
            f"No pages of the Python FAQ in {folder}. Debian has them in {PACKAGE}:"
            f" install it, or name the folder."
        )
    return business("python_faq", pages, ASKED)
