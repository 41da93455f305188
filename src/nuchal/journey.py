"""The nine stages of care, in order, once."""

from __future__ import annotations

from enum import Enum


class Stage(Enum):
    """A stage of the journey; its value names the folder in `knowledge/` and `cases/`."""

    INTAKE = "1_intake"
    SCREENING = "2_screening"
    CLASSIFICATION = "3_classification"
    LOCALISATION = "4_localisation"
    PLAN = "5_plan"
    SESSION = "6_session"
    SELF_CARE = "7_selfcare"
    DIARY = "8_diary"
    OUTCOMES = "9_outcomes"
