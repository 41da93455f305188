"""An assessment as plain data, for JSON: everything that was concluded, and every reason."""

from __future__ import annotations

from typing import Any

from nuchal import __version__
from nuchal.reasoning.classification import Classification, TypeResult
from nuchal.reasoning.localisation import Localisation, Ranked
from nuchal.reasoning.next_step import NextSteps
from nuchal.reasoning.pathway import Assessment, NothingDrawn, ProfileAssessment, SideOpen
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.screening import Held, SignResult

FORMAT = "nuchal.assessment/1"


def plain(found: Assessment, *, reasons: bool = True) -> dict[str, Any]:
    """The assessment as dictionaries and lists; without `reasons` the trees are left out."""
    return {
        "format": FORMAT,
        "client": found.client.id,
        "knowledge": {"release": found.release, "digest": found.digest},
        "engine": __version__,
        "assumed_screened": found.screening.assumed,
        "screening": {
            "at_least": found.screening.at_least.value,
            "at_most": found.screening.at_most.value,
            "signs": [_sign(result, reasons) for result in found.screening.signs if result.at_most.rank > 0],
        },
        "held": _held(found.held),
        "plan_held": _held(found.plan_held),
        "disagreements": [
            {"id": one.rule.id, "profile": one.profile, "settled": one.settled,
             "said": {source.finding: str(source.says) for source in one.sources}}
            for one in found.disagreements
        ],
        "profiles": [_profile(profile, reasons) for profile in found.profiles],
    }  # fmt: skip


def reason_tree(reason: Reason) -> dict[str, Any]:
    """One reason with its parts."""
    tree: dict[str, Any] = {"asks": reason.asks, "truth": reason.truth.value}
    if reason.finding:
        tree |= {"finding": reason.finding, "known": reason.known}
    if reason.origin:
        tree["from"] = reason.origin.value
    if reason.because:
        tree["because"] = reason.because
    if reason.parts:
        tree |= {"joint": reason.joint, "parts": [reason_tree(part) for part in reason.parts]}
    return tree


def _sign(result: SignResult, reasons: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": result.sign.id,
        "at_least": result.at_least.value,
        "at_most": result.at_most.value,
        "missing": sorted(result.missing),
    }
    if result.clearance:
        entry["clearance"] = {"by": result.clearance.by, "on": result.clearance.on}
    if reasons:
        entry["rules"] = [{"level": level.value, **reason_tree(reason)} for level, reason in result.rules]
    return entry


def _held(held: Held | None) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "standing": [result.sign.id for result in held.standing],
        "open": [result.sign.id for result in held.open],
        "types": list(held.types),
        "ask": list(held.ask),
    }


def _profile(found: ProfileAssessment, reasons: bool) -> dict[str, Any]:
    return {
        "name": found.profile.name,
        "classification": _classification(found.classification, reasons),
        "localisation": _localisation(found.localisation),
        "next": _next(found.next),
    }


def _classification(found: Classification, reasons: bool) -> dict[str, Any]:
    return {
        "concluded": [
            {"code": c.code, "name": c.result.headache.name, "rank": c.result.headache.rank,
             "says": c.result.headache.says, "attested": c.result.attested.value}
            for c in found.concluded
        ],
        "set_aside": [{"code": c.code, "gives_way_to": list(c.gives_way_to)} for c in found.set_aside],
        "raised": [{"code": r.headache.code, "action": r.headache.action.value} for r in found.raised],
        "cannot_say": found.cannot_say,
        "types": {code: _type(result, reasons) for code, result in found.types.items()},
    }  # fmt: skip


def _type(result: TypeResult, reasons: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "features": result.features.value,
        "criteria": {letter: reason.truth.value for letter, reason in result.criteria.items()},
        "missing": sorted(result.missing),
    }
    if reasons:
        entry["reasons"] = {letter: reason_tree(reason) for letter, reason in result.criteria.items()}
    return entry


def _localisation(found: Localisation | Held | NothingDrawn | SideOpen) -> dict[str, Any]:
    if isinstance(found, Held):
        return {"status": "held", **(_held(found) or {})}
    if isinstance(found, NothingDrawn):
        return {"status": "nothing drawn", "stated": found.stated}
    if isinstance(found, SideOpen):
        return {"status": "side open"}
    return {
        "status": "ranked",
        "structures": [_ranked(ranked) for ranked in found.ranked if ranked.probability >= 0.005],
        "headache_itself": [
            {"kind": rival.presentation.id, "name": rival.presentation.name, "probability": rival.probability}
            for rival in found.rivals
        ],
        "unexplained": [
            {"zone": zone, "side": side, "probability": chance} for (zone, side), chance in found.unexplained
        ],
        "left_aside": [{"zone": zone, "side": side} for zone, side in found.left_aside],
        "looks_like": [
            {"structure": like.structure.id, "side": like.side, "covers": like.covers}
            for like in found.lookalikes
        ],
    }


def _ranked(ranked: Ranked) -> dict[str, Any]:
    return {
        "group": ranked.group.id,
        "name": ranked.group.name,
        "side": ranked.side,
        "probability": ranked.probability,
        "range": [ranked.low, ranked.high],
        "parts": [{"structure": p.structure.id, "probability": p.probability} for p in ranked.parts],
        "explains": [{"zone": z, "side": s, "share": share} for (z, s), share in ranked.explains],
        "arguments": [
            {"kind": a.kind, "label": a.label, "present": a.positive, "weight": a.weight}
            for a in ranked.arguments
        ],
    }


def _next(steps: NextSteps) -> dict[str, Any]:
    return {
        "safety": list(steps.safety),
        "questions": [
            {
                "finding": ask.finding,
                "bits": ask.bits,
                "per_minute": ask.per_minute,
                "settles": list(ask.settles),
            }
            for ask in steps.questions
        ],
        "hands": [
            {"what": t.what, "id": t.id, "side": t.side, "bits": t.bits, "per_minute": t.per_minute}
            for t in steps.touches
        ],
    }
