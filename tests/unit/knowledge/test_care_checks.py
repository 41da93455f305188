"""Care names only what exists, and no text for clients says more than the claims allow."""

import shutil

import pytest

from nuchal.knowledge import care, checks, schema
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.checks import care_refers_to_what_exists, client_words_keep_to_the_claims
from nuchal.knowledge.checks.places import Read
from nuchal.knowledge.client_words import FIELDS, FOR_OTHERS, contradictions, refused_phrases
from nuchal.knowledge.expressions import leaves, parse

TECHNIQUE = "5_plan/techniques/sub_inhib.yaml"
SYSTEM = "5_plan/systems/myoskeletal_alignment.yaml"
PATHWAY = "5_plan/pathways/chronic_tth.yaml"
EXERCISE = "7_selfcare/exercises/jaw_rest.yaml"
PATTERN = "5_plan/patterns/oci_c1_c2.yaml"
PRESSURE = "5_plan/pressure/pressure_light_start.yaml"
ADVICE = "7_selfcare/advice/med_days.yaml"
CLAIM = "5_plan/claims/claim_breaks_adhesions.yaml"

UNKNOWN = [
    (TECHNIQUE, 'ids: ["2.2",', 'ids: ["2.22",', "no headache code"),
    (TECHNIQUE, "ids: [suboccipitals]", "ids: [suboccipital_muscles]", "suboccipitals"),
    (TECHNIQUE, "claim_dura", "claim_durra", "claim_dura"),
    (TECHNIQUE, "source: espi_lopez_suboccipital", "source: espi_lopez", "no source"),
    (TECHNIQUE, "  older:", "  oldest:", "older"),
    (TECHNIQUE, "sign instability_risk at modify", "sign instability_risc at modify", "instability_risk"),
    ("5_plan/techniques/ccfe.yaml", "home: [ccf_nod,", "home: [ccf_nodd,", "ccf_nod"),
    (SYSTEM, "ujp", "ujpp", "no test or finding"),
    (SYSTEM, "sub_inhib", "sub_inhibition", "no technique"),
    (SYSTEM, "pos_stomach", "pos_stomack", "no exercise or advice"),
    (PATHWAY, "codes: [", 'codes: ["9.9", ', "no headache code"),
    (PATHWAY, 'codes: ["2.3", ', 'codes: ["2.2", ', "already has the pathway"),
    (PATHWAY, 'codes: ["2.3", ', "codes: [", "2.3 has no pathway"),
    (PATHWAY, "one_of: [ccfe, ", "one_of: [", "has a cap but is not offered"),
    (PATHWAY, "one_of: [", "one_of: [manipulation, ", "offered and not offered"),
    (PATHWAY, "first_line: [edu", "first_line: [education", "no technique, exercise or advice"),
    (PATTERN, "systems: [myoskeletal_alignment]", "systems: [myoskeletal]", "no system of care"),
    (PATTERN, "test: frt", "test: frtt", "no test"),
    (PATTERN, "when: oci_pattern", "when: oci_patern", "no finding"),
    (PATTERN, "- frt_left_deg", "- frt_left_degrees", "frt_left_deg"),
    (PATTERN, "claim_atlas_wedge", "claim_atlas", "claim_atlas_wedge"),
    (PRESSURE, "groups: [allodynia, migraine]", "groups: [allodynia, migraines]", "no group to modify for"),
    (SYSTEM, "  CA-ON:\n    without", "  CA-BC:\n    without", "no region with words"),
    (SYSTEM, "without: {manipulation:", "without: {manipulations:", "no technique"),
    ("5_plan/pathways/unclear.yaml", "no_figures:", "population:", "why there are none"),
    ("vocabulary/findings/frt_left_deg.yaml", "{test: frt,", "{test: frtt,", "no test"),
    ("vocabulary/findings/c1_c2_familiar.yaml", "oc_inferior]", "oc_inferiors]", "no structure"),
    (EXERCISE, "factor_clenching", "factor_clenched", "factor_clenching"),
    (ADVICE, '"8.2"', '"8.22"', "no headache code"),
    (CLAIM, "about: [deep_tissue", "about: [deep_massage", "no technique, system"),
    (CLAIM, 'article: ["000"]', 'article: ["005"]', "founding article"),
]

OVERCLAIMS = [
    (TECHNIQUE, "Your head rests", "This breaks up adhesions. Your head rests", "claim_breaks_adhesions"),
    (TECHNIQUE, "Your head rests", "This will cure you. Your head rests", "'cure' promises"),
    (PATHWAY, "We explain,", "We eliminate headaches,", "promises too much"),
    (EXERCISE, "Check it every hour.", "You can stop taking tablets.", "change a medicine"),
    (ADVICE, "Keep to what your doctor prescribed", "Reduce your tablets", "change a medicine"),
    (
        PATTERN,
        "client_says: >-\n",
        "client_says: >-\n  Your atlas is out of place and we guarantee relief.\n",
        "guarantee",
    ),
    (PRESSURE, "We start lightly", "No pain no gain. We start lightly", "claim_good_pain"),
    (PATHWAY, "stop_rule: >-\n", "stop_rule: >-\n  Skip your tablets.\n", "change a medicine"),
    (PATHWAY, 'says: "Biofeedback', 'says: "A miracle. Biofeedback', "promises too much"),
    (
        "vocabulary/findings/laterality.yaml",
        "name: Always left",
        "name: Always left guaranteed",
        "promises",
    ),
    (CLAIM, "we_say: ", "we_say: Complete relief! ", "promises too much"),
    (CLAIM, "- breaks up adhesions", "- Breaks up adhesions", "lower-case"),
    (CLAIM, "- breaks up adhesions", "- scar", "at least"),
    (
        "2_screening/em_gca.yaml",
        "client_says: >-\n",
        "client_says: >-\n  It was caused by poor posture.\n",
        "we_say",
    ),
    ("3_classification/ichd_1_1.yaml", "says: Features", "says: Guaranteed features", "promises too much"),
    ("vocabulary/findings/photophobia.yaml", "question: ", "question: For good once and for all, ", "we_say"),
    ("1_intake/screen_eyes.yaml", 'question: "', 'question: "Come off your tablets? ', "change a medicine"),
]


@pytest.fixture
def copy(root, tmp_path):
    return shutil.copytree(root / "knowledge", tmp_path / "knowledge")


@pytest.mark.parametrize(("file", "right", "wrong", "told"), [*UNKNOWN, *OVERCLAIMS])
def test_a_mistake_in_care_is_told_with_its_remedy(told_of, file, right, wrong, told):
    errors = told_of((file, right, wrong))
    assert errors, f"nobody noticed {wrong!r}"
    assert any(told in str(error) for error in errors), [str(error) for error in errors]


def test_an_id_that_is_a_technique_and_an_exercise_is_refused(copy):
    exercise = copy / "7_selfcare/exercises/jaw_rest.yaml"
    (copy / "7_selfcare/exercises/heat.yaml").write_text(
        exercise.read_text().replace("id: jaw_rest", "id: heat")
    )
    _, errors = checks.run(copy)
    assert any("'heat' names two things" in str(error) for error in errors)


def test_knowledge_without_care_needs_no_pathway(copy):
    shutil.rmtree(copy / "5_plan")
    shutil.rmtree(copy / "7_selfcare")
    _, errors = checks.run(copy)
    assert [str(error) for error in errors] == []


@pytest.mark.parametrize(
    "honest",
    [
        "Keep to what your doctor prescribed; any change is planned together.",
        "Be sure to use a secure chair, and do it accurately.",
        "Get off the bus one stop early.",
        "Your medicines stay a matter for you and your doctor.",
    ],
)
def test_honest_words_pass(told_of, honest):
    errors = told_of((ADVICE, "says_easy: >-\n", f"says_easy: >-\n  {honest}\n"))
    assert [str(error) for error in errors] == []


def test_both_checks_pass_over_knowledge_that_has_no_items():
    read = _read([])
    assert list(care_refers_to_what_exists.check(read)) == []
    assert list(client_words_keep_to_the_claims.check(read)) == []


STRUCTURAL = {
    care.Technique: {
        "classes", "professions", "needs_licence", "indications", "dose", "grade", "claims", "home",
    },
    care.System: {"profession", "assessment", "techniques", "course", "home_care", "claims"},
    care.Pathway: {
        "codes", "order", "medical_first", "refer_to", "first_line", "one_of", "optional", "dose", "review_weeks",
    },
    care.Pattern: {"systems", "when", "test", "confidence", "record", "claims"},
    care.PressureLimit: {"groups", "start", "most"},
    care.Exercise: {
        "kind_of", "targets", "when", "needs_teaching", "dose", "grade", "timer_seconds", "end_range_neck",
    },
    care.Advice: {"topic", "targets", "when", "grade"},
    care.Claim: {"article", "verdict", "grade", "about"},
}  # fmt: skip
"""Fields without sentences."""


@pytest.mark.parametrize("kind", STRUCTURAL, ids=lambda kind: kind.__name__)
def test_every_field_of_care_is_for_clients_or_for_others_or_no_sentence(kind):
    own = set(kind.__struct_fields__) - set(schema.Item.__struct_fields__)
    said = {field for field in FIELDS.get(kind, ()) if field != "name"}
    others = set(FOR_OTHERS.get(kind, ()))
    assert own == said | others | STRUCTURAL[kind]
    assert not said & others
    assert not (said | others) & STRUCTURAL[kind]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Massage breaks up adhesions.", ["claim_breaks_adhesions"]),
        ("We guarantee that it breaks  up Adhesions", ["claim_breaks_adhesions", "some people"]),
        ("You can stop taking them.", ["prescriber"]),
        ("A letter to your doctor about what was found.", []),
    ],
)
def test_letters_and_pages_can_ask_what_contradicts_the_claims(knowledge, text, told):
    found = contradictions(text, knowledge)
    assert len(found) == len(told)
    for one, words in zip(found, told, strict=True):
        assert words in one.remedy
        assert one.phrase in one.message


def test_every_claim_that_goes_too_far_refuses_a_phrase(knowledge):
    claims = set(refused_phrases(knowledge).values())
    bad = {"overstated", "unsupported", "unsafe", "false"}
    silent = [c.id for c in knowledge.claims.values() if c.verdict in bad and c.id not in claims]
    assert silent == []


def test_criteria_of_care_are_checked_like_all_others(told_of):
    errors = told_of(("7_selfcare/exercises/self_snag_c1c2.yaml", "code 11.2.1", "code 11.2.9"))
    assert any("'11.2.9' is no headache code" in str(error) for error in errors)


def test_exercises_near_the_end_of_neck_movement_are_forbidden_by_every_listed_sign(knowledge):
    """The header of the self-care library, written out: none of these signs may be missing from a gate."""
    listed = {
        "em_dissection", "cad_rf_athero", "five_d_three_n", "carotid_disease", "instability_risk", "hypermobility",
        "inflammatory_arthritis", "bp_stage2", "low_pressure_assessed", "whiplash_recent", "child_young",
    }  # fmt: skip
    near_the_end = [e for e in knowledge.of_kind(care.Exercise).values() if e.end_range_neck]
    assert len(near_the_end) >= 5
    for exercise in near_the_end:
        forbidding = {
            leaf.subject
            for gate in exercise.gates
            if gate.effect == "forbids"
            for leaf in leaves(parse(gate.when))
            if leaf.verb == "sign"
        }
        assert listed <= forbidding, exercise.id


def test_hands_and_currents_have_a_gate_and_a_reason_to_stop(knowledge):
    harmless = {"exercise", "education", "referral"}
    for technique in knowledge.of_kind(care.Technique).values():
        assert technique.stop_when, technique.id
        if not set(technique.classes) <= harmless:
            assert technique.gates, technique.id


def _read(pairs):
    items = tuple(item for item, _ in pairs)
    return Read(pairs, Knowledge(release="unchecked", digest="", items=items))
