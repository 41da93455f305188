"""
Knowledge with one item renamed, deleted or narrowed, and every page of a client under it.

`NUCHAL_TEST_EVERY_ITEM=1 python -m pytest tests/web/test_old_records.py` renames every id that the record of the client
holds, one at a time; the suite tries a sample.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nuchal.clinic.operations import knowing
from nuchal.clinic.record.assessing import forget_answers
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def renamed(old: str, folder: Path) -> Knowledge:
    """The knowledge with one id renamed wherever it stands; what was recorded under the old one finds nothing."""
    return changed(folder, rf"(?<![\w-]){re.escape(old)}(?![\w-])", f"{old}_renamed", name=old)


def narrowed(finding: str, most: int, folder: Path) -> Knowledge:
    """The knowledge with a smaller bound of one number."""
    return changed(folder, r"(?m)^most: .*$", f"most: {most}", only=finding)


def changed(folder: Path, pattern: str, by: str, *, name: str = "", only: str = "") -> Knowledge:
    """A copy of the knowledge with one change in its files."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(KNOWLEDGE, folder)
    count = 0
    for path in folder.rglob("*.yaml"):
        if only and path.stem != only:
            continue
        text, n = re.subn(pattern, by, path.read_text("utf-8"))
        count += n
        if n:
            path.write_text(text, "utf-8")
        if name and path.stem == name:
            path.rename(path.with_stem(by))
    assert count, f"nothing is called {name or only}"
    return load(folder, cache=folder.with_name("compiled"))


@contextmanager
def in_use(other: Knowledge) -> Iterator[None]:
    """Let the clinic run with other knowledge."""
    load_as_ever = knowing.load
    knowing.load = lambda: other
    try:
        _forget()
        yield
    finally:
        knowing.load = load_as_ever
        _forget()


def _forget() -> None:
    """Forget what was worked out of the knowledge."""
    forget_answers()
    for name, module in list(sys.modules.items()):
        if name.startswith("nuchal.clinic"):
            for one in list(vars(module).values()):
                if hasattr(one, "cache_clear"):
                    one.cache_clear()


def pages_of(episode: Any) -> list[str]:
    """Every page of a client that shows what was recorded."""
    at = f"/episodes/{episode.pk}/"
    exam = [
        f"{at}exam/?part={part}" for part in ("palpation", "movement", "tests", "jaw", "nerves", "posture")
    ]
    papers = [
        f"{at}papers/{kind}.txt"
        for kind in ("client-plan", "letter", "urgent-letter", "session", "programme")
    ]
    chart = [at, f"{at}answers/", f"{at}history/", f"{at}drawings/", f"{at}conclusions/", f"{at}papers/"]
    client = episode.client
    return [
        *chart,
        *exam,
        *papers,
        "/",
        "/clients/",
        f"/clients/{client.pk}/",
        f"/clients/{client.pk}/record/",
    ]


def broken_pages(browser: Any, episode: Any) -> list[tuple[str, str]]:
    """The pages that do not answer."""
    broken = []
    for page in pages_of(episode):
        try:
            status = browser.get(page).status_code
        except Exception as problem:  # what the clinic would answer with 500
            broken.append((page, repr(problem)))
            continue
        if status >= 500:
            broken.append((page, str(status)))
    return broken
