"""Records that may be of the same person: the same name in any spelling, or the same birthday with what else agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.spellings import LAST_DIGITS, digits_of, is_same_name, letters_of, sorted_as
from nuchal.clinic.people.staff import Clinic, User

ALIKE = 0.8
"""From which share of equal letters two names of people with one birthday are alike: `Jon Smith`, `John Smyth`."""
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of a person before they are entered."""

    given_name: str
    family_name: str
    born_on: date | None = None
    phone: str = ""
    email: str = ""


def particulars_in(written: Mapping[str, Any]) -> Particulars:
    """What a form has of a person."""
    return Particulars(**{one.name: written[one.name] for one in fields(Particulars)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """A record that may be of the same person, and what speaks for it."""

    client: Client
    agrees: str
    is_likely: bool
    """Whether nothing that is known speaks against it."""


def doubles_of(
    viewer: User, clinic: Clinic, who: Particulars, *, without: Iterable[UUID] = ()
) -> list[Double]:
    """Records of a clinic that may be of this person, archived ones too; the likeliest first."""
    near = (
        Q(letters=letters_of(who.given_name, who.family_name))
        if (who.given_name or who.family_name)
        else Q(pk=None)
    )
    if who.born_on:
        near |= Q(born_on=who.born_on)
    found = (
        Client.objects.visible_to(viewer)
        .filter(near, clinic=clinic, united_into=None)
        .exclude(pk__in=list(without))
    )
    judged = [double for client in found if (double := _judged(client, who)) is not None]
    return sorted(judged, key=lambda double: not double.is_likely)[:MOST]


def doubles_of_client(viewer: User, client: Client) -> list[Double]:
    """Other records that are likely of the same person as a client."""
    if client.united_into_id is not None:
        return []
    who = Particulars(**{one.name: getattr(client, one.name) for one in fields(Particulars)})
    every = doubles_of(viewer, client.clinic, who, without=[client.pk])
    return [double for double in every if double.is_likely]


def _judged(client: Client, who: Particulars) -> Double | None:
    names = (client.given_name, client.family_name), (who.given_name, who.family_name)
    same_name = is_same_name(*names)
    same_birth = who.born_on is not None and client.born_on == who.born_on
    other_birth = who.born_on is not None and client.born_on is not None and not same_birth
    if not same_name and not (same_birth and (_alike(*names) or _reached_alike(client, who))):
        return None
    if same_name and same_birth:
        agrees = _("Same name and date of birth")
    elif same_name:
        agrees = _("Same name, another date of birth") if other_birth else _("Same name")
    else:
        agrees = _("Same date of birth, similar name or same telephone or e-mail")
    return Double(client=client, agrees=agrees, is_likely=not other_birth)


def _alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return SequenceMatcher(None, sorted_as(*one), sorted_as(*other)).ratio() >= ALIKE


def _reached_alike(client: Client, who: Particulars) -> bool:
    asked = digits_of(who.phone)[-LAST_DIGITS:]
    same_phone = len(asked) == LAST_DIGITS and client.phone_digits.endswith(asked)
    return same_phone or bool(who.email and client.email.casefold() == who.email.casefold())
