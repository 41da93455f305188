"""What a page showed in a form, as its hidden fields say: it shows whether another person changed a value since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _


class SharedForm(forms.BaseForm):
    """
    A form that two people may have open at once; a form of ours is derived from this and from a form of Django.

    Its page remembers what it showed, so that the second person learns what the first one saved.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def changed_data(self) -> list[str]:
        """Names of the fields that are not as the page showed them, or as they are where a form does not say."""
        return [
            name
            for name, field in self.fields.items()
            if field.has_changed(shown_before(self, name), self[name].data)
        ]

    @property
    def before(self) -> dict[str, Any]:
        """What the page showed in each field that was changed."""
        return {name: shown_before(self, name) for name in self.changed_data}

    @property
    def after(self) -> dict[str, Any]:
        """What was written into each field that was changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def show_conflict(self, meanwhile: Mapping[str, Any]) -> None:
        """Say at each field what another person has written there; saving again keeps what is written here."""
        data = cast(QueryDict, self.data).copy()
        for name, value in meanwhile.items():
            held = self.fields[name].prepare_value(value)
            parts = held if isinstance(held, list) else ["" if held is None else held]
            data.setlist(self.add_initial_prefix(name), [str(part) for part in parts])
        self.data = data
        for name, value in meanwhile.items():
            told = _("Meanwhile another person changed this to “%(value)s”. Save again to keep yours.")
            self.add_error(name, told % {"value": self._words(name, value)})

    def _words(self, name: str, value: Any) -> str:
        labels = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        parts = value if isinstance(value, list) else [value]
        told = [
            date_format(part, "j M Y") if isinstance(part, date) else labels.get(str(part), str(part))
            for part in parts
            if part not in (None, "")
        ]
        return ", ".join(told) or _("nothing")


def shown_before(form: forms.BaseForm, name: str) -> Any:
    """The value that the page showed; raises BadRequest where that cannot have been one."""
    field, key = form.fields[name], form.add_initial_prefix(name)
    if key not in form.data:
        return form.get_initial_for_field(field, name)
    try:
        value = field.to_python(field.hidden_widget().value_from_datadict(form.data, form.files, key))
        if value not in field.empty_values:
            field.validate(value)
    except ValidationError:
        raise BadRequest(f"the page cannot have shown this in {name}") from None
    return value
