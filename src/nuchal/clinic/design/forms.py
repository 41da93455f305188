"""Forms in the look of the clinic: the renderer, and widgets for what a plain field cannot ask."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Backend
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.design.numbers import NumberField, NumberInput

HERE = Path(__file__).parent
QUIET = frozenset({"unsure", "not_sure", "unknown", "not_known", "declined"})
STRENGTHS = (
    _("no pain"), _("mild"), _("mild"), _("mild"), _("moderate"), _("moderate"), _("moderate"),
    _("strong"), _("strong"), _("strong"), _("the worst"),
)  # fmt: skip


class Renderer(DjangoTemplates):
    """`{{ form }}` with our fields, choices and errors. Set as FORM_RENDERER; needs no other setting."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"

    @cached_property
    def engine(self) -> Backend:
        """Our widgets first, then Django's, then the templates of the apps."""
        django = Path(forms.__file__).parent / "templates"
        return Backend(
            {
                "APP_DIRS": True,
                "DIRS": [HERE / "templates" / "design" / "renderer", django],
                "NAME": "design",
                "OPTIONS": {},
            }
        )


class Choices(forms.RadioSelect):
    """One of several, as rows. `hints` adds a second line to a row; `quiet` names the answers that are not one."""

    def __init__(
        self, *args: Any, hints: Mapping[str, Any] | None = None, quiet: Any = QUIET, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints, self.quiet = dict(hints or {}), frozenset(quiet)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A row knows its hint and whether it is quiet."""
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(str(value), ""), "quiet": str(value) in self.quiet}


class ManyChoices(Choices, forms.CheckboxSelectMultiple):
    """Several of several, as rows."""

    input_type = "checkbox"
    allow_multiple_selected = True
    template_name = "django/forms/widgets/checkbox_select.html"
    option_template_name = "django/forms/widgets/checkbox_option.html"


class Segments(forms.RadioSelect):
    """One of a few short words in one bar: side, eased or worse."""

    template_name = "design/widgets/segments.html"


class Sides(Segments):
    """Left, both, right, in this order in every language: the picture beside it is not turned round either."""

    template_name = "design/widgets/sides.html"
    letters: Mapping[str, Any] = {"left": _("L"), "both": _("B"), "right": _("R")}
    words: Mapping[str, Any] = {"left": _("left"), "both": _("both sides"), "right": _("right")}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, choices=tuple(self.words.items()))

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A letter to see, a word to hear."""
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "letter": self.letters.get(str(value), value)}


class Stepper(NumberInput):
    """A number with a hand on either side; `min`, `max`, `step` as attributes, `unit` as a word behind it."""

    template_name = "design/widgets/stepper.html"

    def __init__(self, attrs: dict[str, Any] | None = None, unit: Any = "") -> None:
        super().__init__(attrs)
        self.unit = unit

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The unit for the template."""
        return {**super().get_context(*args, **kwargs), "unit": self.unit}


class Strength(forms.RadioSelect):
    """How strong, 0 to 10: eleven radios under one bar. It starts unset; keys, taps and dragging work."""

    template_name = "design/widgets/strength.html"

    def __init__(self, attrs: dict[str, Any] | None = None, low: Any = "", high: Any = "") -> None:
        super().__init__(attrs, choices=[(str(n), str(n)) for n in range(11)])
        self.low, self.high = low or _("none"), high or _("the worst")

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Each number with its word."""
        context = super().get_context(*args, **kwargs)
        options = [option for _group, options, _index in context["widget"]["optgroups"] for option in options]
        chosen = next((n for n, option in enumerate(options) if option["selected"]), None)
        told = "" if chosen is None else _("%(n)s of 10, %(word)s") % {"n": chosen, "word": STRENGTHS[chosen]}
        rows = [{"option": option, "word": word} for option, word in zip(options, STRENGTHS, strict=True)]
        return {**context, "rows": rows, "told": told, "low": self.low, "high": self.high}


class StrengthField(forms.TypedChoiceField):
    """A strength from 0 to 10 as a number, or None when nobody has said."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Strength)
        kwargs.setdefault("empty_value", None)
        super().__init__(choices=[(str(n), str(n)) for n in range(11)], coerce=int, **kwargs)


UNITS = (("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days")))
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}


class DurationWidget(forms.MultiWidget):
    """A number and a unit."""

    template_name = "design/widgets/duration.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = NumberInput({"aria-label": _("Number")})
        unit = forms.Select({"aria-label": _("Unit")}, choices=UNITS)
        super().__init__({"number": number, "unit": unit}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Minutes in the largest unit that stays whole; part of a minute stays as it is."""
        if value is None:
            return [None, "hours"]
        for unit in ("days", "hours"):
            if value and value % _MINUTES[unit] == 0:
                return [int(value // _MINUTES[unit]), unit]
        return [value, "minutes"]


class DurationField(forms.MultiValueField):
    """How long, in minutes and parts of a minute; nothing lasts 0 minutes."""

    widget = DurationWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = (NumberField(least=0, required=False), forms.ChoiceField(choices=UNITS))
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> float | None:
        """Number and unit as minutes; nothing when the number is empty."""
        if not data_list or data_list[0] is None:
            return None
        if data_list[0] == 0:
            raise forms.ValidationError(_("Write more than 0, or choose a smaller unit."))
        minutes = float(data_list[0]) * _MINUTES[data_list[1] or "minutes"]
        return int(minutes) if minutes.is_integer() else minutes


class Signature(forms.HiddenInput):
    """A signature drawn by hand, kept as one SVG path in a box of 480 by 168. Ask for the typed name beside it."""

    template_name = "design/widgets/signature.html"
    input_type = "hidden"

    @property
    def is_hidden(self) -> bool:
        """The field has a label and a place to draw."""
        return False
