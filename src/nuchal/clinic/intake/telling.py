"""What was said, in plain words and in the order of the questions, each with the way back to correct it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuchal.clinic.intake.asking import SECOND
from nuchal.clinic.intake.queries import Progress, who_of
from nuchal.clinic.intake.settling import said_at
from nuchal.clinic.intake.steps import Kind, Step, step_of
from nuchal.clinic.intake.ticks import Who, tick_page
from nuchal.clinic.intake.wording import question_of, span_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Section
from nuchal.clinic.record.old_entries import entry_words, key_words
from nuchal.clinic.record.queries import entry_of
from nuchal.findings.model import State
from nuchal.knowledge.schema import Finding
from nuchal.reasoning.wording import unit_words

PLACES = 2
"""So many places tell one headache from the other."""
Known = Mapping[tuple[str, str], Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer: what was asked, what was said, and the step to correct it."""

    asked: str
    said: str
    step: str
    """Empty where the question is not asked any more."""
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Answers under one heading."""

    title: str
    lines: list[Line]


def known_of(progress: Progress) -> Known:
    """Every finding that holds, by its key and its kind of headache."""
    return {(finding.key, finding.profile): entry_of(finding) for finding in progress.findings}


def parts_of(progress: Progress) -> list[Part]:
    """Everything that was said, under four headings or five."""
    known, who = known_of(progress), who_of(progress)
    parts: dict[str, list[Line]] = {}
    for name in progress.trail:
        step = step_of(name)
        if step is None or step.kind in (Kind.CONSENT, Kind.GUARDIAN) or _taken_back(step, progress):
            continue
        lines = _settled_lines(step, progress) if step.kind is Kind.SETTLE else None
        for line in lines_of(step, known, who) if lines is None else lines:
            parts.setdefault(_title(step, progress), []).append(line)
    return [Part(title=title, lines=lines) for title, lines in parts.items()]


def _settled_lines(step: Step, progress: Progress) -> list[Line]:
    """Which of two answers holds; nothing where they agree by now."""
    asked, said = said_at(progress, step)
    return [Line(asked=asked, said=said, step=str(step))] if asked else []


def kind_words(progress: Progress, known: Known, step: Step) -> str:
    """Which headache a question is about, with where it hurts; empty while there is only one."""
    if len(progress.told.client.profiles) < 2:
        return ""
    if not step.profile:
        return _("All headaches together") if step.kind in (Kind.ASK, Kind.MEDICINES) else ""
    name = _("The other headache") if step.profile == SECOND else _("The main headache")
    entry = known.get(("drawing", step.profile))
    places = _places(entry).split("; ") if entry is not None and entry.value else []
    if not places:
        return name
    where = "; ".join(places[:PLACES]) + (_(" and elsewhere") if len(places) > PLACES else "")
    return _("%(name)s: %(where)s") % {"name": name, "where": where}


def _taken_back(step: Step, progress: Progress) -> bool:
    return bool(step.profile) and step.profile not in {p.name for p in progress.told.client.profiles}


def _title(step: Step, progress: Progress) -> str:
    if step.kind is Kind.CHECKLIST:
        return _("Health and safety")
    if step.profile == SECOND:
        return _("The other headache")
    if step.kind is Kind.MEDICINES:
        return _("Medicines")
    if step.kind is Kind.FACTORS:
        return _("Usual days")
    if step.kind is Kind.ABOUT:
        return progress.about or _("You")
    if len(progress.told.client.profiles) < 2:
        return _("The headache")
    return _("The main headache") if step.profile else _("All headaches together")


def lines_of(step: Step, known: Known, who: Who) -> list[Line]:
    """What was asked and said at one step."""
    about = who.about
    if step.kind is Kind.ABOUT:
        return [_line(name, step, known, about) for name in ("age_years", "sex") if (name, "") in known]
    if step.kind is Kind.DRAWING:
        return [
            Line(
                asked=_("Where it hurts"), said=_places(known.get(("drawing", step.profile))), step=str(step)
            )
        ]
    if step.kind is Kind.MEDICINES:
        return [Line(asked=_("What is taken"), said=_medicines(known.get(("medicines", ""))), step=str(step))]
    if step.kind is Kind.ANOTHER:
        two = any(
            e.section == Section.PROFILE and e.profile == SECOND and e.value is not None
            for e in known.values()
        )
        said = _("Yes, a second one") if two else _("No")
        return [Line(asked=_("Another kind of headache"), said=said, step=str(step))]
    if not _is_known(step):
        return _as_written(step, known)
    if step.kind is Kind.ASK and knowledge().findings[step.key].value != "choices":
        return [_line(step.key, step, known, about)]
    return [_ticked(step, known, who)]


def _is_known(step: Step) -> bool:
    """Whether the knowledge of today still has this page."""
    known = knowledge()
    if step.kind is Kind.CHECKLIST:
        return any(shown.id == step.key for shown in known.checklists)
    if step.kind is Kind.GROUP:
        return step.key in known.question_groups
    return step.kind is not Kind.ASK or step.key in known.findings


def _as_written(step: Step, known: Known) -> list[Line]:
    """An answer to a question that is not asked any more: as it was written, and open."""
    entry = known.get((step.key, step.profile)) or known.get((step.key, ""))
    if entry is None:
        return []
    return [Line(asked=key_words(entry), said=entry_words(entry), step="", open=True)]


def _line(name: str, step: Step, known: Known, about: str) -> Line:
    finding = knowledge().findings[name]
    entry = known.get((name, step.profile)) or known.get((name, ""))
    return Line(
        asked=question_of(finding, about), said=said_of(finding, entry), step=str(step), open=_is_open(entry)
    )


def said_of(finding: Finding, entry: Entry | None) -> str:
    """One answer in words."""
    if entry is None or entry.state == State.NOT_ASKED.value:
        return _("Skipped")
    if entry.value is None:
        return _("I am not sure")
    if finding.value == "yes_no":
        return _("Yes") if entry.is_yes else _("No")
    if finding.value == "choice":
        return next((say(o.name) for o in finding.options if o.id == entry.value), str(entry.value))
    if finding.spans:
        span = span_of(finding, entry.value)
        return say(span.says) if span else str(entry.value)
    return _number(entry.value, finding.unit)


def _number(value: Any, unit: str | None) -> str:
    if unit != "h" or not isinstance(value, (int, float)):
        return f"{value} {say(unit_words(unit, str(value)))}".strip()
    if value >= 48 and value % 24 == 0:
        return _("%(n)d days") % {"n": value // 24}
    if value >= 1:
        return ngettext("%(n)s hour", "%(n)s hours", 1 if value == 1 else 2) % {"n": f"{round(value, 2):g}"}
    minutes = round(value * 60, 2)
    return ngettext("%(n)s minute", "%(n)s minutes", 1 if minutes == 1 else 2) % {"n": f"{minutes:g}"}


def _is_open(entry: Entry | None) -> bool:
    return entry is None or entry.value is None


def _ticked(step: Step, known: Known, who: Who) -> Line:
    page = tick_page(step, known, who=who)
    asked = page.title or page.question
    ticked = [row.words for row in page.rows if row.ticked]
    unsure = [row.words for row in page.rows if row.unsure]
    names = [row.id for row in page.rows] if page.options_of is None else [page.options_of.id]
    entries = [known.get((name, step.profile)) or known.get((name, "")) for name in names]
    if all(entry is None or entry.state == State.NOT_ASKED.value for entry in entries):
        return Line(asked=asked, said=_("Skipped"), step=str(step), open=True)
    if page.options_of is not None and entries[0] is not None and entries[0].value is None:
        return Line(asked=asked, said=_("I am not sure"), step=str(step), open=True)
    said = "; ".join(ticked) if ticked else _("None of these")
    if unsure:
        said = "; ".join([*ticked, *(_("not sure: %(line)s") % {"line": line} for line in unsure)])
    return Line(asked=asked, said=said, step=str(step), open=bool(unsure))


def _places(entry: Entry | None) -> str:
    if entry is None or not entry.value:
        return _("Skipped")
    sides: dict[str, list[str]] = {}
    for mark in entry.value:
        sides.setdefault(mark["zone"], []).append(mark["side"])
    words = {"left": _("left"), "right": _("right")}
    return "; ".join(
        f"{_zone_name(zone)}, {_('both sides') if len(found) > 1 else words[found[0]]}"
        for zone, found in sides.items()
    )


def _zone_name(zone: str) -> str:
    """The name of a place; the words of its key where the map of today has none."""
    found = knowledge().zones.get(zone)
    return say(found.name) if found is not None else zone.replace("_", " ")


def _medicines(entry: Entry | None) -> str:
    if entry is None or entry.value is None:
        return _("Skipped")
    if not entry.value:
        return _("Nothing")
    return "; ".join(
        _("%(name)s on %(n)s days a month") % {"name": m["name"], "n": m["days_per_month"]}
        if m.get("days_per_month") is not None
        else m["name"]
        for m in entry.value
    )
