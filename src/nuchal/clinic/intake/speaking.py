"""Who answers: the client, or a guardian or proxy who speaks for them; and from which age somebody answers alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.models import Intake
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.actions import add_contact
from nuchal.clinic.people.clients import Client as Person
from nuchal.clinic.people.clients import Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.record.consenting import SELF, needs_guardian
from nuchal.findings.model import Client, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """What the age allows. An age that nobody knows yet is neither below nor above."""

    is_minor: bool = False
    is_adult: bool = False
    may_answer_alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed, as what, and who answers from now on."""

    name: str
    signed_as: str = SELF
    relationship: str = ""
    drawn: str = ""
    client_answers: bool = False
    """The guardian agrees that the young person answers alone."""


def age_of(client: Client) -> Age:
    """What the age of a client allows."""
    seen = client.observations.get("age_years")
    if seen is None or not isinstance(seen.value, Range):
        return Age()
    known = knowledge()
    is_minor = seen.value.most < known.setting("agrees_alone_from")
    return Age(
        is_minor=is_minor,
        is_adult=seen.value.least >= known.setting("agrees_alone_from"),
        may_answer_alone=seen.value.most >= known.setting("answers_alone_from"),
    )


def is_guarded(person: Person, known: Client, intake: Intake) -> bool:
    """Whether a guardian has agreed, and answers where the client is too young to; always so for adults."""
    age = age_of(known)
    if not age.is_minor:
        return True
    return not needs_guardian(person) and (age.may_answer_alone or intake.speaker_id is not None)


@transaction.atomic
def speak(*, by: ClientLink, intake: Intake, signed: Signed) -> None:
    """Write down who speaks for the client, and whether they answer from now on."""
    person = by.client
    contact = None if signed.signed_as == SELF else _contact(by, person, signed)
    speaker = None if signed.client_answers else contact
    if Intake.objects.filter(pk=intake.pk).exclude(speaker=speaker).update(speaker=speaker):
        note(
            Action.WRITE, by=by, clinic=person.clinic_id, subject=intake.episode, client=person,
            answers=signed.signed_as if speaker else SELF,
        )  # fmt: skip
    intake.speaker = speaker


def _contact(by: ClientLink, person: Person, signed: Signed) -> Contact:
    """The contact of this name and part, or a new one."""
    standing: list[Contact] = list(person.contacts.filter(part=signed.signed_as, until=None))
    name = signed.name.strip()
    found = next((one for one in standing if one.name.casefold() == name.casefold()), None)
    return found or add_contact(
        by=by, client=person, part=signed.signed_as, name=name, relationship=signed.relationship.strip()
    )
