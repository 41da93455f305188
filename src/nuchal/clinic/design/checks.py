"""What a project must set so that the design works; Django's system check names what is missing and how to mend it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

FINDER = "nuchal.clinic.design.finders.SharedFinder"
RENDERER = "nuchal.clinic.design.forms.Renderer"


def settings_fit(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Plates are found, forms are drawn by our renderer, and our sign-in pages come before those of allauth."""
    found: list[CheckMessage] = []
    if FINDER not in settings.STATICFILES_FINDERS:
        found.append(
            Error(
                "The plates, tokens and fonts that the pages share with the body map and the report are not served.",
                hint=f"Add {FINDER!r} to STATICFILES_FINDERS, after Django's own two.",
                id="design.E001",
            )
        )
    if settings.FORM_RENDERER != RENDERER:
        found.append(
            Warning(
                "Forms are not drawn in the look of the clinic.",
                hint=f"Set FORM_RENDERER = {RENDERER!r}.",
                id="design.W001",
            )
        )
    order = [config.name for config in apps.get_app_configs()]
    doors = [order.index(name) for name in ("allauth", "allauth.account") if name in order]
    if doors and order.index("nuchal.clinic.design") > min(doors):
        found.append(
            Warning(
                "The sign-in pages of allauth hide ours.",
                hint="Put 'nuchal.clinic.design' before 'allauth' in INSTALLED_APPS.",
                id="design.W002",
            )
        )
    return found
