"""Read for the chart: the episode and its rows for somebody who may see them, and answers in groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.audit.actions import Note, notes_of_reading
from nuchal.clinic.audit.models import Action
from nuchal.clinic.chart.asking import NoAnswer, Question, chips, said
from nuchal.clinic.chart.reasons import who
from nuchal.clinic.design.numbers import number_refusal
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest
from nuchal.clinic.record.actions import CURRENT, Whatever
from nuchal.clinic.record.assessing import Sheet
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode, Finding, Section
from nuchal.clinic.record.queries import entry_of, history_of
from nuchal.clinic.record.queries import episode as episode_for
from nuchal.findings import model
from nuchal.findings.numbers import NumberRefused, read_number
from nuchal.knowledge.expressions import leaves
from nuchal.knowledge.schema import Finding as Word

RESULTS = ("positive", "negative", "not examinable", "declined")


def seen_episode(request: StaffRequest, episode_id: UUID) -> Episode:
    """One episode, or 404; that it was looked at is written down."""
    found = episode_for(request.user, episode_id)
    page = request.resolver_match.url_name if request.resolver_match else ""
    read = Note(action=Action.READ, subject=found, client_id=found.client_id, details={"page": page})
    notes_of_reading([read], by=request.user, clinic=found.client.clinic_id)
    return found


def conclusion_of(viewer: Viewer, of: Episode, id: str) -> Conclusion | None:
    """A stored conclusion of this episode by its id; None where there is none, or the id is no id."""
    try:
        wanted = UUID(id)
    except ValueError:
        return None
    found: Conclusion | None = Conclusion.objects.visible_to(viewer).filter(episode=of, pk=wanted).first()
    return found


def finding_of(viewer: Viewer, of: Episode, id: str | None) -> Finding | Whatever | None:
    """The finding that a form was made from: None where it saw none, CURRENT where it does not say."""
    if id is None:
        return CURRENT
    if not id.isdecimal():
        return None
    found: Finding = get_object_or_404(Finding.objects.visible_to(viewer), episode=of, pk=int(id))
    return found


def earlier_answers(of: Episode, word: Word, kind: str) -> list[dict[str, Any]]:
    """What was answered here over time, newest first."""
    rows = history_of(of, section=Section.OBSERVATION, key=word.id, profile=kind)
    return [
        {"at": row.at, "who": who(row), "said": said(row, word), "holds": row.until is None}
        for row in rows[:-21:-1]
    ]


def answers_by_state(sheet: Sheet, kind: str, *, danger: bool = False) -> list[dict[str, Any]]:
    """Everything that was ever asked, in groups: what is so, what is not, and what nobody could say."""
    known = knowledge()
    if danger:
        names: Iterable[str] = _danger_order()
    else:
        kinds = {"", kind or sheet.known.kinds[0]}
        names = sorted(
            (key for section, profile, key, _side in sheet.rows
             if section == Section.OBSERVATION and profile in kinds and key in known.findings),
            key=lambda key: known.findings[key].name.casefold(),
        )  # fmt: skip
    every = chips(sheet, dict.fromkeys(names), kind)
    return [
        {"title": title, "chips": shown, "parts": _by_meaning(shown), "folded": folded}
        for title, shown, folded in (
            (_("Not settled"), [one for one in every if one.state not in ("observed", "denied")], False),
            (_("Present, or measured"), [one for one in every if one.state == "observed"], False),
            (_("Denied"), [one for one in every if one.state == "denied"], True),
        )
        if shown
    ]


def _by_meaning(shown: list[Question]) -> list[tuple[str, list[Question]]]:
    """Answers by what they are about, in the order of a visit: danger, the headache, the person, the examination."""
    parts: dict[str, list[Question]] = {
        title: [] for title in (_("Danger questions"), _("The headache"), _("The person"), _("Examination"))
    }
    danger, headache, person, examination = parts.values()
    for one in shown:
        word = knowledge().findings[one.finding]
        if one.finding in knowledge().danger_findings:
            danger.append(one)
        elif word.asked_of != "client":
            examination.append(one)
        else:
            (headache if word.about == "profile" else person).append(one)
    return [(title, held) for title, held in parts.items() if held]


def _danger_order() -> list[str]:
    """Danger questions in the order of the intake screens, then the others."""
    known = knowledge()
    listed = [name for checklist in known.checklists for name in checklist.covers]
    return [*listed, *sorted(known.danger_findings - set(listed))]


def reported_on(of: Episode, sign: str) -> date | None:
    """The day on which something that this danger sign asks for was first said; None where nothing was."""
    rules = knowledge().sign_rules.get(sign, ())
    asked = {leaf.subject for rule in rules for leaf in leaves(rule.when)}
    rows = [row for row in of.findings.filter(key__in=asked).order_by("sequence") if row.value is not None]
    said_yes = [row for row in rows if entry_of(row).is_yes]
    first = next(iter(said_yes or [row for row in rows if row.state == model.State.OBSERVED.value]), None)
    return localtime(first.at).date() if first else None


def touch_entries(sent: Any, sheet: Sheet) -> list[Entry]:
    """A touch or a test as entries; every side that was filled in. What this form does not ask stays as it was."""
    structure, test = sent.get("structure", ""), sent.get("test", "")
    if structure in knowledge().structures and sent.get("side") in ("left", "right"):
        return [_touch(sent, structure, sheet)]
    if test not in knowledge().tests:
        raise Http404
    sided = knowledge().tests[test].sided
    results = {side: sent.get(f"result_{side}" if side else "result", "").strip()
               for side in (("left", "right") if sided else ("",))}  # fmt: skip
    entries = [_test(test, side, result) for side, result in results.items() if result]
    if not entries:
        raise NoAnswer(_("Enter what the test showed."))
    return entries


def _touch(sent: Any, structure: str, sheet: Sheet) -> Entry:
    value: dict[str, Any] = {}
    row = sheet.row(Section.PALPATION, structure, side=sent["side"])
    before = row.value if row is not None and isinstance(row.value, dict) else {}
    if sent.get("familiar_pain") in ("yes", "no"):
        value["familiar_pain"] = sent["familiar_pain"] == "yes"
    if sent.get("tenderness", "") in ("0", "1", "2", "3"):
        value["tenderness"] = int(sent["tenderness"])
    if not value:
        raise NoAnswer(_("Choose what the touch brought on."))
    value |= {name: told for name, told in before.items() if name not in ("familiar_pain", "tenderness")}
    return Entry(
        section=Section.PALPATION, key=structure, side=sent["side"], value=value,
        origin=model.Origin.THERAPIST.value,
    )  # fmt: skip


def _test(test: str, side: str, result: str) -> Entry:
    state, value = model.State.OBSERVED.value, None
    if result in ("not examinable", "declined"):
        state = result
    elif result in RESULTS:
        value = result
    else:
        try:
            value = read_number(result)  # type: ignore[assignment]  # a reading instead of a verdict
        except NumberRefused as refused:
            raise NoAnswer(number_refusal(refused)) from None
    return Entry(
        section=Section.TEST,
        key=test,
        side=side,
        value=value,
        state=state,
        origin=model.Origin.THERAPIST.value,
    )
