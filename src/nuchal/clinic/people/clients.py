"""Clients of a clinic, who speaks for them, and who treats them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.spellings import digits_of, letters_of, sorted_as, spelt_for_search
from nuchal.clinic.people.staff import Clinic, Practitioner

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField

OF_AGE = 18
"""Years from which somebody speaks for themselves."""
LONGEST_KEY = 400
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


class Derived(_Text):
    """A column that follows from the others of its row; `derived()` of the model computes it at each save."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What follows from the row as it is now."""
        value = model_instance.derived()[self.attname]  # type: ignore[attr-defined]  # only such models have it
        setattr(model_instance, self.attname, value)
        return value


class Client(models.Model):
    """A person who comes to be treated, in one clinic. What is known of their health lies in the record."""

    class WantsReferral(models.TextChoices):
        """Whether the insurer pays only where a physician has referred; not known is not no."""

        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_KNOWN = "not_known", _("Not known")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="clients")
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    """People with one name have it in either of the two."""
    pronoun = models.CharField(_("pronoun"), max_length=40, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    codes_to = models.EmailField(_("address for codes"), blank=True)
    """Where a code goes that proves who somebody is: `email`, unless the desk changed it after answers were given."""
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
    united_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="united"
    )
    """The record of the same person that is used instead of this one."""
    spelt = Derived(default="", editable=False)
    letters = Derived(default="", editable=False)
    sorted_as = Derived(default="", editable=False)
    phone_digits = Derived(default="", editable=False)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_PEOPLE
        to_clinic = "clinic"
        to_client = "pk"

    class Meta:
        """Found by name within a clinic."""

        ordering = ("sorted_as", "id")
        indexes = (
            models.Index(fields=["clinic", "sorted_as"], name="client_by_name"),
            models.Index(fields=["clinic", "letters"], name="client_by_letters"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(insurer_wants_referral__in=["yes", "no", "not_known"]),
                name="an_answer_of_the_insurer_that_exists",
            ),
            models.CheckConstraint(condition=~Q(given_name="", family_name=""), name="a_client_has_a_name"),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {
            "given_name", "family_name", "pronoun", "born_on", "email", "codes_to", "phone", "referred_by",
            "insurer", "insurance_number", "spelt", "letters", "sorted_as", "phone_digits",
        }  # fmt: skip
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "clinic", "language", "referred_on", "insurer_wants_referral", "created_at", "archived_at",
            "united_into",
        }  # fmt: skip

    def __str__(self) -> str:
        return " ".join(part for part in (self.given_name, self.family_name) if part)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Columns that follow from others are saved with them."""
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.derived()}
        super().save(*args, **kwargs)

    def derived(self) -> dict[str, str]:
        """The columns that searching and sorting use, from the name and the telephone number."""
        given, family = self.given_name, self.family_name
        return {
            "spelt": spelt_for_search(given, family),
            "letters": letters_of(given, family)[:LONGEST_KEY],
            "sorted_as": sorted_as(given, family)[:LONGEST_KEY],
            "phone_digits": digits_of(self.phone),
        }

    @property
    def called(self) -> str:
        """How this person is spoken of: the given name, or the only name."""
        return self.given_name or self.family_name

    @property
    def listed_as(self) -> str:
        """`Sato, Nina`, or the only name."""
        return ", ".join(part for part in (self.family_name, self.given_name) if part)

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
