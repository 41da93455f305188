"""What a page showed in a field, as its hidden field says: it shows whether somebody changed the value meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.forms import BaseForm


def shown_before(form: BaseForm, name: str) -> Any:
    """The value that the page showed; raises BadRequest where that cannot have been one."""
    field, key = form.fields[name], form.add_initial_prefix(name)
    if key not in form.data:
        return form.get_initial_for_field(field, name)
    try:
        value = field.to_python(form.data[key])
        if value not in field.empty_values:
            field.validate(value)
    except ValidationError:
        raise BadRequest(f"the page cannot have shown this in {name}") from None
    return value
