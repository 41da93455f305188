"""Clients of a clinic, who speaks for them, and who treats them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.staff import Clinic, Practitioner

OF_AGE = 18
"""Years from which somebody speaks for themselves."""
OLDEST = 120
"""Years of life: the most that the knowledge takes for an age."""


def years_between(born_on: date, day: date) -> int:
    """Completed years of life on a day; who was born on 29 February is a year older on 1 March."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (not had_birthday)


def birth_problem(born_on: date | None, today: date) -> str:
    """Why a date of birth cannot be right, in words; nothing where it can, or is not known."""
    if born_on is None:
        return ""
    if born_on > today:
        return _now("This day is still to come.")
    if years_between(born_on, today) > OLDEST:
        return _now("This is more than %(n)d years ago. Look at the year.") % {"n": OLDEST}
    return ""


class Client(models.Model):
    """A person who comes to be treated, in one clinic. What is known of their health lies in the record."""

    class WantsReferral(models.TextChoices):
        """Whether the insurer pays only where a physician has referred; not known is not no."""

        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_KNOWN = "not_known", _("Not known")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="clients")
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    pronoun = models.CharField(_("pronoun"), max_length=40, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    referred_by = models.CharField(_("referred by"), max_length=120, blank=True)
    referred_on = models.DateField(_("date of the referral"), null=True, blank=True)
    insurer = models.CharField(_("insurer"), max_length=120, blank=True)
    insurance_number = models.CharField(_("insurance number"), max_length=64, blank=True)
    insurer_wants_referral = models.CharField(
        _("Does the insurer want a referral?"),
        max_length=9,
        choices=WantsReferral.choices,
        default=WantsReferral.NOT_KNOWN,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_PEOPLE
        to_clinic = "clinic"
        to_client = "pk"

    class Meta:
        """Found by name within a clinic."""

        ordering = ("family_name", "given_name", "id")
        indexes = (models.Index(fields=["clinic", "family_name", "given_name"], name="client_by_name"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(insurer_wants_referral__in=["yes", "no", "not_known"]),
                name="an_answer_of_the_insurer_that_exists",
            ),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {
            "given_name", "family_name", "pronoun", "born_on", "email", "phone", "referred_by", "insurer",
            "insurance_number",
        }  # fmt: skip
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "clinic", "language", "referred_on", "insurer_wants_referral", "created_at", "archived_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def clean(self) -> None:
        """Refuse a date of birth that no living person has."""
        today = self.clinic.today(timezone.now()) if self.clinic_id else timezone.localdate()
        if problem := birth_problem(self.born_on, today):
            raise ValidationError({"born_on": problem})

    def age_on(self, day: date) -> int | None:
        """Completed years of life on a day; None where the date of birth is not known or cannot be right."""
        if self.born_on is None or birth_problem(self.born_on, day):
            return None
        return years_between(self.born_on, day)

    def is_minor_on(self, day: date) -> bool:
        """Whether this is a child on a day; False where the date of birth is not known."""
        age = self.age_on(day)
        return age is not None and age < OF_AGE

    @property
    def has_referral(self) -> bool:
        """Whether a referral is recorded: by whom, or from which day."""
        return bool(self.referred_by or self.referred_on)

    @property
    def lacks_referral(self) -> bool:
        """Whether the insurer wants a referral and none is recorded."""
        return self.insurer_wants_referral == Client.WantsReferral.YES and not self.has_referral


class Contact(models.Model):
    """Somebody who speaks for a client: a guardian of a minor, a proxy, somebody to call in an emergency."""

    class Part(models.TextChoices):
        """What they may do for the client."""

        GUARDIAN = "guardian", _("Guardian")
        PROXY = "proxy", _("Proxy")
        EMERGENCY = "emergency", _("To call in an emergency")

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contacts")
    part = models.CharField(_("part"), max_length=16, choices=Part.choices)
    name = models.CharField(_("name"), max_length=120)
    relationship = models.CharField(_("relationship"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_PEOPLE
        to_clinic = "client__clinic"
        to_client = "client"

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"name", "relationship", "email", "phone"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "client", "part", "until"}

    def __str__(self) -> str:
        return f"{self.name} ({self.get_part_display()})"

    @property
    def speaks_as(self) -> str:
        """`Ann Daniels, guardian (mother)`: who answered, where somebody else than the client did."""
        words = f"{self.name}, {self.get_part_display().lower()}"
        return f"{words} ({self.relationship})" if self.relationship else words


class CareRelationship(models.Model):
    """Which practitioner treats which client, from when until when."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="care")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="care")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_PEOPLE
        to_clinic = "client__clinic"
        to_client = "client"

    class Meta:
        """Once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["client", "practitioner"], condition=Q(until=None), name="one_care_at_a_time"
            ),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "client", "practitioner", "since", "until"}

    def __str__(self) -> str:
        return f"{self.client} – {self.practitioner}"
