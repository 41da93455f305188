"""From a strength of 0 to 10 to one of five steps of colour: one rule for the pad, the pages and the papers."""

from __future__ import annotations

STEP_TOPS = (2, 4, 6, 8, 10)
"""The highest strength of each step."""
STEPS = range(1, len(STEP_TOPS) + 1)
UNKNOWN_STEP = 2
"""The step that shows a strength that was not said."""


def pain_step(intensity: float | None) -> int:
    """The step from 1 to 5 of a strength from 0 to 10, or of an unknown one."""
    if intensity is None:
        return UNKNOWN_STEP
    return next(
        (step for step, top in zip(STEPS, STEP_TOPS, strict=True) if intensity <= top), len(STEP_TOPS)
    )
