"""What clients are asked and told at the intake: pages with their words, lines to tick, medicines and whom to call."""

from __future__ import annotations

from typing import Literal

import msgspec

from nuchal.knowledge.schema import Criterion, Item


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """
    A few lines of a checklist that belong together, asked by one sentence that names each of them.

    "None of these" denies every line, because each was named; "yes" shows the lines.
    """

    asks: str
    covers: tuple[str, ...]


class FittedWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """
    Other words for some lines of a page, where age or sex makes the usual ones unfit. They ask for the same.

    A gate and a section are named by the first finding that they cover.
    """

    when: Criterion
    lines: dict[str, str] = {}
    gates: dict[str, str] = {}
    headings: dict[str, str] = {}


class Checklist(Item, frozen=True, kw_only=True, tag="checklist", omit_defaults=True):
    """One screen that asks for several yes/no findings; "none of these" denies those of its gate, or all of them."""

    form: Literal["intake", "every_visit"] = "intake"
    order: int
    question: str
    question_about: str | None = None
    """The question for somebody who answers about `{name}`; required on the intake form."""
    why: str
    covers: tuple[str, ...] = ()
    """Finding ids, each a line to tick (intake form)."""
    gates: tuple[Gate, ...] = ()
    """The same lines in groups, each behind one short sentence; left out where every line is shown at once."""
    opens: tuple[str, ...] = ()
    """Danger signs that a yes opens in full (every-visit form)."""
    lines: dict[str, str] = {}
    """Line text per finding where the full question would be too long for a list."""
    fitted: tuple[FittedWords, ...] = ()
    """Words for some ages, in place of the usual ones."""
    shown_when: Criterion | None = None
    seconds: float = 8.0


class TitledLines(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Lines to tick under a heading of their own."""

    heading: str
    covers: tuple[str, ...]


class QuestionGroup(Item, frozen=True, kw_only=True, tag="question_group", omit_defaults=True):
    """Yes-or-no questions about one matter, answered on one page as soon as one of them is worth asking."""

    question: str
    question_about: str
    why: str
    covers: tuple[str, ...] = ()
    """Finding ids in their order; left out where `sections` names them."""
    sections: tuple[TitledLines, ...] = ()
    """The same under headings."""
    lines: dict[str, str] = {}
    """Line text per finding, short enough to tick."""
    fitted: tuple[FittedWords, ...] = ()
    """Words for some ages, in place of the usual ones."""
    habits: bool = False
    """Habits are asked once a person and nobody is unsure of them; other groups belong to one kind of headache."""
    seconds: float = 8.0

    @property
    def findings(self) -> tuple[str, ...]:
        """Every finding of the page, from top to bottom."""
        return self.covers or tuple(name for section in self.sections for name in section.covers)


class IntakePage(Item, frozen=True, kw_only=True, tag="intake_page", omit_defaults=True):
    """
    The words of a page that is no single finding.

    What ends in `_about` is read by somebody who answers for a client; `{name}` is the client, `{number}` whom to call.
    """

    question: str | None = None
    question_about: str | None = None
    hint: str | None = None
    hint_about: str | None = None
    why: str | None = None


class StopPage(Item, frozen=True, kw_only=True, tag="stop_page", omit_defaults=True):
    """
    The words of the page that ends the questions, per level and for what is private.

    `{name}` is the client, `{clinic}` the clinic, `{number}` whom to call, `{answers}` the lines that were ticked.
    """

    level: Literal["emergency", "same_day"]
    private: bool = False
    banner: str
    banner_about: str
    title: str
    title_about: str
    call: str | None = None
    without_number: str | None = None
    """The first thing to do where no number is known for the country."""
    say: str | None = None
    say_about: str | None = None
    do: tuple[str, ...]
    do_about: tuple[str, ...]


class Disagreement(Item, frozen=True, kw_only=True, tag="disagreement", omit_defaults=True):
    """
    Two sources about one fact that cannot both be right, such as the side drawn and the side answered.

    While it stands, both count as unknown, and so does everything under `opens`. A danger sign that was reported stands
    all the same.
    """

    between: tuple[str, str]
    """Two findings; a finding whose id begins with `drawn_` is read off the drawing."""
    when: Criterion
    """True if the two cannot both be right."""
    opens: tuple[str, ...] = ()
    """Further findings that rest on one of the two."""
    one_kind_only: bool = False
    """Not looked for in a person with several kinds of headache, whose days add up."""
    question: str
    """Asked of the client once; `{first}` and `{second}` are what the two sources say."""
    question_about: str
    """The same for somebody who answers about `{name}`."""


class MedicineGroup(Item, frozen=True, kw_only=True, tag="medicine_group", omit_defaults=True):
    """Medicines of one class, by the names that people know; `name` is what a client reads."""

    drug_class: str
    """The class of the limits on days of use."""
    names: tuple[str, ...] = ()
    order: int | None = None
    """Place in the list of kinds to choose from where a name is unknown; without it the kind is not offered."""
    days_if_silent: int | None = None
    """Days a month where nobody wrote any: what prevents is taken every day."""

    @property
    def keys(self) -> list[str]:
        """Every way to write a name: whole, without its brackets, and what stands in the brackets."""
        return list(dict.fromkeys(key for name in self.names for key in _keys(name)))


def _keys(name: str) -> list[str]:
    before, _bracket, inside = name.partition(" (")
    parts = (name, before, inside.rstrip(")"))
    return [" ".join(part.casefold().split()) for part in parts if part and "," not in part]


class EmergencyNumber(Item, frozen=True, kw_only=True, tag="emergency_number", omit_defaults=True):
    """Whom to call for an ambulance, and in which countries (two letters)."""

    number: str
    countries: tuple[str, ...]


class LayWord(Item, frozen=True, kw_only=True, tag="lay_word", omit_defaults=True):
    """A word that people or old books use, with today's term and an honest note."""

    words: tuple[str, ...]
    maps_to: tuple[str, ...]
    """Headache codes or ids that the word may stand for."""
    note: str
    obsolete: bool = False


AnyAsking = (
    Checklist
    | QuestionGroup
    | IntakePage
    | StopPage
    | Disagreement
    | MedicineGroup
    | EmergencyNumber
    | LayWord
)
