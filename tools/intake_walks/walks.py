"""
Scripted walks: nine typical people answer the real pages, and what it takes is counted.

`python -m tools.intake_walks` walks in a database of its own and writes docs/reference/intake.md. Counted are the words
that stand on each page without opening anything, read at 200 words a minute; an answer takes 2 s, the drawing 45 s.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from nuchal.bodymap.drawings import Drawing, of_marks, write
from nuchal.cases.reading import read_cases
from nuchal.clinic.intake.distance import ANSWER, DRAWING
from nuchal.clinic.intake.pages import Page
from nuchal.clinic.intake.steps import Kind, Step
from nuchal.clinic.operations.knowing import knowledge
from nuchal.findings.model import Client, Named, Observation, OneOf, Profile, Range
from tools.intake_walks.reading import WORDS_A_MINUTE, words_on

TYPICAL = Path(__file__).with_name("typical.yaml")
MOST_PAGES = 80


class Browser(Protocol):
    """What a walk needs of a browser: Django's test client."""

    def get(self, path: str) -> Any:
        """Open a page."""

    def post(self, path: str, data: dict[str, Any]) -> Any:
        """Send an answer."""


@dataclass(slots=True)
class Walk:
    """One person's way through the intake."""

    person: Client
    about: str
    pages: int = 0
    answers: int = 0
    checklists: int = 0
    consent_words: int = 0
    danger_words: int = 0
    other_words: int = 0
    ended: str = ""
    slowest: float = 0.0
    steps: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Words of all questions before the review; the consent is counted apart."""
        return self.danger_words + self.other_words

    @property
    def reading_minutes(self) -> float:
        """Minutes to read the questions."""
        return self.words / WORDS_A_MINUTE

    @property
    def seconds(self) -> float:
        """Reading and answering the questions, and drawing."""
        drawn = sum(step.startswith(Kind.DRAWING.value) for step in self.steps)
        return 60 * self.reading_minutes + ANSWER * self.answers + DRAWING * drawn


def typical_people() -> list[tuple[str, Client]]:
    """Who walks, with a sentence about each."""
    return [(case.name, case.client) for case in read_cases(TYPICAL, knowledge())]


def walk(browser: Browser, about: str, person: Client) -> Walk:
    """Answer page after page as this person would, until the end or a stop."""
    done = Walk(person=person, about=about)
    for _page in range(MOST_PAGES):
        began = perf_counter()
        response = browser.get("/intake/")
        done.slowest = max(done.slowest, perf_counter() - began)
        page = response.context.get("page")
        if page is None:
            done.ended = "stopped" if "stop" in response.context else "review"
            return done
        step = str(page.step)
        data = reply(page, person)
        _count(done, page, data, words_on(response.content.decode()))
        began = perf_counter()
        answered = browser.post(
            f"/intake/answers/{step}/", {"submission": "", "seen": response.context["seen"], **data}
        )
        done.slowest = max(done.slowest, perf_counter() - began)
        if answered.status_code != 303:
            raise AssertionError(f"{person.id}: {step} was not taken: {data}")
        done.steps.append(step)
    raise AssertionError(f"{person.id}: no end after {MOST_PAGES} pages")


def _count(done: Walk, page: Page, data: dict[str, Any], words: int) -> None:
    done.pages += 1
    kind = page.step.kind
    if kind in (Kind.CONSENT, Kind.GUARDIAN):
        done.consent_words += words
        return
    if kind is Kind.CHECKLIST:
        done.checklists += 1
        done.danger_words += words
        done.answers += max(len(page.list.gates), 1)
        return
    done.other_words += words
    done.answers += _fields(kind, data)


def _fields(kind: Kind, data: dict[str, Any]) -> int:
    """How many single answers a page took: each medicine is a name and a number."""
    if kind is Kind.MEDICINES:
        return max(2 * len([name for name in data["name"] if name]), 1)
    if kind is Kind.ABOUT:
        return len(data)
    return 1


# -- what a person answers ---------------------------------------------------------------------------


def reply(page: Page, person: Client) -> dict[str, Any]:
    """The answer of this person to one page, as a browser sends it."""
    kind = page.step.kind
    if kind in (Kind.CONSENT, Kind.GUARDIAN):
        return {"signed_as": "self", "name": "A. Person", "answers": "client"}
    if kind is Kind.ABOUT:
        return _about(page, person)
    if kind is Kind.DRAWING:
        drawing = _kind_of(person, page.step.profile).drawing
        return {"drawing": write(_with_quality(drawing.marks if drawing else ()))}
    if kind is Kind.MEDICINES:
        return _medicines(person)
    if kind is Kind.ANOTHER:
        return {"answer": "yes" if len(person.profiles) > 1 else "no"}
    if hasattr(page, "list"):
        return _ticks(page, person)
    seen = _seen(person, page.step, page.step.key)
    return _single(page, seen)


def _with_quality(marks: Iterable[Any]) -> Drawing:
    return of_marks(marks)


def _about(page: Page, person: Client) -> dict[str, Any]:
    sex, age = person.observations["sex"].value, person.observations["age_years"].value
    data: dict[str, Any] = {"sex": sex.said if isinstance(sex, OneOf) else ""}
    if page.asks_age and isinstance(age, Range):
        data["age"] = round(age.least)
    return data


def _medicines(person: Client) -> dict[str, Any]:
    taken = person.medicines or ()
    days = [m.days_per_month for m in taken]
    return {
        "name": [m.name for m in taken],
        "days": ["" if known is None else str(round(known.least)) for known in days],
        "class": [m.drug_class for m in taken],
        **({} if taken else {"none": "1"}),
    }


def _ticks(page: Any, person: Client) -> dict[str, Any]:
    finding = page.list.options_of
    if finding is not None:
        seen = _seen(person, page.step, finding.id)
        if seen is None:
            return {"unknown": "1"}
        ticked = sorted(seen.value.has) if isinstance(seen.value, Named) else []
    else:
        ticked = [
            row.id
            for row in page.list.rows
            if (one := _seen(person, page.step, row.id)) and one.value is True
        ]
    if page.list.gates:
        behind = {gate.name: any(row.id in ticked for row in gate.rows) for gate in page.list.gates}
        return {"tick": ticked} | {name: "some" if some else "none" for name, some in behind.items()}
    return {"tick": ticked} if ticked else {"none": "1"}


def _single(page: Any, seen: Observation | None) -> dict[str, Any]:
    """A yes-or-no that the person has nothing to say to is a no; any other such question gets "I am not sure"."""
    if page.finding.value == "yes_no":
        return {"answer": "yes" if seen is not None and seen.value is True else "no"}
    if seen is None or seen.value is None:
        return {"unsure": "on"} if page.form.is_number else {"answer": "not_sure"}
    value = seen.value
    if isinstance(value, OneOf):
        return {"answer": value.said}
    if not page.form.is_number:
        return {"answer": str(value)}
    if page.finding.unit == "h" and isinstance(value, Range):
        return {"answer_number": f"{value.least:g}", "answer_unit": "hours"}
    return {"answer": f"{value.least:g}" if isinstance(value, Range) else str(value)}


def _seen(person: Client, step: Step, name: str) -> Observation | None:
    return _kind_of(person, step.profile).observations.get(name) or person.observations.get(name)


def _kind_of(person: Client, profile: str) -> Profile:
    """The kind of headache that a page asks about; the first where it asks about the person."""
    return next((kind for kind in person.profiles if kind.name == profile), person.profiles[0])


# -- the reference page ------------------------------------------------------------------------------


def report(walks: Sequence[Walk]) -> str:
    """The page docs/reference/intake.md."""
    rows = "\n".join(
        f"| {walk.about} | {walk.pages} | {walk.answers} | {walk.checklists} | {walk.danger_words} | "
        f"{walk.other_words} | **{walk.words}** | {walk.reading_minutes:.1f} | **{clock(walk.seconds)}** | "
        f"{walk.ended} |"
        for walk in walks
    )
    ordinary = walks[0]
    median = statistics.median(walk.seconds for walk in walks)
    words = statistics.median(walk.words for walk in walks)
    return f"""# How long the intake takes

<!-- Written by `python -m tools.intake_walks`. Change the program, not this page. -->

Nine invented people (`tools/intake_walks/typical.yaml`) answer the real pages. Counted are the words that stand on
each page and its buttons without opening anything (`tools/intake_walks/reading.py`), read at {WORDS_A_MINUTE} words
a minute; each answer takes {ANSWER:g} s more, the drawing {DRAWING:g} s. It is an estimate: nobody has been timed
with a watch yet.

**An ordinary tension-type headache: {ordinary.words} words, {ordinary.reading_minutes:.1f} minutes of reading,
{clock(ordinary.seconds)} with the answers and the drawing.** The aim is at most 1,100 words and 6 minutes of reading.
The median of the nine is {words:g} words and {clock(median)}. The consent comes before and is not in these
figures: {ordinary.consent_words} words, which nobody should hurry through.

| who | pages | answers | danger pages | their words | other words | words | minutes of reading | with answers | ended |
|---|--:|--:|--:|--:|--:|--:|--:|--:|---|
{rows}

Danger questions stand in groups behind one sentence that names every sign of the group. "None of these" answers one
group and never a page; "yes" shows the signs one by one. Nothing of the danger list is left out:
`tests/web/test_intake_walks.py` compares what was recorded with the list.
"""


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    return f"{int(seconds) // 60}:{round(seconds) % 60:02d}"
