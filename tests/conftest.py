"""Shared by all tests: the real knowledge read once, small knowledge of one's own, and people from a few lines."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from nuchal.cases.reading import Case, case_files, read_cases
from nuchal.cli.main import main
from nuchal.errors import FindingError
from nuchal.findings.entry import read_client
from nuchal.findings.model import Client
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.knowledge.yaml12 import read_text
from tests.making import vocabulary

ROOT = Path(__file__).resolve().parents[1]

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))
"""How many examples each property is tried on; `make properties` tries many more."""

settings.register_profile(
    "nuchal",
    deadline=None,
    max_examples=EXAMPLES,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("nuchal")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what a module sets up run in one process, so that it is set up once."""
    for item in items:
        fixtures = item._fixtureinfo.name2fixturedefs.values() if hasattr(item, "_fixtureinfo") else ()
        if any(fixture.scope == "module" for same in fixtures for fixture in same):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled knowledge goes into the test's own folder, so that a test never reads what another run left."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def knowledge(own_cache: None) -> Knowledge:
    """The knowledge that ships."""
    return load(ROOT / "knowledge")


@pytest.fixture(scope="session")
def small() -> Knowledge:
    """A vocabulary of a dozen findings with two danger signs and a few headache types, for rules seen in isolation."""
    return vocabulary()


@pytest.fixture(scope="session")
def real_cases(knowledge: Knowledge) -> list[Case]:
    """Every clinician's case."""
    return [case for path in case_files((ROOT / "cases",)) for case in read_cases(path, knowledge)]


@pytest.fixture
def person(knowledge: Knowledge) -> Callable[[str], Client]:
    """Read a person of the real vocabulary from the text of a case file."""
    return lambda text: client_from(text, knowledge)


@pytest.fixture
def small_person(small: Knowledge) -> Callable[[str], Client]:
    """Read a person of the small vocabulary."""
    return lambda text: client_from(text, small)


def client_from(text: str, knowledge: Knowledge) -> Client:
    document = read_text(textwrap.dedent(text), path=Path("person.yaml"), error=FindingError)
    return read_client(document, knowledge)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Call the command line as a shell would: (exit code, standard output, standard error)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = 0
        try:
            main(list(arguments))
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call
