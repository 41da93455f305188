"""Run a test of node on vectors."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def write_vectors(folder: Path, vectors: Mapping[str, Any]) -> Path:
    """Write each set of vectors under its name."""
    for name, found in vectors.items():
        (folder / f"{name}.json").write_text(json.dumps(found), encoding="utf-8")
    return folder


def run_tests(script: str, folder: Path) -> None:
    """Run `tests/js/SCRIPT` on the vectors in `folder`; fails with node's report where one of its tests fails."""
    node = shutil.which("node")
    assert node is not None, "needs node: `make browser`"
    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", str(HERE / script)],
        cwd=HERE, env={**os.environ, "NUCHAL_VECTORS": str(folder)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) > 0, "no test ran"
