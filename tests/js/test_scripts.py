"""
The logic of the browser's scripts, run by node on vectors that Python writes.

Every `tests/js/NAME_vectors.py` has a function `vectors()`; what it returns is `vectors("NAME_vectors")` in a test of node.
Tests whose vectors need a database are run by a test in `tests/web`; their scripts end in `.web.mjs`.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.js.node import HERE, run_tests, write_vectors


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vectors = {path.stem: _module(path).vectors() for path in sorted(HERE.glob("*_vectors.py"))}
    return write_vectors(tmp_path_factory.mktemp("vectors"), vectors)


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"js_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_the_scripts_keep_their_promises(script: str, written: Path) -> None:
    run_tests(script, written)


def test_every_set_of_vectors_is_read_by_a_test() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in HERE.glob("*.test.mjs"))
    unread = [path.stem for path in HERE.glob("*_vectors.py") if f'vectors("{path.stem}")' not in tests]
    assert unread == []
