"""What the checks say of the knowledge that ships with a line of it changed; the unchanged files are read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nuchal.errors import NuchalError
from nuchal.knowledge import checks
from nuchal.knowledge.reading import read_items
from nuchal.knowledge.yaml12 import Document


@pytest.fixture(scope="session")
def shipped(root: Path) -> dict[Path, tuple[Any, Document]]:
    """Every item that ships with its document, by its file."""
    pairs, errors = read_items(root / "knowledge")
    assert errors == []
    return {document.path.relative_to(root / "knowledge"): (item, document) for item, document in pairs}


@pytest.fixture
def told_of(
    root: Path, shipped: dict[Path, tuple[Any, Document]], tmp_path: Path
) -> Callable[..., list[NuchalError]]:
    """Everything that is wrong after changes: each a file, what it says, and what it says instead."""

    def changed(*changes: tuple[str, str, str]) -> list[NuchalError]:
        for file, right, wrong in changes:
            text = (root / "knowledge" / file).read_text()
            assert right in text, "the example of this test has changed"
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace(right, wrong, 1))
        pairs, errors = read_items(tmp_path)
        anew = {document.path.relative_to(tmp_path): (item, document) for item, document in pairs}
        gone = {Path(file) for file, _right, _wrong in changes} - set(anew)
        left = [anew.get(file, pair) for file, pair in shipped.items() if file not in gone]
        return errors + checks.errors_in(left)

    return changed
