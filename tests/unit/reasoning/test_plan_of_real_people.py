"""The planner: what leads, what waits, how much, for whom, by whom, where, and past which gates by whose names."""

from dataclasses import replace

import msgspec
import pytest

from nuchal.errors import OverrideRefused, UsageError
from nuchal.findings.model import Goal
from nuchal.knowledge.care import Dose
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.dosing import capped, dose_warnings, pressure_for
from nuchal.reasoning.gating import Gating
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.plan import Override, Plan, propose
from nuchal.reasoning.screening import Held
from nuchal.reasoning.truth import Truth

PT, RMT, MAT = "manual_physical_therapy", "rmt_neck_headache", "myoskeletal_alignment"
NMT, MM = "neuromuscular_therapy", "medical_massage"

CERVICOGENIC = """
age: 44
sex: male
danger_screen: {screen}
profiles:
  - name: main
    laterality: right_locked
    quality: [dull]
    intensity: {intensity}
    duration: {duration}
    attacks_lifetime: 100
    ha_days_month: 12
    months_at_frequency: 40
    activity_aggravates: no
    nausea: none
    vomiting: no
    photophobia: no
    phonophobia: no
    provoked_head_turn: yes
    drawing:
      - {{zone: suboccipital, side: right, intensity: 7, worst: yes}}
      - {{zone: neck_posterior_upper, side: right, intensity: 6}}
findings: {{cerv_temporal: yes, {findings}}}
exam:
  palpation: [{{structure: j_c1_2, side: right, tenderness: 3, familiar_pain: yes}}]
  tests: {{frt: {frt}}}
  findings: {{cerv_rom_reduced: yes, cerv_provocation_worse: yes, bp_systolic: 124, bp_diastolic: 78}}
"""

TENSION = """
age: {age}
sex: female
danger_screen: {screen}
profiles:
  - name: main
    laterality: bilateral
    quality: [pressing]
    intensity: 4
    duration: 8 h
    attacks_lifetime: 200
    ha_days_month: {days}
    months_at_frequency: 20
    activity_aggravates: no
    nausea: none
    vomiting: no
    photophobia: no
    phonophobia: no
    drawing: [{{zone: temple_anterior, side: both, intensity: 4}}, {{zone: neck_posterior_upper, side: both, intensity: 5}}]
findings: {{{findings}}}
medicines: []
exam: {{findings: {{bp_systolic: 118, bp_diastolic: 74}}}}
"""


@pytest.fixture
def neck(person, knowledge):
    def found(
        findings="factor_prone_sleep: yes", frt="{left: 43, right: 24}", screen="completed", both=False
    ):
        """Pain for a week and longer is neither migraine nor tension-type; with `both` it is tension-type too."""
        kind = {"intensity": 5, "duration": "6 h to 2 d"} if both else {"intensity": 8, "duration": "8 d"}
        text = CERVICOGENIC.format(findings=findings, frt=frt, screen=screen, **kind)
        return assess(person(text), knowledge, with_next=False, arguments_for=0)

    return found


@pytest.fixture
def tension(person, knowledge):
    def found(findings="trp_familiar_pain: yes", age=38, days=8, screen="completed"):
        text = TENSION.format(findings=findings, age=age, days=days, screen=screen)
        return assess(person(text), knowledge, with_next=False, arguments_for=0)

    return found


def whys(plan):
    return {out.id: out.why for out in plan.ruled_out}


def by_stage(plan, stage):
    return {work.technique.id for work in plan.hands if work.stage == stage}


# -- staging ----------------------------------------------------------------------------------------


def test_of_either_or_options_the_first_of_the_system_leads_and_the_others_wait(neck, knowledge):
    plan = propose(neck(), knowledge, system=PT)
    assert by_stage(plan, "first") == {"ccfe"}
    assert by_stage(plan, "alternative") == {"snag", "mobilisation"}
    plan = propose(neck(), knowledge, system=MAT)
    assert by_stage(plan, "first") == {"mobilisation"}
    assert by_stage(plan, "alternative") == {"snag", "ccfe"}


def test_two_pathways_never_start_exercise_and_hands_together(neck, knowledge):
    """Tension-type headache starts with exercise; with a neck headache beside it, joint work waits for the review."""
    for system in (PT, MAT):
        plan = propose(neck(both=True), knowledge, system=system)
        assert {plan.pathway.id, *(p.id for p in plan.also)} == {"cervicogenic", "infrequent_frequent_tth"}
        assert "ccfe" in {work.technique.id for work in plan.education}
        assert by_stage(plan, "first") == set()
        assert by_stage(plan, "alternative") == {"snag", "mobilisation"}


def test_a_system_without_the_first_choices_says_so_and_plans_additions_only(neck, knowledge):
    plan = propose(neck(), knowledge, system=MM)
    assert by_stage(plan, "first") == set()
    assert any("not part of medical massage" in warning for warning in plan.warnings)


def test_the_package_without_benefit_is_ruled_out_with_its_reason(neck, knowledge):
    plan = propose(neck(), knowledge, system=PT)
    assert "no added benefit" in whys(plan)["cgh_combined_package"]


def test_a_refuted_condition_is_no_indication(tension, knowledge):
    assert "tpr" in by_stage(propose(tension(), knowledge, system=RMT), "first")
    without = propose(tension(findings="trp_familiar_pain: no"), knowledge, system=RMT)
    assert whys(without)["tpr"] == "not indicated by what was found"


def test_what_is_indicated_in_a_type_is_indicated_in_its_forms(tension, knowledge):
    """With tender muscles round the skull the type has a longer code and the same care."""
    tender = tension("pericranial_tenderness: yes, trp_familiar_pain: yes", days=20)
    assert [c.code for c in tender.profiles[0].classification.concluded] == ["2.3.1"]
    plan = propose(tender, knowledge, system=RMT)
    assert by_stage(plan, "first") == {"clinical_massage"}
    assert {work.grade for work in plan.hands if work.technique.id == "clinical_massage"} == {"C"}


def test_a_condition_that_nobody_examined_is_named(tension, knowledge):
    plan = propose(tension(findings="factor_stress: no"), knowledge, system=RMT)
    notes = {work.note for work in plan.hands if work.technique.id == "tpr"}
    assert notes == {f"only if found: {knowledge.findings['trp_familiar_pain'].name.lower()}"}


def test_a_factor_is_an_indication_where_the_pathway_has_the_technique(tension, knowledge):
    with_screen = propose(tension(findings="factor_laptop_slump: yes"), knowledge, system=PT)
    (advice,) = [work for work in with_screen.hands if work.technique.id == "posture_advice"]
    assert (advice.target, advice.optional) == ("the headache", True)
    assert "posture_advice" in whys(propose(tension(), knowledge, system=PT))


# -- dose -------------------------------------------------------------------------------------------


def test_the_option_that_leads_sets_the_course(tension, knowledge):
    plan = propose(tension(days=20), knowledge, system=RMT)
    assert by_stage(plan, "first") == {"clinical_massage"}
    assert plan.dose == Dose(
        minutes=(45, 45), per_week=(2, 2), weeks=(4, 4), sessions_most=8, note=plan.pathway.dose.note
    )


def test_what_waits_has_its_own_cap(tension, knowledge):
    plan = propose(tension(days=20), knowledge, system=PT)
    caps = {work.technique.id: work.cap.sessions_most for work in plan.hands if work.stage == "alternative"}
    assert caps == {"general_exercise": 25, "mt_ctth": 9}
    assert plan.dose.sessions_most == 8


def test_the_system_may_allow_fewer_visits_than_the_pathway(neck, knowledge):
    assert propose(neck(), knowledge, system=MAT).dose.sessions_most == 6


def test_short_sessions_are_warned_of(neck, knowledge):
    plan = propose(neck(), knowledge, system=PT)
    short = capped(replace_dose(plan.pathway, Dose(sessions_most=4)), short_course(plan.system), ())
    least = knowledge.setting("least_session_minutes")
    told = list(dose_warnings(short, plan.hands, least))
    assert told[0] == "Sessions under 30 minutes are shorter than those of the trials."
    assert list(dose_warnings(Dose(minutes=(45, 45)), plan.hands, least)) == []
    assert list(dose_warnings(short, (), least)) == []


def test_a_technique_tried_in_longer_sessions_is_named(tension, knowledge):
    plan = propose(tension(days=20), knowledge, system=RMT)
    told = list(dose_warnings(Dose(minutes=(30, 30)), plan.hands, 30))
    assert any("trials used sessions of at least 45 minutes" in line for line in told)


def replace_dose(pathway, dose):
    return msgspec.structs.replace(pathway, dose=dose)


def short_course(system):
    return msgspec.structs.replace(system, course=Dose(minutes=(10, 20)))


# -- scope, licence, region -------------------------------------------------------------------------


def test_scope_and_licence_are_reasons_of_their_own(neck, knowledge):
    out = whys(propose(neck(), knowledge, system=MAT))
    assert "licence" in out["mat"]
    assert "not part of" in out["dry_needling"]
    assert {
        w.technique.id for w in propose(neck(), knowledge, system=MAT, licences=frozenset({"mat"})).hands
    } >= {"mat"}
    needling = propose(neck(), knowledge, system=PT, licences=frozenset({"dry_needling", "manipulation"}))
    assert {"dry_needling", "manipulation"} <= {work.technique.id for work in needling.hands}


def test_a_region_takes_away_asks_for_more_and_allows(neck, knowledge):
    licences = frozenset({"manipulation", "dry_needling"})
    germany = propose(neck(), knowledge, system=PT, licences=licences, region="DE")
    assert whys(germany)["manipulation"] == "Thrust is reserved for physicians here."
    assert "dry_needling" in by_stage(germany, "addition")
    canada = propose(neck(), knowledge, system=PT, region="CA")
    assert "extra rostering" in whys(canada)["dry_needling"]
    plain = propose(neck(), knowledge, system=RMT, licences=licences)
    assert "not part of" in whys(plain)["dry_needling"]
    ontario = propose(neck(), knowledge, system=RMT, licences=licences, region="CA-ON")
    assert "dry_needling" in by_stage(ontario, "addition")
    assert (
        "wants extra training" in whys(propose(neck(), knowledge, system=RMT, region="CA-ON"))["dry_needling"]
    )


def test_joints_want_a_base_licence_where_the_region_says_so(neck, knowledge):
    america = propose(neck(), knowledge, system=MAT, region="US")
    assert "base licence" in whys(america)["mobilisation"]
    assert by_stage(america, "first") == {"ccfe"}
    licensed = propose(neck(), knowledge, system=MAT, region="US", licences=frozenset({"mobilisation"}))
    assert by_stage(licensed, "first") == {"mobilisation"}


def test_a_part_of_a_country_falls_back_on_it(neck, knowledge):
    ontario = propose(neck(), knowledge, system=PT, region="CA-ON")
    assert "extra rostering" in whys(ontario)["manipulation"]
    assert ontario.region == "CA-ON"


def test_a_region_of_which_nothing_is_known_is_no_permission(neck, knowledge):
    with pytest.raises(UsageError, match="nothing is known") as told:
        propose(neck(), knowledge, system=PT, region="CA-OM")
    assert "CA-ON" in str(told.value)


def test_an_unknown_system_is_told(neck, knowledge):
    with pytest.raises(UsageError, match="no system of care"):
        propose(neck(), knowledge, system="massage")


# -- overrides --------------------------------------------------------------------------------------

SIGNED = Override(technique="snag", reason="hypermobile for years, assessed", by="Ada", second="Bo")


def test_two_people_with_a_reason_put_a_technique_past_its_gate(neck, knowledge):
    found = neck(findings="hypermobility: yes")
    assert whys(propose(found, knowledge, system=PT))["snag"].startswith("It loads C1-2")
    plan = propose(found, knowledge, system=PT, overrides=(SIGNED,))
    works = [work for work in plan.hands if work.technique.id == "snag"]
    assert works
    assert {work.overridden for work in works} == {SIGNED}
    assert {work.passage.gating for work in works} == {Gating.FORBIDDEN}
    assert all(work.overridden is None for work in plan.hands if work.technique.id != "snag")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": "  "}, "no reason"),
        ({"second": "ada "}, "two different people"),
        ({"by": ""}, "two different people"),
        ({"technique": "snagg"}, "no technique"),
    ],
)
def test_an_override_without_names_or_reason_is_refused(neck, knowledge, change, told):
    with pytest.raises(OverrideRefused, match=told):
        propose(neck(), knowledge, system=PT, overrides=(replace(SIGNED, **change),))


def test_one_technique_is_overridden_once(neck, knowledge):
    with pytest.raises(OverrideRefused, match="twice"):
        propose(neck("hypermobility: yes"), knowledge, system=PT, overrides=(SIGNED, SIGNED))


@pytest.mark.parametrize(
    ("findings", "screen", "told"),
    [
        ("worst_within_5_min: yes", "completed", "possible emergency"),
        ("factor_stress: no", "{completed: no}", "possible emergency"),
        ("rheumatoid_arthritis: yes", "completed", "while everything is held"),
    ],
)
def test_no_signature_replaces_an_ambulance_a_physician_or_a_question(
    neck, knowledge, findings, screen, told
):
    with pytest.raises(OverrideRefused, match=told):
        propose(neck(findings, screen=screen), knowledge, system=PT, overrides=(SIGNED,))


@pytest.mark.parametrize(
    ("technique", "why"),
    [("snag", "its gates are passed"), ("manipulation", "licence"), ("tens", "not indicated|no support")],
)
def test_an_override_that_changes_nothing_is_a_mistake(neck, knowledge, technique, why):
    with pytest.raises(UsageError, match=why):
        propose(neck(), knowledge, system=PT, overrides=(replace(SIGNED, technique=technique),))


# -- pressure, concepts, goals, people --------------------------------------------------------------


def test_pressure_has_a_limit_a_start_and_a_way_out(tension, knowledge):
    plan = propose(tension(), knowledge, system=RMT)
    assert (plan.pressure.most, plan.pressure.start, plan.pressure.tolerated) == (6, None, False)
    assert plan.pressure.stop_signal
    assert plan.pressure.stop_signal_agreed is Truth.UNKNOWN


def test_the_clients_own_limit_holds_where_it_is_lower(tension, knowledge):
    tried = "trp_familiar_pain: yes, touch_hurts_now: no, pressure_tolerated: 4, stop_signal_agreed: yes"
    pressure = propose(tension(tried), knowledge, system=RMT).pressure
    assert (pressure.most, pressure.tolerated, pressure.stop_signal_agreed) == (4, True, Truth.YES)
    braver = propose(tension(tried.replace("4", "9")), knowledge, system=RMT).pressure
    assert (braver.most, braver.tolerated) == (6, False)


def test_a_light_start_is_never_stronger_than_what_was_tolerated(tension, knowledge):
    tried = "trp_familiar_pain: yes, touch_hurts_now: yes, pressure_tolerated: 2, stop_signal_agreed: no"
    pressure = propose(tension(tried), knowledge, system=RMT).pressure
    assert (pressure.start, pressure.most, pressure.stop_signal_agreed) == ((2, 2), 2, Truth.NO)


def test_who_gets_no_pressure_gets_no_limit(tension, knowledge):
    plan = propose(tension("factor_stress: no"), knowledge, system=PT)
    only_exercise = tuple(work for work in plan.hands if work.technique.classes == ("exercise",))
    facts = Facts(knowledge, tension().client, None)
    assert pressure_for(only_exercise, (), facts, knowledge) is None


def test_the_concept_of_a_school_shows_in_its_own_plan_only_and_behind_the_gate(neck, knowledge):
    (seen,) = propose(neck(), knowledge, system=MAT).patterns
    assert (seen.pattern.id, seen.pattern.confidence, seen.truth) == ("oci_c1_c2", "possible", Truth.YES)
    assert propose(neck(), knowledge, system=PT).patterns == ()
    assert propose(neck("hypermobility: yes, factor_prone_sleep: yes"), knowledge, system=MAT).patterns == ()
    assert propose(neck(frt="{left: 44, right: 41}"), knowledge, system=MAT).patterns == ()
    (open_one,) = propose(neck(frt="{left: not asked, right: not asked}"), knowledge, system=MAT).patterns
    assert open_one.truth is Truth.UNKNOWN
    assert "frt_right_deg" in open_one.reason.missing


def test_degrees_to_the_other_side_do_not_make_the_concept(neck, knowledge):
    assert propose(neck(frt="{left: 31, right: 38}"), knowledge, system=MAT).patterns == ()


def test_a_strap_for_home_waits_for_the_flexion_rotation_test(neck, knowledge):
    taught = propose(neck(), knowledge, system=PT)
    assert "self_snag_c1c2" in {home.item.id for home in taught.programme}
    for frt in ("{left: 44, right: 41}", "{left: not asked, right: not asked}"):
        plan = propose(neck(frt=frt), knowledge, system=PT)
        assert "self_snag_c1c2" not in {home.item.id for home in plan.programme}
        assert "flexion-rotation" in whys(plan)["self_snag_c1c2"]


def test_the_clients_own_activities_lead_the_goals(tension, knowledge):
    found = tension()
    mine = replace(found, client=replace(found.client, goals=(Goal(activity="Ride to work", now=3.0),)))
    plan = propose(mine, knowledge, system=PT)
    assert plan.goals == ("Ride to work", *plan.pathway.goals)


def test_who_comes_first_and_who_belongs_to_the_course(tension, knowledge):
    plan = propose(tension(days=20), knowledge, system=PT)
    assert (plan.medical_first, plan.beside) == ((), ("physician", "prescriber"))


def test_groups_bring_their_modifications(tension, knowledge):
    plan = propose(tension(age=70), knowledge, system=RMT)
    assert isinstance(plan, Plan)
    assert any("less pressure" in change.lower() for _, change in plan.modifications)
    assert any("65" in limit.name for limit in plan.pressure.limits)


def test_what_is_held_is_held(neck, knowledge):
    assert isinstance(propose(neck("fever: yes, new_neck_pain: yes"), knowledge, system=PT), Held)


# -- home -------------------------------------------------------------------------------------------


def test_what_did_not_fit_at_home_is_named(tension, knowledge):
    many = ", ".join(
        f"factor_{name}: yes"
        for name in ("long_screen", "long_sitting", "stress", "glare", "car_driving", "skipped_meals", "laptop_slump",
                     "phone_in_neck", "no_armrests", "short_sleep")
    )  # fmt: skip
    plan = propose(tension(many), knowledge, system=PT)
    home = {item.item.id for item in plan.programme}
    assert {"ccf_nod", "scap_set", "breaks", "med_days", "after_treatment"} <= home
    assert sum(item.item.id in knowledge.exercises for item in plan.programme) == 4
    assert sum(item.item.id in knowledge.advice for item in plan.programme) == 6
    assert "enough is planned for home already" in whys(plan).values()


def test_what_a_pathway_does_not_offer_is_not_offered_at_home_either(person, knowledge):
    text = TENSION.format(findings="factor_stress: yes", age=30, days=6, screen="completed")
    text = text.replace("activity_aggravates: no", "activity_aggravates: yes").replace(
        "nausea: none", "nausea: severe"
    )
    text = text.replace("photophobia: no", "photophobia: yes").replace("phonophobia: no", "phonophobia: yes")
    found = assess(
        person(text.replace("[pressing]", "[pulsating]")), knowledge, with_next=False, arguments_for=0
    )
    plan = propose(found, knowledge, system=PT)
    assert plan.pathway.id == "migraine"
    assert "yoga_gentle" not in {home.item.id for home in plan.programme}
    assert whys(plan)["yoga_gentle"] == "No significant effect in migraine."


NO_ADVICE = {
    "factor_carrying": "explains a structure; nothing on carrying in the self-care notes",
    "factor_coughing": "may be a danger sign; whoever coughs with headache is asked, not advised",
    "factor_neck_jerk": "an injury, asked by the danger screen",
    "factor_reach_back": "explains a structure; nothing on reaching back in the self-care notes",
    "factor_rowing": "explains a structure; nothing on rowing in the self-care notes",
    "factor_walking_stick": "explains a structure; nothing on walking sticks in the self-care notes",
    "factor_wind_instrument": "explains a structure; nothing on wind instruments in the self-care notes",
}
"""Factors without advice, each with why: no source of ours says what to tell a client."""


def test_every_factor_has_advice_or_an_exercise_or_a_reason_for_having_none(knowledge):
    answered = {
        t for item in (*knowledge.exercises.values(), *knowledge.advice.values()) for t in item.targets
    }
    factors = {name for name in knowledge.findings if name.startswith("factor_")}
    assert factors - answered == set(NO_ADVICE)


def test_every_pathway_says_what_may_be_expected_and_what_happens_anyway(knowledge):
    for pathway in knowledge.pathways.values():
        assert pathway.natural_course, pathway.id
        assert bool(pathway.expected) != bool(pathway.no_figures), pathway.id
        assert pathway.stop_rule, pathway.id
        assert pathway.change_rule, pathway.id
        assert pathway.refer_rule, pathway.id
