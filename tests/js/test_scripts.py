"""
The logic of the browser's scripts, run by node on vectors that Python writes.

Every `tests/js/NAME_vectors.py` has a function `vectors()`; what it returns is `vectors("NAME_vectors")` in a test of node.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vectors")
    for path in sorted(HERE.glob("*_vectors.py")):
        (folder / f"{path.stem}.json").write_text(json.dumps(_module(path).vectors()), encoding="utf-8")
    return folder


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"js_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.name)
def test_the_scripts_keep_their_promises(path: Path, written: Path, root: Path) -> None:
    assert NODE is not None, "needs node: `make browser`"
    environment = {**os.environ, "NUCHAL_VECTORS": str(written)}
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", str(path)],
        cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) > 0, "no test ran"


def test_every_set_of_vectors_is_read_by_a_test() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in HERE.glob("*.test.mjs"))
    unread = [path.stem for path in HERE.glob("*_vectors.py") if f'vectors("{path.stem}")' not in tests]
    assert unread == []
