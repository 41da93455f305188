"""What a touch, a test or a symptom is worth: what it is expected to tell, counted over every way a person can be."""

import numpy as np
import pytest

from nuchal.knowledge.schema import Association, Palpation
from nuchal.reasoning.next_step import Touch
from nuchal.reasoning.pathway import assess
from tests.asking import WhatIf, bits_asked, gain, look
from tests.conftest import client_from
from tests.making import accuracy, network, physical_test, presentation, structure

SAFE = "findings: {collapse: no, fever: no}\nexam: {findings: {bp_systolic: 120}}\n"
BOTH_SIDES = "drawing: [{zone: temple, side: both, intensity: 6}, {zone: nape, side: both, intensity: 3}]"
NECK = (
    structure(
        "masseter", "jaw", "temple", associated=(Association(when="nausea >= mild", strength="strong"),)
    ),
    structure(
        "trapezius",
        "shoulder",
        "nape",
        spillover=("temple",),
        associated=(Association(when="nausea >= mild"),),
    ),
    presentation(
        "migraine", 0.6, features={"photophobia": 0.9}, own_pain={"temple": 0.5}, structures_default=0.2
    ),
    presentation("tension", 0.4, features={"photophobia": 0.2}, own_pain={"nape": 0.3}),
)


def at(name: str, side: str):
    return lambda cause: (cause.structure.id, cause.side) == (name, side)


def test_a_palpation_is_worth_the_uncertainty_that_its_answer_is_expected_to_take_away():
    """Familiar pain is reported in 78 % where the structure is active and in 14 % where it is not."""
    knowledge = network(*NECK)
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    touches = look(text, knowledge).touches
    what_if = WhatIf.of(text, knowledge)
    assert {(t.what, t.id, t.side) for t in touches} == {
        ("palpate", name, side) for name in ("masseter", "trapezius") for side in ("left", "right")
    }
    for touch in touches:
        expected = what_if.gain(0.78, 0.14, at(touch.id, touch.side))
        assert expected > 0.05
        assert touch.bits == pytest.approx(expected)
        assert touch.per_minute == pytest.approx(expected * 60 / 30)
        assert touch.name == touch.id.capitalize()


def test_equal_touches_are_told_left_before_right_and_no_more_than_wanted():
    knowledge = network(*NECK)
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    names = [(touch.id, touch.side) for touch in look(text, knowledge).touches]
    assert names in (
        [("masseter", "left"), ("masseter", "right"), ("trapezius", "left"), ("trapezius", "right")],
        [("trapezius", "left"), ("trapezius", "right"), ("masseter", "left"), ("masseter", "right")],
    )
    assert [(touch.id, touch.side) for touch in look(text, knowledge, limit=3).touches] == names[:3]


def test_a_symptom_is_worth_what_it_tells_about_structures_and_rivals():
    knowledge = network(*NECK)
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    what_if = WhatIf.of(text, knowledge)
    link = np.array([0.6 if cause.structure.id == "masseter" else 0.3 for cause in what_if.model.causes])
    asked = bits_asked(text, knowledge)
    assert set(asked) == {"nausea", "photophobia"}
    assert asked["nausea"] == pytest.approx(what_if.gain_of_links(link, 0.15))


def test_once_something_is_drawn_the_drawing_decides_how_much_a_feature_tells():
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    knowledge = network(*NECK)
    now = WhatIf.of(text, knowledge).now()
    expected = gain([now.state(0), now.state(1)], [0.9, 0.2])
    assert bits_asked(text, knowledge)["photophobia"] == pytest.approx(expected)
    assert abs(expected - gain([0.6, 0.4], [0.9, 0.2])) > 0.01


def test_an_answered_symptom_is_not_asked_again_and_does_not_end_the_search():
    knowledge = network(
        structure("masseter", "jaw", "temple",
                  associated=(Association(when="collapse"), Association(when={"any": ["fever", "phonophobia"]}))),
        presentation("migraine"),
    )  # fmt: skip
    asked = bits_asked(f"findings: {{collapse: no, fever: no}}\nprofiles: [{{{BOTH_SIDES}}}]", knowledge)
    assert set(asked) == {"phonophobia"}


def test_a_symptom_that_other_answers_settle_already_is_not_asked():
    knowledge = network(
        structure("masseter", "jaw", "temple",
                  associated=(Association(when={"any": ["fever", "phonophobia"]}), Association(when={"all": ["collapse", "photophobia"]}))),
        presentation("migraine"),
    )  # fmt: skip
    assert (
        bits_asked(f"findings: {{collapse: no, fever: yes}}\nprofiles: [{{{BOTH_SIDES}}}]", knowledge) == {}
    )


def test_a_symptom_about_the_length_of_an_attack_asks_how_long_it_usually_lasts():
    brief = structure("masseter", "jaw", "temple", associated=(Association(when="lasts 1 min to 2 h"),))
    asked = bits_asked(f"profiles: [{{{BOTH_SIDES}}}]", network(brief, presentation("migraine")))
    assert set(asked) == {"dur_usual_h"}


def test_what_a_question_tells_about_headaches_and_about_structures_adds_up():
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    knowledge = network(
        structure("masseter", "jaw", "temple", associated=(Association(when="fever", strength="strong"),)),
        presentation("migraine", 0.6, features={"fever": 0.9}, own_pain={"temple": 0.5}),
        presentation("tension", 0.4, features={"fever": 0.2}),
    )
    what_if = WhatIf.of(text, knowledge)
    now = what_if.now()
    expected = gain([now.state(0), now.state(1)], [0.9, 0.2]) + what_if.gain_of_links(np.full(4, 0.6), 0.15)
    assert bits_asked(text, knowledge) == {"fever": pytest.approx(expected)}


def test_a_symptom_that_several_sentences_ask_for_counts_once_by_the_best():
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    strong, weak = Association(when="nausea >= mild", strength="strong"), Association(when="nausea >= severe")
    knowledge = network(
        structure("masseter", "jaw", "temple", associated=(strong, weak)), presentation("migraine")
    )
    what_if = WhatIf.of(text, knowledge)
    best = max(what_if.gain_of_links(np.full(4, chance), 0.15) for chance in (0.6, 0.3))
    assert bits_asked(text, knowledge) == {"nausea": pytest.approx(best)}


def test_a_symptom_of_something_unlikely_is_not_asked():
    """A symptom has to be expected in one of twenty through at least one structure."""
    text = f"profiles: [{{{BOTH_SIDES}}}]"

    def asked(prior: float) -> tuple[bool, bool]:
        knowledge = network(
            structure(
                "masseter", "jaw", "temple", associated=(Association(when="fever", strength="strong"),)
            ),
            presentation("migraine", structures_default=prior, own_pain={"temple": 0.9}),
        )
        what_if = WhatIf.of(text, knowledge)
        expected = max(what_if.now().cause(c) for c in range(4)) * 0.6
        assert what_if.gain_of_links(np.full(4, 0.6), 0.15) > 0
        return expected > 0.05, "fever" in bits_asked(text, knowledge)

    assert asked(0.05) == (False, False)
    assert asked(0.2) == (True, True)


@pytest.mark.parametrize(
    "done", [("masseter", "left"), ("masseter", "right"), ("trapezius", "left"), ("trapezius", "right")]
)
def test_what_was_palpated_is_not_proposed_again_and_everything_else_is(done):
    name, side = done
    exam = f"exam: {{palpation: [{{structure: {name}, side: {side}, familiar_pain: yes}}]}}"
    touches = look(f"profiles: [{{{BOTH_SIDES}}}]\n{exam}", network(*NECK)).touches
    everything = {(name, side) for name in ("masseter", "trapezius") for side in ("left", "right")}
    assert {(touch.id, touch.side) for touch in touches} == everything - {done}


def test_nothing_is_palpated_that_the_drawing_does_not_point_to():
    touches = look("profiles: [{drawing: [{zone: nape, side: left}]}]", network(*NECK)).touches
    assert {(t.id, t.side) for t in touches} == {("trapezius", "left")}


def test_only_what_hands_reach_is_palpated_and_only_once_its_danger_signs_are_settled():
    def palpated(more: str, **touch) -> bool:
        palpation = Palpation(**({"palpable": True, "how": "x"} | touch)) if touch else None
        knowledge = network(
            structure("masseter", "jaw", "temple", palpation=palpation), structure("trapezius", "shoulder", "nape"),
            presentation("migraine"),
        )  # fmt: skip
        touches = look(f"profiles: [{{{BOTH_SIDES}}}]\n{more}", knowledge).touches
        assert "trapezius" in {touch.id for touch in touches}
        return "masseter" in {touch.id for touch in touches}

    assert palpated("", palpable=True)
    assert not palpated("", palpable=False)
    assert not palpated("")
    assert not palpated("", blocked_until=("sudden",))
    assert palpated(SAFE, blocked_until=("sudden",))
    assert palpated("exam: {findings: {bp_systolic: 150}}", blocked_until=("pressure",))


def test_at_most_fourteen_places_are_weighed_for_touch_the_likeliest():
    names = "abcdefgh"
    knowledge = network(
        *(structure(name, "jaw", "temple") for name in names),
        presentation("migraine", structures={name: 0.05 if name == "c" else 0.2 for name in names}),
    )
    touches = look("profiles: [{drawing: [{zone: temple, side: both, intensity: 9}]}]", knowledge).touches
    assert {(t.id, t.side) for t in touches} == {(n, s) for n in "abdefgh" for s in ("left", "right")}


# -- tests -----------------------------------------------------------------------------------------------


def proposed(text: str, knowledge) -> dict[str, float]:
    return {touch.id: touch.bits for touch in look(text, knowledge).touches if touch.what == "test"}


def test_a_test_is_worth_the_sum_of_both_sides():
    knowledge = network(
        *NECK, physical_test("press", seconds=90.0, accuracy=(accuracy("masseter", 0.8, 0.9),))
    )
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    what_if = WhatIf.of(text, knowledge)
    expected = sum(what_if.gain(0.8, 0.1, at("masseter", side)) for side in ("left", "right"))
    touch = next(t for t in look(text, knowledge).touches if t.what == "test")
    assert touch == Touch(
        what="test", id="press", name="press", side=None, bits=pytest.approx(expected),
        per_minute=pytest.approx(expected * 60 / 90),
    )  # fmt: skip


def test_a_test_for_a_group_speaks_of_all_its_members():
    knowledge = network(
        *NECK,
        structure("temporalis", "jaw", "temple"),
        physical_test("bite", accuracy=(accuracy("jaw", 0.8, 0.9),)),
    )
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    what_if = WhatIf.of(text, knowledge)
    expected = sum(
        what_if.gain(0.8, 0.1, lambda cause, side=side: (cause.structure.group, cause.side) == ("jaw", side))
        for side in ("left", "right")
    )
    assert proposed(text, knowledge)["bite"] == pytest.approx(expected)


def test_a_test_with_several_targets_is_worth_its_best_and_unpublished_figures_are_passed_over():
    text = f"profiles: [{{{BOTH_SIDES}}}]"
    good, poor = accuracy("masseter", 0.8, 0.9), accuracy("trapezius", 0.55, 0.6)
    missing = (accuracy("masseter", None, 0.9), accuracy("masseter", 0.9, None), accuracy("sudden", 0.9, 0.9))
    one = proposed(text, network(*NECK, physical_test("t", accuracy=(good,))))["t"]
    assert proposed(text, network(*NECK, physical_test("t", accuracy=(*missing, good, poor))))[
        "t"
    ] == pytest.approx(one)
    assert proposed(text, network(*NECK, physical_test("t", accuracy=(poor, *missing, good))))[
        "t"
    ] == pytest.approx(one)


@pytest.mark.parametrize(
    "figures",
    [
        (),
        (accuracy("1.1", 0.8, 0.9),),
        (accuracy("masseter", 0.3, 0.5),),
        (accuracy("masseter", None, None),),
    ],
)
def test_a_test_that_tells_nothing_about_the_structures_is_not_proposed(figures):
    knowledge = network(*NECK, physical_test("t", accuracy=figures))
    assert proposed(f"profiles: [{{{BOTH_SIDES}}}]", knowledge) == {}


def test_a_test_of_something_that_the_drawing_does_not_point_to_is_not_proposed():
    knowledge = network(*NECK, physical_test("press", accuracy=(accuracy("masseter", 0.8, 0.9),)))
    assert proposed("profiles: [{drawing: [{zone: nape, side: left}]}]", knowledge) == {}


def test_a_test_that_was_done_is_not_proposed_again_and_another_still_is():
    figures = (accuracy("masseter", 0.8, 0.9),)
    knowledge = network(
        *NECK, physical_test("bite", accuracy=figures), physical_test("press", accuracy=figures)
    )
    text = f"profiles: [{{{BOTH_SIDES}}}]\nexam: {{tests: {{bite: negative}}}}"
    assert set(proposed(text, knowledge)) == {"press"}


@pytest.mark.parametrize(("result", "again"), [("not asked", True), ("declined", False), ("positive", False)])
def test_a_test_that_nobody_did_is_proposed_and_one_that_was_declined_is_not(result, again):
    knowledge = network(*NECK, physical_test("bite", accuracy=(accuracy("masseter", 0.8, 0.9),)))
    text = f"profiles: [{{{BOTH_SIDES}}}]\nexam: {{tests: {{bite: {result}}}}}"
    assert ("bite" in proposed(text, knowledge)) is again


@pytest.mark.parametrize(
    ("gate", "answer", "may"),
    [
        ("photophobia", "", False),
        ("photophobia", "photophobia: yes", False),
        ("photophobia", "photophobia: no", True),
        ("sign pressure at note", "", False),
        ("sign pressure at note", "bp_systolic: 150", False),
        ("sign pressure at note", "bp_systolic: 120", True),
    ],
)
def test_a_test_is_proposed_only_where_nothing_forbids_it_for_certain(gate, answer, may):
    figures = (accuracy("masseter", 0.8, 0.9),)
    knowledge = network(
        *NECK,
        physical_test("gated", accuracy=figures, do_not_when=gate),
        physical_test("press", accuracy=figures),
    )
    about = f"{answer}, " if "phobia" in answer else ""
    exam = f"exam: {{findings: {{{answer}}}}}" if "bp" in answer else ""
    found = proposed(f"profiles: [{{{about}{BOTH_SIDES}}}]\n{exam}", knowledge)
    assert set(found) == ({"gated", "press"} if may else {"press"})


def test_while_an_examination_is_open_the_structures_are_ranked_and_nothing_is_touched():
    knowledge = network(*NECK)
    client = client_from(f"findings: {{collapse: no, fever: no}}\nprofiles: [{{{BOTH_SIDES}}}]", knowledge)
    found = assess(client, knowledge).profiles[0]
    assert found.localisation.ranked
    assert found.next.safety == ("bp_systolic",)
    assert found.next.touches == ()
    assert [ask.finding for ask in found.next.questions] == [
        ask.finding for ask in look(f"{SAFE}profiles: [{{{BOTH_SIDES}}}]", knowledge).questions
    ]
