"""
May the hands go there, and may this test be done, today?

An unanswered question never opens a gate. What is shut stays visible with its reason, and cannot be recorded as done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Known
from nuchal.findings.model import Client, Profile
from nuchal.knowledge.expressions import parse
from nuchal.knowledge.schema import Level, Structure, Test, WhileHeld
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.screening import SignResult, sign_resolver
from nuchal.reasoning.truth import Truth

ASKED_FIRST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Free, or shut with the reason; `ask` are the findings whose answers could open it."""

    state: Literal["free", "open", "closed"] = "free"
    says: str = ""
    ask: tuple[str, ...] = ()

    @property
    def shut(self) -> bool:
        """True while the touch or the test must not be done."""
        return self.state != "free"


FREE = Gate()


def touch_gate(structure: Structure, known: Known) -> Gate:
    """Whether a structure may be palpated: its own danger signs, then what holds the whole assessment."""
    if structure.palpation is None or not structure.palpation.palpable:
        return Gate(state="closed", says=_("Not examined by hand."))
    screening = known.found.screening
    wanted = set(structure.palpation.blocked_until)
    standing = [one for one in screening.signs if one.sign.id in wanted and one.stands]
    if standing:
        return Gate(state="closed", says=_("Not while this stands: %(signs)s.") % {"signs": _names(standing)})
    open_signs = [one for one in screening.signs if one.sign.id in wanted and one.is_open]
    if open_signs and not screening.assumed:
        return _asking(
            _("Not before this is settled: %(signs)s.") % {"signs": _names(open_signs)}, open_signs, known
        )
    return _held(structure, known)


def _held(structure: Structure, known: Known) -> Gate:
    """The neck waits while the assessment is held; with an emergency or a same-day sign, everything does."""
    held = known.found.held
    group = knowledge().groups.get(structure.group)
    if held is None or not _waits(group.while_held if group else "waits", known):
        return FREE
    if held.standing:
        return Gate(
            state="closed",
            says=_("Palpation is held while this stands: %(signs)s.") % {"signs": _names(held.standing)},
        )
    if held.types:
        return Gate(state="closed", says=_("Palpation is held until a physician has seen the client."))
    return Gate(
        state="open",
        says=_("Palpation of the neck is held until the danger questions are answered."),
        ask=held.ask[:ASKED_FIRST],
    )


def test_gate(test: Test, known: Known, client: Client, profile: Profile) -> Gate:
    """Whether a test may be done: its own criterion, which an unanswered question leaves open."""
    if test.do_not_when is None:
        return _test_held(test, known)
    signs = {one.sign.id: one for one in known.found.screening.signs}
    facts = Facts(knowledge(), client, profile)
    reason = evaluate(parse(test.do_not_when), facts, {"sign": sign_resolver(signs.__getitem__)})
    if reason.truth is Truth.NO:
        return _test_held(test, known)
    says = test.do_not_says or ""
    if reason.truth is Truth.YES:
        return Gate(state="closed", says=says)
    return Gate(state="open", says=says, ask=_in_order(reason.missing, known))


def _test_held(test: Test, known: Known) -> Gate:
    """A test that lays hands on the neck waits like a touch; one that the client moves alone waits for urgent signs."""
    held = known.found.held
    if held is None or not _waits(test.while_held, known):
        return FREE
    if held.standing:
        return Gate(
            state="closed", says=_("Held while this stands: %(signs)s.") % {"signs": _names(held.standing)}
        )
    if held.types:
        return Gate(state="closed", says=_("Held until a physician has seen the client."))
    return Gate(
        state="open", says=_("Held until the danger questions are answered."), ask=held.ask[:ASKED_FIRST]
    )


def _waits(while_held: WhileHeld, known: Known) -> bool:
    """Whether it waits now that the assessment is held."""
    return while_held == "waits" or (while_held == "waits_if_urgent" and is_urgent(known))


def is_urgent(known: Known) -> bool:
    """An emergency or a same-day sign stands: no hands anywhere."""
    return known.found.screening.at_least.rank >= Level.SAME_DAY.rank


def _asking(says: str, signs: Iterable[SignResult], known: Known) -> Gate:
    missing = frozenset[str]().union(*(one.missing for one in signs))
    return Gate(state="open", says=says, ask=_in_order(missing, known))


def _in_order(missing: frozenset[str], known: Known) -> tuple[str, ...]:
    order = known.found.screening.asking_order
    last = len(order)
    return tuple(sorted(missing, key=lambda name: (order.get(name, last), name)))[:ASKED_FIRST]


def _names(signs: Iterable[SignResult]) -> str:
    return ", ".join(one.sign.name for one in signs)
