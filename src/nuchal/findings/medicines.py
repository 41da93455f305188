"""Days of medicine use as findings: per class, and the distinct days with any acute medicine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nuchal.findings.model import Medicine, Observation, Origin, Range, State

NOT_ACUTE = "preventive"
DAYS_IN_A_MONTH = 31.0


def medicine_observations(medicines: tuple[Medicine, ...] | None) -> Iterable[Observation]:
    """
    `drug_days_CLASS`, `drug_months_CLASS` and `any_acute_drug_days` from a list of medicines.

    Two medicines of one class, or of several classes, may share days: the larger number is the least that the days can
    be, their sum the most; the months lie between those of the shortest and the longest. A class that nobody named has
    no days only if the whole list is known.
    """
    if medicines is None:
        return
    acute = [medicine for medicine in medicines if medicine.drug_class != NOT_ACUTE]
    for drug_class in _classes(acute):
        same = [medicine for medicine in acute if medicine.drug_class == drug_class]
        yield _number(f"drug_days_{drug_class}", _joint_days(same))
        months = [m.months for m in same if m.months is not None]
        if months:
            known = Range(min(m.least for m in months), max(m.most for m in months))
            yield _number(f"drug_months_{drug_class}", known)
    for drug_class in _ALL_CLASSES - set(_classes(acute)):
        yield _number(f"drug_days_{drug_class}", Range.exactly(0.0))
    yield _number("any_acute_drug_days", _joint_days(acute))


_ALL_CLASSES = {
    "ergot", "triptan", "paracetamol", "nsaid", "aspirin", "opioid", "combination", "gepant", "ditan", "other",
}  # fmt: skip
LISTED_AS: Mapping[str, str] = {
    "listed_drug_days": "any_acute_drug_days",
    **{f"listed_drug_days_{drug_class}": f"drug_days_{drug_class}" for drug_class in sorted(_ALL_CLASSES)},
}
"""Days read off the list of medicines, to compare with what was stated -> the finding that states the same."""


def _classes(medicines: Iterable[Medicine]) -> list[str]:
    return list(dict.fromkeys(medicine.drug_class for medicine in medicines))


def _joint_days(medicines: list[Medicine]) -> Range:
    if not medicines:
        return Range.exactly(0.0)
    known = [m.days_per_month or Range(0.0, DAYS_IN_A_MONTH) for m in medicines]
    least = max(max(days.least, 0.0) for days in known)
    most = min(sum(min(days.most, DAYS_IN_A_MONTH) for days in known), DAYS_IN_A_MONTH)
    return Range(least, max(least, most))


def _number(finding: str, known: Range) -> Observation:
    return Observation(finding=finding, value=known, state=State.OBSERVED, origin=Origin.DERIVED)
