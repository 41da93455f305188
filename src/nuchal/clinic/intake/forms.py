"""The forms of single questions: consent, age and sex, one finding, another kind of headache."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.design.forms import Choices, DurationField, Signature, Stepper
from nuchal.clinic.intake.asking import SECOND
from nuchal.clinic.intake.wording import BANDS, UNITS, say
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.consenting import ConsentText
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import State
from nuchal.knowledge.schema import Finding

NOT_SURE = ("not_sure", _("I am not sure"))
YES, NO = ("yes", _("Yes")), ("no", _("No"))


class ConsentForm(forms.Form):
    """The typed name is the signature; a drawn one may stand beside it."""

    signed_as = forms.ChoiceField(
        label=_("Who signs?"),
        choices=(
            ("self", _("I sign for myself")),
            ("guardian", _("I am a parent or guardian of the client")),
        ),
        widget=Choices,
        initial="self",
    )
    name = forms.CharField(
        label=_("Your name, as your signature"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name to sign.")},
    )
    drawn = forms.CharField(label=_("Sign by hand"), required=False, max_length=20_000, widget=Signature)

    def __init__(self, *args: Any, texts: list[ConsentText], minor: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.texts = texts
        if minor:
            self.fields["signed_as"].initial = "guardian"


class AboutForm(forms.Form):
    """Age, where the clinic does not know the date of birth, and sex."""

    age = forms.IntegerField(
        min_value=0,
        max_value=120,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write how old you are, in years.")},
    )
    sex = forms.ChoiceField(widget=Choices, error_messages={"required": _("Choose one of these.")})

    def __init__(self, *args: Any, asks_age: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        found = knowledge().findings
        self.fields["age"].label = say(found["age_years"].question)
        self.fields["sex"].label = say(found["sex"].question)
        self.fields["sex"].choices = [(o.id, say(o.name)) for o in found["sex"].options]  # type: ignore[attr-defined]
        if not asks_age:
            del self.fields["age"]

    def entries(self) -> list[Entry]:
        """What was said."""
        told = self.cleaned_data
        entries = [Entry(section=Section.OBSERVATION, key="sex", value=told["sex"])]
        if told.get("age") is not None:
            entries.append(Entry(section=Section.OBSERVATION, key="age_years", value=told["age"]))
        return entries


class AskForm(forms.Form):
    """One finding: yes or no, one of several, or a number. "I am not sure" is an answer of its own."""

    def __init__(self, *args: Any, finding: Finding, profile: str, question: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.finding, self.profile = finding, profile
        self.fields["answer"] = _field(finding)
        self.fields["answer"].label = question or say(finding.question)
        if not isinstance(self.fields["answer"], forms.ChoiceField):
            self.fields["unsure"] = forms.BooleanField(label=NOT_SURE[1], required=False)

    @property
    def is_number(self) -> bool:
        """Whether a number is typed, so that "I am not sure" stands beside it."""
        return "unsure" in self.fields

    def clean(self) -> dict[str, Any]:
        """A number, or that nobody knows it; a silent page is no answer."""
        told: dict[str, Any] = super().clean() or {}
        silent = told.get("answer") is None and not told.get("unsure")
        if self.is_number and "answer" not in self.errors and silent:
            self.add_error("answer", _now("Write a number, or choose I am not sure."))
        return told

    def entries(self) -> list[Entry]:
        """What was said."""
        said = self.cleaned_data["answer"]
        if self.is_number and said is None:
            said = NOT_SURE[0]
        if isinstance(self.fields["answer"], DurationField) and said != NOT_SURE[0]:
            said = round(said / 60, 4)
        return [entry_of_answer(self.finding, said, self.profile)]


class AnotherForm(forms.Form):
    """Whether there is a second kind of headache."""

    answer = forms.ChoiceField(
        label=_("Do you also get another kind of headache, clearly different from this one?"),
        help_text=_("For example a dull band on most days, and now and then a throbbing attack."),
        choices=(
            ("yes", _("Yes, I will describe it too")),
            ("no", _("No, it is always this kind")),
        ),
        widget=Choices,
        error_messages={"required": _("Choose one of these.")},
    )

    def entries(self) -> list[Entry]:
        """A second kind of headache begins with its name."""
        if self.cleaned_data["answer"] != "yes":
            return []
        return [Entry(section=Section.PROFILE, key="profile", profile=SECOND, value=1)]


def entry_of_answer(finding: Finding, said: Any, profile: str) -> Entry:
    """One answer as it is recorded: a value, a plain no, or that nobody knows."""
    if finding.about != "profile":
        profile = ""
    if said == NOT_SURE[0]:
        return Entry(
            section=Section.OBSERVATION, key=finding.id, profile=profile, state=State.NOT_KNOWN.value
        )
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    state = State.DENIED if said in ("no", False) else State.OBSERVED
    return Entry(section=Section.OBSERVATION, key=finding.id, profile=profile, value=said, state=state.value)


def _field(finding: Finding) -> forms.Field:
    chosen = {"required": _("Choose an answer, or skip this question.")}
    if finding.value == "yes_no":
        return forms.ChoiceField(choices=(YES, NO, NOT_SURE), widget=Choices, error_messages=chosen)
    if finding.value == "choice":
        options = [(option.id, say(option.name)) for option in finding.options]
        return forms.ChoiceField(choices=[*options, NOT_SURE], widget=Choices, error_messages=chosen)
    if finding.id in BANDS:
        return forms.ChoiceField(
            choices=[*BANDS[finding.id], NOT_SURE], widget=Choices, error_messages=chosen
        )
    if finding.unit == "h":
        duration = DurationField(required=False)
        duration.fields[0].required = False
        return duration
    least, most = finding.least or 0.0, finding.most
    bounds: dict[str, Any] = {"min": least, "inputmode": "decimal", "step": "any"}
    if most is not None:
        bounds["max"] = most
    unit = UNITS.get(finding.unit or "", finding.unit or "")
    widget = Stepper(attrs=bounds, unit=unit)
    return forms.FloatField(required=False, min_value=least, max_value=most, widget=widget)


def initial_of(finding: Finding, entry: Entry | None) -> dict[str, Any]:
    """The earlier answer, as the form writes it."""
    if entry is None or entry.state == State.NOT_ASKED.value:
        return {}
    if entry.value is None:
        return {"answer": NOT_SURE[0], "unsure": True} if _is_choice(finding) else {"unsure": True}
    if finding.value == "yes_no":
        return {"answer": "yes" if entry.value in (True, "yes") else "no"}
    if finding.unit == "h" and isinstance(entry.value, (int, float)):
        return {"answer": round(entry.value * 60)}
    return {"answer": entry.value}


def _is_choice(finding: Finding) -> bool:
    return finding.value in ("yes_no", "choice") or finding.id in BANDS
