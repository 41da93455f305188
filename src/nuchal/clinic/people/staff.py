"""Clinics and who works in them: a user is a person who signs in, a practitioner is that person in one clinic."""

from __future__ import annotations

import re
import uuid
import zoneinfo
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission, Role, permissions_of, roles_with
from nuchal.clinic.audit.actions import Actor
from nuchal.clinic.audit.models import ActorKind

RENEW_WITHIN = timedelta(days=60)
"""How long before its end a credential is said to end soon."""


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """The names of all time zones; their files are looked through once."""
    return frozenset(zoneinfo.available_timezones())


def check_time_zone(name: str) -> None:
    """Refuse a name that is no time zone."""
    if name not in time_zones():
        raise ValidationError(
            _("%(name)s is no time zone; write one such as America/Toronto."), params={"name": name}
        )


LETTER_COUNTRIES = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "DO", "GT", "HN", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)
"""Countries whose printers usually hold US Letter paper (Unicode CLDR, territoryInfo: measurementData, paperSize)."""


def check_emergency_number(number: str) -> None:
    """Refuse what cannot be dialled."""
    if not re.fullmatch(r"\+?[0-9][0-9 ]{1,18}", number):
        raise ValidationError(_("Write digits only, such as 112."))


def place_of_logo(clinic: Clinic, _name: str) -> str:
    """A new name for each logo, so that no cache shows the old one."""
    return f"logos/{clinic.pk.hex}-{uuid.uuid4().hex[:8]}.png"


class Clinic(models.Model):
    """
    One practice: its place, its hours' time zone, and what its letters are headed with.

    `paper_size` is the paper to print on, `emergency_number` what the clinic wants clients to call: empty, the number
    of its country holds (`people.premises.emergency_number_of`). `logo` is a PNG that the clinic made anew itself.
    """

    class Paper(models.TextChoices):
        """The sizes of paper, by the names that Typst and CSS know (`us-letter` is `letter` in CSS)."""

        A4 = "a4", _("A4 (210 × 297 mm)")
        LETTER = "us-letter", _("US Letter (8.5 × 11 in)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[check_time_zone])
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("province or state"), max_length=64, blank=True)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    emergency_number = models.CharField(
        _("emergency number"), max_length=20, blank=True, validators=[check_emergency_number]
    )
    paper = models.CharField(_("paper"), max_length=9, blank=True, choices=Paper.choices)
    logo = models.FileField(_("logo"), upload_to=place_of_logo, blank=True)
    keep_years = models.PositiveSmallIntegerField(_("years that records are kept"), null=True, blank=True)
    """Years after the last entry; None where the clinic has not said. Nothing is erased by itself."""
    anchor_address = models.EmailField(_("mail the anchor of the audit to"), blank=True)
    """Where the end of the audit is mailed each day; nowhere where it is empty."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "name", "time_zone", "country", "region", "address", "phone", "email", "emergency_number",
            "paper", "logo", "keep_years", "anchor_address", "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def paper_size(self) -> Paper:
        """The paper that this clinic prints on: what it chose, or what is usual in its country."""
        usual = Clinic.Paper.LETTER if self.country.upper() in LETTER_COUNTRIES else Clinic.Paper.A4
        return Clinic.Paper(self.paper) if self.paper else usual

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which this clinic reads its clock."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        """The day that it is in the clinic."""
        return now.astimezone(self.zone).date()


class Users(BaseUserManager["User"]):
    """Users by e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, *, name: str, **more: Any) -> User:
        """A user who can sign in; without a password only by a passkey or a new password."""
        user = self.model(email=email.strip().lower(), name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with this address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A member of staff who signs in by e-mail address. Clients have no user; they come by a link."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    invited_to: tuple[str, ...] = ()
    """Names of clinics that this person is about to join."""
    works_in: uuid.UUID | None = None
    """The clinic that a request is about; while it is set, this person sees and does nothing in another."""

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """One user per address, whatever its case."""

        constraints = (models.UniqueConstraint(Lower("email"), name="one_user_per_address"),)

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"email", "name"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "password", "is_active", "created_at", "last_login"}

    def __str__(self) -> str:
        return self.name

    @property
    def words_about(self) -> tuple[str, ...]:
        """Words that a stranger would try in this person's password: their names, address and clinics."""
        clinics = [one.clinic.name for one in self.practitioners.select_related("clinic")] if self.pk else []
        text = " ".join([self.name, self.email, *clinics, *self.invited_to])
        return tuple(dict.fromkeys(re.findall(r"\w{2,}", text.lower())))

    def get_full_name(self) -> str:
        """The name."""
        return self.name

    @property
    def actor(self) -> Actor:
        """How an event names this person."""
        return Actor(kind=ActorKind.STAFF, id=str(self.pk), name=self.name)

    def limit(
        self, rows: models.QuerySet[Any], *, permission: Permission, to_clinic: str, to_client: str
    ) -> models.QuerySet[Any]:
        """Rows of the clinics in which this person has the permission."""
        if not self.is_active:
            return rows.none()
        return rows.filter(**{f"{to_clinic}__in": self.clinics_with(permission)})

    def clinics_with(self, permission: Permission) -> models.QuerySet[Any]:
        """Ids of the clinics in which this person has the permission today; within a request, of its clinic only."""
        granted = Grant.objects.filter(
            practitioner__user=self, practitioner__left_at=None, role__in=roles_with(permission)
        )
        if self.works_in is not None:
            granted = granted.filter(practitioner__clinic=self.works_in)
        return granted.values("practitioner__clinic")

    def can(self, permission: Permission, clinic: Clinic | uuid.UUID) -> bool:
        """Whether this person has the permission in a clinic."""
        clinic_id = clinic.pk if isinstance(clinic, Clinic) else clinic
        return (
            self.is_active and self.clinics_with(permission).filter(practitioner__clinic=clinic_id).exists()
        )


class Practitioner(models.Model):
    """A user in one clinic: profession and system of care decide the wording, the techniques and the scope."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="practitioners")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="practitioners")
    profession = models.CharField(_("profession"), max_length=64, blank=True)
    system_of_care = models.CharField(_("system of care"), max_length=64, blank=True)
    region = models.CharField(_("licensed in"), max_length=64, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One membership at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["user", "clinic"], condition=Q(left_at=None), name="one_membership_per_clinic"
            ),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "user", "clinic", "profession", "system_of_care", "region", "joined_at", "left_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user.name}, {self.clinic.name}"

    @cached_property
    def roles(self) -> frozenset[Role]:
        """What this person is in this clinic."""
        return frozenset(Role(grant.role) for grant in self.grants.all())

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What this person may do in this clinic."""
        return permissions_of(self.roles)

    def can(self, permission: Permission) -> bool:
        """Whether this person may do this here."""
        return permission in self.permissions

    def licences_on(self, day: date) -> frozenset[str]:
        """Ids of techniques that a credential which holds on this day lets this person use."""
        return frozenset(
            name for one in self.credentials.all() if one.holds_on(day) for name in one.techniques
        )


class Grant(models.Model):
    """One role of one practitioner."""

    id = models.BigAutoField(primary_key=True)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        """A role is had once, and it is one of the three."""

        constraints = (
            models.UniqueConstraint(fields=["practitioner", "role"], name="a_role_is_had_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="a_role_that_exists"),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "practitioner", "role"}

    def __str__(self) -> str:
        return f"{self.practitioner}: {self.role}"


class Credential(models.Model):
    """A licence or certificate of a practitioner: who gave it, its number, and until when it holds."""

    id = models.BigAutoField(primary_key=True)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="credentials")
    name = models.CharField(_("licence or certificate"), max_length=120)
    number = models.CharField(_("number"), max_length=64, blank=True)
    issuer = models.CharField(_("given by"), max_length=120)
    expires_on = models.DateField(_("holds until"), null=True, blank=True)
    techniques = models.JSONField(_("lets use"), default=list, blank=True)
    """Ids of techniques that need a licence and are used under this one, as long as it holds."""

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"number"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "practitioner", "name", "issuer", "expires_on", "techniques"}

    def __str__(self) -> str:
        return f"{self.name} ({self.issuer})"

    def holds_on(self, day: date) -> bool:
        """Whether it has not expired; its last day counts."""
        return self.expires_on is None or day <= self.expires_on

    def ends_soon(self, day: date) -> bool:
        """Whether it still holds and has to be renewed within weeks."""
        return self.expires_on is not None and day <= self.expires_on <= day + RENEW_WITHIN


class Invitation(models.Model):
    """An offer to join a clinic: one use, one address, a few days. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    roles = models.JSONField(_("roles"), default=list)
    profession = models.CharField(_("profession"), max_length=64, blank=True)
    system_of_care = models.CharField(_("system of care"), max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"email", "name"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "clinic", "roles", "profession", "system_of_care", "token_hash", "invited_by", "created_at",
            "expires_at", "used_at", "revoked_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} → {self.clinic}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at
