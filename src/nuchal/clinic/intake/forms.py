"""The forms of single questions: consent, age and sex, one finding, another kind of headache."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.design.forms import Choices, DurationField, Signature, Stepper
from nuchal.clinic.design.numbers import NumberField
from nuchal.clinic.intake.asking import SECOND
from nuchal.clinic.intake.speaking import Age, Signed
from nuchal.clinic.intake.wording import question_of, span_of, words_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.people.clients import Contact
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.consenting import SELF
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import State
from nuchal.knowledge.schema import Finding
from nuchal.reasoning.wording import unit_words

PARTS_OF_AN_HOUR = 6
"""Digits after the mark of an hour: to less than a hundredth of a second."""
NOT_SURE = ("not_sure", _("I am not sure"))
YES, NO = ("yes", _("Yes")), ("no", _("No"))


class ConsentForm(forms.Form):
    """The typed name is the signature; a drawn one may stand beside it. Below the age of consent a guardian signs."""

    signed_as = forms.ChoiceField(label=_("Who signs?"), widget=Choices, initial=SELF)
    name = forms.CharField(
        label=_("Your name, as your signature"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name to sign.")},
    )
    relationship = forms.CharField(max_length=60, required=False)
    answers = forms.ChoiceField(
        label=_("Who answers the questions?"),
        widget=Choices,
        error_messages={"required": _("Choose who answers.")},
    )
    drawn = forms.CharField(label=_("Sign by hand"), required=False, max_length=20_000, widget=Signature)

    def __init__(self, *args: Any, client: str, age: Age, **more: Any) -> None:
        super().__init__(*args, **more)
        self.age = age
        self.fields["signed_as"].choices = _signers(client, age)  # type: ignore[attr-defined]
        self.fields["relationship"].label = _now("How are you related to %(name)s?") % {"name": client}
        self.fields["relationship"].help_text = _now("For example: mother, father, carer.")
        self.fields["answers"].choices = (  # type: ignore[attr-defined]
            ("speaker", _now("I answer about %(name)s") % {"name": client}),
            ("client", _now("%(name)s answers alone, and I agree") % {"name": client}),
        )
        if age.is_minor:
            del self.fields["signed_as"]
        if not (age.is_minor and age.may_answer_alone):
            del self.fields["answers"]

    def signed(self) -> Signed:
        """Who signed, as what, and who answers from now on."""
        told = self.cleaned_data
        return Signed(
            name=told["name"],
            signed_as=told.get("signed_as", Contact.Part.GUARDIAN.value),
            relationship=told["relationship"],
            drawn=told["drawn"],
            client_answers=told.get("answers") == "client",
        )


def _signers(client: str, age: Age) -> list[tuple[str, Any]]:
    signers = [
        (SELF, _("I sign for myself")),
        (Contact.Part.GUARDIAN.value, _now("I am a parent or guardian of %(name)s") % {"name": client}),
        (Contact.Part.PROXY.value, _now("I may decide for %(name)s, as proxy") % {"name": client}),
    ]
    return [one for one in signers if not (age.is_adult and one[0] == Contact.Part.GUARDIAN)]


class AboutForm(forms.Form):
    """Age, where the clinic does not know the date of birth, and sex."""

    age = NumberField(
        least=0,
        most=120,
        whole=True,
        error_messages={"required": _("Write the age in years.")},
    )
    sex = forms.ChoiceField(widget=Choices, error_messages={"required": _("Choose one of these.")})

    def __init__(self, *args: Any, asks_age: bool, about: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        found = knowledge().findings
        self.fields["age"].label = question_of(found["age_years"], about)
        self.fields["sex"].label = question_of(found["sex"], about)
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

    def __init__(self, *args: Any, finding: Finding, profile: str, about: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.finding, self.profile = finding, profile
        self.fields["answer"] = _field(finding)
        self.fields["answer"].label = question_of(finding, about)
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
            said = round(said / 60, PARTS_OF_AN_HOUR)
        return [entry_of_answer(self.finding, said, self.profile)]


class AnotherForm(forms.Form):
    """Whether there is a second kind of headache."""

    answer = forms.ChoiceField(
        choices=(
            ("yes", _("Yes, another one")),
            ("no", _("No, only this kind")),
        ),
        widget=Choices,
        error_messages={"required": _("Choose one of these.")},
    )

    def __init__(self, *args: Any, about: str = "", has_second: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.has_second = has_second
        words = words_of("page_another", about)
        self.fields["answer"].label, self.fields["answer"].help_text = words.question, words.hint

    def entries(self) -> list[Entry]:
        """A second kind of headache begins with its name; taken back, its answers count no more but stay written."""
        if self.cleaned_data["answer"] != "yes":
            return (
                []
                if not self.has_second
                else [Entry(section=Section.PROFILE, key="profile", profile=SECOND, state=State.DENIED.value)]
            )
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
    if finding.spans:
        spans = [(span.written, say(span.says)) for span in finding.spans]
        return forms.ChoiceField(choices=[*spans, NOT_SURE], widget=Choices, error_messages=chosen)
    if finding.unit == "h":
        duration = DurationField(required=False)
        duration.fields[0].required = False
        return duration
    least, most = finding.least or 0.0, finding.most
    bounds: dict[str, Any] = {"data-min": f"{least:g}"}
    if most is not None:
        bounds["data-max"] = f"{most:g}"
    widget = Stepper(attrs=bounds, unit=say(unit_words(finding.unit)))
    return NumberField(required=False, least=least, most=most, widget=widget)


def initial_of(finding: Finding, entry: Entry | None) -> dict[str, Any]:
    """The earlier answer, as the form writes it."""
    if entry is None or entry.state == State.NOT_ASKED.value:
        return {}
    if entry.value is None:
        return {"answer": NOT_SURE[0], "unsure": True} if _is_choice(finding) else {"unsure": True}
    if finding.value == "yes_no":
        return {"answer": "yes" if entry.is_yes else "no"}
    if finding.unit == "h" and isinstance(entry.value, (int, float)):
        minutes = round(entry.value * 60, 2)
        return {"answer": int(minutes) if float(minutes).is_integer() else minutes}
    if finding.spans:
        span = span_of(finding, entry.value)
        return {"answer": span.written} if span else {}
    return {"answer": entry.value}


def _is_choice(finding: Finding) -> bool:
    return finding.value in ("yes_no", "choice") or bool(finding.spans)
