"""`{% csrf_token %}` of every page: the token, and beside it for whom a page of staff was shown."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from nuchal.clinic.people.shown_for import FIELD, sign_shown_for

register = template.Library()


class FormNode(CsrfTokenNode):
    """Both hidden fields."""

    def render(self, context: Any) -> SafeString:
        """An included fragment has no context of its own, but it knows the request."""
        token = mark_safe(super().render(context))
        practitioner = getattr(getattr(context, "request", None), "practitioner", None)
        if practitioner is None or not token:
            return token
        field = format_html('<input type="hidden" name="{}" value="{}">', FIELD, sign_shown_for(practitioner))
        return token + field


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> FormNode:
    """The hidden fields of a form."""
    return FormNode()
