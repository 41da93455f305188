"""May this be done with this person today: what shuts a gate, what leaves it open, and what only modifies."""

import pytest

from nuchal.knowledge.schema import Level
from nuchal.reasoning.classification import classify, waiting_for_physician
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.gating import Barrier, Gating, Passage, pass_advice, pass_exercise, pass_technique
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.screening import screen
from nuchal.reasoning.truth import Truth
from tests.conftest import client_from
from tests.making import advice, exercise, finding, gate, headache, sign, technique, vocabulary

ALLOWED, MODIFIED, OPEN, FORBIDDEN = Gating
SETTLED = "findings: {collapse: no, fever: no}\nexam: {findings: {bp_systolic: 120}}\n"


def passing(item, text: str = SETTLED, *more) -> Passage:
    """The gates of one item for a person, with whatever is held for them."""
    knowledge = vocabulary(*more)
    client = client_from(text, knowledge)
    held = assess(client, knowledge, with_next=False).plan_held
    screening, facts = screen(client, knowledge), Facts(knowledge, client, client.profiles[0])
    if hasattr(item, "classes"):
        return pass_technique(item, facts, screening, held)
    if hasattr(item, "kind_of"):
        return pass_exercise(item, facts, screening, held)
    return pass_advice(item, facts, screening)


def test_only_what_is_free_or_modified_may_be_planned():
    assert [gating.may_be_planned for gating in Gating] == [True, True, False, False]


def test_where_nothing_stands_in_the_way_everything_is_allowed():
    for item in (technique("press", "deep_tissue"), exercise("turn"), advice("rest")):
        assert passing(item) == Passage(gating=ALLOWED)
        assert passing(item).ask == frozenset()


# -- the item's own gates -----------------------------------------------------------------------------------------

MAKERS = pytest.mark.parametrize("make", [lambda *g: technique("press", "deep_tissue", gates=g),
                                          lambda *g: exercise("turn", gates=g), lambda *g: advice("rest", gates=g)])  # fmt: skip


@MAKERS
@pytest.mark.parametrize(
    ("effect", "said", "expected"),
    [
        ("forbids", "yes", FORBIDDEN), ("forbids", "no", ALLOWED), ("forbids", "not known", OPEN),
        ("modifies", "yes", MODIFIED), ("modifies", "no", ALLOWED), ("modifies", "not known", MODIFIED),
    ],
)  # fmt: skip
def test_an_own_gate_shuts_on_yes_and_no_unanswered_question_opens_it(make, effect, said, expected):
    found = passing(make(gate("skin_sore", effect)), f"findings: {{collapse: no, fever: no, skin_sore: {said}}}\n"
                    "exam: {findings: {bp_systolic: 120}}", finding("skin_sore"))  # fmt: skip
    assert found.gating is expected
    assert [barrier.gating for barrier in found.barriers] == ([] if expected is ALLOWED else [expected])


@MAKERS
def test_a_barrier_says_why_and_what_is_missing(make):
    (barrier,) = passing(
        make(gate("skin_sore", says="not on sore skin")), SETTLED, finding("skin_sore")
    ).barriers
    assert (barrier.says, barrier.sign, barrier.missing) == ("not on sore skin", None, {"skin_sore"})
    assert barrier.reason is not None
    assert (barrier.reason.asks, barrier.reason.truth) == ("skin_sore", Truth.UNKNOWN)


@MAKERS
def test_a_gate_may_ask_for_a_danger_sign(make):
    stands = "findings: {collapse: no, fever: no}\nexam: {findings: {bp_systolic: 150}}\n"
    item = make(gate("sign pressure at note"))
    assert passing(item, stands).gating is FORBIDDEN
    assert passing(item, SETTLED).gating is ALLOWED


@MAKERS
def test_every_gate_counts_and_the_strictest_comes_first(make):
    item = make(
        gate("calm", says="passed"), gate("skin_sore", "modifies", "gently"), gate("pregnant", says="ask first"),
        gate("implant", says="never"), gate("warm", "modifies", "shorter"),
    )  # fmt: skip
    words = [finding(name) for name in ("calm", "skin_sore", "pregnant", "implant", "warm")]
    said = "findings: {collapse: no, fever: no, calm: no, skin_sore: yes, implant: yes, warm: yes}\n"
    found = passing(item, said + "exam: {findings: {bp_systolic: 120}}", *words)
    assert found.gating is FORBIDDEN
    assert [barrier.says for barrier in found.barriers] == ["never", "ask first", "gently", "shorter"]
    assert found.ask == {"pregnant"}


def test_everything_that_could_open_a_gate_is_asked_for():
    item = advice("rest", gates=(gate("skin_sore"), gate({"any": ["pregnant", "implant"]}, "modifies")))
    words = [finding(name) for name in ("skin_sore", "pregnant", "implant")]
    assert passing(item, SETTLED, *words).ask == {"skin_sore", "pregnant", "implant"}


# -- care that is held ------------------------------------------------------------------------------------------------

STANDS = "findings: {collapse: no, fever: yes}\nexam: {findings: {bp_systolic: 120}}\n"
UNANSWERED = "exam: {findings: {bp_systolic: 120}}\n"


@pytest.mark.parametrize("item", [technique("press", "deep_tissue"), exercise("turn")])
def test_a_sign_that_stands_shuts_hands_and_exercises(item):
    assert passing(item, STANDS) == Passage(
        gating=FORBIDDEN, barriers=(Barrier(gating=FORBIDDEN, says="held until cleared: sudden"),)
    )


@pytest.mark.parametrize("item", [technique("press", "deep_tissue"), exercise("turn")])
def test_a_sign_that_nobody_asked_about_leaves_them_open_and_names_the_questions(item):
    (barrier,) = passing(item, UNANSWERED).barriers
    assert (barrier.gating, barrier.says) == (OPEN, "not cleared yet: sudden")
    assert barrier.missing == {"collapse", "fever"}
    assert passing(item, "age: 40").barriers[0].says == "not cleared yet: pressure, sudden"


def test_types_for_a_physician_and_standing_signs_are_named_together():
    dangerous = headache("3.1", {"A": "attacks_lifetime >= 3"}, action=Level.REFER_FIRST)
    person = "profiles: [{attacks_lifetime: 3}]\n"
    both = passing(exercise("turn"), STANDS + person, dangerous)
    assert [barrier.says for barrier in both.barriers] == ["held until cleared: sudden, 3.1"]
    alone = passing(exercise("turn"), SETTLED + person, dangerous)
    assert [(barrier.gating, barrier.says) for barrier in alone.barriers] == [
        (FORBIDDEN, "held until cleared: 3.1")
    ]
    client = client_from(person, vocabulary(dangerous))
    found = classify(client, client.profiles[0], vocabulary(dangerous), screen(client, vocabulary(dangerous)))
    assert waiting_for_physician(found) == ("3.1",)


@pytest.mark.parametrize("text", [STANDS, UNANSWERED])
def test_words_and_referral_stay_possible_while_hands_are_held(text):
    for item in (
        technique("explain", "education"),
        technique("send", "referral", "education"),
        advice("rest"),
    ):
        assert passing(item, text).gating is ALLOWED
    assert passing(technique("show", "education", "exercise"), text).gating in (OPEN, FORBIDDEN)


def test_held_care_and_an_own_gate_are_both_told():
    item = exercise("turn", gates=(gate("fever", "modifies", "only in a cool room"),))
    found = passing(item, STANDS)
    assert [barrier.says for barrier in found.barriers] == [
        "held until cleared: sudden",
        "only in a cool room",
    ]


# -- the matrix of signs and techniques -------------------------------------------------------------------------------

MATRIX = {"deep_tissue": "contraindicated", "heat": "modify", "light_touch": "ok"}
BONES = sign("bones", ("modify", "brittle"), ("note", "stiff"), techniques=MATRIX)
WORDS = (finding("brittle"), finding("stiff"), BONES)


def bones(said: str, *classes: str, signs=WORDS) -> Passage:
    text = f"findings: {{collapse: no, fever: no, {said}}}\nexam: {{findings: {{bp_systolic: 120}}}}"
    return passing(technique("press", *classes), text, *signs)


@pytest.mark.parametrize(
    ("said", "technique_class", "expected"),
    [
        ("brittle: yes", "deep_tissue", FORBIDDEN), ("brittle: yes", "heat", MODIFIED),
        ("brittle: yes", "light_touch", ALLOWED), ("brittle: yes", "tens", ALLOWED),
        ("stiff: no", "deep_tissue", OPEN), ("stiff: no", "heat", MODIFIED), ("stiff: no", "light_touch", ALLOWED),
        ("brittle: no, stiff: yes", "deep_tissue", ALLOWED), ("brittle: no", "heat", ALLOWED),
    ],
)  # fmt: skip
def test_a_sign_rules_out_or_modifies_the_classes_that_its_row_names(said, technique_class, expected):
    assert bones(said, technique_class).gating is expected


def test_each_class_of_a_technique_counts_and_the_strictest_leads():
    found = bones("brittle: yes", "light_touch", "heat", "deep_tissue")
    assert [(barrier.gating, barrier.says) for barrier in found.barriers] == [
        (FORBIDDEN, "bones: not deep tissue"), (MODIFIED, "bones: gently: heat"),
    ]  # fmt: skip
    assert {barrier.sign for barrier in found.barriers} == {"bones"}


def test_a_sign_that_nobody_asked_about_says_so_and_names_the_question():
    forbidding, modifying = bones("stiff: no", "heat", "deep_tissue").barriers
    assert forbidding == Barrier(
        gating=OPEN,
        says="not asked yet: bones: not deep tissue",
        sign="bones",
        missing=frozenset({"brittle"}),
    )
    assert modifying.says == "not asked yet: bones: gently: heat"
    assert modifying.missing == {"brittle"}


def test_a_note_of_the_sign_stands_instead_of_the_usual_words():
    noted = sign(
        "bones", ("modify", "brittle"), techniques=MATRIX, technique_notes={"deep_tissue": "bones may break"}
    )
    signs = (finding("brittle"), noted)
    assert bones("brittle: yes", "deep_tissue", signs=signs).barriers[0].says == "bones: bones may break"
    assert bones("brittle: yes", "heat", signs=signs).barriers[0].says == "bones: gently: heat"


def test_every_sign_has_its_say_whatever_stands_before_it():
    others = (
        finding("brittle"), finding("numb"),
        sign("a_calm", ("modify", "fever"), techniques=MATRIX), BONES, finding("stiff"),
        sign("c_nerves", ("modify", "numb"), techniques={"deep_tissue": "modify"}),
    )  # fmt: skip
    found = bones("brittle: yes, numb: yes", "deep_tissue", signs=others)
    assert [barrier.says for barrier in found.barriers] == [
        "bones: not deep tissue",
        "c_nerves: gently: deep tissue",
    ]


def test_the_matrix_and_the_own_gates_are_both_told():
    item = technique("press", "heat", gates=(gate("stiff", "modifies", "shorter"),))
    text = (
        "findings: {collapse: no, fever: no, brittle: yes, stiff: yes}\nexam: {findings: {bp_systolic: 120}}"
    )
    assert [barrier.says for barrier in passing(item, text, *WORDS).barriers] == [
        "bones: gently: heat",
        "shorter",
    ]
