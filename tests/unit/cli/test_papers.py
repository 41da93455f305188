"""Papers from the command line: one call for everything, clear refusals, nothing where care is held."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest


class Done(NamedTuple):
    """How a command ended."""

    exit_code: int
    output: str
    errors: str


@pytest.fixture
def nuchal(run):
    return lambda *call: Done(*run(*call))


CASE = "cases/journeys/cervicogenic_after_collision.yaml"
TORN = "cases/journeys/torn_artery_disguised_as_neck.yaml"
SYSTEM = ("--system", "neuromuscular_therapy")


def test_one_call_goes_from_the_drawing_to_plan_letter_and_programme(nuchal, tmp_path):
    done = nuchal("assess", CASE, *SYSTEM, "--plan", "--documents", str(tmp_path / "out"))
    assert done.exit_code == 0
    assert "Review after 4 weeks" in done.output
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {
        "report.pdf", "letter.pdf", "letter.txt", "plan.pdf", "plan.txt", "programme.pdf", "programme.txt",
    }  # fmt: skip


def test_a_held_person_gets_the_referral_and_never_a_programme(nuchal, tmp_path):
    done = nuchal("assess", TORN, *SYSTEM, "--documents", str(tmp_path))
    assert done.exit_code == 0
    written = {path.stem for path in tmp_path.iterdir()}
    assert written == {"report", "letter", "referral", "what_to_do_now"}


@pytest.mark.parametrize("command", ["programme", "session"])
def test_a_plan_is_refused_while_care_is_held(nuchal, command):
    done = nuchal(command, TORN, *SYSTEM)
    assert done.exit_code == 6
    assert "nothing may be planned yet" in done.errors
    assert "nuchal letter --urgent" in done.errors


def test_the_client_s_plan_is_refused_while_care_is_held(nuchal, tmp_path):
    done = nuchal("plan", TORN, *SYSTEM, "--text", str(tmp_path / "plan.txt"))
    assert done.exit_code == 6
    assert list(tmp_path.iterdir()) == []


def test_a_letter_goes_to_standard_output_as_text(nuchal):
    done = nuchal("letter", CASE, "--to", "Dr Voss", "--name", "Jan Example", "--date", "1 May 2026")
    assert done.exit_code == 0
    assert "To:       Dr Voss" in done.output
    assert "Date:     1 May 2026" in done.output
    assert "A plan waits for your answer." in done.output


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (("assess", CASE, "--plan"), "need --system"),
        (("assess", CASE, *SYSTEM), "goes with --plan or --documents"),
        (("assess", CASE, *SYSTEM, "--plan", "--json"), "do not go with --json"),
        (("letter", CASE, "--urgent"), "no danger sign stands"),
        (("letter", TORN, "--urgent", *SYSTEM), "--urgent takes no --system"),
        (("letter", CASE, "--for-client"), "--for-client goes with --urgent"),
        (("plan", CASE, "--system", "reiki"), "there is no system of care 'reiki'"),
        (("programme", "nowhere.yaml", *SYSTEM), "there is no file nowhere.yaml"),
    ],
)
def test_a_wrong_call_is_refused_with_what_to_do(nuchal, call, says):
    done = nuchal(*call)
    assert done.exit_code == 2
    assert says in done.errors


def test_a_file_that_cannot_be_written_is_named(nuchal, tmp_path):
    done = nuchal("letter", CASE, "--text", str(tmp_path / "no" / "where.txt"))
    assert done.exit_code == 2
    assert "cannot write" in done.errors


def test_an_assumed_screen_is_said_by_plan_and_papers(nuchal):
    for call in (("plan", CASE, *SYSTEM), ("programme", CASE, *SYSTEM), ("letter", CASE)):
        assert "ASSUMED SCREENED" in nuchal(*call, "--assume-screened").output


def test_a_session_begins_with_the_danger_questions(nuchal):
    output = nuchal("session", CASE, *SYSTEM, "--visit", "2").output
    assert output.index("Ask again, before anything else") < output.index("Steps") < output.index("Stop when")
    assert "A first visit here" not in output
    assert "review is due" in nuchal("session", CASE, *SYSTEM, "--visit", "9").output


def test_file_names_may_be_anywhere(nuchal, tmp_path: Path):
    target = tmp_path / "a b" / "c"
    assert nuchal("assess", CASE, *SYSTEM, "--documents", str(target)).exit_code == 0
    assert (target / "programme.pdf").read_bytes().startswith(b"%PDF")
