"""What each finding weighs: likelihood ratios, doubts and caps by hand, and the problem that they add up to."""

import math

import numpy as np
import pytest

from nuchal.findings.model import (
    Client,
    Drawing,
    Examination,
    Mark,
    Observation,
    Origin,
    Palpated,
    Profile,
    State,
    TestResult,
)
from nuchal.knowledge.schema import Association, Provocation
from nuchal.reasoning import evidence
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.evidence import Evidence, build, in_play
from nuchal.reasoning.network import Model
from nuchal.reasoning.posterior import solve
from tests.making import accuracy, finding, network, physical_test, presentation, structure
from tests.networks import counted

MASSETER = structure("masseter", "jaw", "temple")
TRAPEZIUS = structure("trapezius", "shoulder", "nape")


def model(*items, **changed) -> Model:
    return Model(
        network(MASSETER, TRAPEZIUS, presentation("migraine", own_pain={"temple": 0.5}), *items, **changed)
    )


def facts(found: Model, **answers) -> Facts:
    """A person who answered yes or no, or somebody else for them: `fever=(True, Origin.DERIVED)`."""
    observations = {}
    for name, answer in answers.items():
        value, origin = answer if isinstance(answer, tuple) else (answer, Origin.CLIENT)
        state = State.OBSERVED if value else State.DENIED
        observations[name] = Observation(finding=name, value=value, state=state, origin=origin)
    return Facts(found.knowledge, Client(observations=observations), Profile())


def columns(found: Model, name: str, side: str | None = None) -> list[int]:
    return [
        index
        for index, cause in enumerate(found.causes)
        if name in (cause.structure.id, cause.structure.group) and side in (None, cause.side)
    ]


# -- the drawing -------------------------------------------------------------------------------------


def drawn(found: Model, *marks: Mark) -> dict[str, Evidence]:
    return {item.label: item for item in evidence.drawing_evidence(found, Drawing(marks))}


def test_every_place_speaks_whether_drawn_or_left_blank():
    found = model()
    items = drawn(
        found, Mark(zone="temple", side="left", intensity=8), Mark(zone="nape", side="left", intensity=0)
    )
    assert {label: (item.kind, item.positive) for label, item in items.items()} == {
        "temple left": ("drawn", True), "temple right": ("undrawn", False), "forehead left": ("undrawn", False),
        "forehead right": ("undrawn", False), "nape left": ("undrawn", False), "nape right": ("undrawn", False),
    }  # fmt: skip
    assert items["temple left"].place == ("temple", "left")
    for item in items.values():
        np.testing.assert_array_equal(item.link, found.refers[:, found.place_index[item.place]])


@pytest.mark.parametrize(
    ("mark", "doubt"),
    [
        ({"intensity": 8}, 0.0),
        ({"intensity": 10}, 0.0),
        ({"intensity": 4}, 0.2),
        ({"intensity": 1}, 0.35),
        ({"intensity": None}, 0.1),
        ({"intensity": 1, "worst": True}, 0.0),
    ],
)
def test_a_faint_mark_is_doubted_and_the_worst_place_never(mark, doubt):
    """Full doubt is 0.4 at intensity 0, none from 8 on; a mark that nobody rated counts as a 6."""
    item = drawn(model(), Mark(zone="temple", side="left", **mark))["temple left"]
    own = 1 - 0.98 * 0.5
    assert item.leak == pytest.approx([1 - (1 - doubt) * (1 - own)])
    assert item.stray == pytest.approx(1 - (1 - doubt) * 0.98)


def test_a_place_left_blank_is_not_doubted():
    item = drawn(model(), Mark(zone="temple", side="left", intensity=1))["temple right"]
    assert item.leak == pytest.approx([1 - 0.98 * 0.5])
    assert item.stray == pytest.approx(0.02)


# -- symptoms and factors ------------------------------------------------------------------------------

TINNITUS = finding("tinnitus", base_rate=0.25)
RINGING = structure(
    "ringing", "jaw", "temple",
    associated=(Association(when="fever", strength="strong"), Association(when="tinnitus")),
)  # fmt: skip


def test_an_answered_symptom_speaks_for_or_against_and_an_open_one_not_at_all():
    found = model(TINNITUS, RINGING)
    items = evidence.symptom_evidence(found, facts(found, tinnitus=True))
    assert [(item.kind, item.label, item.positive) for item in items] == [("symptom", "tinnitus", True)]
    assert items[0].leak == pytest.approx([0.25])
    np.testing.assert_array_equal(items[0].link, found.associations["tinnitus"][1])
    both = evidence.symptom_evidence(found, facts(found, fever=False, tinnitus=True))
    assert [(item.label, item.positive) for item in both] == [("fever", False), ("tinnitus", True)]


def test_a_symptom_that_palpation_filled_is_not_weighed_twice():
    neck = finding("neck_pain_known", familiar_at=("jaw",))
    plain = finding("counted_days")
    by_hand = structure(
        "by_hand", "jaw", "temple",
        associated=(Association(when={"any": ["fever", "neck_pain_known"]}), Association(when="counted_days")),
    )  # fmt: skip
    found = model(neck, plain, by_hand)

    def weighed(**answers) -> int:
        return len(evidence.symptom_evidence(found, facts(found, **answers)))

    assert weighed(neck_pain_known=(True, Origin.DERIVED)) == 0
    assert weighed(neck_pain_known=(True, Origin.CLIENT)) == 1
    assert weighed(counted_days=(True, Origin.DERIVED)) == 1
    assert weighed(fever=(True, Origin.DERIVED)) == 1
    assert weighed(fever=True, neck_pain_known=(True, Origin.DERIVED)) == 0


def ratios(found: Model, **answers) -> dict[str, tuple[bool, list[float]]]:
    items = evidence.factor_evidence(found, facts(found, **answers))
    assert all(item.kind == "factor" for item in items)
    return {item.label: (item.positive, item.ratio.tolist()) for item in items}


def provoked(name: str, ratio: float, *, by: str = "fever"):
    return structure(name, "jaw", "temple", provoked_by=(Provocation(when=by, likelihood_ratio=ratio),))


def test_a_factor_that_is_there_multiplies_the_odds_of_what_it_provokes_only():
    found = model(provoked("masseter", 1.5))
    assert ratios(found, fever=True) == {"fever": (True, [1.5, 1.5, 1, 1] * 2)}
    assert ratios(found) == {}


def test_a_factor_that_is_absent_speaks_against_so_that_on_average_nothing_changes():
    found = model(finding("sits", base_rate=0.2), provoked("masseter", 1.5, by="sits"))
    ((positive, ratio),) = ratios(found, sits=False).values()
    assert positive is False
    assert ratio[:2] == pytest.approx([(1 - 1.5 * 0.2) / 0.8] * 2)
    assert 0.2 * 1.5 + 0.8 * ratio[0] == pytest.approx(1)
    assert ratio[2:4] == [1, 1]


def test_a_factor_is_capped_and_never_makes_its_absence_impossible():
    strong = model(finding("rare", base_rate=0.1), provoked("masseter", 20.0, by="rare"))
    common = model(finding("common", base_rate=0.5), provoked("masseter", 20.0, by="common"))
    assert ratios(strong, rare=True)["rare"][1][0] == pytest.approx(3)
    assert ratios(common, common=True)["common"][1][0] == pytest.approx(1.9)
    assert ratios(common, common=False)["common"][1][0] == pytest.approx(0.1)


def test_an_open_factor_does_not_silence_the_next():
    found = model(provoked("masseter", 1.5), provoked("trapezius", 2.0, by="photophobia"))
    assert list(ratios(found, photophobia=True)) == ["photophobia"]


# -- hands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "active", "inactive"),
    [("familiar_pain", 0.78, 0.14), ("tenderness", 0.65, 0.45), ("taut_band", 0.52, 0.48)],
)
def test_an_examiner_sees_the_truth_with_the_root_of_kappa_and_guesses_otherwise(sign, active, inactive):
    """Familiar pain: kappa 0.64, so 0.8 x 0.9 + 0.2 x 0.3 where active; the others alike."""
    assert evidence.reliable(model(), sign) == pytest.approx((active, inactive))


FAMILIAR, NOT_FAMILIAR = 0.78 / 0.14, 0.22 / 0.86
TENDER, NOT_TENDER = 0.65 / 0.45, 0.35 / 0.55
TAUT, NOT_TAUT = 0.52 / 0.48, 0.48 / 0.52


@pytest.mark.parametrize(
    ("touch", "expected"),
    [
        ({"familiar_pain": True}, {"familiar_pain": (True, FAMILIAR)}),
        ({"familiar_pain": False}, {"familiar_pain": (False, NOT_FAMILIAR)}),
        ({"taut_band": True}, {"taut_band": (True, TAUT)}),
        ({"taut_band": False}, {"taut_band": (False, NOT_TAUT)}),
        ({"tenderness": 1}, {"tenderness": (False, NOT_TENDER)}),
        ({"tenderness": 2}, {"tenderness": (True, TENDER)}),
        ({"tenderness": 3, "familiar_pain": True}, {"familiar_pain": (True, FAMILIAR)}),
        (
            {"tenderness": 2, "familiar_pain": False},
            {"familiar_pain": (False, NOT_FAMILIAR), "tenderness": (True, TENDER)},
        ),
        (
            {"tenderness": 0, "taut_band": True},
            {"taut_band": (True, TAUT), "tenderness": (False, NOT_TENDER)},
        ),
        ({}, {}),
    ],
)
def test_what_each_touch_weighs(touch, expected):
    found = model()
    items = evidence.palpation_evidence(found, (Palpated(structure="masseter", side="right", **touch),))
    seen = {item.label.removesuffix(" masseter"): item for item in items}
    assert {name: item.positive for name, item in seen.items()} == {
        n: there for n, (there, _) in expected.items()
    }
    for name, item in seen.items():
        assert item.kind == "palpation"
        assert item.place == ("masseter", "right")
        weights = np.ones(len(found.causes))
        weights[columns(found, "masseter", "right")] = expected[name][1]
        assert item.ratio == pytest.approx(weights)


def test_a_touch_of_something_that_is_not_ranked_says_nothing_and_does_not_silence_the_next():
    touches = (
        Palpated(structure="tumour", side="left", familiar_pain=True),
        Palpated(structure="masseter", side="left", familiar_pain=True),
    )
    items = evidence.palpation_evidence(
        model(structure("tumour", "jaw", "temple", tissue="disease")), touches
    )
    assert [item.place for item in items] == [("masseter", "left")]


# -- tests -----------------------------------------------------------------------------------------------


def examined(found: Model, *results: TestResult) -> list[Evidence]:
    return evidence.test_evidence(found, results)


def test_a_test_counts_as_often_as_it_is_right():
    """
    Sensitivity 0.8 and specificity 0.9: without the structure it is positive in 10 %, with it in 80 %, which is
    1 - (1 - 0.1) x (1 - link); so the link is 1 - 0.2 / 0.9.
    """
    found = model(physical_test("press", accuracy=(accuracy("masseter", 0.8, 0.9),)))
    (item,) = examined(found, TestResult(test="press", side="left", positive=True))
    assert (item.kind, item.label, item.positive) == ("test", "press left", True)
    assert item.leak == pytest.approx([0.1])
    expected = np.zeros(len(found.causes))
    expected[columns(found, "masseter", "left")] = 1 - 0.2 / 0.9
    assert item.link == pytest.approx(expected)
    assert 1 - (1 - item.leak[0]) * (1 - item.link.max()) == pytest.approx(0.8)


def test_a_test_without_sides_speaks_of_both_and_one_for_a_group_of_all_its_members():
    found = model(
        structure("temporalis", "jaw", "temple"), physical_test("bite", accuracy=(accuracy("jaw", 0.8, 0.9),))
    )
    (item,) = examined(found, TestResult(test="bite", positive=False))
    assert (item.label, item.positive) == ("bite", False)
    assert np.flatnonzero(item.link).tolist() == columns(found, "jaw")
    assert len(columns(found, "jaw")) == 8


def test_a_test_that_is_worse_than_chance_brings_no_link():
    found = model(physical_test("coin", accuracy=(accuracy("masseter", 0.3, 0.5),)))
    (item,) = examined(found, TestResult(test="coin", side="left", positive=True))
    assert not item.link.any()
    assert item.leak == pytest.approx([0.5])


def test_only_published_accuracy_for_something_ranked_counts_and_each_target_by_itself():
    found = model(
        physical_test(
            "many",
            accuracy=(
                accuracy("masseter", None, 0.9), accuracy("masseter", 0.9, None), accuracy("sudden", 0.9, 0.9),
                accuracy("trapezius", 0.7, 0.8), accuracy("masseter", 0.6, 0.9),
            ),
        ),
    )  # fmt: skip
    items = examined(found, TestResult(test="many", side="right", positive=True))
    assert [item.leak[0] for item in items] == pytest.approx([0.2, 0.1])
    assert [np.flatnonzero(item.link).tolist() for item in items] == [
        columns(found, "trapezius", "right"), columns(found, "masseter", "right"),
    ]  # fmt: skip


def test_a_test_that_was_not_read_says_nothing_and_a_measured_one_is_read_against_its_other_side():
    found = model(
        physical_test("unread", accuracy=(accuracy("masseter", 0.8, 0.9),)),
        physical_test(
            "turn", positive_when="side_deficit >= 10", sided=True, accuracy=(accuracy("masseter", 0.8, 0.9),)
        ),
    )
    results = (
        TestResult(test="unread", state=State.DECLINED),
        TestResult(test="turn", side="left", reading=30.0),
        TestResult(test="turn", side="right", reading=45.0),
    )
    items = examined(found, *results)
    assert [(item.label, item.positive) for item in items] == [("turn left", True), ("turn right", False)]


# -- which headache --------------------------------------------------------------------------------------

RIVALS = (
    presentation("cluster", 0.1, codes=("3.1",), sides={"left": 0.5, "right": 0.5}, features={"fever": 0.6}),
    presentation("migraine", 0.6, codes=("1.1", "1.5.1"), features={"photophobia": 0.8}),
    presentation("tension", 0.3, codes=("2.2",), features={"photophobia": 0.2, "fever": 0.1}),
)


def weights(found: Model, *, concluded=(), refused=(), results=(), **answers) -> list[float]:
    log_weight = evidence.state_log_weight(
        found, facts(found, **answers), frozenset(concluded), frozenset(refused), tuple(results)
    )
    return np.exp(log_weight).tolist()


def test_without_an_answer_the_rivals_stand_as_often_as_they_come():
    assert weights(Model(network(*RIVALS))) == pytest.approx([0.05, 0.05, 0.6, 0.3])


def test_a_feature_weighs_by_how_often_each_has_it_and_the_mean_where_one_says_nothing():
    found = Model(network(*RIVALS))
    assert weights(found, photophobia=True) == pytest.approx([0.05 * 0.5, 0.05 * 0.5, 0.6 * 0.8, 0.3 * 0.2])
    assert weights(found, photophobia=False) == pytest.approx([0.05 * 0.5, 0.05 * 0.5, 0.6 * 0.2, 0.3 * 0.8])


def test_several_features_multiply():
    found = Model(network(*RIVALS))
    mean_fever = 1 - (0.6 + 0.6 + 0.1) / 3
    expected = [0.05 * 0.5 * 0.4, 0.05 * 0.5 * 0.4, 0.6 * 0.8 * mean_fever, 0.3 * 0.2 * 0.9]
    assert weights(found, photophobia=True, fever=False) == pytest.approx(expected)


def test_met_criteria_raise_a_rival_and_refused_ones_lower_it_only_if_all_its_types_are_refused():
    found = Model(network(*RIVALS, presentation("unnamed", 0.2)))
    base = [0.05, 0.05, 0.6, 0.3, 0.2]

    def moved(**said) -> list[float]:
        return [now / before for now, before in zip(weights(found, **said), base, strict=True)]

    assert moved(concluded={"1.1"}) == pytest.approx([1, 1, 10, 1, 1])
    assert moved(refused={"1.1", "2.2"}) == pytest.approx([1, 1, 1, 0.2, 1])
    assert moved(refused={"1.1", "1.5.1"}) == pytest.approx([1, 1, 0.2, 1, 1])
    assert moved(concluded={"1.1"}, refused={"1.1", "1.5.1", "3.1"}) == pytest.approx([0.2, 0.2, 10, 1, 1])


def test_a_test_for_a_headache_type_weighs_its_rivals():
    bend = physical_test("bend", accuracy=(accuracy("1.1", 0.8, 0.9),))
    found = Model(network(MASSETER, *RIVALS, bend))
    positive = weights(found, results=[TestResult(test="bend", positive=True)])
    negative = weights(found, results=[TestResult(test="bend", positive=False)])
    assert positive == pytest.approx([0.05 * 0.1, 0.05 * 0.1, 0.6 * 0.8, 0.3 * 0.1])
    assert negative == pytest.approx([0.05 * 0.9, 0.05 * 0.9, 0.6 * 0.2, 0.3 * 0.9])


def test_a_test_is_never_taken_as_infallible():
    found = Model(network(*RIVALS, physical_test("sure", accuracy=(accuracy("1.1", 1.0, 1.0),))))
    positive = weights(found, results=[TestResult(test="sure", positive=True)])
    negative = weights(found, results=[TestResult(test="sure", positive=False)])
    assert positive == pytest.approx([0.05 * 0.01, 0.05 * 0.01, 0.6 * 0.99, 0.3 * 0.01])
    assert negative == pytest.approx([0.05 * 0.99, 0.05 * 0.99, 0.6 * 0.01, 0.3 * 0.99])


def test_a_test_for_a_structure_does_not_weigh_the_rivals_again():
    both = physical_test("both", accuracy=(accuracy("1.1", 0.8, 0.9), accuracy("masseter", 0.8, 0.9)))
    group = physical_test("group", accuracy=(accuracy("1.1", 0.8, 0.9), accuracy("jaw", 0.8, 0.9)))
    found = Model(network(MASSETER, *RIVALS, both, group))
    results = [TestResult(test="both", positive=True), TestResult(test="group", positive=True)]
    assert weights(found, results=results) == pytest.approx([0.05, 0.05, 0.6, 0.3])


def test_unread_tests_and_unpublished_accuracy_are_passed_over_and_the_rest_counts():
    found = Model(
        network(
            *RIVALS,
            physical_test("unread", accuracy=(accuracy("1.1", 0.8, 0.9),)),
            physical_test(
                "turn", sided=True, positive_when="side_deficit >= 10",
                accuracy=(accuracy("1.1", None, 0.9), accuracy("1.1", 0.9, None), accuracy("2.2", 0.7, 0.8)),
            ),
        )
    )  # fmt: skip
    results = [
        TestResult(test="unread", state=State.DECLINED),
        TestResult(test="turn", side="left", reading=30.0),
        TestResult(test="turn", side="right", reading=45.0, state=State.OBSERVED),
    ]
    left_positive_right_negative = [0.05 * 0.2 * 0.8] * 2 + [0.6 * 0.2 * 0.8, 0.3 * 0.7 * 0.3]
    assert weights(found, results=results) == pytest.approx(left_positive_right_negative)


# -- the problem that they add up to -----------------------------------------------------------------------


def everything(found: Model) -> list[Evidence]:
    said = facts(found, fever=False, tinnitus=True, photophobia=True)
    marks = tuple(Mark(zone=z, side=s, intensity=5) for z in ("temple", "nape") for s in ("left", "right"))
    exam = Examination(
        palpated=(Palpated(structure="masseter", side="left", familiar_pain=True),
                  Palpated(structure="trapezius", side="right", tenderness=0)),
        tests=(TestResult(test="press", side="left", positive=True), TestResult(test="press", side="right", positive=False)),
    )  # fmt: skip
    return [
        *evidence.drawing_evidence(found, Drawing(marks)),
        *evidence.symptom_evidence(found, said),
        *evidence.factor_evidence(found, said),
        *evidence.palpation_evidence(found, exam.palpated),
        *evidence.test_evidence(found, exam.tests),
    ]


def test_folded_and_unfolded_evidence_together_give_what_counting_every_combination_gives():
    found = Model(
        network(
            TINNITUS,
            structure("masseter", "jaw", "temple", associated=(Association(when="fever", strength="strong"),)),
            structure("trapezius", "shoulder", "nape", side="often_both", spillover=("temple",),
                      associated=(Association(when="tinnitus"),), provoked_by=(Provocation(when="photophobia"),)),
            physical_test("press", accuracy=(accuracy("masseter", 0.8, 0.9),)),
            presentation("cluster", 0.3, sides={"left": 1.0}, own_pain={"temple": 0.7}, structures_default=0.2),
            presentation("tension", 0.7, own_pain={"temple": 0.3, "nape": 0.4}),
        )
    )  # fmt: skip
    items = everything(found)
    assert {item.kind for item in items} == {"drawn", "undrawn", "symptom", "factor", "palpation", "test"}
    log_weight = np.log(np.array([0.2, 0.5]))
    exact = solve(build(found, items, log_weight))
    count = counted(found, items, log_weight)
    assert math.exp(exact.log_evidence) == pytest.approx(count.total)
    assert exact.state == pytest.approx([count.state(k) for k in range(2)])
    assert exact.cause == pytest.approx([count.cause(c) for c in range(8)])
    assert exact.block == pytest.approx([count.block(b) for b in range(4)])


def test_the_weights_that_come_in_are_not_changed():
    found = model()
    log_weight = np.array([0.5])
    prior = found.prior.copy()
    build(found, drawn(found, Mark(zone="temple", side="left")).values(), log_weight)
    assert log_weight.tolist() == [0.5]
    np.testing.assert_array_equal(found.prior, prior)


def test_without_any_positive_finding_there_is_nothing_to_explain():
    found = model()
    problem = build(found, [], np.zeros(1))
    assert problem.leak.shape == (1, 0)
    assert problem.link.shape == (len(found.causes), 0)
    assert not problem.active.any()
    np.testing.assert_array_equal(problem.block, found.block)
    np.testing.assert_array_equal(problem.part, found.part)


def test_only_what_could_bring_something_found_is_in_play_or_what_is_kept():
    found = model()
    items = list(drawn(found, Mark(zone="temple", side="left", intensity=8)).values())
    masseter = columns(found, "masseter", "left")
    assert np.flatnonzero(in_play(found, items)).tolist() == masseter
    assert np.flatnonzero(build(found, items, np.zeros(1)).active[0]).tolist() == masseter
    keep = np.zeros(len(found.causes), dtype=bool)
    keep[-1] = True
    kept = build(found, items, np.zeros(1), keep=keep)
    assert np.flatnonzero(kept.active[0]).tolist() == [*masseter, len(found.causes) - 1]


def test_hands_bring_a_structure_into_play_when_they_find_something_and_factors_never_do():
    found = model(provoked("masseter", 1.5))

    def playing(*items: Evidence) -> list[int]:
        return np.flatnonzero(in_play(found, items)).tolist()

    touched, not_found = (
        evidence.palpation_evidence(
            found, (Palpated(structure="trapezius", side="left", familiar_pain=said),)
        )
        for said in (True, False)
    )
    assert playing(*touched) == columns(found, "trapezius", "left")
    assert playing(*not_found) == []
    assert playing(*evidence.factor_evidence(found, facts(found, fever=True))) == []
    both = playing(*touched, *drawn(found, Mark(zone="temple", side="left")).values())
    assert both == sorted([*columns(found, "masseter", "left"), *columns(found, "trapezius", "left")])


def test_a_finding_taken_as_absent_keeps_everything_else():
    item = drawn(model(), Mark(zone="temple", side="left", intensity=4))["temple left"]
    absent = evidence.as_negative(item)
    assert (absent.positive, absent.kind, absent.place, absent.label) == (
        False,
        "drawn",
        item.place,
        item.label,
    )
    assert absent.link is item.link
    assert absent.leak is item.leak
    assert absent.stray == item.stray
