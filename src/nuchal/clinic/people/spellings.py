"""
The ways in which a name, a telephone number or a date may be written, reduced to one that can be compared.

A name has several spellings: as it stands without marks and case, in Latin letters, with `ae` for `ä`, and loosely
(`y` as `i`, doubled letters once). Two names can be the same where they share one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import chain

from anyascii import anyascii
from django.utils.dates import MONTHS, MONTHS_3

_JOINED_BY = frozenset("'`´ʹʺʻʼʽˈʾʿ‘’‚‛′‵＇\u00ad\u200b\u200c\u200d\u2060")
"""Apostrophes and invisible signs inside a word: `O'Brien` and `OBrien` are one word."""
_TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss"}
)
_LOOSE_FROM = 3
LAST_DIGITS = 7
"""How many of a telephone number's last digits are compared: what stands before them is written in many ways."""
LEAST_DIGITS = 3
FULL_YEAR = 4
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ALONE, _ENDS = r"(?<!\d)(?<!\d[-./ ])", r"(?![-./ ]?\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        _ALONE + r"(?P<y>\d{4})(?P<s>[-./ ])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _ENDS,
        _ALONE + r"(?P<d>\d{1,2})(?P<either>[-./ ]|\. )(?P<m>\d{1,2})(?P=either)(?P<y>\d{4}|\d{2})" + _ENDS,
        _ALONE + r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\.?[ -]+(?P<w>[^\W\d_]{3,})\.?,?[ -]+(?P<y>\d{4})" + _ENDS,
        r"(?<![^\W\d_])(?P<w>[^\W\d_]{3,})\.? +(?P<d>\d{1,2})(?:st|nd|rd|th)?,? +(?P<y>\d{4})" + _ENDS,
        _ALONE + r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})" + _ENDS,
        _ALONE + r"(?P<d>\d{2})(?P<either>)(?P<m>\d{2})(?P<y>\d{4})" + _ENDS,
    )
)
"""`either`: a day and a month of which nobody knows which stands first."""
_NUMBER = re.compile(r"\+?\(?\d[\d ()./-]*\d")


def spellings_of(text: str) -> tuple[str, ...]:
    """A name, or part of one, in its spellings; words are separated by single spaces. Empty for no letters."""
    plain = unicodedata.normalize("NFC", text)
    latin = _plain(anyascii(plain))
    two = _plain(anyascii(plain.casefold().translate(_TWO_LETTERS)))
    spelt = (_plain(plain), latin, two, *(" ".join(map(_loose, one.split())) for one in (latin, two)))
    return tuple(one for one in dict.fromkeys(spelt) if one)


def spelt_for_search(given: str, family: str) -> str:
    """Every spelling of a name in one text: word by word, and joined in both orders."""
    words: dict[str, None] = {}
    firsts, lasts = spellings_of(given) or ("",), spellings_of(family) or ("",)
    for number in range(max(len(firsts), len(lasts))):
        first, last = firsts[min(number, len(firsts) - 1)], lasts[min(number, len(lasts) - 1)]
        joined = first.replace(" ", ""), last.replace(" ", "")
        words |= dict.fromkeys([first, last, *joined, "".join(joined), "".join(reversed(joined))])
    return "".join(f" {one} " for one in words if one)


def sorted_as(given: str, family: str) -> str:
    """What a list is sorted by: the family name first, or the only name that there is."""
    return " ".join(part for part in (_plain(anyascii(one)) for one in (family, given)) if part)


def letters_of(given: str, family: str) -> str:
    """The letters of a name in the order of the alphabet: equal for every order and division of the same words."""
    latin = _plain(anyascii(f"{given} {family}".casefold().translate(_TWO_LETTERS)))
    return "".join(sorted(re.sub("([aou])e", r"\1", latin).replace(" ", "")))


def is_same_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two (given, family) names can be the same words, in whatever order, case, marks and script."""
    return bool(_orders(*one) & _orders(*other))


def digits_of(phone: str) -> str:
    """The digits of a telephone number; those of any script count."""
    return "".join(
        str(unicodedata.digit(letter)) for letter in phone if unicodedata.digit(letter, None) is not None
    )


def dates_in(asked: str) -> tuple[list[date], str]:
    """
    The days that a text may name, and the rest of the text.

    `3/4/1985` names two days; one that no calendar has names none and stays text.
    """
    found = (match for pattern in _DATES for match in pattern.finditer(asked))
    for match in found:
        if days := list(dict.fromkeys(_days(match.groupdict()))):
            return days, f"{asked[: match.start()]} {asked[match.end() :]}"
    return [], asked


def numbers_in(asked: str) -> tuple[list[str], str]:
    """The telephone numbers, or last digits of one, in a text, and the rest of the text."""
    found = [digits_of(run) for run in _NUMBER.findall(asked)]
    kept = [number for number in found if len(number) >= LEAST_DIGITS]
    return kept, _NUMBER.sub(
        lambda run: " " if len(digits_of(run.group())) >= LEAST_DIGITS else run.group(), asked
    )


def _plain(text: str) -> str:
    """Without case and marks; what joins within a word is left out, what divides words is one space."""
    marks = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(
        letter
        if letter.isalnum()
        else ""
        if letter in _JOINED_BY or unicodedata.category(letter)[0] == "M"
        else " "
        for letter in marks
    )
    return " ".join(kept.split())


def _loose(word: str) -> str:
    if len(word) < _LOOSE_FROM:
        return word
    return re.sub(r"(.)\1+", r"\1", word.replace("y", "i"))


def _pairs(given: str, family: str) -> Iterator[tuple[str, str]]:
    firsts, lasts = spellings_of(given), spellings_of(family)
    if not firsts or not lasts:
        return iter((one, "") for one in firsts or lasts)
    return ((first, last) for first in firsts for last in lasts)


def _orders(given: str, family: str) -> set[str]:
    """Every spelling of a name, with its words sorted, and with each part as one word."""
    return set(
        chain.from_iterable(
            (" ".join(sorted(f"{a} {b}".split())), "".join(sorted((a.replace(" ", ""), b.replace(" ", "")))))
            for a, b in _pairs(given, family)
        )
    )


def _days(parts: dict[str, str | None]) -> Iterator[date]:
    year, day = int(parts["y"] or 0), int(parts["d"] or 0)
    month = _month(parts["w"] or "") if "w" in parts else int(parts["m"] or 0)
    years = [year] if len(parts["y"] or "") == FULL_YEAR else [1900 + year, 2000 + year]
    orders = [(month, day), (day, month)] if "either" in parts else [(month, day)]
    for one in years:
        for asked in orders:
            with suppress(ValueError):
                yield date(one, *asked)


def _month(word: str) -> int:
    asked = _plain(word)
    for number in range(1, 13):
        names = {_plain(str(MONTHS[number])), _plain(str(MONTHS_3[number]))}
        if asked in names or (asked.isascii() and asked.startswith(_ENGLISH[number - 1])):
            return number
    return 0
