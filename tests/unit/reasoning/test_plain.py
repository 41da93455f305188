"""
An assessment as plain data: every key and value that a reader of the JSON may rely on.

The conclusions are made by hand here, so that each number in the output can be followed to the one that went in.
"""

import json
from dataclasses import replace

import pytest

from nuchal import __version__
from nuchal.findings.model import Clearance, Client, Origin, Profile
from nuchal.knowledge.schema import Level
from nuchal.reasoning.classification import Classification, Conclusion, TypeResult
from nuchal.reasoning.localisation import Argument, Localisation, Lookalike, Part, Ranked, Rival
from nuchal.reasoning.next_step import Ask, NextSteps, Touch
from nuchal.reasoning.pathway import Assessment, NothingDrawn, ProfileAssessment
from nuchal.reasoning.plain import plain, reason_tree
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.screening import Held, Screening, SignResult
from nuchal.reasoning.truth import Truth
from tests.making import group, headache, presentation, sign, structure

FEVER = Reason(
    asks="fever", truth=Truth.YES, finding="fever", known="yes", origin=Origin.CLIENT, because="an infection"
)
COLLAPSE = Reason(asks="collapse", truth=Truth.UNKNOWN, finding="collapse", known="not asked")
STABBING = Reason(asks="stabbing", truth=Truth.NO, finding="quality", known="pressing", origin=Origin.DIARY)


def weighed(name: str, at_least: Level, at_most: Level, *rules: tuple[Level, Reason], **more) -> SignResult:
    return SignResult(sign=sign(name), at_least=at_least, at_most=at_most, rules=rules, **more)


SUDDEN = weighed(
    "sudden", Level.REFER_FIRST, Level.EMERGENCY, (Level.EMERGENCY, COLLAPSE), (Level.REFER_FIRST, FEVER)
)
QUIET = weighed("quiet", Level.NONE, Level.NONE, (Level.NOTE, STABBING))
CLEARED = weighed(
    "cleared", Level.NOTE, Level.NOTE, (Level.NOTE, FEVER),
    clearance=Clearance(sign="cleared", by="Dr Dov", on="2026-01-02", excluded="bleeding"),
)  # fmt: skip


def typed(code: str, features: Truth, **more) -> TypeResult:
    about = {"attested": Truth.UNKNOWN, "criteria": {"A": FEVER}} | more
    criteria = about.pop("criteria")
    attested = about.pop("attested")
    return TypeResult(
        headache=headache(code, {}, **about), features=features, attested=attested, criteria=criteria
    )


MIGRAINE = typed("1.1", Truth.YES, attested=Truth.YES)
PROBABLE = typed("1.5.1", Truth.YES, rank="probable")
SCREEN = typed("6.1", Truth.YES, rank="screen", action=Level.EMERGENCY)
OPEN = typed(
    "2.2", Truth.UNKNOWN, criteria={"A": COLLAPSE, "B": STABBING, "C": replace(COLLAPSE, finding="age_years")}
)
CLASSIFICATION = Classification(
    profile=Profile(),
    types={result.headache.code: result for result in (MIGRAINE, PROBABLE, OPEN, SCREEN)},
    concluded=(Conclusion(result=MIGRAINE),),
    set_aside=(Conclusion(result=PROBABLE, gives_way_to=("1.1",)),),
    raised=(SCREEN,),
)
MASSETER = structure("masseter", "jaw", "temple")


def ranked(name: str, probability: float) -> Ranked:
    return Ranked(
        group=group(name, of="structures"), side="left", probability=probability,
        parts=(Part(structure=MASSETER, probability=0.3),), explains=((("temple", "left"), 0.8),), low=0.2, high=0.7,
        arguments=(Argument(kind="drawn", label="temple left", positive=True, weight=1.5),
                   Argument(kind="undrawn", label="2 of its places", positive=False, weight=-0.4)),
    )  # fmt: skip


LOCALISATION = Localisation(
    ranked=(ranked("jaw", 0.4), ranked("shoulder", 0.005), ranked("nape", 0.0049)),
    rivals=(Rival(presentation=presentation("migraine"), probability=0.9),),
    unexplained=((("forehead", "right"), 0.6),),
    lookalikes=(Lookalike(structure=MASSETER, side="right", covers=0.5),),
    left_aside=(("nape", "left"),),
)
STEPS = NextSteps(
    safety=("collapse",),
    questions=(Ask(finding="photophobia", bits=0.3, per_minute=4.5, settles=("1.1", "2.2")),),
    touches=(Touch(what="test", id="press", name="Press", side=None, bits=0.1, per_minute=0.2),),
)
HELD = Held(standing=(CLEARED,), open=(SUDDEN,), types=("6.1",), ask=("collapse", "fever"))
FOUND = Assessment(
    client=Client(id="p-17"), release="2026.1", digest="abc",
    screening=Screening(signs=(SUDDEN, QUIET, CLEARED), asking_order={}),
    profiles=(ProfileAssessment(profile=Profile(name="main"), classification=CLASSIFICATION,
                                localisation=LOCALISATION, next=STEPS),),
    held=None, plan_held=HELD,
)  # fmt: skip

FEVER_TREE = {
    "asks": "fever", "truth": "yes", "finding": "fever", "known": "yes", "from": "client", "because": "an infection",
}  # fmt: skip
COLLAPSE_TREE = {"asks": "collapse", "truth": "unknown", "finding": "collapse", "known": "not asked"}


def of_profile(localisation=LOCALISATION, **how) -> dict:
    profile = replace(FOUND.profiles[0], localisation=localisation)
    return plain(replace(FOUND, profiles=(profile,)), **how)["profiles"][0]


def test_the_head_says_what_it_is_and_what_it_rests_on():
    found = plain(FOUND)
    assert list(found) == [
        "format", "client", "knowledge", "engine", "assumed_screened", "screening", "held", "plan_held",
        "disagreements", "profiles",
    ]  # fmt: skip
    assert found["format"] == "nuchal.assessment/1"
    assert found["client"] == "p-17"
    assert found["knowledge"] == {"release": "2026.1", "digest": "abc"}
    assert found["engine"] == __version__
    assert found["assumed_screened"] is False


def test_everything_can_be_written_as_json():
    assert json.loads(json.dumps(plain(FOUND))) == plain(FOUND)


def test_signs_at_any_level_come_with_their_rules_and_who_cleared_them():
    assert plain(FOUND)["screening"] == {
        "at_least": "refer_first",
        "at_most": "emergency",
        "signs": [
            {
                "id": "sudden", "at_least": "refer_first", "at_most": "emergency", "missing": ["collapse"],
                "rules": [{"level": "emergency", **COLLAPSE_TREE}, {"level": "refer_first", **FEVER_TREE}],
            },
            {
                "id": "cleared", "at_least": "note", "at_most": "note", "missing": [],
                "clearance": {"by": "Dr Dov", "on": "2026-01-02"}, "rules": [{"level": "note", **FEVER_TREE}],
            },
        ],
    }  # fmt: skip


def test_what_is_held_names_the_signs_types_and_questions():
    held = {"standing": ["cleared"], "open": ["sudden"], "types": ["6.1"], "ask": ["collapse", "fever"]}
    assert (plain(FOUND)["held"], plain(FOUND)["plan_held"]) == (None, held)
    both = plain(replace(FOUND, held=HELD, plan_held=None))
    assert (both["held"], both["plan_held"]) == (held, None)


def test_a_profile_has_a_name_and_three_parts():
    assert list(of_profile()) == ["name", "classification", "localisation", "next"]
    assert of_profile()["name"] == "main"


def test_types_that_are_given_set_aside_raised_and_open():
    found = of_profile()["classification"]
    assert list(found["types"]) == ["1.1", "1.5.1", "2.2", "6.1"]
    assert {key: value for key, value in found.items() if key != "types"} == {
        "concluded": [{"code": "1.1", "name": "type 1.1", "rank": "definite",
                       "says": "features consistent with 1.1", "attested": "yes"}],
        "set_aside": [{"code": "1.5.1", "gives_way_to": ["1.1"]}],
        "raised": [{"code": "6.1", "action": "emergency"}],
        "cannot_say": False,
    }  # fmt: skip
    assert found["types"]["1.1"] == {
        "features": "yes", "criteria": {"A": "yes"}, "missing": [], "reasons": {"A": FEVER_TREE},
    }  # fmt: skip
    assert found["types"]["2.2"]["criteria"] == {"A": "unknown", "B": "no", "C": "unknown"}
    assert found["types"]["2.2"]["missing"] == ["age_years", "collapse"]


def test_without_reasons_the_trees_are_left_out_and_nothing_else():
    found = plain(FOUND, reasons=False)
    assert [set(entry) for entry in found["screening"]["signs"]] == [
        {"id", "at_least", "at_most", "missing"}, {"id", "at_least", "at_most", "missing", "clearance"},
    ]  # fmt: skip
    types = found["profiles"][0]["classification"]["types"]
    assert {frozenset(entry) for entry in types.values()} == {frozenset({"features", "criteria", "missing"})}
    assert found["profiles"][0]["localisation"] == of_profile()["localisation"]


def test_a_ranking_lists_groups_from_half_a_percent_rivals_and_what_stays_open():
    found = of_profile()["localisation"]
    assert [entry["group"] for entry in found["structures"]] == ["jaw", "shoulder"]
    assert found["structures"][0] == {
        "group": "jaw", "name": "jaw", "side": "left", "probability": 0.4, "range": [0.2, 0.7],
        "parts": [{"structure": "masseter", "probability": 0.3}],
        "explains": [{"zone": "temple", "side": "left", "share": 0.8}],
        "arguments": [
            {"kind": "drawn", "label": "temple left", "present": True, "weight": 1.5},
            {"kind": "undrawn", "label": "2 of its places", "present": False, "weight": -0.4},
        ],
    }  # fmt: skip
    assert {key: value for key, value in found.items() if key != "structures"} == {
        "status": "ranked",
        "headache_itself": [{"kind": "migraine", "name": "Migraine", "probability": 0.9}],
        "unexplained": [{"zone": "forehead", "side": "right", "probability": 0.6}],
        "left_aside": [{"zone": "nape", "side": "left"}],
        "looks_like": [{"structure": "masseter", "side": "right", "covers": 0.5}],
    }


@pytest.mark.parametrize("stated", [True, False])
def test_nothing_drawn_says_whether_the_map_was_handed_out(stated):
    assert of_profile(NothingDrawn(stated=stated))["localisation"] == {
        "status": "nothing drawn",
        "stated": stated,
    }


def test_a_held_ranking_says_what_holds_it():
    assert of_profile(HELD)["localisation"] == {
        "status": "held", "standing": ["cleared"], "open": ["sudden"], "types": ["6.1"], "ask": ["collapse", "fever"],
    }  # fmt: skip


def test_the_next_steps_keep_their_order_and_numbers():
    assert of_profile()["next"] == {
        "safety": ["collapse"],
        "questions": [{"finding": "photophobia", "bits": 0.3, "per_minute": 4.5, "settles": ["1.1", "2.2"]}],
        "hands": [{"what": "test", "id": "press", "side": None, "bits": 0.1, "per_minute": 0.2}],
    }


def test_a_step_without_finding_origin_or_parts_is_told_without_those_keys():
    bare = Reason(asks="attested", truth=Truth.UNKNOWN)
    joined = Reason(asks="all of", truth=Truth.NO, joint="all", parts=(bare, STABBING))
    assert reason_tree(bare) == {"asks": "attested", "truth": "unknown"}
    assert reason_tree(joined) == {
        "asks": "all of", "truth": "no", "joint": "all",
        "parts": [
            {"asks": "attested", "truth": "unknown"},
            {"asks": "stabbing", "truth": "no", "finding": "quality", "known": "pressing", "from": "diary"},
        ],
    }  # fmt: skip
