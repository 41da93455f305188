"""Make small knowledge for a test: only what the rule under test needs."""

from __future__ import annotations

from typing import Any

from nuchal.knowledge import schema
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


def group(name: str, of: str = "zones") -> schema.Group:
    return schema.Group(id=name, name=name, of=of, lay_name=name, review=DRAFTED)


def physical_test(name: str, **more: Any) -> schema.Test:
    return schema.Test(id=name, name=name, how="x", positive_says="x", review=DRAFTED, **more)


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
