"""Forms about who works here: roles, practice, and credentials. What can be chosen comes from the knowledge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast, get_args

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Role
from nuchal.clinic.design.days import DayField
from nuchal.clinic.design.forms import ManyChoices
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.shared_form import SharedForm
from nuchal.clinic.people.staff import Credential, Practitioner
from nuchal.knowledge.care import Profession
from nuchal.reasoning.scope import known_regions

if TYPE_CHECKING:
    _OfCredential = forms.ModelForm[Credential]
else:
    _OfCredential = forms.ModelForm

ROLE_HINTS = {
    Role.OWNER.value: _("invites, sees who did what; can't open charts"),
    Role.THERAPIST.value: _("opens charts, records, plans"),
    Role.FRONT_DESK.value: _("enters clients and sends links; can't see health records"),
}

REGIONS = {"CA": _("Canada"), "CA-ON": _("Canada, Ontario"), "US": _("United States")}


class MemberForm(SharedForm, forms.Form):
    """What somebody is in this clinic, and in which practice they plan."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=ManyChoices(hints=ROLE_HINTS)
    )
    profession = forms.ChoiceField(label=_("Profession"), required=False)
    system_of_care = forms.ChoiceField(
        label=_("System of care"), required=False, help_text=_("Plans are written within it.")
    )
    region = forms.ChoiceField(
        label=_("Licensed in"), required=False, help_text=_("Widens or narrows what may be used.")
    )

    def __init__(self, *args: Any, member: Practitioner, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "roles": [role.value for role in member.roles],
            "profession": member.profession,
            "system_of_care": member.system_of_care,
            "region": member.region,
        }
        super().__init__(*args, **kwargs)
        systems = {id: system.name for id, system in knowledge().systems.items()}
        professions = {name: worded(name) for name in get_args(Profession)}
        regions = {name: region_words(name) for name in known_regions(knowledge())}
        for name, choices in (("profession", professions), ("system_of_care", systems), ("region", regions)):
            held = getattr(member, name)
            kept = {held: held} if held and held not in choices else {}
            every = [("", _("not recorded")), *{**choices, **kept}.items()]
            self.fields[name].choices = every  # type: ignore[attr-defined]


class CredentialForm(_OfCredential):
    """A licence or certificate, until when it holds, and the techniques that it lets its holder use."""

    techniques = forms.MultipleChoiceField(
        label=_("Lets use"),
        required=False,
        widget=ManyChoices,
        help_text=_("Only techniques that need a licence somewhere; all others need none."),
    )

    seen = forms.CharField(max_length=2_000, required=False, widget=forms.HiddenInput)
    """Keys of the licences that the page showed."""

    class Meta:
        """The fields that the owner enters."""

        model = Credential
        fields = ("name", "issuer", "number", "expires_on", "techniques")
        field_classes = {"expires_on": DayField}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["techniques"].choices = licensed_techniques()  # type: ignore[attr-defined]

    @property
    def what(self) -> dict[str, Any]:
        """What was written of the licence."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def seen_keys(self) -> set[int]:
        """Keys of the licences that the page showed."""
        return {int(part) for part in self.cleaned_data["seen"].split() if part.isascii() and part.isdigit()}

    def show_conflict(self, every: Iterable[Credential]) -> None:
        """Say which licences another person has entered since; saving again enters this one as well."""
        others = [str(one) for one in every if one.pk not in self.seen_keys]
        data = cast(QueryDict, self.data).copy()
        data["seen"] = keys_of(every)
        self.data = data
        told = _now("Meanwhile another person added “%(name)s”. Save again if this one is needed as well.")
        self.add_error("name", told % {"name": ", ".join(others)})


def keys_of(credentials: Iterable[Credential]) -> str:
    """Keys of licences as a page keeps them in a hidden field."""
    return " ".join(str(one.pk) for one in credentials)


def licensed_techniques() -> list[tuple[str, str]]:
    """(id, name) of techniques that need a licence, anywhere or in a region."""
    named = {name for name, technique in knowledge().techniques.items() if technique.needs_licence}
    for system in knowledge().systems.values():
        for scope in system.techniques_by_region.values():
            named |= {*scope.wants_licence, *scope.also}
    return sorted(((name, knowledge().techniques[name].name) for name in named), key=lambda one: one[1])


def region_words(name: str) -> str:
    """A region of the knowledge as words; its code where there are none yet."""
    return str(REGIONS.get(name, name))


def worded(name: str) -> str:
    """A name of the knowledge as words."""
    return name.replace("_", " ").capitalize()
