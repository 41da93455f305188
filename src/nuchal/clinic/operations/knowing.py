"""The knowledge base of this process: read once, and shared by every request."""

from __future__ import annotations

import gc
from functools import lru_cache

from nuchal.bodymap.atlas import atlas
from nuchal.findings.model import Client, Drawing, Mark, Profile
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.solvers import best_solver

COLLECT_AFTER = (20_000, 20, 100)
"""An assessment makes some ten thousand objects; the usual 700 would look for rubbish a dozen times in each."""


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge that this clinic runs with."""
    return load()


def warm() -> None:
    """
    Do once what the first request would wait for: read the knowledge and the body map, build the model, compile.

    Nobody in particular is assessed, as if screened, so that the ranking is reached too; nothing of it is kept. What
    stays for good is then taken out of the collector's sight: walking through all of it held up one answer in ten.
    """
    marks = tuple(Mark(zone=zone, side="left", intensity=5) for zone in list(knowledge().zones)[:2])
    nobody = Client(profiles=(Profile(drawing=Drawing(marks)),), assumed_screened=True)
    assess(nobody, knowledge(), solver=best_solver(many=True))
    atlas()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
