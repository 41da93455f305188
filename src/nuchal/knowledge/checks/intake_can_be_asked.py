"""Every page of the intake can be shown, says who is meant, and knows what to do about danger."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from nuchal.errors import KnowledgeError
from nuchal.knowledge import asking, schema
from nuchal.knowledge.checks.places import Place, Read, complain
from nuchal.knowledge.client_words import client_texts
from nuchal.knowledge.yaml12 import Document

PAGE_WORDS = {"name", "number"}
STOP_WORDS = {"name", "number", "clinic", "answers"}
STOPS = set(product(("emergency", "same_day"), (False, True)))


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per page that could not be shown, and per word that means two things."""
    yield from _groups(read)
    yield from _pages(read)
    yield from _only_once(
        read, asking.MedicineGroup, lambda group: (("drug_class",), [group.drug_class]), "the class"
    )
    yield from _only_once(read, asking.MedicineGroup, lambda group: (("names",), group.keys), "the name")
    yield from _only_once(
        read, asking.EmergencyNumber, lambda item: (("countries",), item.countries), "the country"
    )
    for item, document in read.of(asking.EmergencyNumber):
        if not item.number.isdigit():
            yield complain(document, ("number",), f"{item.number!r} cannot be dialled")
        for index, country in enumerate(item.countries):
            if len(country) != 2 or not country.isalpha() or not country.isupper():
                yield complain(document, ("countries", index), f"{country!r} is no country of two letters")


def _groups(read: Read) -> Iterator[KnowledgeError]:
    findings = read.knowledge.findings
    seen: dict[str, str] = {}
    for group, document in read.of(asking.QuestionGroup):
        if bool(group.covers) == bool(group.sections):
            yield complain(document, ("covers",), "a group has `covers`, or `sections` with headings")
        about = "person" if group.habits else "profile"
        for name in group.findings:
            finding = findings.get(name)
            if finding is None:
                continue
            if finding.value != "yes_no" or finding.asked_of != "client" or finding.about != about:
                yield complain(
                    document,
                    ("id",),
                    f"{name} cannot be ticked here: it is no yes/no question about the {about}",
                )
            if seen.setdefault(name, group.id) != group.id:
                yield complain(document, ("id",), f"{name} stands in {seen[name]} already")


def _pages(read: Read) -> Iterator[KnowledgeError]:
    for page, document in read.of(asking.IntakePage):
        yield from _placeholders(page, document, PAGE_WORDS)
    stops = []
    for page, document in read.of(asking.StopPage):
        yield from _placeholders(page, document, STOP_WORDS)
        stops.append((page.level, page.private))
        if page.level == "emergency" and not (page.call and page.without_number):
            yield complain(
                document, ("level",), "an emergency says whom to call, also where no number is known"
            )
        if page.private and (page.say or page.say_about):
            yield complain(document, ("private",), "what is private is not read out")
        if stops.count(stops[-1]) > 1:
            yield complain(document, ("level",), f"there are two stop pages for {page.level}")
    if stops and set(stops) != STOPS:
        yield KnowledgeError(
            "a stop page is missing", remedy="Each level has one, and one for what is private."
        )


def _placeholders(page: Any, document: Document, known: set[str]) -> Iterator[KnowledgeError]:
    for place, text in client_texts(page):
        for word in (field for _text, field, _spec, _conversion in string.Formatter().parse(text)):
            if word is not None and word not in known:
                yield complain(
                    document, place, f"{{{word}}} stands for nothing", f"Known: {', '.join(sorted(known))}."
                )
            if word == "name" and "_about" not in str(place[0]):
                yield complain(
                    document, place, "a client is not spoken of by name", "Write it in the `_about` text."
                )


def _only_once(read: Read, kind: type[schema.Item], words: Any, what: str) -> Iterator[KnowledgeError]:
    home: dict[str, str] = {}
    for item, document in read.of(kind):
        place: Place
        found: Iterable[str]
        place, found = words(item)
        for word in found:
            if home.setdefault(word, item.id) != item.id:
                yield complain(document, place, f"{what} {word!r} stands in {home[word]} already")
