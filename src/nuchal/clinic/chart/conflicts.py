"""Two people edit the same thing: the second one sees what the first saved, and decides."""

from __future__ import annotations

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nuchal.clinic.chart.asking import refusal_words
from nuchal.clinic.chart.reasons import who
from nuchal.clinic.chart.telling import what, words_of
from nuchal.clinic.record.actions import Conflict


def seen_until(sent: QueryDict) -> int | None:
    """The number of the last finding that a form's page showed; None where the form does not say."""
    said = sent.get("seen_until", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 18 else None


def conflict_words(problem: Exception) -> str:
    """Why nothing was recorded; of a conflict who saved what, and when."""
    if not isinstance(problem, Conflict) or problem.current is None:
        return refusal_words(problem)
    row = problem.current
    told = {"who": who(row), "at": date_format(timezone.localtime(row.at), "H:i")}
    told |= {"what": what(row), "value": words_of(row)}
    return (
        _(
            "%(who)s saved this at %(at)s, after you opened the page: %(what)s: %(value)s. "
            "Yours is not saved. Save it again if it still holds."
        )
        % told
    )
