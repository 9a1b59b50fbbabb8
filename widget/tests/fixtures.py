"""A visitor's tab in headless Chromium.

Requires two module-scoped fixtures from a package that can start the platform: `site`, the base
address of a running server, and `demo_agent`, the `DemoAgent` on its landing page.
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
    """Started after `site`:

    Playwright's event loop then runs in this thread, so Django takes it for asynchronous code and
    refuses it the database.
    """
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A tab with reduced motion. In every test, no script fails and no other host is contacted."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert visit.errors == []
    assert visit.hosts <= {"localhost", "127.0.0.1"}


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that checks a page for accessibility."""
    package = importlib.util.find_spec("axe_core_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text()
