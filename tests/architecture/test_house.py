"""Is the house still in order? Each test is one promise of the repository about itself."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from nuchal.journey import Stage
from nuchal.knowledge.base import KINDS
from nuchal.knowledge.reading import KIND_FOLDERS

NINE = [
    "intake",
    "screening",
    "classification",
    "localisation",
    "plan",
    "session",
    "selfcare",
    "diary",
    "outcomes",
]
LONGEST_MODULE = 450
"""Lines. A longer one is a question to ask: which of its two subjects wants its own file?"""


def modules(root: Path) -> list[Path]:
    return sorted((root / "src").rglob("*.py"))


def test_the_nine_stages_are_named_once_and_in_order():
    assert [stage.value.split("_", 1) for stage in Stage] == [
        [str(n), name] for n, name in enumerate(NINE, start=1)
    ]


def test_folders_of_knowledge_and_cases_bear_the_names_of_the_stages(root):
    stages = {stage.value for stage in Stage}
    for home, others in (("knowledge", {"vocabulary", "sources", "changes"}), ("cases", {"journeys"})):
        folders = {path.name for path in (root / home).iterdir() if path.is_dir()}
        assert folders <= stages | others


def test_the_import_contracts_hold(root):
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_core_runs_with_the_plain_dependencies_only(root):
    """What `pip install nuchal` promises: no extra is imported on the way to an assessment."""
    extras = ["numba", "hypothesis", "pytest", "pyagrum", "pgmpy", "scipy", "pandas", "jsonschema"]
    program = (
        "import sys; from nuchal.cli.main import main\n"
        "import nuchal.reasoning.pathway, nuchal.cli.assess, nuchal.cli.report, nuchal.cli.cases\n"
        f"print([name for name in {extras!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def long_modules(root: Path) -> dict[str, int]:
    """Lines of every module that is too long, by its full path: file names repeat."""
    lines = {str(path.relative_to(root)): len(path.read_text().splitlines()) for path in modules(root)}
    return {name: n for name, n in lines.items() if n > LONGEST_MODULE}


def test_modules_stay_short(root):
    assert long_modules(root) == {}


def test_a_long_module_is_found_although_a_short_one_bears_its_name(tmp_path):
    for folder, lines in (("first", LONGEST_MODULE + 1), ("second", 1)):
        (tmp_path / "src" / folder).mkdir(parents=True)
        (tmp_path / "src" / folder / "queries.py").write_text("x = 1\n" * lines)
    assert long_modules(tmp_path) == {"src/first/queries.py": LONGEST_MODULE + 1}


def test_every_module_is_measured(root):
    assert len(modules(root)) == len(list((root / "src").glob("**/*.py"))) > 300


def names_that_say_nothing(root: Path) -> list[Path]:
    empty = {"utils", "helpers", "common", "manager", "misc"}
    source = root / "src"
    return [
        path
        for path in modules(root)
        if {path.stem, *path.relative_to(source).parts} & empty
        or path.stem.startswith("new_")
        or re.search(r"_v\d+$", path.stem)
    ]


def test_no_module_has_a_name_that_says_nothing(root):
    assert names_that_say_nothing(root) == []


@pytest.mark.parametrize("name", ["helpers.py", "utils/deep/rows.py", "new_rows.py", "rows_v2.py"])
def test_a_name_that_says_nothing_is_found(tmp_path, name):
    path = tmp_path / "src" / name
    path.parent.mkdir(parents=True)
    path.write_text("")
    assert names_that_say_nothing(tmp_path) == [path]


def test_a_decision_is_headed_by_its_own_number(root):
    for path in (root / "docs/decisions").glob("*.md"):
        assert path.read_text().startswith(f"# {path.name[:4]} "), path.name


def test_a_decision_has_its_number_alone(root):
    numbers = [path.name[:4] for path in (root / "docs/decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def promises(root: Path) -> list[str]:
    """Comments that promise work and name no issue."""
    word = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!.*#\d+)")
    return [
        f"{path.relative_to(root)}:{n}"
        for path in modules(root)
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if word.search(line)
    ]


def test_comments_promise_nothing_without_an_issue(root):
    assert promises(root) == []


def test_a_promise_without_an_issue_is_found(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "rows.py").write_text("# TO" + "DO: count\n# TO" + "DO #12: count\n")
    assert promises(tmp_path) == ["src/rows.py:1"]


@pytest.mark.parametrize("kind", sorted(KIND_FOLDERS))
def test_every_kind_of_knowledge_is_explained_to_its_authors(root, kind):
    if any((root / "knowledge" / KIND_FOLDERS[kind]).glob("*.yaml")):
        assert f"`{kind}`" in (root / "knowledge/README.md").read_text()


def test_every_kind_can_be_listed():
    assert {name.rstrip("s") for name in KINDS} == {kind.rstrip("s") for kind in KIND_FOLDERS}


def test_every_setting_is_used_and_says_where_it_comes_from(root, knowledge):
    code = "\n".join(path.read_text() for path in modules(root))
    signs = {match[1] for match in re.finditer(r'setting\(f"\{\w+\}(_\w+)"\)', code)}
    settings = knowledge.of_kind(KINDS["settings"])
    unused = [n for n in settings if f'"{n}"' not in code and not any(n.endswith(sign) for sign in signs)]
    assert unused == []
    assert [name for name, item in settings.items() if not item.sources] == []


def test_no_reviewer_is_invented(knowledge):
    """Nobody has reviewed anything yet. The first real review changes this test, with the reviewer's name in the commit."""
    assert {i.review.state for i in knowledge.items if hasattr(i, "review")} <= {"drafted", "retired"}
    assert [i.id for i in knowledge.items if hasattr(i, "review") and i.review.by] == []


def test_every_item_says_what_it_rests_on(knowledge):
    assert [item.id for item in knowledge.items if hasattr(item, "sources") and not item.sources] == []


def test_what_is_locked_is_what_is_asked_for_and_no_address_is_recorded(root):
    lock = (root / "requirements.lock").read_text()
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    locked = {
        match[1].lower().replace("_", "-")
        for match in re.finditer(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", lock, re.MULTILINE)
    }
    names = {re.match(r"[A-Za-z0-9_.-]+", name)[0].lower() for name in wanted}
    assert names <= locked
    assert "://" not in lock
    assert not re.search(r"^-", lock, re.MULTILINE)
    assert all(
        "--hash=sha256:" in entry for entry in re.split(r"^(?=\w)", lock, flags=re.MULTILINE) if "==" in entry
    )


def targets_of(makefile: str) -> set[str]:
    """Every target that a person may name; files that are made stand behind a variable."""
    return set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.MULTILINE))


def unexplained(makefile: str) -> set[str]:
    """Targets that are not declared as phony, or do not say what they do in the list that `make` prints."""
    declared = set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE))
    told = set(re.findall(r"^([\w-]+):[^=\n]*## \w", makefile, re.MULTILINE))
    return {
        target for target in targets_of(makefile) | declared if target not in declared or target not in told
    }


def test_every_target_of_the_makefile_says_what_it_does(root):
    makefile = (root / "Makefile").read_text()
    assert {"setup", "demo", "test", "check", "cases", "bench", "demo-cases", "lock"} <= targets_of(makefile)
    assert unexplained(makefile) == set()


@pytest.mark.parametrize(
    "planted",
    [
        "demo-cases: x\n\ttrue\n",
        ".PHONY: demo-cases\ndemo-cases:\n\ttrue\n",
        "demo-cases: ## Say it\n\ttrue\n",
    ],
)
def test_a_target_with_a_hyphen_that_says_nothing_is_found(planted):
    assert unexplained(planted) == {"demo-cases"}


def test_every_change_waits_as_a_fragment(root):
    names = [path.name for path in (root / "changes").glob("*.md") if path.name != "README.md"]
    assert all(re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md", name) for name in names)
