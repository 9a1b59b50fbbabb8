"""A visitor's tab in headless Chromium.

Needs two fixtures from whoever can start the platform, both of the module's scope: `site`, the base
address of a running server, and `demo_agent`, the `DemoAgent` that its landing page shows.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from widget.tests.browser import Visit, chromium


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:
    """Started behind `site`: from then on Django takes this thread, in which Playwright has its
    event loop, for asynchronous code and refuses it the database."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Of one who likes no motion. Whatever a test does, no script fails, no other host is asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert visit.errors == []
    assert visit.hosts <= {"localhost", "127.0.0.1"}


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that inspects a page for what hinders people."""
    package = importlib.util.find_spec("axe_core_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text()
