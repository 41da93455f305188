"""What a plan takes in, in which order, and what it leaves out and why, on small systems of care."""

import pytest

from nuchal.errors import UsageError
from nuchal.findings.model import Client, Observation, Profile, Range, State
from nuchal.knowledge.care import Dose, Effect
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.gating import Gating
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.plan import Plan, capped, groups_of, pathways_for, propose
from nuchal.reasoning.screening import Held
from tests.conftest import client_from
from tests.making import (
    advice,
    exercise,
    finding,
    gate,
    group,
    indication,
    network,
    pathway,
    presentation,
    settings,
    structure,
    system,
    technique,
    zone,
)  # fmt: skip

PERSON = (
    "age: 40\nfindings: {{collapse: no, fever: no{said}}}\nexam: {{findings: {{bp_systolic: 120}}}}\n"
    "profiles: [{{attacks_lifetime: 12, quality: [pressing], drawing: [{drawing}]{more}}}]\n"
)
TEMPLE = "{zone: temple, side: left, intensity: 9}"


def person(said: str = "", drawing: str = TEMPLE, more: str = "") -> str:
    """Somebody with tension-type headache (2.2) over the left temple, screened, examined and not in danger."""
    return PERSON.format(said=f", {said}" if said else "", drawing=drawing, more=f", {more}" if more else "")


NECK = (
    structure("masseter", "jaw", "temple"), structure("trapezius", "shoulder", "nape"), presentation("tension"),
    pathway("unclear", first_line=("explain",)),
)  # fmt: skip


def planned(*items, text: str | None = None, **how) -> Plan:
    """The plan of the system `care`, from the small neck and these items."""
    knowledge = network(*NECK, *items)
    found = assess(client_from(text or person(), knowledge), knowledge, with_next=False)
    plan = propose(found, knowledge, system="care", **how)
    assert isinstance(plan, Plan)
    return plan


def done(plan: Plan) -> list[tuple[str, str, str | None]]:
    return [(work.technique.id, work.target, work.side) for work in plan.hands]


def why_not(plan: Plan) -> dict[str, str]:
    return {out.id: out.why for out in plan.ruled_out}


# -- whether there is a plan ------------------------------------------------------------------------------------------


def test_an_unknown_system_of_care_is_the_users_mistake_and_the_known_ones_are_named():
    knowledge = network(*NECK, system("care"), system("other"))
    found = assess(client_from(person(), knowledge), knowledge, with_next=False)
    with pytest.raises(UsageError, match="no system of care 'nobody'") as refused:
        propose(found, knowledge, system="nobody")
    assert refused.value.remedy == "Known: care, other."


def test_what_holds_the_plan_comes_instead_of_it():
    knowledge = network(*NECK, system("care"))
    found = assess(client_from("age: 40", knowledge), knowledge, with_next=False)
    held = propose(found, knowledge, system="care")
    assert isinstance(held, Held)
    assert held == found.plan_held


# -- pathways, groups, dose --------------------------------------------------------------------------------------------


def test_the_pathways_of_the_given_types_apply_the_leading_one_first():
    items = (
        pathway("a_second", "2.2", order=2),
        pathway("b_first", "2.2", "1.1", order=1),
        pathway("c_other", "1.1"),
    )
    knowledge = network(*NECK, *items, system("care"))
    found = assess(client_from(person(), knowledge), knowledge, with_next=False)
    assert [p.id for p in pathways_for(found.profiles[0].classification, knowledge)] == [
        "b_first",
        "a_second",
    ]
    plan = planned(*items, system("care"))
    assert (plan.pathway.id, [p.id for p in plan.also]) == ("b_first", ["a_second"])


def test_where_no_type_is_given_the_unclear_pathway_applies():
    knowledge = network(*NECK, pathway("other", "2.2"), system("care"))
    found = assess(client_from("age: 40", knowledge), knowledge, with_next=False)
    assert [p.id for p in pathways_for(found.profiles[0].classification, knowledge)] == ["unclear"]


def test_a_plan_is_for_the_headache_that_it_is_asked_for():
    text = person() + "  \n"
    text = text.replace("}]}]", "}]}, {name: b, attacks_lifetime: 1}]")
    items = (pathway("tension", "2.2"), system("care"))
    assert planned(*items, text=text).pathway.id == "tension"
    assert planned(*items, text=text, profile=1).pathway.id == "unclear"


def groups(*codes: str, person=(), profile=()) -> tuple[str, ...]:
    def seen(pairs) -> dict[str, Observation]:
        return {n: Observation(finding=n, value=v, state=State.OBSERVED) for n, v in dict(pairs).items()}

    client = Client(observations=seen(person))
    return groups_of(client, Facts(network(), client, Profile(observations=seen(profile))), set(codes))


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (Range.exactly(17), ("child",)), (Range.exactly(18), ()), (Range.exactly(64), ()), (Range.exactly(65), ("older",)),
        (Range(16, 20), ("child",)), (Range(60, 70), ("older",)), (Range(10, 80), ("child", "older")), (None, ()),
    ],
)  # fmt: skip
def test_an_age_that_is_not_known_exactly_counts_for_every_group_that_it_may_be(age, expected):
    assert groups(person={"age_years": age}) == expected


def test_pregnancy_touch_that_hurts_and_migraine_have_groups_of_their_own():
    assert groups() == ()
    assert groups(person={"pregnant": True}) == ("pregnancy",)
    assert groups(person={"pregnant": False}, profile={"touch_hurts_now": None}) == ()
    assert groups(profile={"touch_hurts_now": True}) == ("allodynia",)
    assert groups("2.2", "1.3") == ("migraine",)
    assert groups("11.2.1", "2.1") == ()
    everything = {"age_years": Range.exactly(70), "pregnant": True, "touch_hurts_now": True}
    assert groups("1.1", person=everything) == ("older", "pregnancy", "allodynia", "migraine")


SIX, EIGHT, TWELVE = (Dose(sessions_most=number) for number in (6, 8, 12))
IN_PATHWAY = (
    technique("press", "deep_tissue", indications=(indication("jaw"),)),
    technique("heat", "heat", indications=(indication("jaw"),)),
)


@pytest.mark.parametrize(
    ("dose", "caps", "sessions"),
    [
        (TWELVE, {}, 12), (TWELVE, {"press": SIX}, 6), (SIX, {"press": TWELVE}, 6), (Dose(), {"press": EIGHT}, 8),
        (TWELVE, {"press": EIGHT, "heat": SIX}, 8), (TWELVE, {"press": EIGHT, "wait": SIX}, 8),
        (TWELVE, {"needle": SIX}, 12), (Dose(), {"press": Dose()}, 30), (Dose(), {}, 30),
    ],
)  # fmt: skip
def test_no_more_sessions_than_pathway_system_and_what_leads_allow(dose, caps, sessions):
    wait = technique("wait", "heat", indications=(indication("2.2", target="headache"),))
    plan = planned(
        *IN_PATHWAY, wait,
        pathway("tension", "2.2", one_of=("press", "wait"), optional=("heat",), dose=dose, caps=caps),
        system("care", "press", "heat", "wait", course=Dose(sessions_most=30)),
    )  # fmt: skip
    assert {work.technique.id: work.stage for work in plan.hands} == {
        "press": "first", "heat": "addition", "wait": "alternative",
    }  # fmt: skip
    assert {work.technique.id: work.cap for work in plan.hands} == {
        n: caps.get(n) for n in ("press", "heat", "wait")
    }
    assert plan.dose.sessions_most == sessions


def test_without_any_cap_there_is_none():
    assert capped(pathway("p"), system("s"), ()).sessions_most is None


LEADING = {"minutes": (45.0, 45.0), "per_week": (2.0, 2.0), "weeks": (4.0, 4.0)}
PATHWAY = {"minutes": (10.0, 20.0), "per_week": (1.0, 2.0), "weeks": (4.0, 6.0), "note": "as in trials"}
SYSTEM = {"minutes": (30.0, 60.0), "per_week": (3.0, 3.0), "weeks": (8.0, 8.0), "note": "as usual"}


@pytest.mark.parametrize(
    ("leading", "of_pathway", "of_system", "expected"),
    [
        (None, PATHWAY, SYSTEM, PATHWAY),
        (None, PATHWAY, {}, PATHWAY),
        (None, {}, SYSTEM, SYSTEM | {"note": None}),
        (LEADING, PATHWAY, SYSTEM, LEADING | {"note": "as in trials"}),
        ({}, PATHWAY, SYSTEM, PATHWAY | {"minutes": SYSTEM["minutes"]}),
        ({}, PATHWAY, {}, PATHWAY),
        ({}, {}, SYSTEM, SYSTEM | {"note": None}),
    ],
)
def test_what_leads_sets_the_course_then_the_pathway_and_the_system(leading, of_pathway, of_system, expected):
    """Only the length of a session is the system's before it is the pathway's."""
    caps = {} if leading is None else {"press": Dose(**leading)}
    plan = planned(
        *IN_PATHWAY, pathway("tension", "2.2", one_of=("press",), dose=Dose(**of_pathway), caps=caps),
        system("care", "press", course=Dose(**of_system)),
    )  # fmt: skip
    assert plan.dose == Dose(**expected)


# -- hands --------------------------------------------------------------------------------------------------------------


def test_a_technique_is_placed_at_the_structure_that_it_is_indicated_for():
    plan = planned(
        technique("press", "deep_tissue", indications=(indication("jaw"),)),
        technique("press_part", "deep_tissue", indications=(indication("masseter"),)),
        pathway("tension", "2.2", optional=("press", "press_part")), system("care", "press", "press_part"),
    )  # fmt: skip
    assert done(plan) == [("press", "jaw", "left"), ("press_part", "jaw", "left")]
    assert [work.grade for work in plan.hands] == ["B", "B"]
    assert plan.ruled_out == ()


def test_a_technique_for_the_headache_needs_no_structure_and_brings_its_own_grade():
    plan = planned(
        technique("relax", "light_touch", indications=(indication("2.2", target="headache", grade="A"),)),
        pathway("tension", "2.2"), system("care", "relax"),
    )  # fmt: skip
    assert [(work.technique.id, work.target, work.side, work.grade) for work in plan.hands] == [
        ("relax", "the headache", None, "A")
    ]


@pytest.mark.parametrize(
    ("item", "way", "why"),
    [
        (technique("t", "heat", indications=(indication("jaw"),)), {"not_offered": {"t": "no trial"}}, "no trial"),
        (technique("t", "heat", indications=(indication("shoulder"),)), {"optional": ("t",)}, "not indicated by what was found"),
        (technique("t", "heat", indications=(indication("1.1", target="headache"),)), {"optional": ("t",)},
         "not indicated by what was found"),
        (technique("t", "heat", indications=(indication("jaw"),)), {}, "no support for this kind of headache"),
        (technique("t", "heat", indications=(indication("jaw"),), professions=("physical_therapist", "physician")),
         {"optional": ("t",)}, "outside the scope of a massage therapist"),
        (technique("t", "heat", indications=(indication("jaw"),), needs_licence=True), {"optional": ("t",)},
         "needs a licence that this practice has not recorded"),
        (technique("t", "heat", indications=(indication("jaw"),), gates=(gate("photophobia", says="not in light"),)),
         {"optional": ("t",)}, "not in light"),
    ],
)  # fmt: skip
def test_what_is_left_out_says_why(item, way, why):
    plan = planned(item, pathway("tension", "2.2", **way), system("care", "t"))
    assert done(plan) == []
    assert [(out.id, out.name, out.why) for out in plan.ruled_out] == [("t", "T", why)]
    assert plan.ruled_out[0].gating is (Gating.OPEN if why == "not in light" else None)


def test_what_the_pathway_wants_and_the_system_does_not_have_is_left_out():
    plan = planned(
        *IN_PATHWAY, pathway("tension", "2.2", one_of=("press",), optional=("heat",)), system("care", "heat")
    )
    assert done(plan) == [("heat", "jaw", "left")]
    assert why_not(plan) == {"press": "not part of care"}


def test_a_licence_that_is_recorded_lets_the_technique_in():
    needle = technique("needle", "dry_needling", needs_licence=True, indications=(indication("jaw"),))
    items = (needle, pathway("tension", "2.2", optional=("needle",)), system("care", "needle"))
    assert done(planned(*items)) == []
    assert done(planned(*items, licences=frozenset({"needle"}))) == [("needle", "jaw", "left")]


def test_an_indication_with_a_condition_counts_unless_it_is_refused_and_says_what_is_still_to_be_found():
    items = (
        technique("relax", "light_touch",
                  indications=(indication("2.2", target="headache", grade="A", when="photophobia"),)),
        pathway("tension", "2.2"), system("care", "relax"),
    )  # fmt: skip
    (still_open,) = planned(*items).hands
    assert (still_open.grade, still_open.note) == ("A", "only if found: photophobia")
    (there,) = planned(*items, text=person(more="photophobia: yes")).hands
    assert (there.grade, there.note) == ("A", "")
    assert why_not(planned(*items, text=person(more="photophobia: no"))) == {
        "relax": "not indicated by what was found"
    }


@pytest.mark.parametrize(
    ("condition", "note"),
    [
        ("code 2.2", ""),
        ("code 1.1", "only if found: dur usual h, intensity"),
        ("code 1.5.1", "only if found: dur usual h, intensity"),
        ("code 6.1", None),
        ("sign pressure at note", None),
        ({"not": "sign sudden at refer_first"}, ""),
    ],
)
def test_a_condition_may_ask_for_a_type_or_a_danger_sign(condition, note):
    relax = technique(
        "relax", "light_touch", indications=(indication("2.2", target="headache", when=condition),)
    )
    walk = exercise("walk", "2.2", when=condition)
    plan = planned(relax, walk, pathway("tension", "2.2"), system("care", "relax"))
    assert [work.note for work in plan.hands] == ([] if note is None else [note])
    assert [home.item.id for home in plan.programme] == ([] if note is None else ["walk"])


def test_a_condition_on_a_drawing_that_nobody_made_asks_for_no_finding():
    relax = technique(
        "relax", "light_touch", indications=(indication("2.2", target="headache", when="pain in nape"),)
    )
    text = person().replace(f", drawing: [{TEMPLE}]", "")
    (work,) = planned(relax, pathway("tension", "2.2"), system("care", "relax"), text=text).hands
    assert work.note == ""


def test_what_is_left_out_does_not_end_the_search_and_is_told_each():
    explain = technique("explain", "education")
    crack, drill, needle = (
        technique(n, "thrust", indications=(indication("jaw"),)) for n in ("crack", "drill", "needle")
    )
    plan = planned(
        explain, crack, drill, needle, *IN_PATHWAY,
        pathway("tension", "2.2", first_line=("explain",), not_offered={"crack": "no trial"},
                optional=("drill", "needle", "press")),
        system("care", "explain", "crack", "heat", "press"),
    )  # fmt: skip
    assert done(plan) == [("press", "jaw", "left")]
    assert why_not(plan) == {
        "crack": "no trial", "heat": "no support for this kind of headache", "drill": "not part of care",
        "needle": "not part of care",
    }  # fmt: skip


@pytest.mark.parametrize(
    "classes", [("exercise",), ("education",), ("referral",), ("exercise", "education", "referral")]
)
def test_what_needs_no_hands_is_for_the_headache_even_where_a_structure_was_found(classes):
    show = technique("show", *classes, indications=(indication("jaw"),))
    plan = planned(show, pathway("tension", "2.2", optional=("show",)), system("care", "show"))
    assert done(plan) == [("show", "the headache", None)]


def test_the_grade_is_that_of_the_evidence_for_the_headache_wherever_it_is_used():
    press = technique(
        "press",
        "heat",
        indications=(indication("jaw", grade="D"), indication("2.2", target="headache", grade="A")),
    )
    plan = planned(press, pathway("tension", "2.2"), system("care", "press"))
    assert [(work.target, work.grade) for work in plan.hands] == [("jaw", "A")]


def test_a_structure_that_was_felt_and_explains_nothing_drawn_is_not_worked_on():
    press = technique("press", "heat", indications=(indication("jaw", "shoulder"),))
    text = person().replace(
        "exam: {", "exam: {palpation: [{structure: trapezius, side: left, familiar_pain: yes}], "
    )
    plan = planned(press, pathway("tension", "2.2", optional=("press",)), system("care", "press"), text=text)
    assert done(plan) == [("press", "jaw", "left")]


def test_a_structure_that_is_not_likely_enough_is_not_worked_on():
    items = (*IN_PATHWAY, pathway("tension", "2.2", optional=("press",)), system("care", "press"))
    assert done(planned(*items)) == [("press", "jaw", "left")]
    assert done(planned(*items, *settings(structure_worth_working_on=0.99))) == []


def test_a_technique_for_one_part_is_used_where_that_part_is_among_the_two_likeliest():
    def used(part: str) -> bool:
        parts = (structure("a", "jaw", "nape"), structure("b", "jaw", "nape", "temple"))
        press = technique("press", "heat", indications=(indication(part),))
        return bool(
            done(
                planned(
                    *parts, press, pathway("tension", "2.2", optional=("press",)), system("care", "press")
                )
            )
        )

    assert [used(part) for part in ("masseter", "b", "a")] == [True, True, False]


def test_what_is_modified_keeps_its_verdict_in_the_plan():
    gently = (gate("photophobia", "modifies", "in a dark room"),)
    press = technique("press", "heat", indications=(indication("jaw"),), gates=gently)
    plan = planned(press, exercise("walk", "2.2", gates=gently),
                   pathway("tension", "2.2", optional=("press",)), system("care", "press"))  # fmt: skip
    for passage in (plan.hands[0].passage, plan.programme[0].passage):
        assert passage.gating is Gating.MODIFIED
        assert [barrier.says for barrier in passage.barriers] == ["in a dark room"]


def test_of_either_or_the_systems_first_leads_others_add_and_the_rest_wait():
    press, heat = IN_PATHWAY
    stretch = technique("stretch", "met_stretch", indications=(indication("2.2", target="headache"),))
    plan = planned(
        press, heat, stretch, pathway("tension", "2.2", one_of=("stretch", "press"), optional=("heat",)),
        system("care", "heat", "press", "stretch"),
    )  # fmt: skip
    assert [(work.technique.id, work.stage) for work in plan.hands] == [
        ("press", "first"), ("heat", "addition"), ("stretch", "alternative"),
    ]  # fmt: skip
    without = planned(
        press, heat, pathway("tension", "2.2", optional=("heat", "press")), system("care", "heat", "press")
    )
    assert [(work.technique.id, work.stage) for work in without.hands] == [
        ("heat", "first"),
        ("press", "first"),
    ]


def test_two_techniques_by_hand_at_one_structure_are_enough():
    names = ("a", "b", "c")
    plan = planned(
        *(technique(name, "deep_tissue", indications=(indication("jaw"),)) for name in names),
        pathway("tension", "2.2", optional=names), system("care", *names),
    )  # fmt: skip
    assert done(plan) == [("a", "jaw", "left"), ("b", "jaw", "left")]
    assert why_not(plan) == {"c": "enough is planned for these structures already"}


def test_warmth_does_not_take_the_place_of_hands():
    plan = planned(
        technique("warm", "heat", indications=(indication("jaw"),)),
        *(technique(name, "deep_tissue", indications=(indication("jaw"),)) for name in ("a", "b")),
        pathway("tension", "2.2", optional=("warm", "a", "b")), system("care", "warm", "a", "b"),
    )  # fmt: skip
    assert done(plan) == [("warm", "jaw", "left"), ("a", "jaw", "left"), ("b", "jaw", "left")]


def test_one_plan_works_on_three_structures_at_most_and_only_on_likely_ones():
    names = ("one", "two", "three", "four")
    items = (
        *(zone(f"above_{name}") for name in names), *(group(name, of="structures") for name in names),
        *(structure(name, name, f"above_{name}") for name in names),
        technique("press", "deep_tissue", indications=(indication(*names),)),
        pathway("tension", "2.2", optional=("press",)), system("care", "press"),
    )  # fmt: skip

    def drawn(*marks: tuple[str, int]) -> str:
        written = (f"{{zone: above_{name}, side: right, intensity: {strength}}}" for name, strength in marks)
        return person(drawing=", ".join(written))

    plan = planned(*items, text=drawn(("one", 9), ("two", 9), ("three", 9), ("four", 0)))
    assert {(target, side) for _, target, side in done(plan)} == {
        (n, "right") for n in ("one", "two", "three")
    }
    assert len(done(planned(*items, text=drawn(*((name, 9) for name in names))))) == 3


# -- education and home -------------------------------------------------------------------------------------------------


def test_what_is_taught_first_is_for_everybody_each_once_and_not_among_the_hands():
    explain = technique("explain", "education", indications=(indication("2.2", target="headache"),))
    plan = planned(
        explain, exercise("walk"), pathway("tension", "2.2", first_line=("explain", "walk")),
        pathway("second", "2.2", order=2, first_line=("explain",)), system("care", "explain"),
    )  # fmt: skip
    assert [(work.technique.id, work.target) for work in plan.education] == [("explain", "everybody")]
    assert done(plan) == []


def test_at_home_comes_what_the_pathway_puts_first_then_what_answers_most_of_what_was_found():
    plan = planned(
        finding("sits_long"), pathway("tension", "2.2", first_line=("walk",)), system("care", home_care=("sleep",)),
        exercise("walk"), exercise("jaw_drill", "jaw"), exercise("other", "shoulder"), exercise("chin", "2.2", "sits_long"),
        advice("sleep"), advice("desk", "sits_long"), advice("light", "photophobia"),
        text=person(said="sits_long: yes", more="photophobia: no"),
    )  # fmt: skip
    assert [(home.item.id, home.because) for home in plan.programme] == [
        ("walk", ""), ("chin", "sits long"), ("jaw_drill", "jaw"), ("desk", "sits long"), ("sleep", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("said", "given"), [("yes", True), ("not known", True), ("no", False)])
def test_a_home_item_with_a_condition_is_left_out_only_where_the_condition_fails(said, given):
    plan = planned(exercise("walk", "2.2", when="photophobia"), pathway("tension", "2.2"), system("care"),
                   text=person(more=f"photophobia: {said}"))  # fmt: skip
    assert bool(plan.programme) is given


def test_a_home_item_whose_gate_is_not_free_is_ruled_out_and_says_why():
    shut = (gate("photophobia", says="not in light"),)
    plan = planned(
        exercise("bend", "2.2", when="code 6.1"), exercise("turn", "2.2", gates=shut), advice("desk", "2.2", gates=shut), exercise("walk", "2.2"),
        pathway("tension", "2.2"), system("care"), text=person(more="photophobia: yes"),
    )  # fmt: skip
    assert [home.item.id for home in plan.programme] == ["walk"]
    assert [(out.id, out.name, out.why, out.gating) for out in plan.ruled_out] == [
        ("turn", "Turn", "not in light", Gating.FORBIDDEN), ("desk", "Desk", "not in light", Gating.FORBIDDEN),
    ]  # fmt: skip


def test_a_programme_has_four_exercises_and_six_pieces_of_advice_and_names_what_did_not_fit():
    plan = planned(
        *(exercise(f"e{n}", "2.2") for n in range(6)), *(advice(f"a{n}", "2.2") for n in range(8)),
        pathway("tension", "2.2", first_line=("e5", "a7")), system("care"),
    )  # fmt: skip
    assert [home.item.id for home in plan.programme] == [
        "e5", "e0", "e1", "e2", "a7", "a0", "a1", "a2", "a3", "a4",
    ]  # fmt: skip
    assert [(out.name, out.why) for out in plan.ruled_out] == [
        (name, "enough is planned for home already") for name in ("E3", "E4", "A5", "A6")
    ]


def test_what_the_pathway_puts_first_stands_however_much_it_is():
    names = [f"e{n}" for n in range(6)]
    plan = planned(
        exercise("a", "2.2"), *(exercise(name) for name in names), pathway("tension", "2.2", first_line=tuple(names)),
        system("care"),
    )  # fmt: skip
    assert [home.item.id for home in plan.programme] == names
    assert why_not(plan) == {"a": "enough is planned for home already"}


def test_what_a_pathway_does_not_offer_is_ruled_out_at_home_if_anything_speaks_for_it():
    plan = planned(
        exercise("a", "2.2"), exercise("b"), exercise("c", "2.2"),
        pathway("tension", "2.2", not_offered={"a": "no effect", "b": "no effect"}), system("care"),
    )  # fmt: skip
    assert [home.item.id for home in plan.programme] == ["c"]
    assert [(out.id, out.name, out.why) for out in plan.ruled_out] == [("a", "A", "no effect")]


# -- what else a plan says -----------------------------------------------------------------------------------------------


def test_whom_to_see_first_or_beside_comes_from_every_pathway_each_once():
    plan = planned(
        pathway("a", "2.2", order=1, medical_first=True, refer_to=("prescriber", "physician")),
        pathway("b", "2.2", order=2, medical_first=True, refer_to=("physician", "dentist")),
        pathway("c", "2.2", order=3, refer_to=("neurologist", "dentist")), system("care"),
    )  # fmt: skip
    assert plan.medical_first == ("prescriber", "physician", "dentist")
    assert plan.beside == ("neurologist",)


def test_the_figures_of_every_pathway_are_told():
    effects = tuple(
        Effect(outcome=name, unit="x", against="x", population="x", says="x", source="x")
        for name in ("days", "pain")
    )
    plan = planned(
        pathway("a", "2.2", order=1, expected=effects[:1]),
        pathway("b", "2.2", order=2, expected=effects[1:]),
        system("care"),
    )
    assert plan.expected == effects
    assert plan.system.id == "care"


def test_what_to_change_is_told_for_the_groups_of_the_person_only():
    press = technique("press", "deep_tissue", indications=(indication("jaw"),),
                      modifications={"older": "softer", "child": "shorter"})  # fmt: skip
    explain = technique("explain", "education", modifications={"older": "large print"})
    items = (
        press,
        explain,
        pathway("tension", "2.2", first_line=("explain",), optional=("press",)),
        system("care", "press"),
    )
    assert planned(*items).modifications == ()
    older = person().replace("age: 40", "age: 70")
    assert planned(*items, text=older).modifications == (("Explain", "large print"), ("Press", "softer"))


def warned(minutes: tuple[float, float] | None, trial: Dose | None = None) -> tuple[str, ...]:
    press = technique("press", "deep_tissue", indications=(indication("jaw"),), dose=trial or Dose())
    way = pathway("tension", "2.2", optional=("press",), dose=Dose(minutes=minutes))
    return planned(press, way, system("care", "press")).warnings


def test_sessions_shorter_than_those_of_the_trials_are_warned_of():
    too_short = "Sessions under 20 minutes are shorter than those of the trials."
    of_press = "Press: trials used sessions of at least 30 minutes."
    trial = Dose(minutes=(30.0, 45.0))
    assert warned((10.0, 19.0)) == (too_short,)
    assert warned((10.0, 20.0)) == ()
    assert warned(None) == ()
    assert warned((20.0, 29.0), trial) == (of_press,)
    assert warned((20.0, 30.0), trial) == ()
    assert warned(None, trial) == ()
    assert warned((5.0, 10.0), trial) == (too_short, of_press)


def test_without_hands_there_is_nothing_to_warn_of():
    plan = planned(pathway("tension", "2.2", dose=Dose(minutes=(5.0, 10.0))), system("care"))
    assert plan.warnings == ()
