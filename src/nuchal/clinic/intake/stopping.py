"""The page that ends the questions: what to do now, whom to call, what to say, and two honest ways back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nuchal.clinic.intake.alerts import standing_signs
from nuchal.clinic.intake.emergency import emergency_number
from nuchal.clinic.intake.queries import Progress
from nuchal.clinic.intake.ticks import line_of
from nuchal.clinic.intake.wording import say
from nuchal.clinic.operations.knowing import knowledge
from nuchal.findings.model import Origin
from nuchal.knowledge.schema import Level
from nuchal.reasoning.screening import SignResult
from nuchal.reasoning.truth import Truth

AT_MOST = 3
"""So many sentences of what to do are shown; more would not be read."""
PRIVATE = frozenset({"abuse", "em_suicide", "mental"})
"""Signs about safety and the mind: the page does not repeat the answer aloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPage:
    """Everything on it."""

    level: str
    banner: str
    title: str
    words: str
    more: list[str]
    call_number: str
    call_words: str
    say: str
    do: list[str]


def stop_page(progress: Progress) -> StopPage:
    """What the client reads; the most urgent sign speaks first."""
    signs = standing_signs(progress.told.client, Level.SAME_DAY)
    signs = tuple(s for s in signs if s.sign.id not in progress.told.checked) or signs
    worst = signs[0].at_least
    signs = tuple(s for s in signs if s.at_least is worst)
    clinic = progress.episode.client.clinic
    emergency = worst is Level.EMERGENCY
    private = any(s.sign.id in PRIVATE for s in signs)
    number = emergency_number(clinic.country) if emergency else ""
    if emergency:
        title = _("Call an ambulance, even if it is easing") if not private else _("Your safety comes first")
        banner = _("Stop here. You need help now.")
    else:
        title = _("See or phone a doctor today") if not private else _("You are not alone with this")
        banner = _("Stop here. This needs help today.")
    told = list(dict.fromkeys(say(s.sign.client_says) for s in signs))[:AT_MOST]
    return StopPage(
        level=worst.value,
        banner=banner,
        title=title,
        words=told[0],
        more=told[1:],
        call_number=number,
        call_words=_("Call %(number)s") % {"number": number},
        say="" if private else _what_to_say(signs),
        do=_do(emergency=emergency, private=private, number=number, clinic=clinic.name),
    )


def _do(*, emergency: bool, private: bool, number: str, clinic: str) -> list[str]:
    lines = []
    if emergency and not number:
        lines.append(_("Call your local emergency number now."))
    if emergency and not private:
        lines += [_("Do not drive yourself."), _("Ask someone to stay with you.")]
    if not private:
        lines.append(_("Often the cause turns out to be harmless. Only a doctor can tell."))
    lines.append(_("%(clinic)s has been told. Your answers are kept.") % {"clinic": clinic})
    return lines


def _what_to_say(signs: Iterable[SignResult]) -> str:
    """The answers that led here, in the client's own lines, to read out."""
    lines = {name: line for checklist in knowledge().checklists for name, line in checklist.lines.items()}
    said = [line_of(name, lines) for name in because(signs)]
    if not said:
        return ""
    joined = "; ".join(
        line[:1].lower() + line[1:] if not line.startswith("I ") else line for line in said[:4]
    )
    return _("A health questionnaire told me to call. This is true of me: %(answers)s.") % {
        "answers": joined.rstrip(".")
    }


def because(signs: Iterable[SignResult]) -> list[str]:
    """Findings that the client said yes to and that make these signs stand."""
    found: dict[str, None] = {}
    for result in signs:
        for level, reason in result.rules:
            if level is not result.at_least or reason.truth is not Truth.YES:
                continue
            for leaf in reason.leaves():
                asked = knowledge().findings.get(leaf.finding or "")
                yes = leaf.truth is Truth.YES and leaf.known == "yes" and leaf.origin is not Origin.DERIVED
                if asked is not None and asked.asked_of == "client" and yes:
                    found[asked.id] = None
    return list(found)
