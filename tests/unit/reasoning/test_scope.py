"""What a practitioner may do here: the profession, the licence on file, and what the knowledge says of the region."""

import pytest

from nuchal.errors import UsageError
from nuchal.knowledge.care import RegionScope
from nuchal.reasoning.scope import Practice, known_regions, region_scope
from tests.making import network, system, technique

CANADA = RegionScope(without={"thrust": "Not here."})
ONTARIO = RegionScope(wants_licence={"needle": "Extra rostering."}, also={"cup": "With training."})
CARE = system(
    "care",
    scope_by_region={"CA": "x", "CA-ON": "x", "DE": "x"},
    techniques_by_region={"CA": CANADA, "CA-ON": ONTARIO},
)
KNOWLEDGE = network(CARE, system("other", scope_by_region={"US-NY": "x"}))
OURS = ("massage_therapist",)
USUAL = RegionScope()


def outside(name: str, *, licences=(), scope=USUAL, **more) -> str:
    item = technique(name, "heat", **({"professions": OURS} | more))
    return Practice(care=CARE, licences=frozenset(licences), scope=scope).outside(item)


def test_what_the_profession_does_and_nobody_restricts_may_be_used():
    assert outside("press") == ""
    assert outside("press", scope=CANADA) == ""


def test_what_another_profession_does_is_outside_the_scope_whatever_licence_is_on_file():
    why = "outside the scope of a massage therapist"
    assert outside("scan", professions=("physician", "physical_therapist")) == why
    assert outside("scan", professions=("physician",), licences=("scan",)) == why


def test_what_needs_a_licence_waits_until_that_licence_is_on_file():
    why = "needs a licence that this practice has not recorded"
    assert outside("needle", needs_licence=True) == why
    assert outside("needle", needs_licence=True, licences=("thrust",)) == why
    assert outside("needle", needs_licence=True, licences=("needle",)) == ""


def test_what_a_region_takes_away_no_licence_brings_back():
    assert outside("thrust", scope=CANADA) == "Not here."
    assert outside("thrust", scope=CANADA, licences=("thrust",)) == "Not here."


def test_what_a_region_wants_a_licence_for_is_told_in_its_own_words():
    assert outside("needle", scope=ONTARIO) == "Extra rostering."
    assert outside("needle", scope=ONTARIO, needs_licence=True) == "Extra rostering."
    assert outside("needle", scope=ONTARIO, licences=("needle",)) == ""


def test_what_a_region_allows_beyond_the_profession_still_wants_its_licence():
    assert outside("cup", scope=ONTARIO, professions=("physician",)) == "With training."
    assert outside("cup", scope=ONTARIO, professions=("physician",), licences=("cup",)) == ""
    both = RegionScope(wants_licence={"cup": "A course."}, also={"cup": "With training."})
    assert outside("cup", scope=both) == "A course."


@pytest.mark.parametrize(
    ("region", "scope"),
    [
        (None, RegionScope()),
        ("CA", CANADA),
        ("CA-ON", ONTARIO),
        ("DE", RegionScope()),
        ("US-NY", RegionScope()),
        ("US", RegionScope()),
    ],
)
def test_a_region_has_its_own_scope_or_the_usual_one(region, scope):
    assert region_scope(CARE, region, KNOWLEDGE) == scope


def test_a_part_of_a_country_of_which_nothing_else_is_said_falls_back_on_the_country():
    fallen = system("care", scope_by_region={"CA": "x", "CA-BC": "x"}, techniques_by_region={"CA": CANADA})
    assert region_scope(fallen, "CA-BC", network(fallen)) == CANADA


def test_every_named_region_and_the_country_of_every_part_is_known():
    assert known_regions(KNOWLEDGE) == ("CA", "CA-ON", "DE", "US", "US-NY")


def test_a_region_of_which_nothing_is_known_is_no_permission():
    with pytest.raises(UsageError, match="nothing is known of the scope of practice in 'US-N'") as told:
        region_scope(CARE, "US-N", KNOWLEDGE)
    assert told.value.remedy == (
        "Did you mean US-NY or US? Known: CA, CA-ON, DE, US, US-NY. Leave it out to keep the usual scope."
    )
    with pytest.raises(UsageError) as told:
        region_scope(CARE, "FRANCE", KNOWLEDGE)
    assert told.value.remedy == "Known: CA, CA-ON, DE, US, US-NY. Leave it out to keep the usual scope."
