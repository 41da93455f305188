"""What a case says of a plan is compared key by key, and a word that cannot be meant is refused with the nearest one."""

import pytest

from nuchal.cases.judging import judge
from nuchal.cases.planning import PLAN_KEYS, shown_gatings
from nuchal.cases.reading import read_cases

PERSON = """\
- case: A woman with a stiff neck and pressing headaches, everything asked and examined
  given:
    age: 38
    sex: female
    danger_screen: {danger_screen}
    exam: {{findings: {{bp_systolic: 121, bp_diastolic: 78}}}}
    findings: {{upper_neck_joint_familiar: yes, factor_long_screen: yes}}
    profiles:
      - {{name: main, laterality: right_locked, provoked_head_turn: yes, drawing: [{{zone: suboccipital, side: right, intensity: 7}}]}}
  expect:
    plan: {expected}
"""
SYSTEM = "system: manual_physical_therapy"

TOLD = [
    ("pathway: unclear", "pathway: tmd", "expected the pathway tmd"),
    ("also: []", "also: [tmd]", "expected the pathways tmd beside it; found nothing"),
    ("medical_first: []", "medical_first: [dentist]", "expected first dentist; found nothing"),
    ("includes: [edu, rot_active]", "includes: [snag]", "expected snag; it is not planned: "),
    ("excludes: [snag]", "excludes: [edu]", "expected no edu; it is planned (first)"),
    ("ruled_out: [snag]", "ruled_out: [edu]", "expected edu ruled out with a reason; it is planned"),
    ("ruled_out: [snag]", "ruled_out: [jaw_rest]", "it is not considered"),
    (None, "first: tpr", "expected tpr to lead"),
    ("alternatives: []", "alternatives: [snag]", "expected snag to wait for the review; found nothing"),
    ("programme: [rot_active]", "programme: [jaw_rest]", "expected jaw_rest at home"),
    ("not_programme: [jaw_rest]", "not_programme: [rot_active]", "expected no rot_active at home"),
    ("sessions_most: 4", "sessions_most: 8", "expected at most 8 visits; found 4"),
    (
        "allowed: [tpr]",
        "allowed: [after_treatment], forbidden: [tpr]",
        "expected tpr forbidden; it is allowed",
    ),
    ("licences: [manipulation], held: no", "held: yes", "expected that it is held; it is not"),
    ("allowed: [breath, water]", "modified: [water]", "expected water modified; it is allowed: no barrier"),
    (None, "open: [tpr]", "expected tpr open"),
    ("beside: [physician]", "beside: []", "expected nothing beside the course; found physician"),
    ("goals: [Four weeks of diary]", "goals: [Flying]", "expected the goal 'Flying'"),
    ("region: DE", "pressure_most: 3", "at most 3 of 10; found None"),
    ("patterns: {oci_c1_c2: no}", "patterns: {oci_c1_c2: possible}", "oci_c1_c2 possible; found no"),
    ("warned: no", "warned: yes", "expected a warning; found nothing"),
]

MISTAKES = [
    ("{system: manual_physio_therapy}", "no system of care", "manual_physical_therapy"),
    ("{held: no}", "`system` is missing", "rmt_neck_headache"),
    (f"{{{SYSTEM}, include: [edu]}}", "no expectation of a plan", "includes"),
    (f"{{{SYSTEM}, includes: edu}}", "takes a list", ""),
    (f"{{{SYSTEM}, includes: [sub_inhibition]}}", "no technique, exercise or advice", "sub_inhib"),
    (f"{{{SYSTEM}, programme: [edu]}}", "no exercise or advice", ""),
    (f"{{{SYSTEM}, medical_first: [dentists]}}", "no person to whom", "dentist"),
    (f"{{{SYSTEM}, held: perhaps}}", "`held` is yes or no", ""),
    (f"{{{SYSTEM}, held: yes, pathway: tmd}}", "the plan is held", ""),
    (f"{{{SYSTEM}, region: CA-OM}}", "'CA-OM' is no region", "CA-ON"),
    (f"{{{SYSTEM}, goals: sleep}}", "`goals` takes a list", ""),
    (f"{{{SYSTEM}, warned: perhaps}}", "`warned` is yes or no", ""),
    (f"{{{SYSTEM}, patterns: oci_c1_c2}}", "takes keys with values", "possible"),
    (f"{{{SYSTEM}, patterns: {{oci_c1_c3: possible}}}}", "is no pattern", "oci_c1_c2"),
    (f"{{{SYSTEM}, patterns: {{oci_c1_c2: likely}}}}", "write possible, open or no", ""),
    (f"{{{SYSTEM}, sessions_most: many}}", "number of visits", ""),
    ("[rmt_neck_headache]", "takes keys with values", "case-format.md"),
]


@pytest.fixture
def read(knowledge, tmp_path):
    def from_text(expected: str, danger_screen: str = "completed"):
        path = tmp_path / "case.yaml"
        path.write_text(PERSON.format(expected=expected, danger_screen=danger_screen))
        (case,) = read_cases(path, knowledge)
        return case

    return from_text


@pytest.mark.parametrize(("agrees", "disagrees", "sentence"), TOLD)
def test_agreement_is_silent_and_disagreement_is_a_sentence(read, knowledge, agrees, disagrees, sentence):
    if agrees is not None:
        assert judge(read(f"{{{SYSTEM}, {agrees}}}"), knowledge) == []
    told = judge(read(f"{{{SYSTEM}, {disagrees}}}"), knowledge)
    assert any(sentence in line for line in told), told


def test_every_key_is_tried_here():
    tried = " ".join(f"{agrees} {disagrees}" for agrees, disagrees, _ in TOLD)
    assert {key for key in PLAN_KEYS if f"{key}:" not in tried} == {"system"}


@pytest.mark.parametrize(("expected", "message", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_remedy(read, expected, message, remedy):
    with pytest.raises(Exception, match=message) as told:
        read(expected)
    assert remedy in str(told.value)
    assert "case.yaml:" in str(told.value)


def test_several_systems_stand_in_one_case(read, knowledge):
    case = read(
        f"[{{{SYSTEM}, pathway: unclear}}, {{system: medical_massage, pathway: tmd, allowed: [edu]}}]"
    )
    assert judge(case, knowledge) == ["plan of medical_massage: expected the pathway tmd; found unclear"]
    assert list(shown_gatings(case.expect["plan"])) == [("edu", "allowed")]


def test_a_held_plan_says_by_what_and_still_knows_the_gates(read, knowledge):
    open_screen = "{completed: no}"
    held = f"{{{SYSTEM}, held: yes, allowed: [edu], open: [tpr]}}"
    assert judge(read(held, open_screen), knowledge) == []
    (told,) = judge(read(f"{{{SYSTEM}, pathway: unclear}}", open_screen), knowledge)
    assert "expected a plan; it is held by abuse" in told


def test_gates_alone_do_not_ask_for_a_plan(read, knowledge):
    assert judge(read(f"{{{SYSTEM}, open: [tpr]}}", "{completed: no}"), knowledge) == []
