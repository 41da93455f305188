"""The ranking of small networks, number by number: by hand, or by counting every way in which a person can be."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nuchal.findings.model import Drawing, Mark, Profile
from nuchal.knowledge.schema import Association, Provocation
from nuchal.reasoning.classification import classify
from nuchal.reasoning.localisation import (
    Localisation,
    Ranked,
    Rival,
    Situation,
    localise,
    model_of,
    situation,
)
from nuchal.reasoning.posterior import solve
from nuchal.reasoning.screening import screen
from tests.conftest import client_from
from tests.making import accuracy, group, network, physical_test, presentation, structure, zone
from tests.networks import Counted, counted

BOTH_SIDES = "drawing: [{zone: temple, side: both, intensity: 6}, {zone: nape, side: both, intensity: 3}]"
LEFT = "drawing: [{zone: temple, side: left, intensity: 8}, {zone: nape, side: left, intensity: 8}]"
MASSETER = structure("masseter", "jaw", "temple")
TEMPORALIS = structure("temporalis", "jaw", "temple", spillover=("forehead",))
TRAPEZIUS = structure("trapezius", "shoulder", "nape", spillover=("temple",))
MIGRAINE = presentation("migraine", 0.6, own_pain={"temple": 0.5}, sides={"left": 0.5, "right": 0.5})
TENSION = presentation("tension", 0.4, own_pain={"nape": 0.3}, structures={"trapezius": 0.3})
NECK = network(MASSETER, TEMPORALIS, TRAPEZIUS, MIGRAINE, TENSION)


def weighed(text: str, knowledge, **how) -> Situation | None:
    client = client_from(text, knowledge)
    found = classify(client, client.profiles[0], knowledge, screen(client, knowledge))
    return situation(model_of(knowledge), client, client.profiles[0], found, **how)


def ranking(text: str, knowledge, **how) -> Localisation:
    return localise(weighed(text, knowledge), **how)


def count(given: Situation, **how) -> Counted:
    return counted(given.model, given.evidence, given.log_weight, **how)


def drawn(*marks: str, more: str = "") -> str:
    """A person with one drawing: `temple left 8` is a mark of intensity 8."""
    written = []
    for mark in marks:
        zone_name, side, *rest = mark.split()
        rated = f", intensity: {rest[0]}" if rest else ""
        written.append(
            f"{{zone: {zone_name}, side: {side}{rated}{', worst: yes' if 'worst' in rest else ''}}}"
        )
    return f"profiles: [{{drawing: [{', '.join(written)}]{more}}}]"


# -- what is weighed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drawing", ["name: main", "drawing: []", "drawing: [{zone: temple, side: left, intensity: 0}]"]
)
def test_without_a_drawn_place_there_is_nothing_to_explain(drawing):
    assert weighed(f"profiles: [{{{drawing}}}]", NECK) is None


def test_everything_that_was_found_is_weighed():
    knowledge = network(
        structure("masseter", "jaw", "temple", associated=(Association(when="fever"),),
                  provoked_by=(Provocation(when="photophobia"),)),
        physical_test("press", accuracy=(accuracy("masseter", 0.8, 0.9),)), MIGRAINE,
    )  # fmt: skip
    text = (
        f"findings: {{fever: yes}}\nprofiles: [{{photophobia: yes, {LEFT}}}]\n"
        "exam: {palpation: [{structure: masseter, side: left, familiar_pain: yes}], tests: {press: positive}}"
    )
    given = weighed(text, knowledge)
    kinds = [item.kind for item in given.evidence]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "drawn": 2, "undrawn": 4, "symptom": 1, "factor": 1, "palpation": 1, "test": 1,
    }  # fmt: skip


def test_criteria_met_or_refused_move_the_rivals_and_probable_ones_do_not():
    knowledge = network(
        MASSETER,
        presentation("migraine", 0.5, codes=("1.1", "1.5.1")),
        presentation("tension", 0.5, codes=("2.2",)),
    )

    def weights(answers: str) -> list[float]:
        given = weighed(drawn("temple left", more=f", {answers}"), knowledge)
        return (np.exp(given.log_weight) / 0.5).tolist()

    assert weights("attacks_lifetime: 6, duration: 6 h, intensity: 7") == pytest.approx([10, 0.2])
    assert weights("attacks_lifetime: 2, duration: 6 h, intensity: 7") == pytest.approx([1, 0.2])
    assert weights("name: main") == pytest.approx([1, 1])


def test_tests_for_a_headache_type_move_the_rivals():
    knowledge = network(MASSETER, presentation("migraine", codes=("1.1",)), presentation("tension"),
                        physical_test("bend", accuracy=(accuracy("1.1", 0.8, 0.9),)))  # fmt: skip
    given = weighed(drawn("temple left") + "\nexam: {tests: {bend: positive}}", knowledge)
    assert np.exp(given.log_weight).tolist() == pytest.approx([0.8, 0.1])


def test_the_engine_that_was_handed_in_is_used():
    calls = []

    def counting(problem):
        calls.append(problem)
        return solve(problem)

    weighed(drawn("temple left"), NECK, solver=counting).solve()
    assert len(calls) == 1


def test_the_network_of_a_knowledge_release_is_built_once():
    one, other = network(MASSETER), network(MASSETER)
    assert model_of(one).knowledge is one
    assert model_of(one) is model_of(one)
    assert model_of(other) is not model_of(one)


def test_what_is_in_play_stays_in_play_when_a_finding_is_taken_away():
    given = weighed(drawn("temple left 8", "nape right 8"), NECK)
    before = np.flatnonzero(given.problem().active[0])
    nothing_drawn = [item for item in given.evidence if item.kind == "undrawn"]
    assert np.flatnonzero(given.problem(nothing_drawn).active[0]).tolist() == before.tolist()
    assert given.problem(nothing_drawn).link.shape[1] == 0


# -- probabilities ---------------------------------------------------------------------------------------------


def test_groups_parts_and_rivals_have_the_probabilities_that_counting_gives():
    given = weighed(f"profiles: [{{{BOTH_SIDES}}}]", NECK)
    exact, found = count(given), localise(given)
    model = given.model
    for one in found.ranked:
        block = model.blocks.index((one.group.id, one.side))
        assert one.probability == pytest.approx(exact.block(block))
        for part in one.parts:
            columns = [
                c
                for c, cause in enumerate(model.causes)
                if (cause.structure, cause.side) == (part.structure, one.side)
            ]
            assert part.probability == pytest.approx(sum(exact.cause(c) for c in columns))
    assert {rival.presentation.id: rival.probability for rival in found.rivals} == {
        "migraine": pytest.approx(exact.state(0) + exact.state(1)), "tension": pytest.approx(exact.state(2)),
    }  # fmt: skip


def test_groups_parts_and_rivals_come_likeliest_first():
    found = ranking(drawn("nape left 8", "temple right 5"), NECK)
    for chances in (
        [one.probability for one in found.ranked],
        [rival.probability for rival in found.rivals],
        *([part.probability for part in one.parts] for one in found.ranked),
    ):
        assert chances == sorted(chances, reverse=True)
    assert len(found.ranked) == 4
    assert (found.ranked[0].group.id, found.ranked[0].side) == ("shoulder", "left")
    assert found.of("jaw", "right") is next(
        r for r in found.ranked if (r.group.id, r.side) == ("jaw", "right")
    )
    assert [part.structure.id for part in found.of("jaw", "left").parts] != []


def test_a_headache_that_fits_better_comes_first():
    rivals = ranking(drawn("nape left 8"), NECK).rivals
    assert [type(rival) for rival in rivals] == [Rival, Rival]
    assert rivals[0].presentation.id == "tension"
    assert ranking(drawn("temple left 8"), NECK).rivals[0].presentation.id == "migraine"


# -- what explains a place -----------------------------------------------------------------------------------------


def test_a_mark_is_shared_by_what_may_have_brought_it():
    """Each cause pulls with its probability times its link, the headache and strays with their own chance."""
    given = weighed(
        drawn("temple left 8"), network(MASSETER, presentation("migraine", own_pain={"temple": 0.1}))
    )
    exact = count(given)
    full, partial = exact.cause(0) * 0.8, exact.cause(1) * 0.4
    own = 1 - 0.98 * 0.9
    found = localise(given).of("jaw", "left")
    assert found.explains == ((("temple", "left"), pytest.approx((full + partial) / (full + partial + own))),)
    assert localise(given).of("jaw", "right").explains == ()


def test_places_come_with_the_largest_share_first_and_without_those_under_a_twentieth():
    knowledge = network(
        zone("brow", neighbours=()), structure("muscle", "jaw", "nape", spillover=("temple", "brow")),
        presentation("migraine", own_pain={"brow": 0.999, "temple": 0.3}, structures_default=0.3),
    )  # fmt: skip
    given = weighed(drawn("brow left 8", "nape left 8", "temple left 8"), knowledge)
    explains = localise(given).of("jaw", "left").explains
    assert [place for place, _ in explains] == [("nape", "left"), ("temple", "left"), ("brow", "left")]
    rare = network(
        structure("muscle", "jaw", "nape", spillover=("temple",)),
        presentation("migraine", own_pain={"temple": 0.999}, structures_default=0.02),
    )
    assert ranking(drawn("temple left 8"), rare).of("jaw", "left").explains == ()


def test_what_only_a_stray_mark_accounts_for_is_named_with_its_chance():
    """One headache hurts there with chance c, strays come in 2 %: 0.02 (1 - c) / (1 - 0.98 (1 - c))."""

    def unexplained(own: float, *marks: str) -> list:
        elsewhere = structure("elsewhere", "jaw", "ear")
        knowledge = network(zone("ear"), elsewhere, presentation("migraine", own_pain={"nape": own}))
        return list(ranking(drawn(*marks), knowledge).unexplained)

    nape, temple = ("nape", "left"), ("temple", "right")
    one_percent = pytest.approx(0.02 * 0.99 / (1 - 0.98 * 0.99))
    stray = 1 - 0.8 * 0.98
    assert unexplained(0.0, "nape left 8") == [(nape, pytest.approx(1))]
    assert unexplained(0.01, "nape left 8") == [(nape, one_percent)]
    assert unexplained(0.03, "nape left 8") == []
    assert unexplained(0.1, "nape left 4") == [(nape, pytest.approx(stray * 0.9 / (1 - (1 - stray) * 0.9)))]
    assert unexplained(0.01, "nape left 8", "temple right 8") == [
        (temple, pytest.approx(1)),
        (nape, one_percent),
    ]
    assert unexplained(0.99, "nape left 8", "temple right 8") == [(temple, pytest.approx(1))]


def test_a_structure_that_may_have_brought_a_mark_makes_it_less_unexplained():
    given = weighed(
        drawn("temple left 8", "temple right 8"),
        network(MASSETER, presentation("migraine", structures_default=0.005)),
    )
    exact = count(given)
    for place, chance in localise(given).unexplained:
        item = next(item for item in given.evidence if item.place == place)
        only_stray = 0.0
        for (k, on), weight in exact.weights.items():
            no_cause = math.prod(1 - item.link[c] for c in on)
            only_stray += weight * 0.02 * no_cause / (1 - (1 - item.leak[k]) * no_cause)
        assert chance == pytest.approx(only_stray / exact.total)
        assert 0.5 < chance < 0.95
    assert len(localise(given).unexplained) == 2


# -- arguments and ranges -------------------------------------------------------------------------------------------


def log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def test_an_argument_weighs_what_the_log_odds_lose_without_the_finding():
    knowledge = network(
        structure("masseter", "jaw", "temple", associated=(Association(when="fever", strength="strong"),),
                  provoked_by=(Provocation(when="photophobia", likelihood_ratio=2.0),)),
        TRAPEZIUS, MIGRAINE, TENSION,
    )  # fmt: skip
    text = (
        f"findings: {{fever: no}}\nprofiles: [{{photophobia: yes, {BOTH_SIDES}}}]\n"
        "exam: {palpation: [{structure: masseter, side: left, familiar_pain: yes}]}"
    )
    given = weighed(text, knowledge)
    left_jaw = localise(given).of("jaw", "left")
    model, exact = given.model, count(given)
    block = model.blocks.index(("jaw", "left"))
    expected = {}
    for index, item in enumerate(given.evidence):
        if item.label in ("temple left", "fever", "photophobia", "familiar_pain masseter"):
            rest = [other for n, other in enumerate(given.evidence) if n != index]
            without = counted(model, rest, given.log_weight).block(block)
            expected[item.kind, item.label, item.positive] = log_odds(exact.block(block)) - log_odds(without)
    rest = [item for item in given.evidence if item.place != ("forehead", "left")]
    without = counted(model, rest, given.log_weight).block(block)
    expected["undrawn", "1 of its places", False] = log_odds(exact.block(block)) - log_odds(without)
    found = {(a.kind, a.label, a.positive): a.weight for a in left_jaw.arguments}
    assert found == pytest.approx({key: weight for key, weight in expected.items() if abs(weight) >= 0.1})
    assert {kind for kind, _, _ in found} >= {"drawn", "symptom", "factor", "palpation"}
    sizes = [abs(argument.weight) for argument in left_jaw.arguments]
    assert sizes == sorted(sizes, reverse=True)


def test_all_places_of_a_group_that_were_left_blank_are_one_argument_against_it():
    knowledge = network(
        zone("ear"), structure("muscle", "jaw", "temple", "nape", "forehead"),
        presentation("migraine", 0.5, own_pain={"nape": 0.2}),
        presentation("earache", 0.5, own_pain={"ear": 0.8, "temple": 0.7}),
    )  # fmt: skip
    given = weighed(drawn("temple left 8"), knowledge)
    found = localise(given).of("jaw", "left")
    blank = [("nape", "left"), ("forehead", "left")]
    rest = [item for item in given.evidence if item.place not in blank]
    assert [item.place for item in rest if item.place[0] == "ear"] == [("ear", "left"), ("ear", "right")]
    without = counted(given.model, rest, given.log_weight).block(0)
    (argument,) = (a for a in found.arguments if a.kind == "undrawn")
    assert (argument.label, argument.positive) == ("2 of its places", False)
    assert argument.weight == pytest.approx(log_odds(count(given).block(0)) - log_odds(without))
    assert argument.weight < -0.1


@pytest.mark.parametrize("zones", [("temple",), ("temple", "nape", "forehead")])
def test_the_range_spans_halved_and_doubled_odds_and_weaker_referral(zones):
    """For a pattern of one place the odds bound the range; for one of three, weaker referral weighs more."""
    knowledge = network(
        structure("masseter", "jaw", *zones), TRAPEZIUS,
        presentation("migraine", own_pain={"temple": 0.3}, structures_default=0.2),
    )  # fmt: skip
    given = weighed(drawn("temple both 8", "nape both 8", "forehead both 8"), knowledge)
    prior = given.model.prior

    def scaled(factor: float) -> np.ndarray:
        pairs = prior.reshape(1, -1, 2)
        odds = factor * pairs / (1 - pairs.sum(axis=2, keepdims=True))
        return (odds / (1 + odds.sum(axis=2, keepdims=True))).reshape(prior.shape)

    assert scaled(1.0) == pytest.approx(prior)
    doubled, halved, weaker = (
        count(given, prior=scaled(2)),
        count(given, prior=scaled(0.5)),
        count(given, weaker=0.5),
    )
    for one in localise(given).ranked:
        block = given.model.blocks.index((one.group.id, one.side))
        lowest = min(halved.block(block), weaker.block(block))
        assert (one.low, one.high) == pytest.approx((lowest, doubled.block(block)))
        assert one.low < one.probability < one.high
        if one.group.id == "jaw":
            assert bool(weaker.block(block) < halved.block(block)) == (len(zones) == 3)


def test_only_as_many_groups_as_wanted_come_with_arguments_and_a_range():
    found = ranking(f"profiles: [{{{BOTH_SIDES}}}]", NECK, arguments_for=1)
    first, *rest = found.ranked
    assert first.arguments
    assert first.low < first.high
    for one in rest:
        assert (one.arguments, one.low, one.high) == ((), one.probability, one.probability)
    none = ranking(f"profiles: [{{{BOTH_SIDES}}}]", NECK, arguments_for=0)
    assert [one.arguments for one in none.ranked] == [()] * 4


@pytest.mark.parametrize(
    ("explains", "probability", "shown"),
    [((), 0.29, False), ((), 0.3, True), (((("temple", "left"), 0.1),), 0.01, True)],
)
def test_a_group_is_shown_if_it_explains_something_or_is_likely(explains, probability, shown):
    one = Ranked(group=group("jaw", of="structures"), side="left", probability=probability, parts=(),
                 explains=explains, low=0.0, high=1.0)  # fmt: skip
    assert one.worth_showing is shown


# -- diseases that look the same ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("core", "marks", "expected"),
    [
        (("temple",), ("temple left",), {"left": 1.0}),
        (("temple",), ("nape left",), {}),
        (("temple", "nape"), ("temple left",), {}),
        (("temple", "nape"), ("temple left", "nape right"), {}),
        (("temple", "nape"), ("temple left", "nape left"), {"left": 1.0}),
        (
            ("temple", "nape", "forehead"),
            ("temple both", "nape both", "forehead right"),
            {"right": 1.0, "left": 2 / 3},
        ),
        (("temple", "nape", "forehead", "a"), ("temple left", "nape left"), {"left": 0.5}),
        (("temple", "nape", "forehead", "a", "b"), ("temple left", "nape left"), {}),
    ],
)
def test_a_disease_is_named_from_half_of_its_places_and_at_least_two(core, marks, expected):
    knowledge = network(
        zone("a"),
        zone("b"),
        MASSETER,
        structure("artery", "jaw", *core, tissue="disease"),
        presentation("migraine"),
    )
    found = ranking(drawn(*marks), knowledge).lookalikes
    assert {like.side: like.covers for like in found} == pytest.approx(expected)
    assert [like.covers for like in found] == sorted(expected.values(), reverse=True)
    assert {like.structure.id for like in found} <= {"artery"}


def test_every_disease_is_looked_at_whatever_stands_before_it():
    knowledge = network(
        structure("a_muscle", "jaw", "temple"), structure("b_artery", "jaw", "temple", tissue="disease"),
        structure("c_muscle", "jaw", "temple"), structure("d_gland", "jaw", "temple", tissue="disease"),
        presentation("migraine"),
    )  # fmt: skip
    found = ranking(drawn("temple right"), knowledge).lookalikes
    assert [(like.structure.id, like.side) for like in found] == [("b_artery", "right"), ("d_gland", "right")]


# -- drawings that are too wide ------------------------------------------------------------------------------------

WIDE = structure("wide", "jaw", "temple", "nape", "forehead")


def left_aside(limit: int, *marks: str, more: str = "", items=()) -> tuple:
    knowledge = network(WIDE, presentation("migraine"), *items, widest_frontier=limit)
    return weighed(drawn(*marks) + more, knowledge).left_aside


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(3, ()), (2, (("nape", "left"),)), (1, (("nape", "left"), ("temple", "left")))],
)
def test_the_weakest_marks_are_left_aside_until_the_frontier_is_narrow_enough(limit, expected):
    assert left_aside(limit, "temple left 5", "nape left 3", "forehead left 7") == expected


def test_the_worst_place_stays_and_an_unrated_mark_goes_first():
    assert left_aside(2, "temple left 1 worst", "nape left 3", "forehead left 7") == (("nape", "left"),)
    assert left_aside(2, "temple left", "nape left 1", "forehead left 7") == (("temple", "left"),)


def test_equally_weak_marks_go_in_the_order_of_their_names():
    assert left_aside(1, "temple left 4", "nape left 4", "forehead left 4") == (
        ("forehead", "left"),
        ("nape", "left"),
    )


def test_what_is_left_aside_counts_neither_as_drawn_nor_as_blank():
    knowledge = network(WIDE, presentation("migraine"), widest_frontier=2)
    given = weighed(drawn("temple left 5", "nape left 3", "forehead left 7"), knowledge)
    whole = weighed(
        drawn("temple left 5", "nape left 3", "forehead left 7"), network(WIDE, presentation("migraine"))
    )
    assert [item.place for item in given.evidence] == [
        item.place for item in whole.evidence if item.place != ("nape", "left")
    ]
    assert localise(given).left_aside == (("nape", "left"),)


def test_findings_without_a_place_are_never_left_aside():
    symptoms = tuple(Association(when=name) for name in ("fever", "collapse", "photophobia"))
    knowledge = network(
        structure("wide", "jaw", "temple", associated=symptoms), presentation("migraine"), widest_frontier=2
    )
    text = "findings: {fever: yes, collapse: yes}\n" + drawn("temple left 8", more=", photophobia: yes")
    given = weighed(text, knowledge)
    assert given.left_aside == (("temple", "left"),)
    assert [item.label for item in given.evidence if item.positive] == ["fever", "collapse", "photophobia"]


def test_the_same_drawing_in_another_order_is_narrowed_alike():
    knowledge = network(WIDE, presentation("migraine"), widest_frontier=2)
    client = client_from(drawn("temple left 5", "nape left 3", "forehead left 7"), knowledge)
    (profile,) = client.profiles
    turned = replace(profile, drawing=Drawing(tuple(reversed(profile.drawing.marks))))
    assert isinstance(turned, Profile)
    assert isinstance(turned.drawing.marks[0], Mark)
    found = classify(client, profile, knowledge, screen(client, knowledge))
    assert situation(model_of(knowledge), client, turned, found).left_aside == (("nape", "left"),)
