"""Days of medicine: two medicines may share days, so the sum is the most and the larger one the least."""

import pytest

from nuchal.findings.medicines import medicine_observations
from nuchal.findings.model import Medicine, Range


def days(*medicines: tuple[str, Range | None]):
    list_ = tuple(Medicine(name=c, drug_class=c, days_per_month=known) for c, known in medicines)
    return {seen.finding: seen.value for seen in medicine_observations(list_)}


def test_an_unknown_list_says_nothing():
    assert list(medicine_observations(None)) == []


def test_an_empty_list_says_that_no_day_had_a_medicine():
    found = days()
    assert found["any_acute_drug_days"] == found["drug_days_triptan"] == Range(0, 0)


@pytest.mark.parametrize(
    ("medicines", "triptan", "together"),
    [
        ([("triptan", Range(6, 6))], Range(6, 6), Range(6, 6)),
        ([("triptan", Range(6, 6)), ("triptan", Range(4, 4))], Range(6, 10), Range(6, 10)),
        ([("triptan", Range(6, 6)), ("nsaid", Range(12, 12))], Range(6, 6), Range(12, 18)),
        ([("triptan", Range(20, 20)), ("nsaid", Range(20, 20))], Range(20, 20), Range(20, 31)),
        ([("triptan", None)], Range(0, 31), Range(0, 31)),
        ([("triptan", Range.exactly(8)), ("preventive", Range.exactly(30))], Range(8, 8), Range(8, 8)),
    ],
)
def test_days_of_one_class_and_of_any_class(medicines, triptan, together):
    found = days(*medicines)
    assert found["drug_days_triptan"] == triptan
    assert found["any_acute_drug_days"] == together


def test_a_class_that_the_whole_list_does_not_name_has_no_days():
    assert days(("nsaid", Range.exactly(3)))["drug_days_opioid"] == Range(0, 0)


def months(*medicines: tuple[float, float]):
    list_ = tuple(
        Medicine(name="x", drug_class="triptan", days_per_month=Range.exactly(d), months=Range.exactly(m))
        for d, m in medicines
    )
    return {seen.finding: seen.value for seen in medicine_observations(list_)}["drug_months_triptan"]


def test_months_of_one_medicine():
    assert months((12, 7)) == Range(7, 7)


def test_many_days_for_a_short_time_and_few_days_for_long_are_not_many_days_for_long():
    """Twelve days a month for one month and one day a month for ten: the twelve days have not lasted ten months."""
    assert months((12, 1), (1, 10)).least <= 1
