"""The page of medicines: a list that grows, each with the days a month on which it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nuchal.clinic.intake.medicines import class_of, days_if_silent, kinds
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import State
from nuchal.findings.numbers import NumberRefused, read_number

FEWEST, MOST, LONGEST = 1, 40, 80


@dataclass(slots=True)
class MedicineRow:
    """One medicine as it was written."""

    name: str = ""
    days: str = ""
    drug_class: str = ""
    asks_class: bool = False
    error: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written here."""
        return not (self.name or self.days)


class MedicinePage:
    """What the client wrote, and what follows from it."""

    def __init__(self, rows: list[MedicineRow] | None = None) -> None:
        self.kinds = kinds()
        self.rows = rows or [MedicineRow() for _each in range(FEWEST)]
        self.errors: list[str] = []

    @classmethod
    def of_entry(cls, entry: Entry | None) -> MedicinePage:
        """The page as it was answered before."""
        if entry is None or entry.value is None:
            return cls()
        rows = [
            MedicineRow(
                m["name"], "" if m.get("days_per_month") is None else str(m["days_per_month"]), m["class"]
            )
            for m in entry.value
        ]
        return cls(rows)

    @classmethod
    def of_data(cls, data: Any) -> MedicinePage:
        """The page as it was sent."""
        columns = zip(data.getlist("name"), data.getlist("days"), data.getlist("class"), strict=False)
        rows = [MedicineRow(_plain(name), days.strip(), kind) for name, days, kind in columns]
        return cls([row for row in rows if not row.empty])

    def check(self, *, none: bool) -> bool:
        """Whether it can be recorded; else each row says what is missing."""
        filled = [row for row in self.rows if not row.empty]
        if not filled and not none:
            self.errors.append(_("Write what you take, or choose “I take nothing”."))
        if len(filled) > MOST:
            self.errors.append(_("Write at most %(n)d medicines, those for headache first.") % {"n": MOST})
        if filled and none:
            self.errors.append(_("You have written a medicine. Take it out, or continue with it."))
        for row in filled:
            row.error = _wrong(row)
        self.errors += [row.error for row in filled if row.error]
        return not self.errors

    def grow(self) -> None:
        """One more row."""
        self.rows.append(MedicineRow())

    def entries(self, before: Entry | None) -> list[Entry]:
        """The list as one finding. For how long a medicine is taken is not asked here, so what is known of it stays."""
        known = {_plain(m["name"]).casefold(): m for m in (before.value if before else None) or ()}
        value = [
            {key: told for key, told in known.get(row.name.casefold(), {}).items() if key == "months"}
            | {"name": row.name, "class": row.drug_class}
            | ({"days_per_month": _days(row)} if row.days else {})
            for row in self.rows
            if not row.empty
        ]
        return [Entry(section=Section.MEDICINES, key="medicines", value=value)]

    @staticmethod
    def unknown() -> list[Entry]:
        """Nobody said what is taken."""
        return [Entry(section=Section.MEDICINES, key="medicines", state=State.NOT_KNOWN.value)]


def _wrong(row: MedicineRow) -> str:
    """What is missing in one row; fills in the class of a known name, and every day for what prevents."""
    if not row.name:
        return _("Write the name of the medicine.")
    if len(row.name) > LONGEST:
        return _("Write the name of the medicine in at most %(n)d letters.") % {"n": LONGEST}
    known = class_of(row.name)
    row.asks_class = known is None
    if known is not None:
        row.drug_class = known
    elif row.drug_class not in dict(kinds()):
        row.drug_class = ""
        return _("%(name)s is not in our list. Choose what kind of medicine it is.") % {"name": row.name}
    if not row.days:
        row.days = str(days_if_silent(row.drug_class) or "")
    if row.days and _days(row) is None:
        return _("%(name)s: write the days a month as a number from 0 to 31.") % {"name": row.name}
    return ""


def _plain(name: str) -> str:
    """A name in one line, without signs that no database keeps."""
    return " ".join(name.replace("\x00", "").split())


def _days(row: MedicineRow) -> float | None:
    """Days a month, whole where they are whole; None where they are no number from 0 to 31."""
    try:
        days = read_number(row.days)
    except NumberRefused:
        return None
    if not 0 <= days <= 31:
        return None
    return int(days) if days.is_integer() else days
