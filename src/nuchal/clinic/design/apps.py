"""The design system as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class DesignConfig(AppConfig):
    """Put before `allauth` in INSTALLED_APPS, so that the sign-in pages are ours."""

    name = "nuchal.clinic.design"
    label = "design"
    verbose_name = "Design"

    def ready(self) -> None:
        """Say at start-up what a project forgot to set."""
        from nuchal.clinic.design.checks import settings_fit  # noqa: PLC0415 - apps must be loaded first

        register(settings_fit)
