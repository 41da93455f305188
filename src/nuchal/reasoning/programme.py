"""
What the person does at home: exercises and advice of the plan, in words that this reader can follow.

The programme holds only what passed its gates in the plan; the same items exist at two reading levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nuchal.knowledge.care import Advice, Dose, Exercise
from nuchal.reasoning.gating import Passage
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.plan import HomeItem, Plan
from nuchal.reasoning.screening import Held

Reading = Literal["usual", "easy"]
"""Reading level: usual for most adults, easy for the plainest words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One exercise to do: the steps in the reader's words, how much, and how to go on."""

    exercise: Exercise
    because: str
    steps: tuple[str, ...]
    dose: Dose
    take_care: tuple[str, ...]
    """What to change for this person, from the gates."""
    taught_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One piece of advice, in the reader's words, with its lines to tick."""

    advice: Advice
    because: str
    says: str
    take_care: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The home programme of one person."""

    reading: Reading
    tasks: tuple[Task, ...]
    words: tuple[Word, ...]
    stop: tuple[str, ...]
    """Every reason to stop an exercise, each once."""
    weeks: float | None
    """Weeks until the review."""


def assign(plan: Plan | Held, found: Assessment, *, reading: Reading = "usual") -> Programme | Held:
    """
    The home programme of a plan in words for the person, or what holds it.

    `found` is the assessment of today: what holds care today holds the programme too, even if the plan is older.
    """
    if isinstance(plan, Held):
        return plan
    if found.plan_held is not None:
        return found.plan_held
    tasks = tuple(
        _task(home, home.item, reading) for home in plan.programme if isinstance(home.item, Exercise)
    )
    words = tuple(_word(home, home.item, reading) for home in plan.programme if isinstance(home.item, Advice))
    return Programme(
        reading=reading,
        tasks=tasks,
        words=words,
        stop=tuple(dict.fromkeys(reason for task in tasks for reason in task.exercise.stop_when)),
        weeks=plan.pathway.review_weeks[0] if plan.pathway.review_weeks else None,
    )


def _task(home: HomeItem, exercise: Exercise, reading: Reading) -> Task:
    return Task(
        exercise=exercise,
        because=home.because,
        steps=exercise.steps_easy if reading == "easy" else exercise.steps,
        dose=exercise.dose,
        take_care=_changes(home.passage),
        taught_first=exercise.needs_teaching,
    )


def _word(home: HomeItem, advice: Advice, reading: Reading) -> Word:
    return Word(
        advice=advice,
        because=home.because,
        says=advice.says_easy if reading == "easy" else advice.says,
        take_care=_changes(home.passage),
    )


def _changes(passage: Passage) -> tuple[str, ...]:
    return tuple(dict.fromkeys(barrier.says for barrier in passage.barriers))
