"""The interview in the terminal: what a person types, what is kept, and where it stops."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from nuchal.cases.reading import read_person
from nuchal.cli.main import nuchal
from nuchal.findings.model import State

AGE_AND_SEX = ["37", "2"]
QUIET_SCREENS = [""] * 9
DRAWING = ["temple both 5", "forehead middle both 4", "lower back of the head both 4", ""]
MEDICINES = ["ibuprofen nsaid 4", ""]


def run(tmp_path, lines, *options):
    return CliRunner().invoke(
        nuchal, ["interview", "--out", str(tmp_path / "me.yaml"), *options], input="\n".join(lines) + "\n"
    )


def test_a_quiet_person_reaches_the_drawing_and_everything_is_saved(tmp_path, knowledge):
    result = run(tmp_path, [*AGE_AND_SEX, *QUIET_SCREENS, *DRAWING, *MEDICINES, "q"])
    assert result.exit_code == 0, result.output
    assert "Saved. Go on with: nuchal interview --resume" in result.output
    client = read_person(tmp_path / "me.yaml", knowledge)
    assert client.observations["age_years"].value.least == 37
    assert client.observations["worst_within_5_min"].value is False
    assert {mark.zone for mark in client.profiles[0].drawing.marks} == {
        "temple_anterior", "forehead_medial", "occiput_lower",
    }  # fmt: skip
    assert client.medicines[0].drug_class == "nsaid"


def test_a_sudden_headache_stops_the_questions_at_once_with_what_to_do(tmp_path):
    result = run(tmp_path, [*AGE_AND_SEX, "1"])
    assert result.exit_code == 0, result.output
    assert "EMERGENCY" in result.output
    assert "emergency number" in result.output
    assert "Where does it hurt" not in result.output


def test_going_back_asks_the_last_question_again(tmp_path, knowledge):
    result = run(tmp_path, ["37", "b", "41", "2", "q"])
    assert result.exit_code == 0, result.output
    assert read_person(tmp_path / "me.yaml", knowledge).observations["age_years"].value.least == 41


def test_do_not_know_is_kept_apart_from_no(tmp_path, knowledge):
    result = run(tmp_path, [*AGE_AND_SEX, "d", "q"])
    assert result.exit_code == 0, result.output
    seen = read_person(tmp_path / "me.yaml", knowledge).observations["worst_within_5_min"]
    assert seen.state is State.NOT_KNOWN
    assert seen.value is None


def test_resuming_goes_on_where_it_stopped(tmp_path):
    run(tmp_path, [*AGE_AND_SEX, "", "q"])
    again = CliRunner().invoke(nuchal, ["interview", "--resume", str(tmp_path / "me.yaml")], input="q\n")
    assert again.exit_code == 0, again.output
    assert "How old" not in again.output
    assert "Eyes: new and unexplained" in again.output


def test_an_existing_file_is_never_overwritten(tmp_path):
    (tmp_path / "me.yaml").write_text("age: 3\n")
    result = run(tmp_path, ["37"])
    assert result.exit_code != 0
    assert (tmp_path / "me.yaml").read_text() == "age: 3\n"


@pytest.mark.parametrize("nonsense", ["seventy", "-4", "900"])
def test_an_impossible_age_is_asked_again_with_a_reason(tmp_path, nonsense):
    result = run(tmp_path, [nonsense, "37", "2", "q"])
    assert result.exit_code == 0, result.output
    assert re.search(r"no number|outside", result.output)
