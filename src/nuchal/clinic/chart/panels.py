"""
The assessment of an episode as a panel that any page can show and any answer can bring up to date.

`{% include "chart/assessment.html" %}` draws it from `context_of(...)`; `assessment_response(...)` gives it to htmx,
together with the danger strip and the story, which stand elsewhere on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuchal.clinic.chart import asking, disagreements, drawings, layers, medicines, planning
from nuchal.clinic.chart.changes import Changes, changes_between
from nuchal.clinic.chart.story import story_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest, today_of
from nuchal.clinic.record.assessing import Known, Sheet, known_at, sheet_of
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode, Section
from nuchal.clinic.record.old_entries import entry_words, key_words
from nuchal.clinic.record.proposing import terms_of
from nuchal.knowledge.expressions import leaves, parse
from nuchal.knowledge.schema import Level, Test
from nuchal.letters import words
from nuchal.letters.parts import ProfileReport, Row, TypeBlock
from nuchal.reasoning.localisation import Localisation
from nuchal.reasoning.next_step import Ask, Touch
from nuchal.reasoning.pathway import ProfileAssessment
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import percent

ASKED_AT_ONCE = 6
FACTORS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedRow:
    """A row of the report with its address and what it was before."""

    row: Row
    id: str
    structure: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownType:
    """A headache type with its criteria, how many are open, and what it was before."""

    id: str
    code: str
    block: TypeBlock
    state: str
    says: str
    lines: tuple[tuple[Any, str], ...]
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The one next step: a question with its control, a touch or a test; `why` says what it settles."""

    kind: str
    title: str
    minutes: str
    why: str
    question: asking.Question | None = None
    touch: Touch | None = None
    test: Test | None = None
    then: tuple[tuple[str, str], ...] = ()


def _name_of(entry: Entry) -> str:
    """What an entry is about: the name that the knowledge has for it, or else the words of its key."""
    word = knowledge().findings.get(entry.key)
    return word.name if word is not None else key_words(entry)


def assessment_response(
    request: StaffRequest, episode: Episode, *, kind: str = "", since: Conclusion | None = None
) -> HttpResponse:
    """The panel for htmx after something was recorded: what moved since `since` is marked."""
    context = context_of(request, sheet_of(episode), kind=kind, since=since)
    return render(request, "chart/assessment_swap.html", context)


def context_of(
    request: StaffRequest, sheet: Sheet, *, kind: str = "", since: Conclusion | None = None
) -> dict[str, Any]:
    """Everything that the panel, the strip and the story show, for one kind of headache."""
    known = sheet.known
    found, report = known.of(kind)
    name = found.profile.name
    today = today_of(request)
    moved = changes_between(since.result, known, name, _was(sheet, since)) if since else Changes()
    summary = planning.summary_of(known, terms_of(request.practitioner, on=today), name)
    held = known.found.held
    drawn = sheet.row(Section.DRAWING, "drawing", kind=name)
    return {
        "episode": sheet.episode,
        "sheet": sheet,
        "kind": name,
        "kinds": known.kinds,
        "story": story_of(known.client, found.profile, known.found.open_disagreements),
        "open_points": disagreements.open_points(known, name),
        "spoken_by": _spoken_by(sheet),
        "unread": [(_name_of(entry), entry_words(entry)) for entry in known.unread],
        "age": sheet.episode.client.age_on(today),
        "strip": known.report.strip,
        "standing": _standing(known),
        "told": _told(known),
        "moved": moved,
        "report": report,
        "views": layers.views_of(report),
        "rows": _rows(found, report, moved),
        "more_rows": _more(found, report),
        "held": held,
        "standing_signs": [result.sign for result in held.standing[:3]] if held else [],
        "to_ask": asking.chips(sheet, held.ask[:ASKED_AT_ONCE], name) if held else [],
        "more_to_ask": max(0, len(held.ask) - ASKED_AT_ONCE) if held else 0,
        "step": _step(sheet, found, report),
        "types": _types(found, report, moved),
        "open_types": _open_types(found, report),
        "refused": _refused(found),
        "factors": _factors(sheet, found),
        "counters": medicines.counters_of(known.client, knowledge()),
        "other_medicines": medicines.others_of(known.client, knowledge()),
        "overuse": medicines.overuse_in(known.found),
        "medicines_known": known.client.medicines is not None,
        "plan": summary,
        "to_examine": asking.chips(sheet, summary.ask[:4], name) if summary and not held else [],
        "more_to_examine": max(0, len(summary.ask) - 4) if summary and not held else 0,
        "drawn_size": drawings.size_of(request.user, drawn),
        "drawn": drawn,
        "where": request.POST.get("where", ""),
        "basis": words.BASIS,
        "live": True,
    }


def _was(sheet: Sheet, since: Conclusion) -> Known | None:
    """What followed from the findings behind a stored conclusion, if it rests on the knowledge that is here."""
    if since.knowledge_digest != knowledge().digest:
        return None
    return known_at(sheet.episode, since.as_of)


def _spoken_by(sheet: Sheet) -> str:
    """Who answered for the client, where somebody did; the name stays with each finding."""
    found = dict.fromkeys(row.said_by.speaks_as for row in sheet.rows.values() if row.said_by is not None)
    return "; ".join(sorted(found))


def _standing(known: Known) -> list[dict[str, str]]:
    """What stands below the strip, with the address of its reasons."""
    ids = {result.sign.name: result.sign.id for result in known.found.screening.positive}
    return [
        {
            "tier": one.tier,
            "word": one.word,
            "name": one.name,
            "says": one.says,
            "id": ids.get(one.name.partition(": ")[0].rstrip("."), ""),
        }
        for one in known.report.standing
    ]


def _told(known: Known) -> str:
    signs = known.found.screening.signs
    asked = sum(result.at_least is result.at_most for result in signs)
    stand = sum(result.at_least.rank >= Level.MODIFY.rank for result in signs)
    said = _("none present") if not stand else ngettext("%d present", "%d present", stand) % stand
    return _("%(asked)s of %(all)s danger signs checked, %(said)s") % {
        "asked": asked, "all": len(signs), "said": said,
    }  # fmt: skip


def _rows(found: ProfileAssessment, report: ProfileReport, moved: Changes) -> list[RankedRow]:
    if not isinstance(found.localisation, Localisation):
        return []
    ranked = [one for one in found.localisation.ranked if one.worth_showing]
    return [
        RankedRow(
            row=row,
            id=f"{one.group.id}-{one.side}",
            structure=one.parts[0].structure.id if row.palpate else "",
            was=moved.rows.get(f"{one.group.id} {one.side}", ""),
        )
        for row, one in zip(report.rows, ranked, strict=False)
    ]


def _more(found: ProfileAssessment, report: ProfileReport) -> list[dict[str, str]]:
    if not isinstance(found.localisation, Localisation):
        return []
    rest = [one for one in found.localisation.ranked if one.worth_showing][len(report.rows) :]
    return [
        {
            "id": f"{one.group.id}-{one.side}",
            "name": f"{one.group.name}, {one.side}",
            "share": f"{percent(one.probability)}\u202f%",
        }
        for one in rest
    ]


def _types(found: ProfileAssessment, report: ProfileReport, moved: Changes) -> list[ShownType]:
    given = found.classification
    codes = [result.headache.code for result in given.raised] + [one.code for one in given.concluded]
    shown = []
    for code, block in zip(codes, report.types, strict=True):
        still_open = sum(line.truth == "unknown" for line in block.criteria)
        raised = code in {result.headache.code for result in given.raised}
        shown.append(
            ShownType(
                id=knowledge().headaches[code].id,
                code=code,
                block=block,
                state="open" if raised or still_open else "met",
                says=_("to be seen") if raised else _type_words(still_open),
                lines=tuple((line, moved.criteria.get((code, line.letter), "")) for line in block.criteria),
                was=moved.types.get(code, ""),
            )
        )
    return shown


def _type_words(still_open: int) -> str:
    return _("fits, %(count)s open") % {"count": still_open} if still_open else _("fits")


def _open_types(found: ProfileAssessment, report: ProfileReport) -> list[dict[str, Any]]:
    nearly = found.classification.nearly(3)
    return [
        {"id": result.headache.id, "shown": one, "open": one.truths.count("unknown")}
        for result, one in zip(nearly, report.open_types, strict=True)
    ]


def _refused(found: ProfileAssessment) -> list[tuple[str, str, str]]:
    """The usual rivals whose criteria are not met."""
    usual = {code for rival in knowledge().presentations.values() for code in rival.codes}
    types = found.classification.types
    return [
        (types[code].headache.id, code, types[code].headache.name)
        for code in types
        if code in usual and types[code].features is Truth.NO and types[code].headache.rank == "definite"
    ][:8]


def _step(sheet: Sheet, found: ProfileAssessment, report: ProfileReport) -> Step:
    told = report.step
    if sheet.known.found.held is not None:
        return Step(kind="held", title=told.says, minutes="", why="")
    if first := _unlocking(sheet, found, told.why):
        return first
    both: list[Ask | Touch] = sorted(
        [*found.next.questions, *found.next.touches], key=lambda step: -step.per_minute
    )
    if not both:
        return Step(kind="none", title=told.says, minutes="", why="")
    best, kind = both[0], found.profile.name
    then = tuple((one.finding, asking.question_of(sheet, one.finding, kind).name)
                 for one in found.next.questions if one is not best)  # fmt: skip
    if isinstance(best, Ask):
        question = asking.question_of(sheet, best.finding, kind)
        return Step(kind="ask", title=question.asks, minutes=told.minutes, why=told.why, question=question,
                    then=then[:3])  # fmt: skip
    return Step(
        kind=best.what,
        title=_touch_title(best),
        minutes=told.minutes,
        why=told.why,
        touch=best,
        test=knowledge().tests.get(best.id),
        then=then[:3],
    )


def _unlocking(sheet: Sheet, found: ProfileAssessment, why: str) -> Step | None:
    """The examination that care waits for; None where care waits for nothing."""
    held = sheet.known.found.plan_held
    chips = asking.chips(sheet, held.ask[:4], found.profile.name) if held else []
    if not chips:
        return None
    then = tuple((one.finding, one.name) for one in chips[1:])
    return Step(kind="ask", title=chips[0].asks, minutes="", why=why, question=chips[0], then=then)


def _touch_title(touch: Touch) -> str:
    return f"{touch.name}, {touch.side}" if touch.side else touch.name


def _factors(sheet: Sheet, found: ProfileAssessment) -> dict[str, Any]:
    """Postures and habits that make a ranked structure likelier: what is there, what is not, what nobody asked."""
    names = dict.fromkeys(
        leaf.subject
        for structure in knowledge().structures.values()
        for provocation in structure.provoked_by
        for leaf in leaves(parse(provocation.when))
        if leaf.subject in knowledge().findings
    )
    asked = asking.chips(sheet, names, found.profile.name)
    present = [one for one in asked if one.state == "observed"]
    absent = [one for one in asked if one.state == "denied"]
    rest = [one for one in asked if one.state not in ("observed", "denied")]
    return {"present": present, "absent": absent, "open": rest[:FACTORS], "open_count": len(rest)}
