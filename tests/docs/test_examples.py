"""Every example in the documents runs: YAML is read, commands are called, their output is what is printed there."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import sys
from pathlib import Path

import jsonschema
import pytest

from nuchal.cases.judging import judge
from nuchal.cases.reading import case_files, read_cases
from nuchal.errors import KnowledgeError
from nuchal.knowledge import checks
from nuchal.knowledge.reading import KIND_FOLDERS, load
from nuchal.knowledge.yaml12 import read, read_text

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "knowledge/README.md",
    "docs/reference/case-format.md",
]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    return [text for name, text in FENCE.findall((ROOT / page).read_text()) if name == language]


def every(language: str) -> list[tuple[str, str]]:
    return [(page, text) for page in PAGES for text in blocks(page, language)]


@pytest.mark.parametrize(("page", "text"), every("yaml"))
def test_every_yaml_example_is_strict_yaml(page, text):
    assert read_text(text, path=ROOT / page, error=KnowledgeError).value


@pytest.mark.parametrize(("page", "text"), every("console"))
def test_every_command_runs_and_prints_what_the_page_shows(run, monkeypatch, page, text):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program in ("nuchal", ".venv/bin/nuchal"), (
            "only the program's own commands are examples; others stand in text blocks"
        )
        code, out, err = run(*arguments)
        assert code == 0, err
        for piece in shown.split("…\n"):
            assert trimmed(piece) in trimmed(out)


def test_the_commands_of_the_readme_can_be_typed_as_they_stand():
    """After `make demo` nothing is on the path of the shell, so each command names where it lies."""
    typed = [
        line
        for text in blocks("README.md", "text") + blocks("README.md", "console")
        for line in text.splitlines()
    ]
    commands = [line.removeprefix("$ ") for line in typed if re.match(r"(\$ )?(\S*/)?nuchal ", line)]
    assert len(commands) >= 5
    assert [line for line in commands if not line.startswith(".venv/bin/nuchal ")] == []


def trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.fixture(scope="module")
def contributed(tmp_path_factory) -> Path:
    """A copy of the knowledge with the items that CONTRIBUTING.md shows, and its cases beside it."""
    home = tmp_path_factory.mktemp("contributed")
    shutil.copytree(ROOT / "knowledge", home / "knowledge")
    (home / "cases").mkdir()
    for text in blocks("CONTRIBUTING.md", "yaml"):
        value = read_text(text, path=home, error=KnowledgeError).value
        if isinstance(value, list):
            (home / "cases" / "example.yaml").write_text(text)
        elif "kind" in value:
            (home / "knowledge" / KIND_FOLDERS[value["kind"]] / f"{value['id']}.yaml").write_text(text)
    return home


def test_the_items_that_contributing_shows_pass_every_check(contributed):
    _, errors = checks.run(contributed / "knowledge")
    assert [str(error) for error in errors] == []


def test_the_cases_that_contributing_shows_are_four_and_agree(contributed):
    knowledge = load(contributed / "knowledge")
    cases = read_cases(contributed / "cases" / "example.yaml", knowledge)
    assert len(cases) >= 4
    assert [line for case in cases for line in judge(case, knowledge)] == []


# -- generated pages --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/reference/commands.md",
        "docs/reference/knowledge.md",
        "docs/reference/case.schema.json",
    ],
)
def test_generated_pages_are_current(generate, knowledge, monkeypatch, name):
    monkeypatch.delenv("COLUMNS", raising=False)
    written = (ROOT / name).read_text()
    assert generate.pages(knowledge)[name] == written, "run `make docs`"


@pytest.fixture(scope="module")
def validator():
    schema = json.loads((ROOT / "docs/reference/case.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_whatever_case_nuchal_accepts_the_schema_accepts(validator):
    refused = {
        str(path.relative_to(ROOT)): error.message
        for path in case_files((ROOT / "cases",))
        if (
            error := jsonschema.exceptions.best_match(
                validator.iter_errors(read(path, error=KnowledgeError).value)
            )
        )
    }
    assert refused == {}


@pytest.mark.parametrize(
    "text",
    ["agee: 3", "findings: {photophobia: yes}", "profiles: [{quality: [burnt]}]", "- {case: x, gven: {}}",
     "profiles: [{drawing: [{zone: tempel, side: left}]}]", "sex: dragon", "findings: {pregnant: perhaps}",
     "- {case: x, given: {}, expect: {help: yes}}", "medicines: [{class: tripan}]"],
)  # fmt: skip
def test_an_editor_underlines_what_is_misspelt(validator, text):
    value = read_text(text, path=Path("x.yaml"), error=KnowledgeError).value
    assert not validator.is_valid(value)


# -- links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", [*PAGES, "changes/README.md", "SECURITY.md", "CHANGELOG.md", "knowledge/CHANGELOG.md"]
)
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", (ROOT / page).read_text())
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []
