"""
Painkiller days by class against the limits of medication overuse, as the criteria of 8.2 have them.

The limits are read out of the criteria in the knowledge; no number stands here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.findings.model import Client, Observation, Range
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import Expression, Leaf, leaves, parse
from nuchal.reasoning.pathway import Assessment

OVERUSE = "8.2"
PER_CLASS, ALL = "drug_days_", "any_acute_drug_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One class of painkillers: its days a month, its limit, and what that means in a sentence."""

    name: str
    medicines: str
    days: str
    least: float | None
    limit: float
    share: float
    """Days as a share of the limit, at most 1; for the bar."""
    state: str
    """over, at, near, below or open."""
    says: str
    months: str

    @property
    def width(self) -> str:
        """The bar's width in hundredths."""
        return f"{100 * self.share:.0f}"


def counters_of(client: Client, knowledge: Knowledge) -> tuple[Counter, ...]:
    """Each class that is taken, and all classes together where there are two or more; nearest to its limit first."""
    if client.medicines is None:
        return ()
    limits = limits_in(knowledge)
    taken = list(
        dict.fromkeys(m.drug_class for m in client.medicines if f"{PER_CLASS}{m.drug_class}" in limits)
    )
    subjects = [f"{PER_CLASS}{name}" for name in taken] + ([ALL] if len(taken) > 1 and ALL in limits else [])
    found = [_counter(subject, client, limits[subject], knowledge) for subject in subjects]
    return tuple(sorted(found, key=lambda one: -one.share))


def others_of(client: Client, knowledge: Knowledge) -> tuple[str, ...]:
    """Medicines without a limit, such as preventives."""
    limits = limits_in(knowledge)
    return tuple(
        medicine.name
        for medicine in client.medicines or ()
        if f"{PER_CLASS}{medicine.drug_class}" not in limits
    )


def overuse_in(found: Assessment) -> tuple[tuple[str, str], ...]:
    """Codes and words of the overuse types that are given."""
    return tuple(
        dict.fromkeys(
            (conclusion.code, conclusion.result.headache.says)
            for profile in found.profiles
            for conclusion in profile.classification.concluded
            if conclusion.code.startswith(OVERUSE)
        )
    )


def limits_in(knowledge: Knowledge) -> dict[str, float]:
    """Finding of days -> the limit that the overuse criterion sets; a day or two of a mix is no limit."""
    return _limits(knowledge.digest, _Rule(knowledge))


class _Rule:
    """The overuse criteria, compared by nothing, so that the cache looks at the digest only."""

    def __init__(self, knowledge: Knowledge) -> None:
        headache = knowledge.headaches.get(OVERUSE)
        self.parts = [parse(rule.when) for rule in headache.criteria.values()] if headache else []

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rule)


@lru_cache(maxsize=4)
def _limits(digest: str, rule: _Rule) -> dict[str, float]:
    limits: dict[str, float] = {}
    for leaf in _leaves(rule.parts):
        if leaf.verb == "compare" and leaf.operator == ">=" and leaf.subject.startswith((PER_CLASS, ALL)):
            limits[leaf.subject] = max(limits.get(leaf.subject, 0.0), float(leaf.values[0]))
    return {name: limit for name, limit in limits.items() if limit > 1}


def _leaves(parts: Iterable[Expression]) -> Iterable[Leaf]:
    for part in parts:
        yield from leaves(part)


def _counter(subject: str, client: Client, limit: float, knowledge: Knowledge) -> Counter:
    drug_class = subject.removeprefix(PER_CLASS)
    known = _range(client.observations.get(subject))
    least = known.least if known and math.isfinite(known.least) else None
    taken = [m for m in client.medicines or () if subject == ALL or m.drug_class == drug_class]
    state = _state(known, limit)
    return Counter(
        name=_("All together") if subject == ALL else str(_CLASSES.get(drug_class, drug_class.capitalize())),
        medicines="" if subject == ALL else ", ".join(dict.fromkeys(m.name for m in taken)),
        days=_days(known),
        least=least,
        limit=limit,
        share=min(1.0, (least or 0.0) / limit),
        state=state,
        says=_says(state, least, limit),
        months=_months(client.observations.get(f"drug_months_{drug_class}")),
    )


_CLASSES = {
    "nsaid": _later("NSAID"), "paracetamol": _later("Paracetamol"), "triptan": _later("Triptan"),
    "opioid": _later("Opioid"), "ergot": _later("Ergot"), "aspirin": _later("Aspirin"),
    "combination": _later("Combination painkiller"), "gepant": _later("Gepant"), "ditan": _later("Ditan"),
    "other": _later("Other painkiller"),
}  # fmt: skip


def _state(known: Range | None, limit: float) -> str:
    if known is None or (known.least < limit <= known.most and known.least != known.most):
        return "open"
    if known.least >= limit:
        return "over"
    return "near" if limit - known.least <= 2 else "below"


def _says(state: str, least: float | None, limit: float) -> str:
    whole = f"{limit:g}"
    if state == "over":
        return _("At or over the limit of %(limit)s. The prescriber needs to know.") % {"limit": whole}
    if state == "near":
        left = math.ceil(limit - (least or 0))
        if left == 1:
            return _("One more reaches the limit of %(limit)s.") % {"limit": whole}
        return _("%(left)s more reach the limit of %(limit)s.") % {"left": left, "limit": whole}
    if state == "open":
        return _("Days a month are not known for sure; the limit is %(limit)s.") % {"limit": whole}
    return _("Limit %(limit)s days a month.") % {"limit": whole}


def _days(known: Range | None) -> str:
    if known is None:
        return "?"
    if known.least == known.most:
        return f"{known.least:g}"
    return f"{known.least:g}–{known.most:g}"


def _months(seen: Observation | None) -> str:
    known = _range(seen)
    if known is None:
        return _("how long is not known")
    if known.least != known.most:
        return _("%(months)s months") % {"months": str(known)}
    if known.least >= 24 and known.least % 12 == 0:
        return _("for %(years)s years") % {"years": f"{known.least / 12:g}"}
    return _("for %(months)s months") % {"months": f"{known.least:g}"}


def _range(seen: Observation | None) -> Range | None:
    return seen.value if seen is not None and isinstance(seen.value, Range) else None
