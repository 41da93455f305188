"""The story in a sentence: side and kind of pain, how often, how long, how strong, since when; only what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.clinic.operations.translating import say
from nuchal.findings.model import Client, Named, Observation, OneOf, Profile, Range
from nuchal.letters.facts import hours_words
from nuchal.reasoning.disagreements import Disagreement
from nuchal.reasoning.wording import capital, inside

LEFT, RIGHT = _later("left-sided"), _later("right-sided")
SIDES: Mapping[str, Any] = {
    "left_locked": LEFT, "right_locked": RIGHT, "left": LEFT, "right": RIGHT,
    "unilateral_alternating": _later("one-sided, alternating"), "unilateral": _later("one-sided"),
    "bilateral": _later("two-sided"),
}  # fmt: skip
HOURS_ARE_SPOKEN_UNTIL = 48
"""From two days on a length is told in days."""
KINDS: Mapping[str, Any] = {"pulsating": _later("throbbing"), "electric": _later("shock-like")}


def story_of(client: Client, profile: Profile, differing: Iterable[Disagreement] = ()) -> str:
    """One sentence about one kind of headache, then what was reported differently; empty where nothing was said yet."""
    told = _told(client, profile)
    names = [
        inside(say(one.rule.name))
        for one in differing
        if one.profile in ("", profile.name) and not one.settled
    ]
    if not names:
        return told
    also = _("Reported differently: %(names)s.") % {"names": "; ".join(names)}
    return f"{told} {also}".strip()


def _told(client: Client, profile: Profile) -> str:
    seen = {**client.observations, **profile.observations}
    first = " ".join(part for part in (_side(seen), _kinds(seen)) if part)
    parts = [
        f"{first} {_('headache')}" if first else _("headache"),
        _often(seen),
        _long(seen),
        _strong(seen),
        _since(seen),
    ]
    told = [part for part in parts if part]
    if len(told) == 1 and not first:
        return ""
    text = ", ".join(told)
    return f"{capital(text)}."


def _side(seen: Mapping[str, Observation]) -> str:
    one = _one(seen, "laterality")
    return str(SIDES.get(one, ""))


def _kinds(seen: Mapping[str, Observation]) -> str:
    value = seen["quality"].value if "quality" in seen else None
    if not isinstance(value, Named) or not value.has:
        return ""
    return _(" and ").join(str(KINDS.get(kind, kind)) for kind in sorted(value.has)[:2])


def _often(seen: Mapping[str, Observation]) -> str:
    days = _number(seen, "ha_days_month")
    return _("on %(days)s days a month") % {"days": _spoken(days)} if days else ""


def _long(seen: Mapping[str, Observation]) -> str:
    usual = _number(seen, "dur_usual_h")
    if usual and usual.least == usual.most:
        return _("lasting %(time)s") % {"time": _spoken_hours(usual)}
    least, most = _number(seen, "dur_min_h"), _number(seen, "dur_max_h")
    if least and most:
        return _("lasting %(time)s") % {"time": hours_words(Range(least.least, most.most))}
    return ""


def _strong(seen: Mapping[str, Observation]) -> str:
    one = _one(seen, "intensity")
    return one.replace("_", " ") if one else ""


def _since(seen: Mapping[str, Observation]) -> str:
    known = _number(seen, "months_since_headache_began") or _number(seen, "months_at_frequency")
    if known is None or known.least != known.most:
        return ""
    months = known.least
    if months >= 24:
        return _("for %(years)s years") % {"years": f"{months / 12:.0f}"}
    return _("for %(months)s months") % {"months": _halves(months)} if months >= 1 else _("for some weeks")


def _spoken_hours(usual: Range) -> str:
    """`about 10 hours` for 9.8; what is whole or half, and minutes and days, as letters write it."""
    hours = usual.least
    if not 1 <= hours < HOURS_ARE_SPOKEN_UNTIL or (hours * 2).is_integer():
        return hours_words(usual)
    return _("about %(number)s hours") % {"number": _halves(hours)}


def _halves(number: float) -> str:
    """To the nearest half, as people say it: `4½`."""
    whole, half = divmod(round(number * 2), 2)
    return f"{whole or ''}½" if half else f"{whole}"


def _spoken(known: Range) -> str:
    if known.least == known.most:
        return f"{known.least:g}"
    return str(known).replace(">=", _("at least")).replace("<=", _("at most"))


def _one(seen: Mapping[str, Observation], name: str) -> str:
    value = seen[name].value if name in seen else None
    return value.said if isinstance(value, OneOf) and " or " not in value.said else ""


def _number(seen: Mapping[str, Observation], name: str) -> Range | None:
    value = seen[name].value if name in seen else None
    return value if isinstance(value, Range) else None
