"""What the report says when questions are open, a physician has to see a type, or nothing was drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nuchal.bodymap.atlas import Mode
from nuchal.cases.reading import read_cases, read_person
from nuchal.letters import figures, words
from nuchal.letters.content import _time, report_of
from nuchal.letters.page import _palpate, report_fragment
from nuchal.letters.parts import Row
from nuchal.letters.pdf import _row, report_pdf
from nuchal.letters.report_structures import argument_says
from nuchal.reasoning.localisation import Argument
from nuchal.reasoning.next_step import NextSteps
from nuchal.reasoning.pathway import assess

CASES = Path(__file__).parents[3] / "cases"
PERSON = """
id: someone
about: Somebody on paper
age: 40
sex: female
profiles:
  - name: main
    laterality: right_locked
    intensity: 5
"""
SCREENED = PERSON.replace("profiles:", "danger_screen: completed\nprofiles:")


@pytest.fixture
def told(tmp_path, known):
    """The assessment of a person written down as YAML."""

    def write(text: str):
        path = tmp_path / "someone.yaml"
        path.write_text(text, encoding="utf-8")
        return assess(read_person(path, known), known)

    return write


def test_unasked_danger_questions_make_the_strip(told, known):
    report = report_of(told(PERSON), known)
    assert report.strip.tier == "open"
    assert "danger questions are not answered" in report.strip.fact
    assert "an emergency" in report.strip.fact
    assert report.profiles[0].step.says == words.FINISH_DANGER


def test_what_only_hands_can_settle_is_listed(told, known):
    unexamined = SCREENED.replace("completed", "{completed: yes, except: {nystagmus_seen: not asked}}")
    report = report_of(told(unexamined), known)
    assert report.strip.fact == words.EXAMINE_FACT
    assert report.to_examine
    assert "r-examine" in report_fragment(told(unexamined), known)


@pytest.mark.parametrize(
    ("drawing", "said"), [("", words.NO_DRAWING), ("    drawing: []\n", words.BLANK_DRAWING)]
)
def test_a_blank_sheet_is_not_a_missing_one(told, known, drawing, said):
    report = report_of(told(SCREENED + drawing), known)
    assert report.profiles[0].empty == said
    assert report.profiles[0].places == ()
    assert report_pdf(told(SCREENED + drawing), known).startswith(b"%PDF")


def test_a_cleared_sign_says_by_whom_and_what(told, known):
    text = SCREENED + (
        "findings:\n  worst_within_5_min: yes\n"
        "clearances:\n  - {sign: sn04_sudden, by: Dr A. Example, on: 2026-11-02, excluded: bleeding by imaging}\n"
    )
    report = report_of(told(text), known)
    said = " ".join([report.strip.fact, report.strip.action, *(s.name + s.says for s in report.standing)])
    assert "Dr A. Example" in said or "sudden" in said.lower()
    assert report.strip.tier != "none"


def test_a_type_for_the_physician_holds_and_stands(known):
    found = assess(read_person(CASES / "journeys" / "continuous_side_locked_not_the_neck.yaml", known), known)
    report = report_of(found, known)
    names = [report.strip.fact, *(sign.name for sign in report.standing)]
    assert any("hemicrania continua" in name.lower() for name in names)
    assert any("physician" in cause for cause in report.profiles[0].held.causes)
    assert report.profiles[0].types[0].tier == "refer_first"


def _first_case(name, known, wanted):
    for case in read_cases(CASES / "3_classification" / f"{name}.yaml", known):
        found = assess(case.client, known)
        if wanted(found.profiles[0].classification):
            return found
    raise AssertionError(f"no case of {name} fits")


def test_a_raised_type_is_never_a_conclusion(known):
    found = _first_case("ichd_10_3_2", known, lambda types: types.raised)
    (profile,) = report_of(found, known).profiles
    assert words.TYPE_NEEDS_PHYSICIAN in profile.types[0].says
    assert profile.types[0].criteria == ()
    assert profile.held is not None


def test_a_probable_type_says_that_one_criterion_is_missing(known):
    found = _first_case(
        "ichd_1_1", known, lambda types: any(c.result.headache.one_missing for c in types.concluded)
    )
    lines = [line.says for block in report_of(found, known).profiles[0].types for line in block.criteria]
    assert words.ONE_MISSING in lines


def test_when_nothing_is_left_to_ask_the_step_says_so(ranked, known):
    done = replace(ranked, profiles=tuple(replace(p, next=NextSteps()) for p in ranked.profiles))
    assert report_of(done, known).profiles[0].step.says == words.NOTHING_LEFT


def test_every_kind_of_argument_reads_as_a_clause(known):
    def said(kind, label, positive=True):
        return argument_says(Argument(kind=kind, label=label, positive=positive, weight=1.0), known)

    assert said("test", "frt right").endswith(", right, positive")
    assert said("test", "frt", positive=False).endswith(" negative")
    assert said("undrawn", "3 of its places") == "Left blank: 3 of its places"
    assert said("palpation", "familiar_pain j_c2_3").startswith("Familiar pain at")
    assert said("finding", "no sentence at all (((") == "No sentence at all ((("
    assert said("finding", "factor_whiplash_ever", positive=False) == "Never had a whiplash"


def test_times_are_rounded_and_never_nothing():
    assert _time(0.01) == "5 seconds"
    assert _time(0.5) == "30 seconds"
    assert _time(1.2) == "1 minute"
    assert _time(3.4) == "3 minutes"


def test_a_structure_that_no_picture_shows_has_no_picture(ranked, known):
    row = report_of(ranked, known).profiles[0].rows[0]
    bare: Row = replace(
        row, core=frozenset(), spill=frozenset(), palpate="", part="", blocked="Tear of a neck artery"
    )
    assert _row(bare)["picture"] is None
    assert words.BLOCKED in _palpate(bare)
    assert words.PALPATE + "." not in _palpate(bare)


def test_a_view_without_marks_is_left_clean():
    assert figures.overlay(figures.Picture(view="top", pain={}), "p") == ""


def test_every_place_of_the_body_map_can_be_shown(known):
    assert all(figures.is_drawable((zone, side)) for zone in known.zones for side in ("left", "right"))


def test_every_view_has_a_name_and_a_sentence():
    from nuchal.bodymap.atlas import atlas

    assert set(words.VIEWS) >= set(atlas().views)
    assert set(words.SEEN) >= set(atlas().views)
    assert set(Mode.__args__) | {"auto"} == set(words.MODES)


def test_places_that_were_not_weighed_are_named(ranked, known):
    (profile,) = ranked.profiles
    wide = replace(
        profile, localisation=replace(profile.localisation, left_aside=(("temple_anterior", "right"),))
    )
    page = report_fragment(replace(ranked, profiles=(wide,)), known)
    assert f"{words.LEFT_ASIDE}:</b> Temple, right." in page
