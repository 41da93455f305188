"""A plan as somebody may propose it: within their system of care, with the licences of the day, where they practise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.staff import Practitioner
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.plan import Plan, propose
from nuchal.reasoning.scope import known_regions
from nuchal.reasoning.screening import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms a plan is proposed; two practitioners with equal terms get the same plan."""

    system: str
    licences: frozenset[str]
    region: str | None

    def propose(self, found: Assessment, *, profile: int = 0) -> Plan | Held:
        """The plan for the kind of headache at this place, or what holds it."""
        return propose(
            found,
            knowledge(),
            system=self.system,
            profile=profile,
            licences=self.licences,
            region=self.region,
        )


def terms_of(practitioner: Practitioner, *, on: date) -> Terms | None:
    """The terms of a practitioner on a day; None where they have named no system of care."""
    if practitioner.system_of_care not in knowledge().systems:
        return None
    return Terms(
        system=practitioner.system_of_care,
        licences=practitioner.licences_on(on),
        region=region_of(practitioner),
    )


def region_of(practitioner: Practitioner) -> str | None:
    """
    Where somebody is licensed, as the knowledge names it; else the country of the clinic, if anything is known of it.

    None keeps the usual scope of the profession.
    """
    known = known_regions(knowledge())
    return next((one for one in (practitioner.region, practitioner.clinic.country) if one in known), None)
