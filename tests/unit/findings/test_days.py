"""One reader of days for forms, case files and the command line."""

from __future__ import annotations

from datetime import date

import pytest

from nuchal.errors import Problems
from nuchal.findings.days import DayRefused, read_day
from tests.conftest import client_from

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize("written", ["2026-11-27", "2024-02-29", "1900-01-01", " 2026-1-5 "])
def test_a_day_that_exists_is_read(written):
    assert read_day(written, today=TODAY) <= TODAY


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("soon", "is no day"), ("2026-02-30", "is no day"), ("2023-02-29", "is no day"), ("", "is no day"),
        ("03/04/2026", "is no day"), ("2026-11", "is no day"), ("0002-01-01", "too long ago"), ("1899-12-31", "too long ago"),
        ("2030-01-01", "still to come"), ("2026-11-28", "still to come"), ("99999-01-01", "is no day"), ("9" * 5000, "is no day"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(written, says):
    with pytest.raises(DayRefused, match=says) as refused:
        read_day(written, today=TODAY)
    assert len(str(refused.value)) < 160


@pytest.mark.parametrize("on", ["soon", "2026-02-30", "0026-11-02", "11/02/2026"])
def test_a_clearance_in_a_case_file_is_on_a_real_day(knowledge, on):
    text = f"clearances: [{{sign: recent_surgery, by: Dr A. Example, on: '{on}', excluded: see letter}}]"
    with pytest.raises(Problems):
        client_from(text, knowledge)


def test_a_clearance_on_a_day_to_come_is_refused_by_the_command_line(run, tmp_path):
    path = tmp_path / "person.yaml"
    path.write_text(
        "clearances: [{sign: recent_surgery, by: Dr A. Example, on: 2999-01-01, excluded: see letter}]\n"
    )
    code, out, err = run("assess", str(path))
    assert code != 0
    assert "still to come" in out + err
