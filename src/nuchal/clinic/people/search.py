"""Find a client by whatever is known of them: parts of the name, the day of birth, the telephone, the e-mail."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.spellings import LAST_DIGITS, dates_in, numbers_in, spellings_of

MOST_LETTERS = 200
MOST_WORDS = 12


def matching(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    """
    The rows of clients that hold everything that was typed, in any order and spelling.

    A record that was united into another finds the other: it may hold the name by which the person was known before.
    Nothing typed finds every row; signs without a letter or digit find none.
    """
    typed = " ".join(asked.replace("\0", " ").split())[:MOST_LETTERS]
    if not typed:
        return rows
    holds = _holds(typed)
    if not holds:
        return rows.none()
    former = Client.objects.filter(holds, united_into__isnull=False).values("united_into")
    return rows.filter(holds | Q(pk__in=former))


def _holds(asked: str) -> Q:
    days, rest = dates_in(asked)
    plain = _text(asked)
    return plain | (Q(born_on__in=days) & _text(rest)) if days else plain


def _text(asked: str) -> Q:
    numbers, rest = numbers_in(asked)
    wanted = Q()
    for number in numbers:
        wanted &= Q(phone_digits__contains=number[-LAST_DIGITS:])
    for word in rest.replace(",", " ").split()[:MOST_WORDS]:
        wanted &= Q(email__icontains=word) if "@" in word else _word(word)
    return wanted


def _word(word: str) -> Q:
    """A part of the name in one of its spellings; a word without letters or digits asks for nothing."""
    spelt = spellings_of(word)
    if not spelt:
        return Q()
    return reduce(or_, (reduce(and_, (Q(spelt__contains=part) for part in one.split())) for one in spelt))
