"""Next steps for people of small vocabularies, and what an answer would tell: by hand, and by counting."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.classification import classify
from nuchal.reasoning.evidence import Evidence
from nuchal.reasoning.localisation import model_of, situation
from nuchal.reasoning.network import Cause, Model
from nuchal.reasoning.next_step import NextSteps, next_steps
from nuchal.reasoning.screening import screen
from tests.conftest import client_from
from tests.networks import Counted, counted


def look(text: str, knowledge: Knowledge, *, limit: int = 50) -> NextSteps:
    """The next steps for a person of a small vocabulary, whatever the danger screen lacks."""
    client = replace(client_from(text, knowledge), assumed_screened=True)
    screening = screen(client, knowledge)
    found = classify(client, client.profiles[0], knowledge, screening)
    given = situation(model_of(knowledge), client, client.profiles[0], found)
    return next_steps(client, client.profiles[0], knowledge, screening, found, given, limit=limit)


def bits_asked(text: str, knowledge: Knowledge) -> dict[str, float]:
    return {ask.finding: ask.bits for ask in look(text, knowledge).questions}


def h(*shares: float) -> float:
    """Bits of uncertainty over shares that need not add up to one."""
    return -sum(share / sum(shares) * math.log2(share / sum(shares)) for share in shares if share)


def gain(shares: list[float], chances: list[float]) -> float:
    """Bits that a yes-or-no answer is expected to tell about which of the shares is true."""
    yes = [s * c for s, c in zip(shares, chances, strict=True)]
    no = [s * (1 - c) for s, c in zip(shares, chances, strict=True)]
    return h(*shares) - (sum(yes) * h(*yes) + sum(no) * h(*no)) / sum(shares)


@dataclass(frozen=True)
class WhatIf:
    """The same person counted out: what an answer is expected to tell about rivals and blocks."""

    model: Model
    evidence: tuple[Evidence, ...]
    log_weight: np.ndarray

    @classmethod
    def of(cls, text: str, knowledge: Knowledge) -> WhatIf:
        client = client_from(text, knowledge)
        classification = classify(client, client.profiles[0], knowledge, screen(client, knowledge))
        given = situation(model_of(knowledge), client, client.profiles[0], classification)
        return cls(given.model, given.evidence, given.log_weight)

    def now(self) -> Counted:
        return counted(self.model, self.evidence, self.log_weight)

    def gain(self, active: float, inactive: float, on: Callable[[Cause], bool]) -> float:
        """Of a finding that is there in a share `active` of those with a cause that `on` picks, else `inactive`."""
        return self.gain_of_links(
            np.array(
                [1 - (1 - active) / (1 - inactive) if on(cause) else 0.0 for cause in self.model.causes]
            ),
            inactive,
        )

    def gain_of_links(self, link: np.ndarray, leak: float) -> float:
        now, expected = self.now(), 0.0
        for positive in (True, False):
            item = Evidence(
                kind="symptom",
                label="x",
                positive=positive,
                link=link,
                leak=np.full(len(self.model.states), leak),
            )
            then = counted(self.model, (*self.evidence, item), self.log_weight)
            expected += then.total / now.total * then.uncertainty()
        return now.uncertainty() - expected
