"""
A real browser. Debian's Chromium; axe-core from npm.

Set-up once: `apt-get install chromium`, `pip install playwright`, `npm install` (package.json names axe-core).
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("NUCHAL_CHROMIUM") or shutil.which("chromium") or ""
AXE = Path(os.environ.get("NUCHAL_AXE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: `make browser`")
    if not CHROMIUM:
        pytest.skip("needs Debian's chromium: `make browser`")
    _close_databases()
    with playwright.sync_playwright() as started:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = started.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


def _close_databases() -> None:
    """
    From here on a loop runs in this thread, and Django opens connections of its own for it.

    One that was opened before would stay open beside them, where no later test can close it.
    """
    from django.db import connections

    connections.close_all()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("needs axe-core: `npm install`")
    return AXE.read_text("utf-8")


@pytest.fixture
def clinic(transactional_db, settings):
    """A running clinic: its cast, with one client who has told everything, and its address."""
    from tests.browser.running_clinic import running_clinic

    with running_clinic(settings) as running:
        yield running


@pytest.fixture
def page_of(clinic, browser, settings):
    """Opens a page on a tablet for a member of the cast."""
    from tests.browser.running_clinic import opened_by

    with ExitStack() as opened:
        yield lambda who: opened.enter_context(opened_by(who, clinic, browser, settings))


@pytest.fixture
def page(page_of):
    """Ada's page; she treats the client."""
    return page_of("ada")
