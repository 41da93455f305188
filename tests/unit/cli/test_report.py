"""The report is honest about what was not asked."""

import pytest

OPEN = "age: 40\nprofiles: [{name: main, drawing: [{zone: suboccipital, side: left, intensity: 5}]}]\n"


@pytest.fixture
def report(run, tmp_path):
    def call(text: str, *options: str) -> str:
        path = tmp_path / "case.yaml"
        path.write_text(text)
        code, out, err = run("assess", "--width", "120", *options, str(path))
        assert code == 0, err
        return out

    return call


def test_open_questions_are_counted_and_withhold_the_ranking(report):
    out = report(OPEN)
    assert "Not asked is not safe" in out
    assert "Held" in out
    assert "Suboccipital muscles, left" not in out


def test_an_assumed_screen_ranks_but_never_claims_that_the_questions_were_answered(report):
    out = report(OPEN, "--assume-screened")
    assert "Suboccipital muscles, left" in out
    assert "All danger questions are answered" not in out


def test_every_report_says_what_it_is_and_who_has_reviewed_it(report):
    out = " ".join(report(OPEN).split())
    assert "not diagnoses" in out
    assert "0 of" in out
    assert "reviewed by a clinician" in out


@pytest.mark.parametrize("width", ["60", "200"])
def test_a_report_fits_its_width(report, width):
    assert max(len(line) for line in report(OPEN, "--width", width).splitlines()) <= int(width)
