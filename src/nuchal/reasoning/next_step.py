"""
What to ask, test or palpate next: expected information gain per minute, after safety.

Each open question is weighed by how much its possible answers are expected to sharpen what matters: which headache
(entropy of the rivals), which structures (entropy of each block), and which criteria it would settle. Open danger
questions come first, whatever their gain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nuchal.findings.model import Client, Palpated, Profile, Side, State
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import Expression, leaves, parse
from nuchal.knowledge.schema import Structure
from nuchal.reasoning.classification import Classification
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.evidence import Evidence, palpation_evidence, reliable, state_log_weight
from nuchal.reasoning.localisation import Situation, model_of
from nuchal.reasoning.network import Model
from nuchal.reasoning.posterior import Array, Posterior, part_sums
from nuchal.reasoning.screening import Screening, sign_resolver
from nuchal.reasoning.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question worth asking: expected bits gained, and per minute of asking."""

    finding: str
    bits: float
    per_minute: float
    settles: tuple[str, ...] = ()
    """Headache codes whose criteria wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A structure worth palpating, or a test worth doing."""

    what: Literal["palpate", "test"]
    id: str
    name: str
    side: Side | None
    bits: float
    per_minute: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSteps:
    """Safety first, then questions, then hands; each list best first."""

    safety: tuple[str, ...] = ()
    questions: tuple[Ask, ...] = ()
    touches: tuple[Touch, ...] = ()


def next_steps(
    client: Client,
    profile: Profile,
    knowledge: Knowledge,
    screening: Screening,
    classification: Classification,
    found: Situation | None,
    *,
    limit: int = 5,
) -> NextSteps:
    """The best next questions, tests and palpations for one profile; hands only where nothing is held."""
    held = screening.held(examined=True)
    safety = held.ask if held else ()
    model = model_of(knowledge)
    facts = Facts(knowledge, client, profile)
    posterior = found.solve() if found is not None else None
    asks = _questions(model, facts, classification, found, posterior, set(safety))
    touches: list[Touch] = []
    if found is not None and posterior is not None and held is None:
        touches = _palpations(found, posterior, client, screening) + _tests(
            found, posterior, facts, screening
        )
    return NextSteps(
        safety=safety,
        questions=tuple(sorted(asks, key=_best_question_first)[:limit]),
        touches=tuple(sorted(touches, key=_best_touch_first)[:limit]),
    )


def _best_question_first(ask: Ask) -> tuple[float, str]:
    """By gain per minute; equal gains by name, so that the same person always gets the same list."""
    return -round(ask.per_minute, 9), ask.finding


def _best_touch_first(touch: Touch) -> tuple[float, str, str]:
    return -round(touch.per_minute, 9), touch.id, touch.side or ""


def worth_asking(steps: NextSteps, knowledge: Knowledge) -> Ask | None:
    """The best question, or None when no answer is expected to change anything that matters."""
    least = knowledge.setting("question_worth_bits")
    worthy = [ask for ask in steps.questions if ask.bits >= least]
    return min(worthy, key=_best_question_first, default=None)


# -- questions --------------------------------------------------------------------------------------


def _questions(
    model: Model,
    facts: Facts,
    classification: Classification,
    found: Situation | None,
    posterior: Posterior | None,
    safety: set[str],
) -> list[Ask]:
    state = posterior.state if posterior is not None else _state_without_drawing(model, facts, classification)
    bits: dict[str, float] = {}
    for expression, chance in model.features.values():
        if evaluate(expression, facts).truth is Truth.UNKNOWN:
            gain = _state_gain(state, chance)
            for finding in _asked_by(expression):
                bits[finding] = max(bits.get(finding, 0.0), gain)
    settles = _waiting_codes(model, classification, state)
    for finding, waiting in settles.items():
        bits[finding] = bits.get(finding, 0.0) + sum(share for _, share in waiting)
    if found is not None and posterior is not None:
        for finding, gain in _symptom_gains(found, posterior, facts).items():
            bits[finding] = bits.get(finding, 0.0) + gain
    asks = []
    for finding, gain in bits.items():
        item = model.knowledge.findings.get(finding)
        if item is None or finding in safety or item.asked_of not in ("client", "therapist") or gain <= 0:
            continue
        if facts.observation(finding) is not None:
            continue
        codes = tuple(code for code, _ in settles.get(finding, ()))
        asks.append(Ask(finding=finding, bits=gain, per_minute=gain * 60 / item.seconds, settles=codes))
    return asks


def _state_without_drawing(model: Model, facts: Facts, classification: Classification) -> Array:
    concluded = frozenset(c.code for c in classification.concluded if c.result.headache.rank == "definite")
    refused = frozenset(code for code, r in classification.types.items() if r.features is Truth.NO)
    weight = state_log_weight(model, facts, concluded, refused, facts.client.examination.tests)
    share = np.exp(weight - weight.max())
    result: Array = share / share.sum()
    return result


def _state_gain(state: Array, chance: Array) -> float:
    """Expected drop of the entropy of the rivals, in bits, from the answer to one feature."""
    chance = np.where(np.isnan(chance), np.nanmean(chance), chance)
    yes = float(state @ chance)
    if not 0 < yes < 1:
        return 0.0
    after_yes = state * chance / yes
    after_no = state * (1 - chance) / (1 - yes)
    return max(0.0, entropy(state) - yes * entropy(after_yes) - (1 - yes) * entropy(after_no))


def entropy(distribution: Array) -> float:
    """Shannon entropy in bits."""
    positive = distribution[distribution > 0]
    return float(-(positive * np.log2(positive)).sum())


def _waiting_codes(
    model: Model, classification: Classification, state: Array
) -> Mapping[str, list[tuple[str, float]]]:
    """Finding -> (code, bits) for open types: one bit per type, shared among what it waits for, times its chance."""
    chance: dict[str, float] = {}
    for row, rival in enumerate(model.states):
        for code in rival.presentation.codes:
            chance[code] = chance.get(code, 0.0) + float(state[row])
    table: dict[str, list[tuple[str, float]]] = {}
    for code, result in classification.types.items():
        if result.features is not Truth.UNKNOWN or chance.get(code, 0.0) < 0.02:
            continue
        missing = result.missing - {"drawing"}
        for finding in missing:
            table.setdefault(finding, []).append((code, 0.5 * chance[code] / len(missing)))
    return table


def _asked_by(expression: Expression) -> list[str]:
    """Names of what a sentence looks at; how long an attack lasts is asked by its usual duration."""
    return ["dur_usual_h" if leaf.subject == "duration" else leaf.subject for leaf in leaves(expression)]


def _symptom_gains(found: Situation, posterior: Posterior, facts: Facts) -> dict[str, float]:
    model = found.model
    gains: dict[str, float] = {}
    for text, (expression, link) in model.associations.items():
        relevant = float((posterior.cause * link).max())
        if relevant < 0.05 or evaluate(expression, facts).truth is not Truth.UNKNOWN:
            continue
        leak = np.full(len(model.states), model.base_rate(expression))
        outcomes = [
            Evidence(kind="symptom", label=text, positive=positive, link=link, leak=leak)
            for positive in (True, False)
        ]
        gain = _block_gain(found, posterior, outcomes)
        for finding in _asked_by(expression):
            gains[finding] = max(gains.get(finding, 0.0), gain)
    return gains


# -- hands ------------------------------------------------------------------------------------------


def _palpations(found: Situation, posterior: Posterior, client: Client, screening: Screening) -> list[Touch]:
    model = found.model
    seconds = model.knowledge.setting("palpation_seconds")
    done = {(touch.structure, touch.side) for touch in client.examination.palpated}
    unsafe = {result.sign.id for result in screening.signs if result.at_most.holds}
    chances = part_sums(posterior.cause, model.part)
    touches = []
    for index in np.argsort(-chances)[:14].tolist():
        structure, side = model.parts[index]
        on = float(chances[index])
        if (structure.id, side) in done or on < 0.03:
            continue
        if not _may_touch(structure, unsafe):
            continue
        outcomes = [
            palpation_evidence(model, (Palpated(structure=structure.id, side=side, familiar_pain=positive),))[
                0
            ]
            for positive in (True, False)
        ]
        if_active, if_inactive = reliable(model, "familiar_pain")
        gain = _block_gain(found, posterior, outcomes, yes=on * if_active + (1 - on) * if_inactive)
        touches.append(
            Touch(
                what="palpate", id=structure.id, name=structure.name, side=side,
                bits=gain, per_minute=gain * 60 / seconds,
            )
        )  # fmt: skip
    return touches


def _may_touch(structure: Structure, unsafe: set[str]) -> bool:
    touch = structure.palpation
    return touch is not None and touch.palpable and not unsafe.intersection(touch.blocked_until)


def _tests(found: Situation, posterior: Posterior, facts: Facts, screening: Screening) -> list[Touch]:
    model = found.model
    done = {one.test for one in facts.client.examination.tests if one.state is not State.NOT_ASKED}
    signs = {result.sign.id: result for result in screening.signs}
    resolve = {"sign": sign_resolver(signs.__getitem__)}
    touches = []
    for test in model.knowledge.tests.values():
        if test.id in done:
            continue
        if test.do_not_when is not None:
            gate = evaluate(parse(test.do_not_when), facts, resolve)
            if gate.truth is not Truth.NO:
                continue
        gain = sum(_test_gain(found, posterior, test.id, side) for side in ("left", "right"))
        if gain > 0:
            touches.append(
                Touch(
                    what="test", id=test.id, name=test.name, side=None,
                    bits=gain, per_minute=gain * 60 / test.seconds,
                )
            )  # fmt: skip
    return touches


def _test_gain(found: Situation, posterior: Posterior, test_id: str, side: str) -> float:
    model = found.model
    test = model.knowledge.tests[test_id]
    gain = 0.0
    for accuracy in test.accuracy:
        if accuracy.sensitivity is None or accuracy.specificity is None:
            continue
        link = np.array(
            [
                max(0.0, 1.0 - (1.0 - accuracy.sensitivity) / accuracy.specificity)
                if cause.side == side and accuracy.target in (cause.structure.id, cause.structure.group)
                else 0.0
                for cause in model.causes
            ]
        )
        if float((link * posterior.cause).sum()) < 0.02:
            continue
        leak = np.full(len(model.states), 1.0 - accuracy.specificity)
        outcomes = [
            Evidence(kind="test", label=test_id, positive=positive, link=link, leak=leak)
            for positive in (True, False)
        ]
        gain = max(gain, _block_gain(found, posterior, outcomes))
    return gain


def _block_gain(
    found: Situation, posterior: Posterior, outcomes: list[Evidence], yes: float | None = None
) -> float:
    """Expected drop of the summed entropy of the blocks and of the rivals, in bits, over a yes and a no."""
    before = _binary_entropy(posterior.block).sum() + entropy(posterior.state)
    answers = [found.solve([*found.evidence, outcome]) for outcome in outcomes]
    if yes is None:
        yes = float(np.exp(min(0.0, answers[0].log_evidence - posterior.log_evidence)))
    after = [_binary_entropy(answer.block).sum() + entropy(answer.state) for answer in answers]
    return max(0.0, float(before - yes * after[0] - (1 - yes) * after[1]))


def _binary_entropy(chance: Array) -> Array:
    bounded = np.clip(chance, 1e-15, 1 - 1e-15)
    result: Array = -(bounded * np.log2(bounded) + (1 - bounded) * np.log2(1 - bounded))
    return result
