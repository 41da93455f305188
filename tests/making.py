"""Make small knowledge for a test: only what the rule under test needs."""

from __future__ import annotations

from typing import Any

from nuchal.knowledge import care, schema
from nuchal.knowledge.base import Knowledge

DRAFTED = schema.Review(state="drafted")


def finding(name: str, about: str = "person", value: str = "yes_no", **more: Any) -> schema.Finding:
    return schema.Finding(
        id=name, name=name.replace("_", " ").capitalize(), about=about, value=value,
        **({"asked_of": "client", "question": f"{name}?"} | more), review=DRAFTED,
    )  # fmt: skip


def options(*names: str) -> tuple[schema.Option, ...]:
    return tuple(schema.Option(id=name, name=name) for name in names)


def sign(name: str, *levels: tuple[str, Any], **more: Any) -> schema.DangerSign:
    rules = tuple(
        schema.LevelRule(level=schema.Level(level), when=when, because="a reason") for level, when in levels
    )
    about = {"family": "snnoop10", "suggests": "x", "client_says": "x", "therapist_does": "x"}
    return schema.DangerSign(id=name, name=name, levels=rules, review=DRAFTED, **(about | more))


def headache(code: str, criteria: dict[str, Any], rank: str = "definite", **more: Any) -> schema.Headache:
    rules = {letter: schema.CriterionRule(when=when, says=str(when)) for letter, when in criteria.items()}
    about = {"family": "migraine", "says": f"features consistent with {code}"}
    return schema.Headache(
        id=f"type_{code.replace('.', '_')}", name=f"type {code}", code=code, rank=rank, criteria=rules,
        review=DRAFTED, **(about | more),
    )  # fmt: skip


def zone(name: str, group: str = "temporal", neighbours: tuple[str, ...] = ()) -> schema.Zone:
    return schema.Zone(id=name, name=name, group=group, neighbours=neighbours, review=DRAFTED)


def group(name: str, of: str = "zones", **more: Any) -> schema.Group:
    return schema.Group(id=name, name=name, of=of, lay_name=name, review=DRAFTED, **more)


def physical_test(name: str, **more: Any) -> schema.Test:
    return schema.Test(id=name, name=name, how="x", positive_says="x", review=DRAFTED, **more)


def structure(name: str, group: str, *core: str, **more: Any) -> schema.Structure:
    about = {
        "lay_name": name, "tissue": "muscle", "side": "ipsilateral", "confidence": "high",
        "palpation": schema.Palpation(palpable=True, how="x"),
    }  # fmt: skip
    return schema.Structure(
        id=name, name=name.capitalize(), group=group, core=core, review=DRAFTED, **(about | more)
    )


def presentation(name: str, share: float = 1.0, **more: Any) -> schema.Presentation:
    about = {"codes": (), "sides": {"both": 1.0}, "structures_default": 0.1}
    features = tuple(schema.Feature(when=w, probability=p) for w, p in more.pop("features", {}).items())
    return schema.Presentation(
        id=name, name=name.capitalize(), share=share, features=features, review=DRAFTED, **(about | more)
    )


def accuracy(target: str, sensitivity: float | None, specificity: float | None) -> schema.Accuracy:
    return schema.Accuracy(target=target, sensitivity=sensitivity, specificity=specificity)


def gate(when: Any, effect: str = "forbids", says: str = "not now") -> care.Gate:
    return care.Gate(when=when, effect=effect, says=says)


def technique(name: str, *classes: str, **more: Any) -> care.Technique:
    about = {
        "lay_name": name, "professions": ("massage_therapist",), "indications": (), "how": "x", "steps": (),
        "positions": (), "dose": care.Dose(), "grade": "C", "grade_says": "x", "client_says": "x", "adverse": (),
        "gates": (), "stop_when": (),
    }  # fmt: skip
    return care.Technique(id=name, name=name.capitalize(), classes=classes, review=DRAFTED, **(about | more))


def exercise(name: str, *targets: str, **more: Any) -> care.Exercise:
    about = {
        "kind_of": "mobility", "steps": (), "steps_easy": (), "dose": care.Dose(), "grade": "C", "gates": (),
        "stop_when": (), "picture": "x",
    }  # fmt: skip
    return care.Exercise(id=name, name=name.capitalize(), targets=targets, review=DRAFTED, **(about | more))


def advice(name: str, *targets: str, **more: Any) -> care.Advice:
    about = {"topic": "sleep", "says": "x", "says_easy": "x", "grade": "C", "grade_says": "x"}
    return care.Advice(id=name, name=name.capitalize(), targets=targets, review=DRAFTED, **(about | more))


def pathway(name: str, *codes: str, **more: Any) -> care.Pathway:
    about = {
        "order": 1, "first_line": (), "dose": care.Dose(), "review_weeks": (), "stop_rule": "x", "change_rule": "x",
        "refer_rule": "x", "natural_course": "x", "goals": (), "client_says": "x",
    }  # fmt: skip
    return care.Pathway(id=name, name=name.capitalize(), codes=codes, review=DRAFTED, **(about | more))


def system(name: str, *techniques: str, **more: Any) -> care.System:
    about = {
        "profession": "massage_therapist", "practised_by": "x", "scope": "x", "own_ideas": (), "assessment": (),
        "assessment_says": "x", "usual_course": "x", "course": care.Dose(), "home_care": (), "evidence_says": "x",
        "claims": (), "first_visit": (),
    }  # fmt: skip
    return care.System(
        id=name, name=name.capitalize(), techniques=techniques, review=DRAFTED, **(about | more)
    )


def indication(*ids: str, target: str = "structure", grade: str = "B", when: Any = None) -> care.Indication:
    return care.Indication(target=target, ids=ids, grade=grade, when=when)


ROUND_SETTINGS = {
    "partial_pattern_factor": 0.5, "partial_pattern_share": 0.25,
    "pain_in_core_zone": 0.8, "pain_in_spillover_zone": 0.4, "pain_beside_core_zone": 0.1, "stray_mark": 0.02,
    "trust_medium_confidence": 0.9, "trust_low_confidence": 0.5,
    "across_mostly_ipsilateral": 0.1, "across_often_both": 0.5, "across_both": 0.9,
    "faint_mark_doubt": 0.4, "clear_mark_intensity": 8, "unrated_mark_intensity": 6, "widest_frontier": 12,
    "symptom_strong": 0.6, "symptom_weak": 0.3, "symptom_base_rate": 0.15, "factor_ratio_cap": 3,
    "familiar_pain_kappa": 0.64, "familiar_pain_base_rate": 0.3,
    "familiar_pain_if_active": 0.9, "familiar_pain_if_inactive": 0.1,
    "tenderness_kappa": 0.25, "tenderness_base_rate": 0.5, "tenderness_if_active": 0.8, "tenderness_if_inactive": 0.4,
    "taut_band_kappa": 0.04, "taut_band_base_rate": 0.5, "taut_band_if_active": 0.6, "taut_band_if_inactive": 0.4,
    "tenderness_counts_from": 2, "criteria_met_factor": 10, "criteria_refused_factor": 0.2,
    "range_prior_factor": 2, "range_referral_factor": 0.5, "lookalike_from": 0.5,
    "palpation_seconds": 30, "question_worth_bits": 0.05,
    "structure_worth_working_on": 0.15, "least_session_minutes": 20,
}  # fmt: skip
"""Numbers for the engine that are easy to reckon with; they are not those that ship."""


def settings(**changed: float) -> tuple[schema.Setting, ...]:
    assert changed.keys() <= ROUND_SETTINGS.keys()
    return tuple(
        schema.Setting(id=name, name=name, value=value, meaning="x", review=DRAFTED)
        for name, value in (ROUND_SETTINGS | changed).items()
    )


def knowledge_of(*items: Any) -> Knowledge:
    return Knowledge(release="test", digest="", items=items)


def vocabulary(*more: Any) -> Knowledge:
    """A dozen findings, two zones, two danger signs, four headache types; and `more`."""
    return knowledge_of(
        finding("age_years", value="number", unit="years", least=0, most=120),
        finding("sex", value="choice", options=options("female", "male", "other")),
        finding("fever"),
        finding("collapse"),
        finding("drug_days_triptan", value="number", unit="days", least=0, most=31),
        finding("drug_days_nsaid", value="number", unit="days", least=0, most=31),
        finding("any_acute_drug_days", value="number", unit="days", least=0, most=31),
        finding("drug_months_triptan", value="number", unit="months", least=0),
        finding("bp_systolic", value="number", unit="mmHg", least=40, most=300, asked_of="therapist", prompt="x"),
        finding("photophobia", about="profile"),
        finding("phonophobia", about="profile"),
        finding("nausea", about="profile", value="choice", ordered=True, options=options("none", "mild", "severe")),
        finding("intensity", about="profile", value="choice", ordered=True,
                options=options("mild", "moderate", "severe", "very_severe")),
        finding("quality", about="profile", value="choices", options=options("pressing", "pulsating", "stabbing")),
        finding("laterality", about="profile", value="choice", options=(
            *options("left_locked", "right_locked", "alternating"),
            schema.Option(id="left", name="left", means=("left_locked", "alternating")),
        )),
        finding("attacks_lifetime", about="profile", value="number", least=0),
        finding("dur_usual_h", about="profile", value="number", unit="h", least=0),
        finding("dur_min_h", about="profile", value="number", unit="h", least=0),
        finding("dur_max_h", about="profile", value="number", unit="h", least=0),
        finding("light_and_sound", about="profile", derived_when={"all": ["photophobia", "phonophobia"]}),
        zone("temple", "temporal", ("forehead",)),
        zone("forehead", "frontal", ("temple",)),
        group("temporal"),
        group("frontal"),
        sign("sudden", ("emergency", "collapse"), ("refer_first", "fever")),
        sign("pressure", ("same_day", "bp_systolic >= 180"), ("note", "bp_systolic >= 140"), answered_by="examination"),
        headache("1.1", {"A": "attacks_lifetime >= 5", "B": "lasts 4 h to 72 h", "C": "intensity >= moderate"},
                 attestation="E"),
        headache("1.5.1", {}, rank="probable", one_missing=(schema.OneMissing(code="1.1", criteria=("A", "B", "C")),)),
        headache("2.2", {"A": "attacks_lifetime >= 10", "B": "quality has pressing"}, family="tension_type"),
        headache("6.1", {"A": "collapse"}, rank="screen", family="vascular", action=schema.Level.EMERGENCY),
        *more,
    )  # fmt: skip


def network(*more: Any, **changed: float) -> Knowledge:
    """The vocabulary with a third zone, two groups of structures, the round settings (some `changed`); and `more`."""
    return vocabulary(
        zone("nape", "nape"), group("nape"), group("jaw", of="structures"), group("shoulder", of="structures"),
        *settings(**changed), *more,
    )  # fmt: skip
