"""What somebody is signed in with, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from ua_parser import parse

register = template.Library()


@register.filter
def browser_words(user_agent: str) -> str:
    """`Firefox Mobile on Android` from what a browser says of itself."""
    told = parse(user_agent)
    browser = told.user_agent.family if told.user_agent else _("An unknown browser")
    return (
        _("%(browser)s on %(system)s") % {"browser": browser, "system": told.os.family}
        if told.os
        else browser
    )
