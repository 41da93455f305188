"""Every disagreement between engine and clinician is told as a sentence; agreement is silent."""

from pathlib import Path

import pytest

from nuchal.cases.judging import judge
from nuchal.cases.reading import EXPECTATIONS, read_cases
from nuchal.errors import FindingError, KnowledgeError
from nuchal.knowledge.yaml12 import read_text

PERSON = """\
- case: Two people could disagree about this
  given:
    age: 40
    danger_screen: completed
    exam: {findings: {bp_systolic: 120, bp_diastolic: 75}}
    profiles:
      - name: main
        photophobia: no
        drawing: [{zone: suboccipital, side: right, intensity: 7, worst: yes}]
  expect:
"""

AGREE_AND_DISAGREE = [
    ("screening", "{at_least: none}", "{at_least: emergency}", "expected at least emergency, found none"),
    ("screening", "{settled: [sn04_sudden]}", "{open: [sn04_sudden]}", "expected that sn04_sudden is open"),
    ("screening", "{positive: []}", "{positive: [sn04_sudden]}", "expected that sn04_sudden stands"),
    (
        "sign",
        "{sn04_sudden: {at_most: none}}",
        "{sn04_sudden: {at_most: note}}",
        "expected at most note, found none",
    ),
    ("held", "no", "yes", "expected held yes"),
    ("disagree", "[]", "[side_of_pain]", "expected that side_of_pain disagrees; found nothing"),
    ("side_open", "no", "yes", "expected that the side of the drawing is open"),
    ("types", "{'1.1': open}", "{'1.1': met}", "1.1: expected met, found open"),
    (
        "criteria",
        "{'1.1': {A: open}}",
        "{'1.1': {A: not_met}}",
        "1.1 criterion A: expected not_met, found open",
    ),
    ("concluded", "[]", "['1.1']", "expected 1.1 as a working hypothesis"),
    ("side", "{suboccipitals: right}", "{suboccipitals: left}", "expected suboccipitals left; found right"),
    (
        "structures",
        "{top: 3, exclude: [rhomboids]}",
        "{top: 3, include: [rhomboids]}",
        "expected rhomboids among",
    ),
    (
        "structures",
        "{top: 5, include: [suboccipitals]}",
        "{top: 5, exclude: [suboccipitals]}",
        "not among the first",
    ),
    ("unexplained", "[]", "[suboccipital]", "expected suboccipital unexplained"),
    ("asks", "[]", "[photophobia]", "expected to be asked next: photophobia"),
    ("not_concluded", "['1.1']", None, ""),
    (
        "plan",
        "{system: rmt_neck_headache, pathway: unclear, allowed: [edu]}",
        "{system: rmt_neck_headache, pathway: tmd}",
        "plan of rmt_neck_headache: expected the pathway tmd; found unclear",
    ),
    ("part", None, "{suboccipitals: rhomboid_minor}", "expected rhomboid_minor as the best part"),
]


@pytest.fixture(scope="module")
def judged(knowledge, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")

    def run(key: str, expected: str) -> list[str]:
        path = folder / "case.yaml"
        path.write_text(f"{PERSON}    {key}: {expected}\n")
        (case,) = read_cases(path, knowledge)
        return judge(case, knowledge)

    return run


@pytest.mark.parametrize(("key", "agrees", "disagrees", "sentence"), AGREE_AND_DISAGREE)
def test_agreement_is_silent_and_disagreement_is_a_sentence(judged, key, agrees, disagrees, sentence):
    if agrees is not None:
        assert judged(key, agrees) == []
    if disagrees is not None:
        assert any(sentence in told for told in judged(key, disagrees))


def test_every_expectation_is_tried_here():
    assert {row[0] for row in AGREE_AND_DISAGREE} == EXPECTATIONS


def test_an_unknown_expectation_suggests_the_nearest(knowledge, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(PERSON + "    strctures: {}\n")
    with pytest.raises(Exception, match="no expectation") as told:
        read_cases(path, knowledge)
    assert "structures" in str(told.value)
    assert isinstance(told.value.errors[0], FindingError)


def test_the_text_of_this_test_is_itself_strict_yaml():
    assert read_text(PERSON, path=Path("x.yaml"), error=KnowledgeError).value
