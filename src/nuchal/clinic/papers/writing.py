"""
Which papers can be written of an episode now, and one of them written.

A paper is made anew from what is known at this moment and is not kept. While care is held there is no plan, no
programme and no visit; where something stands, the referral and the page for the client take their place. A danger
screen is never assumed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nuchal.bodymap import Drawing
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.premises import logo_of
from nuchal.clinic.people.staff import Clinic, Practitioner
from nuchal.clinic.record.assessing import kinds_known
from nuchal.clinic.record.proposing import terms_of
from nuchal.letters.client_plan import client_plan
from nuchal.letters.document import Document, Envelope
from nuchal.letters.physician import physician_letter
from nuchal.letters.programme_sheet import programme_sheet
from nuchal.letters.referral import referral_letter, what_to_do_now
from nuchal.letters.visit_sheet import visit_sheet
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.plan import Plan
from nuchal.reasoning.programme import Programme, assign
from nuchal.reasoning.screening import Held
from nuchal.reasoning.session import SessionBrief, prepare


class Kind(Enum):
    """One paper; the value stands in its address."""

    REFERRAL = "referral"
    NOW = "what-to-do-now"
    LETTER = "letter"
    PLAN = "plan"
    PROGRAMME = "programme"
    EASY = "programme-easy"
    VISIT = "visit"


OF_A_PLAN = (Kind.PLAN, Kind.PROGRAMME, Kind.EASY, Kind.VISIT)
WHILE_HELD = (Kind.REFERRAL, Kind.NOW)


@dataclass(frozen=True, slots=True)
class NotNow:
    """A paper that cannot be written, and why."""

    why: str
    ask: bool = False
    """Whether danger questions that are still open hold it."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the papers of one episode are written from: the assessment of now, and who writes in which practice."""

    found: Assessment
    practitioner: Practitioner
    on: date
    profile: int = 0
    hands: Mapping[str, Drawing] = field(default_factory=dict)
    """The strokes of each kind of headache, where they were kept."""

    @cached_property
    def proposed(self) -> Plan | Held | None:
        """The plan, what holds it, or None where the practitioner has named no system of care."""
        terms = terms_of(self.practitioner, on=self.on)
        return terms.propose(self.found, profile=self.profile) if terms else self.found.plan_held

    @property
    def refers(self) -> bool:
        """Whether something stands that a physician has to see first."""
        return isinstance(self.proposed, Held) and bool(self.proposed.standing or self.proposed.types)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What can be written now, the most urgent first."""
        urgent = WHILE_HELD if self.refers else ()
        return (*urgent, Kind.LETTER, *(OF_A_PLAN if isinstance(self.proposed, Plan) else ()))

    @property
    def headaches(self) -> dict[str, int]:
        """Place of each kind of headache that something is known of; the first where nothing is known of any."""
        profiles = [one.profile for one in self.found.profiles]
        places = {profile.name: place for place, profile in enumerate(profiles)}
        return {name: places[name] for name in kinds_known(profiles)}

    @property
    def holds(self) -> tuple[str, ...]:
        """Names of what holds care."""
        held = self.found.plan_held
        if held is None:
            return ()
        types = [knowledge().headaches[code].name for code in held.types]
        return (*types, *(result.sign.name for result in (*held.standing, *held.open)))


def envelope_of(client: Client, *, practitioner: Practitioner, on: date, to: tuple[str, ...]) -> Envelope:
    """From whom, to whom, about whom, and when."""
    clinic = client.clinic
    contact = (*clinic.address.splitlines(), clinic.phone, clinic.email)
    return Envelope(
        clinic=clinic.name,
        therapist=practitioner.user.name,
        profession=practitioner.profession.replace("_", " "),
        contact=tuple(line.strip() for line in contact if line.strip()),
        to=to,
        name=str(client),
        born_on=date_format(client.born_on, "j F Y") if client.born_on else "",
        dated_on=date_format(on, "j F Y"),
        referred_by=_referral(client),
        insurer=", ".join(part for part in (client.insurer, client.insurance_number) if part),
        paper="us-letter" if clinic.paper_size is Clinic.Paper.LETTER else "a4",
        logo=logo_of(clinic),
    )


def write(kind: Kind, desk: Desk, envelope: Envelope, *, visit: int = 1) -> Document | NotNow:
    """One paper, or why there is none."""
    if desk.found.screening.assumed:
        return NotNow(_("The danger questions were assumed and not asked."))
    if kind not in desk.kinds:
        return _not_now(kind, desk)
    if kind is Kind.REFERRAL:
        return referral_letter(desk.found, knowledge(), envelope)
    if kind is Kind.NOW:
        return what_to_do_now(desk.found, knowledge(), envelope)
    if kind is Kind.LETTER:
        return physician_letter(desk.found, desk.proposed, knowledge(), envelope, desk.hands)
    assert isinstance(desk.proposed, Plan), "these kinds are offered with a plan only"
    return _of_the_plan(kind, desk.proposed, desk.found, envelope, visit=visit)


def _of_the_plan(
    kind: Kind, plan: Plan, found: Assessment, envelope: Envelope, *, visit: int
) -> Document | NotNow:
    if kind is Kind.PLAN:
        return client_plan(found, plan, knowledge(), envelope)
    if kind is Kind.VISIT:
        brief = prepare(plan, found, knowledge(), visit=visit)
        assert isinstance(brief, SessionBrief), "a plan that is proposed has a visit"
        return visit_sheet(found, brief, knowledge(), envelope)
    programme = assign(plan, found, reading="easy" if kind is Kind.EASY else "usual")
    assert isinstance(programme, Programme), "a plan that is proposed has a programme"
    return programme_sheet(found, programme, knowledge(), envelope)


def _not_now(kind: Kind, desk: Desk) -> NotNow:
    if kind in WHILE_HELD:
        return NotNow(
            _("No danger sign stands, so there is nothing to refer at once. Use the letter to the physician.")
        )
    if desk.found.plan_held is None:
        return NotNow(_("A plan is written within a system of care, and yours is not recorded yet."))
    names = "; ".join(desk.holds[:3])
    return NotNow(_("Nothing may be planned until this is settled: %(names)s.") % {"names": names}, ask=True)


def _referral(client: Client) -> str:
    day = date_format(client.referred_on, "j F Y") if client.referred_on else ""
    return ", ".join(part for part in (client.referred_by, day) if part)
