"""A comma and a point mean the same in every number field of the clinic; what could mean two things is refused."""

from __future__ import annotations

import pytest

from nuchal.clinic.chart.forms import MedicineForm
from nuchal.clinic.intake.forms import AboutForm, AskForm
from nuchal.clinic.intake.lists import MedicineRow, _days
from nuchal.clinic.intake.telling import said_of
from nuchal.clinic.papers.forms import PaperForm
from nuchal.clinic.record.episodes import Finding
from nuchal.clinic.rights.forms import KeepingForm
from tests.web.conftest import browser_of
from tests.web.test_chart import told

REFUSED = ("05", "1,500", "1.500", "1e3", "4/10", "five", "-1", "NaN", "9" * 5000)
HALVES = {"42,5": 42.5, "42.5": 42.5, "42 1/2": 42.5, "42½": 42.5, "٤٢٫٥": 42.5}


@pytest.fixture
def at(cast):
    """The address of an episode in which nothing is held."""
    return f"/episodes/{told(cast, 'jaw_headache_of_a_clencher').pk}"


def holds(key: str) -> object:
    return Finding.objects.get(key=key, until=None).value


@pytest.mark.parametrize(("written", "number"), HALVES.items())
def test_the_exam_and_the_chart_read_it(cast, at, written, number):
    ada = browser_of(cast.ada)
    ada.post(f"{at}/exam/movements/", {"f-rom_flexion_deg": written})
    ada.post(
        f"{at}/answers/",
        {"finding": "pain_area_cm", "value": written.replace("42", "12").replace("٤٢", "١٢")},
    )
    ada.post(f"{at}/answers/", {"finding": "dur_usual_h", "value": written, "unit": "h"})
    assert (holds("rom_flexion_deg"), holds("pain_area_cm")) == (number, number - 30)
    assert holds("dur_usual_h") == f"{number} h"


@pytest.mark.parametrize("written", REFUSED)
def test_the_exam_and_the_chart_refuse_what_is_no_certain_number(cast, at, written):
    ada, before = browser_of(cast.ada), Finding.objects.count()
    for address, sent in (
        ("exam/movements/", {"f-rom_flexion_deg": written}),
        ("answers/", {"finding": "pain_area_cm", "value": written}),
        ("answers/", {"finding": "dur_usual_h", "value": written, "unit": "h"}),
    ):
        assert ada.post(f"{at}/{address}", sent).status_code < 500
    assert Finding.objects.count() == before


def ask(knowledge, finding: str, **sent: str) -> AskForm:
    return AskForm(sent, finding=knowledge.findings[finding], profile="main")


@pytest.mark.parametrize(
    ("written", "unit", "hours", "shown"),
    [
        ("0,5", "hours", 0.5, "30 minutes"), ("1,5", "hours", 1.5, "1.5 hours"), ("1 1/2", "hours", 1.5, "1.5 hours"),
        ("1,5", "minutes", 0.025, "1.5 minutes"), ("0.5", "minutes", 0.008333, "0.5 minutes"), ("1", "minutes", 0.016667, "1 minute"),
        ("2", "days", 48, "2 days"), ("80", "minutes", 1.333333, "1.33 hours"),
    ],
)  # fmt: skip
def test_how_long_an_attack_lasts_is_kept_as_it_was_said(knowledge, written, unit, hours, shown):
    form = ask(knowledge, "dur_usual_h", answer_number=written, answer_unit=unit)
    assert form.is_valid(), form.errors
    entry = form.entries()[0]
    assert entry.value == hours
    assert said_of(knowledge.findings["dur_usual_h"], entry) == shown


@pytest.mark.parametrize("written", ["0", "0,0", *REFUSED])
def test_an_attack_of_no_time_is_no_answer(knowledge, written):
    assert not ask(knowledge, "dur_usual_h", answer_number=written, answer_unit="minutes").is_valid()


@pytest.mark.parametrize("written", REFUSED)
def test_every_other_field_refuses_it_too(knowledge, written):
    forms = [
        AboutForm({"age": written, "sex": "male"}, asks_age=True),
        KeepingForm({"keep_years": written}),
        MedicineForm({"name": "Ibuprofen", "drug_class": "nsaid", "days_per_month": written}),
        PaperForm({"visit": written}, kinds={"main": 0}, planned=True),
    ]
    assert [type(form).__name__ for form in forms if form.is_valid()] == []
    assert _days(MedicineRow(days=written)) is None


def test_the_other_fields_read_halves_or_ask_for_whole_numbers():
    medicine = MedicineForm(
        {"name": "Ibuprofen", "drug_class": "nsaid", "days_per_month": "2,5", "months": "1 1/2"}
    )
    assert medicine.is_valid()
    assert medicine.entry() == {"name": "Ibuprofen", "class": "nsaid", "days_per_month": 2.5, "months": 1.5}
    assert _days(MedicineRow(days="2,5")) == 2.5
    for form in (
        AboutForm({"age": "40,5", "sex": "male"}, asks_age=True),
        KeepingForm({"keep_years": "7,5"}),
    ):
        assert "whole number" in str(form.errors)


def test_swapped_readings_are_questioned_beside_the_field(cast, at):
    ada = browser_of(cast.ada)
    live = {"HTTP_HX_REQUEST": "true"}
    sent = {"test": "bp", "part": "nerves"}
    ada.post(f"{at}/exam/tests/", {**sent, "f-bp_systolic": "80"}, **live)
    page = ada.post(f"{at}/exam/tests/", {**sent, "f-bp_diastolic": "120"}, **live).content.decode()
    assert "Swapped?" in page
    page = ada.post(f"{at}/exam/tests/", {**sent, "f-bp_systolic": "120"}, **live).content.decode()
    page = ada.post(f"{at}/exam/tests/", {**sent, "f-bp_diastolic": "80"}, **live).content.decode()
    assert "Swapped?" not in page
