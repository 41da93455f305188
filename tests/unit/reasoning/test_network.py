"""The network of a knowledge release, number by number: which causes there are and what each may bring."""

import numpy as np
import pytest

from nuchal.knowledge.expressions import parse
from nuchal.knowledge.schema import Association, Provocation
from nuchal.reasoning.network import HeadacheState, Model
from tests.making import finding, group, network, presentation, structure


def model(*items, **changed) -> Model:
    return Model(network(*items, **changed))


def named(found: Model) -> list[tuple[str, str, str]]:
    return [(cause.structure.id, cause.side, cause.extent) for cause in found.causes]


def drawn_at(found: Model, cause: str, zone: str, side: str = "left") -> float:
    """Chance that the cause ("name" on the left in full, or "name partial") is drawn at a place."""
    name, _, extent = cause.partition(" ")
    row = named(found).index((name, "left", extent or "full"))
    return found.refers[row, found.place_index[zone, side]]


# -- causes, blocks, states --------------------------------------------------------------------------


def test_every_structure_is_a_cause_on_each_side_in_full_and_in_part_sorted_by_group():
    found = model(
        structure("b", "shoulder", "nape"), structure("c", "jaw", "temple"), structure("a", "jaw", "temple")
    )
    assert named(found)[:6] == [
        ("a", "left", "full"), ("a", "left", "partial"), ("c", "left", "full"), ("c", "left", "partial"),
        ("b", "left", "full"), ("b", "left", "partial"),
    ]  # fmt: skip
    assert [side for _, side, _ in named(found)] == ["left"] * 6 + ["right"] * 6


def test_structures_of_one_group_and_side_share_a_block_and_both_extents_share_a_part():
    found = model(
        structure("b", "shoulder", "nape"), structure("c", "jaw", "temple"), structure("a", "jaw", "temple")
    )
    assert found.blocks == (("jaw", "left"), ("shoulder", "left"), ("jaw", "right"), ("shoulder", "right"))
    assert found.block.tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3]
    assert found.part.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [(part.id, side) for part, side in found.parts] == [
        ("a", "left"), ("c", "left"), ("b", "left"), ("a", "right"), ("c", "right"), ("b", "right"),
    ]  # fmt: skip


def test_diseases_and_groups_that_nobody_treats_are_no_causes():
    found = model(
        structure("tumour", "jaw", "temple", tissue="disease"), structure("artery", "vessels", "temple"),
        group("vessels", of="structures", treatable=False), structure("orphan", "no_such_group", "temple"),
    )  # fmt: skip
    assert {name for name, _, _ in named(found)} == {"orphan"}


def test_each_rival_headache_is_one_state_per_side_that_it_takes():
    found = model(
        presentation("cluster", sides={"left": 0.5, "right": 0.5, "both": 0.0}), presentation("tension", 0.6),
    )  # fmt: skip
    assert [(state.presentation.id, state.side) for state in found.states] == [
        ("cluster", "left"), ("cluster", "right"), ("tension", "both"),
    ]  # fmt: skip
    assert found.states[0] == HeadacheState(found.knowledge.presentations["cluster"], "left")


def test_the_share_of_a_rival_is_split_over_its_sides():
    found = model(
        presentation("cluster", 0.2, sides={"left": 0.25, "right": 0.75}), presentation("tension", 0.8)
    )
    assert found.share == pytest.approx([0.05, 0.15, 0.8])


def test_every_zone_is_a_place_left_and_right():
    found = model()
    assert found.places == tuple((z, s) for z in ("forehead", "nape", "temple") for s in ("left", "right"))
    assert [found.place_index[place] for place in found.places] == list(range(6))


# -- where an active structure is drawn ----------------------------------------------------------------


def test_core_spillover_neighbours_and_elsewhere():
    found = model(structure("m", "jaw", "temple", spillover=("nape",)), structure("n", "jaw", "nape"))
    assert drawn_at(found, "m", "temple") == pytest.approx(0.8)
    assert drawn_at(found, "m", "nape") == pytest.approx(0.4)
    assert drawn_at(found, "m", "forehead") == pytest.approx(0.1)
    assert drawn_at(found, "n", "temple") == 0.0


def test_the_stronger_claim_about_a_zone_counts():
    """The forehead lies beside the temple, and is core or spillover in its own right."""
    spilling = model(structure("m", "jaw", "temple", spillover=("forehead",)))
    both_core = model(structure("m", "jaw", "temple", "forehead", spillover=("temple",)))
    assert drawn_at(spilling, "m", "forehead") == pytest.approx(0.4)
    assert drawn_at(both_core, "m", "forehead") == pytest.approx(0.8)
    assert drawn_at(both_core, "m", "temple") == pytest.approx(0.8)


def test_a_piece_of_the_pattern_is_drawn_less_often_everywhere():
    found = model(structure("m", "jaw", "temple", spillover=("nape",)))
    assert drawn_at(found, "m partial", "temple") == pytest.approx(0.4)
    assert drawn_at(found, "m partial", "nape") == pytest.approx(0.2)
    assert drawn_at(found, "m partial", "forehead") == pytest.approx(0.05)


@pytest.mark.parametrize(("confidence", "chance"), [("high", 0.8), ("medium", 0.72), ("low", 0.4)])
def test_a_pattern_counts_as_far_as_it_is_trusted(confidence, chance):
    assert drawn_at(
        model(structure("m", "jaw", "temple", confidence=confidence)), "m", "temple"
    ) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("side", "chance"),
    [("ipsilateral", 0.0), ("mostly_ipsilateral", 0.08), ("often_both", 0.4), ("both", 0.72)],
)
def test_how_often_the_pain_crosses_to_the_other_side(side, chance):
    found = model(structure("m", "jaw", "temple", side=side))
    assert drawn_at(found, "m", "temple", "right") == pytest.approx(chance)
    assert drawn_at(found, "m", "temple", "left") == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("side", "chance"), [("ipsilateral", 0.4), ("mostly_ipsilateral", 0.4), ("both", 0.72)]
)
def test_a_zone_felt_on_both_sides_crosses_at_least_often(side, chance):
    found = model(structure("m", "jaw", "temple", "nape", side=side, both_sides_in=("temple",)))
    assert drawn_at(found, "m", "temple", "right") == pytest.approx(chance)
    assert drawn_at(found, "m", "nape", "right") == pytest.approx(
        {"ipsilateral": 0, "both": 0.72}.get(side, 0.08)
    )


# -- what a rival headache says ------------------------------------------------------------------------


def test_a_headache_hurts_by_itself_on_its_own_side_and_anything_may_be_a_stray_mark():
    found = model(
        presentation("cluster", sides={"left": 1.0}, own_pain={"temple": 0.5}),
        presentation("migraine", own_pain={"forehead": 0.9}),
    )
    at = found.place_index
    assert found.own_pain[0, at["temple", "left"]] == pytest.approx(1 - 0.98 * 0.5)
    assert found.own_pain[0, at["temple", "right"]] == pytest.approx(0.02)
    for side in ("left", "right"):
        assert found.own_pain[1, at["forehead", side]] == pytest.approx(1 - 0.98 * 0.1)
        assert found.own_pain[1, at["temple", side]] == pytest.approx(0.02)


def test_the_prior_of_a_structure_goes_before_that_of_its_group_and_that_before_the_default():
    found = model(
        structure("a", "jaw", "temple"), structure("b", "jaw", "temple"), structure("c", "shoulder", "nape"),
        presentation("one", structures={"a": 0.4, "jaw": 0.2}, structures_default=0.08),
        presentation("other", structures_default=0.04),
    )  # fmt: skip
    row = dict(zip(named(found), found.prior[0], strict=True))
    assert row["a", "left", "full"] == pytest.approx(0.75 * 0.4)
    assert row["a", "right", "partial"] == pytest.approx(0.25 * 0.4)
    assert row["b", "left", "full"] == pytest.approx(0.75 * 0.2)
    assert row["c", "left", "partial"] == pytest.approx(0.25 * 0.08)
    assert found.prior[1].reshape(-1, 2).sum(axis=1) == pytest.approx([0.04] * 6)


def test_a_feature_is_a_row_over_the_rivals_and_open_where_one_says_nothing():
    found = model(
        presentation("cluster", sides={"left": 0.5, "right": 0.5}, features={"photophobia": 0.3}),
        presentation("migraine", features={"photophobia": 0.8, "nausea >= mild": 0.7}),
    )
    assert list(found.features) == ["photophobia", "nausea >= mild"]
    expression, chance = found.features["photophobia"]
    assert expression == parse("photophobia")
    assert chance.tolist() == [0.3, 0.3, 0.8]
    np.testing.assert_array_equal(found.features["nausea >= mild"][1], [np.nan, np.nan, 0.7])


# -- what comes along with a structure ---------------------------------------------------------------


def test_a_symptom_is_a_column_over_the_causes_strong_or_weak():
    found = model(
        structure("a", "jaw", "temple", associated=(Association(when="fever", strength="strong"),)),
        structure(
            "b", "jaw", "temple", associated=(Association(when="fever"), Association(when="photophobia"))
        ),
    )
    assert list(found.associations) == ["fever", "photophobia"]
    expression, chance = found.associations["fever"]
    assert expression == parse("fever")
    assert chance.tolist() == [0.6, 0.6, 0.3, 0.3] * 2
    assert found.associations["photophobia"][1].tolist() == [0, 0, 0.3, 0.3] * 2


def test_a_factor_multiplies_the_odds_of_its_structure_and_leaves_the_others():
    found = model(
        structure("a", "jaw", "temple", provoked_by=(Provocation(when="fever", likelihood_ratio=1.5),)),
        structure("b", "jaw", "temple"),
        structure(
            "c", "jaw", "temple", provoked_by=(Provocation(when="fever"), Provocation(when="photophobia"))
        ),
    )
    expression, ratio = found.provocations["fever"]
    assert expression == parse("fever")
    assert ratio.tolist() == [1.5, 1.5, 1, 1, 1.3, 1.3] * 2
    assert found.provocations["photophobia"][1].tolist() == [1, 1, 1, 1, 1.3, 1.3] * 2


@pytest.mark.parametrize(
    ("sentence", "rate"),
    [
        ("rare", 0.01),
        ("fever", 0.15),
        ({"any": ["rare", "common"]}, 0.4),
        ({"all": ["fever", "rare"]}, 0.01),
        ("pain in temple", 0.15),
    ],
)
def test_the_base_rate_is_the_highest_that_is_known_or_the_usual_one(sentence, rate):
    found = model(finding("rare", base_rate=0.01), finding("common", base_rate=0.4))
    assert found.base_rate(parse(sentence)) == rate
