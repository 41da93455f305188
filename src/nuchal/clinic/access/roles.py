"""What each role may do, as data. A person may have several roles in one clinic, and others in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(Enum):
    """One thing that somebody may do in a clinic."""

    SEE_PEOPLE = "see who the clients are"
    CHANGE_PEOPLE = "enter clients and change who they are"
    SEE_HEALTH = "see what is known of a client's health"
    CHANGE_HEALTH = "record findings, conclude, plan and treat"
    SEND_LINKS = "send a client a link"
    BOOK = "book visits"
    SEE_AUDIT = "see who did what"
    MANAGE = "invite staff and change the clinic"
    HAND_OVER = "hand a client a copy of everything that is kept about them"
    ERASE = "erase everything about a client"
    UNITE = "unite two records of one person"


class Role(models.TextChoices):
    """What somebody is in a clinic."""

    OWNER = "owner", _("Owner")
    THERAPIST = "therapist", _("Therapist")
    FRONT_DESK = "front_desk", _("Front desk")


_P = Permission
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(
        {
            _P.SEE_PEOPLE,
            _P.CHANGE_PEOPLE,
            _P.SEND_LINKS,
            _P.BOOK,
            _P.SEE_AUDIT,
            _P.MANAGE,
            _P.HAND_OVER,
            _P.ERASE,
            _P.UNITE,
        }
    ),
    Role.THERAPIST: frozenset(
        {
            _P.SEE_PEOPLE,
            _P.CHANGE_PEOPLE,
            _P.SEE_HEALTH,
            _P.CHANGE_HEALTH,
            _P.SEND_LINKS,
            _P.BOOK,
            _P.HAND_OVER,
            _P.UNITE,
        }
    ),
    Role.FRONT_DESK: frozenset({_P.SEE_PEOPLE, _P.CHANGE_PEOPLE, _P.SEND_LINKS, _P.BOOK}),
}
"""Owning a clinic opens no chart: an owner who treats has both roles.
Who may hand over a copy and erase, and why, is in docs/decisions/0010-copy-and-erasure.md."""


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """What these roles may do together."""
    return frozenset().union(*(ROLES[Role(role)] for role in roles))


def roles_with(permission: Permission) -> list[str]:
    """Roles that have a permission."""
    return [role.value for role, allowed in ROLES.items() if permission in allowed]
