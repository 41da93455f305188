"""What is otherwise than the last time, in a sentence, from two assessments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.knowledge.schema import Level
from nuchal.letters.words import TIERS
from nuchal.reasoning.wording import percent

Result = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """An assessment, stored or of this moment."""

    result: Result
    by_client: bool
    at: datetime

    @classmethod
    def of(cls, stored: Conclusion) -> Concluded:
        """A stored conclusion."""
        return cls(result=stored.result, by_client=stored.by_user_id is None, at=stored.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What a stored conclusion says, and what moved since the one before."""

    level: str = "none"
    open: int = 0
    """Danger questions that are not answered."""
    unsettled: int = 0
    """Danger signs whose level an answer could still raise."""
    signs: tuple[str, ...] = ()
    change: str = ""
    rest: str = ""
    leading: str = ""
    by_client: bool = False
    at: datetime | None = None

    @property
    def tag(self) -> str:
        """The word beside the urgency, where it is not the usual one."""
        count = (self.open or self.unsettled) if self.level == Level.NONE.value else 0
        return _("%(count)s open") % {"count": count} if count else ""


def since_last_time(latest: Concluded | None, earlier: Concluded | None) -> Since:
    """The sentence for Today; an intake that is not finished says so."""
    if latest is None:
        return Since(change=_("Intake begun."), rest=_("Nothing is concluded yet."))
    now: Result = latest.result
    held = now["held"] or {}
    by_client = latest.by_client
    change = _change(earlier.result, now) if earlier else _first(now, by_client=by_client)
    return Since(
        level=now["urgency"]["at_least"],
        open=len(held.get("ask", [])),
        unsettled=sum(least != most for least, most in now["danger_signs"].values()),
        signs=tuple(_sign(id) for id in held.get("standing", [])),
        change=change,
        rest=_rest(now),
        leading=_leading(now),
        by_client=by_client,
        at=latest.at,
    )


def _first(now: Result, *, by_client: bool) -> str:
    if now["held"] and now["held"].get("standing"):
        return f"{', '.join(_sign(id) for id in now['held']['standing'][:2])}."
    return _("Intake done.") if by_client else _("First conclusion.")


def _change(before: Result, now: Result) -> str:
    was, is_now = before["urgency"]["at_least"], now["urgency"]["at_least"]
    if was != is_now:
        return _("%(now)s, was %(was)s.") % {"now": TIERS[Level(is_now)], "was": TIERS[Level(was)].lower()}
    fresh = [code for code in _types(now) if code not in _types(before)]
    if fresh:
        return _("Now fits %(type)s.") % {"type": _type(fresh[0])}
    gone = [code for code in _types(before) if code not in _types(now)]
    if gone:
        return _("No longer fits %(type)s.") % {"type": _type(gone[0])}
    return _moved(_ranked(before), _ranked(now)) or _("No change yet.")


def _moved(before: dict[str, float], now: dict[str, float]) -> str:
    """The structure whose chance moved most, if it moved by a tenth or more."""
    names = sorted({*before, *now}, key=lambda name: -abs(now.get(name, 0.0) - before.get(name, 0.0)))
    if not names or abs(now.get(names[0], 0.0) - before.get(names[0], 0.0)) < 0.1:
        return ""
    name = names[0]
    group, _blank, side = name.rpartition(" ")
    known = knowledge().groups.get(group)
    shown = f"{known.name if known else group}, {side}"
    if name not in before:
        return _("%(name)s %(now)s %%, was not ranked.") % {"name": shown, "now": percent(now[name])}
    was = percent(before[name])
    if name not in now:
        return _("%(name)s is not ranked any more, was %(was)s %%.") % {"name": shown, "was": was}
    return _("%(name)s %(now)s %%, was %(was)s %%.") % {"name": shown, "now": percent(now[name]), "was": was}


def _rest(now: Result) -> str:
    held = now["held"] or {}
    if held.get("ask"):
        return _("Ask before anything else.")
    if held.get("types"):
        return _("A physician has to see this first.")
    ranked = sorted(_ranked(now).items(), key=lambda pair: -pair[1])
    if not ranked:
        return ""
    group, _blank, side = ranked[0][0].rpartition(" ")
    known = knowledge().groups.get(group)
    return _("First to palpate: %(name)s.") % {"name": f"{known.name if known else group}, {side}"}


def _leading(now: Result) -> str:
    types = _types(now)
    return _type(types[0]) if types else ""


def _types(result: Result) -> list[str]:
    return [code for profile in result["profiles"].values() for code in profile.get("concluded", [])]


def _ranked(result: Result) -> dict[str, float]:
    return {
        name: share
        for profile in result["profiles"].values()
        for name, share in profile.get("structures", {}).get("ranked", {}).items()
    }


def _type(code: str) -> str:
    headache = knowledge().headaches.get(code)
    return headache.name[:1].lower() + headache.name[1:] if headache else code


def _sign(id: str) -> str:
    sign = knowledge().danger_signs.get(id)
    return sign.name if sign else id
