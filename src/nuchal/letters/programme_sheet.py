"""The home programme on paper: a card with a drawing for each exercise, habits, reasons to stop, days to tick."""

from __future__ import annotations

from nuchal.knowledge.base import Knowledge
from nuchal.letters import phrases
from nuchal.letters.document import (
    Block,
    Card,
    Compact,
    Diary,
    Document,
    Envelope,
    Habit,
    Heading,
    Role,
    Strip,
    Text,
)
from nuchal.letters.exercises import alternative, picture
from nuchal.letters.head import SAFETY_NET, safety_net, warning_of
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.programme import Programme, Task, Word
from nuchal.reasoning.wording import dose_words

DAYS = 14


def programme_sheet(
    found: Assessment, programme: Programme, knowledge: Knowledge, envelope: Envelope
) -> Document:
    """The programme as the client takes it home, at the reading level that it was assigned at."""
    easy = programme.reading == "easy"
    blocks: list[Block] = [_card(task) for task in programme.tasks]
    if not programme.tasks:
        blocks.append(Text(phrases.NO_EXERCISES))
    if programme.stop:
        blocks.append(Compact(label=phrases.STOP_EXERCISE, items=programme.stop))
    habits = [word for word in programme.words if word.advice.id != SAFETY_NET]
    if habits:
        blocks += [Heading(phrases.HABITS), *(_habit(word) for word in habits)]
    blocks += [
        Heading(phrases.HELP_NOW),
        Strip(tier="emergency_soft", word="", text=safety_net(knowledge, easy=easy)),
    ]
    lines = (*(task.exercise.name for task in programme.tasks), phrases.TICK_HEADACHE)
    blocks += [Heading(phrases.TICK), Diary(lines=lines, days=DAYS)]
    return Document(
        role=Role.PROGRAMME, title=phrases.PROGRAMME_TITLE, envelope=envelope, blocks=tuple(blocks),
        foot=(phrases.PLAN_FOOT,), warning=warning_of(found),
    )  # fmt: skip


def _card(task: Task) -> Card:
    exercise = task.exercise
    facts = [(phrases.HOW_MUCH, exercise.dose.repetitions or dose_words(exercise.dose))]
    if exercise.progression:
        facts.append((phrases.HARDER, " ".join(exercise.progression)))
    if exercise.easier:
        facts.append((phrases.EASIER, exercise.easier))
    return Card(
        name=exercise.name,
        picture=picture(exercise.id),
        alternative=alternative(exercise.id),
        facts=tuple(facts),
        steps=task.steps,
        minds=((phrases.TAUGHT,) if task.taught_first else ()) + task.take_care,
        because=phrases.BECAUSE.format(because=task.because) if task.because else "",
    )


def _habit(word: Word) -> Habit:
    return Habit(name=word.advice.name, text=word.says, minds=word.take_care, ticks=word.advice.check)
