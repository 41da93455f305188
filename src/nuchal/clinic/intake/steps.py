"""The pages of an intake, each with a name that stays: `list:screen_eyes`, `ask:quality@main`, `drawing@main`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a page asks for."""

    CONSENT = "consent"
    GUARDIAN = "guardian"
    ABOUT = "about"
    CHECKLIST = "list"
    DRAWING = "drawing"
    MEDICINES = "medicines"
    ASK = "ask"
    GROUP = "group"
    FACTORS = "factors"
    ANOTHER = "another"
    SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class Step:
    """One page; `key` is the id of what is asked, such as a checklist or a finding, `profile` the kind of headache."""

    kind: Kind
    key: str = ""
    profile: str = ""

    def __str__(self) -> str:
        key = f":{self.key}" if self.key else ""
        return f"{self.kind.value}{key}" + (f"@{self.profile}" if self.profile else "")


@dataclass(frozen=True, slots=True)
class Stopped:
    """A danger sign ended the questions."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing is left to ask; the client reads what was said and hands it in."""


Next = Step | Stopped | Asked


def step_of(text: str) -> Step | None:
    """The step that a name stands for, or None where it is no name of a step."""
    head, _, profile = text.partition("@")
    kind, _, key = head.partition(":")
    try:
        return Step(Kind(kind), key, profile)
    except ValueError:
        return None
