"""
The danger screen of a synthetic client: complete and clean, with an unasked question, or with a danger sign.

Signs and questions come from the knowledge's own rules: a rule that holds hands-on care is chosen, and findings that
make it true. Asserting them makes the client dangerous; leaving exactly them unasked leaves the danger open, since an
answer exists that would make the rule true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nuchal.findings.model import Client, Observation, Origin, State
from nuchal.knowledge.base import Knowledge, Rule
from nuchal.knowledge.schema import Level
from nuchal.simulation.answers import Chosen, answers_of
from nuchal.simulation.dice import Rng, shuffled

ScreenState = Literal["clean", "open", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """What is true of the danger screen: for an open or dangerous one, the sign, its level and the findings."""

    state: ScreenState
    sign: str | None = None
    level: Level = Level.NONE
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """Shares of clients with an unasked danger question, and with a danger sign; the others are clean."""

    open: float = 0.15
    danger: float = 0.15


ALL_CLEAN = Screens(open=0.0, danger=0.0)


def with_screen(client: Client, knowledge: Knowledge, rng: Rng, shares: Screens) -> tuple[Client, Danger]:
    """The client after the danger screen, and the truth about it."""
    screened = completed(client, knowledge)
    throw = rng.random()
    if throw >= shares.open + shares.danger:
        return screened, Danger(state="clean")
    wanted: ScreenState = "open" if throw < shares.open else "danger"
    return _dangerous(screened, knowledge, rng, wanted)


def completed(client: Client, knowledge: Knowledge) -> Client:
    """Every danger question that the client has not answered otherwise is denied."""
    denied = {
        name: Observation(finding=name, value=False, state=State.DENIED, origin=Origin.SCREEN)
        for name in sorted(knowledge.danger_findings)
    }
    return replace(client, observations={**denied, **client.observations})


def _dangerous(client: Client, knowledge: Knowledge, rng: Rng, wanted: ScreenState) -> tuple[Client, Danger]:
    profile = client.profiles[0]
    zones = profile.drawing.zones if profile.drawing else frozenset()
    for sign, rule in shuffled(rng, _holding_rules(knowledge, wanted)):
        chosen = answers_of(knowledge).satisfy(rule.when, rng, fixed={}, zones=zones)
        if chosen is None:
            continue
        unasked = sorted(n for n in chosen if n in knowledge.danger_findings) if wanted == "open" else []
        if wanted == "open" and not unasked:
            continue
        changed = _stating(client, chosen, knowledge)
        return _without(changed, unasked), Danger(
            state=wanted, sign=sign, level=rule.level, findings=tuple(unasked or sorted(chosen))
        )
    raise ValueError("no rule of the danger screen can be made true")


def _holding_rules(knowledge: Knowledge, wanted: ScreenState) -> list[tuple[str, Rule]]:
    """Rules that hold hands-on care; for an open question only those that a client can answer."""
    return [
        (sign, rule)
        for sign, rules in knowledge.sign_rules.items()
        for rule in rules
        if rule.level.holds and (wanted == "danger" or knowledge.danger_signs[sign].answered_by == "client")
    ]


def _stating(client: Client, chosen: Chosen, knowledge: Knowledge) -> Client:
    """The client with these findings, each in its place."""
    seen = answers_of(knowledge).observed(chosen)
    person = {n: o for n, o in seen.items() if knowledge.findings[n].about == "person"}
    headache = {n: o for n, o in seen.items() if n not in person}
    first, *others = client.profiles
    return replace(
        client,
        observations={**client.observations, **person},
        profiles=(replace(first, observations={**first.observations, **headache}), *others),
    )


def _without(client: Client, unasked: list[str]) -> Client:
    blank = {name: Observation(finding=name, value=None, state=State.NOT_ASKED) for name in unasked}
    return replace(client, observations={**client.observations, **blank})
