"""Fields for numbers: a comma and a point mean the same, and what is no certain number is refused in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuchal.findings.numbers import NumberRefused, read_number


def number_refusal(refused: NumberRefused) -> str:
    """Why a text is no number, in the language of the page."""
    return gettext(refused.words) % refused.values


class NumberInput(forms.TextInput):
    """
    A plain field with the keys for numbers.

    Not `type="number"`: such a field drops a comma where the browser's language writes a point, so that 0,5 becomes 05.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """The number without a trailing zero."""
        return f"{value:.10g}" if isinstance(value, float) else super().format_value(value)


class NumberField(forms.Field):
    """A number as a float, or as an int where it must be whole; None where nothing was written."""

    widget = NumberInput

    def __init__(
        self, *, least: float | None = None, most: float | None = None, whole: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.whole = whole
        if least is not None:
            self.validators.append(MinValueValidator(_shown(least), _("Write at least %(limit_value)s.")))
        if most is not None:
            self.validators.append(MaxValueValidator(_shown(most), _("Write at most %(limit_value)s.")))

    def to_python(self, value: Any) -> float | None:
        """The number that was written."""
        text = str(value or "").strip() if not isinstance(value, (int, float)) else str(value)
        if not text:
            return None
        try:
            number = read_number(text)
        except NumberRefused as refused:
            raise ValidationError(number_refusal(refused)) from None
        if not self.whole:
            return number
        if not number.is_integer():
            raise ValidationError(_("Write a whole number."))
        return int(number)


def _shown(bound: float) -> float:
    return int(bound) if float(bound).is_integer() else bound
