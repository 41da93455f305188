"""What an answer moved: two conclusions laid side by side, as marks for the rows of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Known
from nuchal.clinic.record.results import Result
from nuchal.knowledge.schema import Level
from nuchal.letters.words import TIERS
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import capital, percent

WORDS = {Truth.YES: _later("met"), Truth.NO: _later("not met"), Truth.UNKNOWN: _later("open")}

WORTH_TELLING = 0.02
"""A chance that moved by less stays unmarked: it is within the width of a line."""
Moves = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is otherwise than before, by row; each value says what it was."""

    rows: Mapping[str, str] = field(default_factory=dict)
    """`group side` -> what the share was."""
    gone: tuple[str, ...] = ()
    """Structures that are not ranked any more, with what they were."""
    types: Mapping[str, str] = field(default_factory=dict)
    """Code of a headache type -> what it was."""
    criteria: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Code and letter -> met, not met or open before."""
    strip: str = ""
    """What the urgency was."""
    sentence: str = ""
    """All of it in one sentence, to be read aloud."""

    def __bool__(self) -> bool:
        return bool(self.rows or self.gone or self.types or self.criteria or self.strip)


def changes_between(before: Result | None, now: Known, kind: str, was: Known | None = None) -> Changes:
    """
    What `now` concludes otherwise than a stored result, for one kind of headache.

    `was` is what followed from the findings behind that result, where it is known: it adds the criteria, which a
    stored result does not hold.
    """
    if before is None:
        return Changes()
    old = before["profiles"].get(kind, {})
    new = now.result["profiles"].get(kind, {})
    rows, gone = _structures(old.get("structures", {}), new.get("structures", {}))
    types = _types(old, new)
    strip = _urgency(before, now.result)
    return Changes(
        rows=rows,
        gone=gone,
        types=types,
        criteria=_criteria(was, now, kind) if was else {},
        strip=strip,
        sentence=_sentence(_moves(old.get("structures", {}), new.get("structures", {}), rows), types, strip),
    )


def _structures(old: Result, new: Result) -> tuple[dict[str, str], tuple[str, ...]]:
    before, after = old.get("ranked", {}), new.get("ranked", {})
    rows = {}
    for name, share in after.items():
        if name not in before:
            rows[name] = _("not ranked")
        elif abs(before[name] - share) >= WORTH_TELLING:
            rows[name] = f"{percent(before[name])}\u202f%"
    gone = tuple(
        _("%(name)s is not ranked any more, was %(share)s %%")
        % {"name": _structure_name(name), "share": percent(share)}
        for name, share in before.items()
        if name not in after
    )
    return rows, gone


def _types(old: Result, new: Result) -> dict[str, str]:
    moved = {}
    for code in dict.fromkeys([*_codes(old), *_codes(new)]):
        was, is_now = _standing(old, code), _standing(new, code)
        if was != is_now:
            moved[code] = was
    return moved


def _codes(profile: Result) -> Iterable[str]:
    for part in ("concluded", "raised", "set_aside"):
        yield from profile.get(part, [])


def _standing(profile: Result, code: str) -> str:
    if code in profile.get("concluded", []):
        return _("fits")
    if code in profile.get("raised", []):
        return _("raised")
    if code in profile.get("set_aside", []):
        return _("set aside")
    return _("open") if code in profile.get("open", []) else _("not given")


def _criteria(was: Known, now: Known, kind: str) -> dict[tuple[str, str], str]:
    before = {found.profile.name: found for found in was.found.profiles}.get(kind)
    if before is None:
        return {}
    after, _report = now.of(kind)
    moved = {}
    for code, result in after.classification.types.items():
        earlier = before.classification.types.get(code)
        for letter, reason in result.criteria.items():
            if earlier and letter in earlier.criteria and earlier.criteria[letter].truth is not reason.truth:
                moved[code, letter] = str(WORDS[earlier.criteria[letter].truth])
    return moved


def _urgency(before: Result, after: Result) -> str:
    same = before["urgency"] == after["urgency"] and bool(before["held"]) == bool(after["held"])
    if same and set(before["danger_signs"]) == set(after["danger_signs"]):
        return ""
    level = TIERS[Level(before["urgency"]["at_least"])]
    return _("%(level)s, held") % {"level": level} if before["held"] else level


def _sentence(moved: Moves, types: Mapping[str, str], strip: str) -> str:
    parts = [_("danger signs changed")] if strip else []
    if types:
        names = ", ".join(_type_name(code) for code in list(types)[:2])
        parts.append(_("types changed: %(names)s") % {"names": names})
    if moved:
        name, was, is_now = moved[0]
        first = _("%(name)s %(now)s, was %(was)s") % {
            "name": _structure_name(name),
            "now": is_now,
            "was": was,
        }
        more = _(" (and %(count)s more)") % {"count": len(moved) - 1} if len(moved) > 1 else ""
        parts.append(f"{first}{more}")
    text = "; ".join(parts)
    return f"{capital(text)}." if text else ""


def _moves(old: Result, new: Result, rows: Mapping[str, str]) -> Moves:
    """Structures that moved, furthest first: name, what it was, what it is."""
    before, after = old.get("ranked", {}), new.get("ranked", {})
    far = sorted(rows, key=lambda name: -abs(after[name] - before.get(name, 0.0)))
    return [(name, rows[name], f"{percent(after[name])}\u202f%") for name in far]


def _type_name(code: str) -> str:
    headache = knowledge().headaches.get(code)
    return headache.name if headache else code


def _structure_name(name: str) -> str:
    group, side = name.rsplit(" ", 1)
    known = knowledge().groups.get(group)
    return f"{known.name if known else group}, {side}"
