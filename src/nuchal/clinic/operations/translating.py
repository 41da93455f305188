"""The English words of the knowledge, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext


def say(text: str | None) -> str:
    """
    A sentence of the knowledge in the language of the page.

    The English sentence is its own key in the catalogue; without a translation it is shown as it is.
    """
    return gettext(text) if text else ""
