"""Which conclusions move when the knowledge changes?"""

from __future__ import annotations

from pathlib import Path

from nuchal.cases.judging import first_groups
from nuchal.cases.reading import case_files, read_cases
from nuchal.errors import NuchalError
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.localisation import Localisation
from nuchal.reasoning.pathway import Assessment, assess


def moved_conclusions(folder: Path, old: Knowledge, new: Knowledge) -> list[str]:
    """One line per case whose urgency, headache types or first structures differ between two releases."""
    lines = []
    for path in case_files((folder,)):
        before, after = _summaries(path, old), _summaries(path, new)
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                lines.append(
                    f"{path.name}: {name}: {before.get(name, 'unreadable')} -> {after.get(name, 'unreadable')}"
                )
    return sorted(lines)


def _summaries(path: Path, knowledge: Knowledge) -> dict[str, str]:
    try:
        cases = read_cases(path, knowledge)
    except NuchalError:
        return {}
    return {
        case.name: summary(assess(case.client, knowledge, with_next=False, arguments_for=0)) for case in cases
    }


def summary(found: Assessment) -> str:
    """The conclusions of an assessment in one line."""
    parts = [f"{found.screening.at_least.value}..{found.screening.at_most.value}"]
    for profile in found.profiles:
        parts.append("+".join(c.code for c in profile.classification.concluded) or "cannot say")
        if isinstance(profile.localisation, Localisation):
            parts.append(", ".join(first_groups(profile.localisation, 3)))
    return " | ".join(parts)
