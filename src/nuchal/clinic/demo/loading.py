"""
Load the demonstration: a clinic with its staff and clients in every stage of care, and a second clinic beside it.

Everything follows from the seeds in people.yaml and from the day of loading; only the password is new each time.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit.actions import SYSTEM
from nuchal.clinic.demo.record import load_record
from nuchal.clinic.demo.scene import Part, Person, Scene
from nuchal.clinic.demo.stories import story_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people import actions, membership
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import Clinic, Practitioner, User
from nuchal.errors import FindingError, UsageError
from nuchal.findings.model import OneOf, Range
from nuchal.knowledge.yaml12 import read

PARTS: tuple[Part, ...] = (load_record,)
"""What fills the scene, in order; a later part may use what an earlier one wrote."""
PEOPLE = Path(__file__).parent / "people.yaml"
PRONOUNS = {"female": "she/her", "male": "he/him"}


def load(
    *,
    password: str | None = None,
    today: date | None = None,
    watched: Callable[[list[Person]], Iterable[Person]] = iter,
) -> Scene:
    """
    Fill an empty database with the demonstration; `watched` passes on each person, and may show how far it is.

    Refused where there is a clinic already, and everywhere but in a demonstration.
    """
    if not settings.DEMO:
        raise UsageError(
            "this is no demonstration", remedy="Set NUCHAL_DEMO=yes, or use `nuchal serve --demo`."
        )
    if Clinic.objects.exists():
        raise UsageError("there is a clinic here already", remedy="`nuchal demo reset` begins anew.")
    written = read(PEOPLE, error=FindingError).value
    secret = password or secrets.token_urlsafe(9)
    with transaction.atomic():
        scene = Scene(today=today or timezone.now().date(), knowledge=knowledge(), watched=watched)
        _clinic(scene, written["clinic"], written["staff"], written["clients"], secret)
        _clinic(scene, written["other_clinic"], written["other_staff"], written["other_clients"], secret)
        for part in PARTS:
            part(scene)
        _remember(scene, secret)
    return scene


def remembered() -> dict[str, Any]:
    """How to come in: the password of every invented member of staff, and the token of an intake link."""
    path = settings.DATA / "demo.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _clinic(scene: Scene, about: dict[str, Any], staff: list[Any], clients: list[Any], password: str) -> None:
    clinic = actions.found_clinic(by=SYSTEM, **about)
    scene.clinics.append(clinic)
    hashed = User()
    hashed.set_password(password)
    for one in staff:
        member = _member(clinic, one, hashed.password)
        scene.staff[one["name"].split()[0].lower()] = member
        for credential in one.get("credentials", ()):
            _credential(scene, member, dict(credential))
    first = len(scene.people) + 110
    people = [_person(scene, clinic, one, number) for number, one in enumerate(clients, start=first)]
    Client.objects.bulk_create([person.row for person in people])
    for person, one in zip(people, clients, strict=True):
        for contact in one.get("contacts", ()):
            actions.add_contact(by=SYSTEM, client=person.row, **contact)
        since = scene.today - timedelta(weeks=person.weeks)
        actions.begin_care(by=SYSTEM, client=person.row, practitioner=person.treated_by, since=since)
    scene.people += people


def _member(clinic: Clinic, one: dict[str, Any], hashed: str) -> Practitioner:
    user = User.objects.create(name=one["name"], email=one["email"], password=hashed)
    return actions.join(
        by=SYSTEM,
        user=user,
        clinic=clinic,
        roles=[Role(role) for role in one["roles"]],
        profession=one.get("profession", ""),
        system_of_care=one.get("system_of_care", ""),
        region=one.get("region", clinic.region),
    )


def _credential(scene: Scene, member: Practitioner, one: dict[str, Any]) -> None:
    expires_on = scene.today + timedelta(weeks=one.pop("ends_in_weeks"))
    membership.add_credential(by=SYSTEM, member=member, expires_on=expires_on, **one)


def _person(scene: Scene, clinic: Clinic, one: dict[str, Any], number: int) -> Person:
    story = story_of(one, scene.knowledge)
    age, sex = story.observations.get("age_years"), story.observations.get("sex")
    years = int(age.value.least) if age and isinstance(age.value, Range) else 40
    said = sex.value.said if sex and isinstance(sex.value, OneOf) else ""
    row = Client(
        clinic=clinic,
        given_name=one["given"],
        family_name=one["family"],
        pronoun=PRONOUNS.get(said, ""),
        born_on=scene.today.replace(day=1) - timedelta(days=round(365.25 * years) + 150),
        email=f"{one['given']}.{one['family']}@people.example".lower(),
        created_at=scene.at(clinic, weeks_ago=one["weeks"] + 0.5),
        phone=f"+1 905 555 0{number}",
        **one.get("more", {}),
    )
    return Person(
        row=row, stage=one["stage"], weeks=one["weeks"], treated_by=scene.staff[one["treats"]], story=story
    )


def _remember(scene: Scene, password: str) -> None:
    waiting = next(person for person in scene.people if person.stage == "invited")
    _, token = actions.send_link(
        by=waiting.treated_by.user, client=waiting.row, purpose=ClientLink.Purpose.INTAKE
    )
    path = settings.DATA / "demo.json"
    path.touch(mode=0o600)
    path.write_text(
        json.dumps(
            {
                "password": password,
                "intake_token": token,
                "intake_client": str(waiting.row),
                "therapist": waiting.treated_by.user.email,
                "owner": scene.staff["olga"].user.email,
                "front_desk": scene.staff["felix"].user.email,
            }
        ),
        encoding="utf-8",
    )
