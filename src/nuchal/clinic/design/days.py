"""A field for a day, read as case files read it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from nuchal.findings.days import DayRefused, read_day


class DayInput(forms.DateInput):
    """The day picker of the browser; whatever the language of the page, it sends year-month-day."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """
    A day that exists, not before 1900.

    Only year-month-day is read: 03/04/2026 is in March for one reader and in April for another.
    """

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """The day."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except DayRefused as refused:
            raise ValidationError(gettext(refused.words) % refused.values) from None
