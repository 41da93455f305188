"""
Read what a case file says about a person into typed findings.

Every mistake of a file is told at once, each with its line and how to mend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from nuchal.errors import FindingError, Problems
from nuchal.findings.days import DayRefused, read_day
from nuchal.findings.drawn import read_drawing
from nuchal.findings.examined import (
    UNSETTLED,
    examination_observations,
    read_palpation,
    read_tests,
)
from nuchal.findings.medicines import medicine_observations
from nuchal.findings.model import (
    Clearance,
    Client,
    Examination,
    Goal,
    Medicine,
    Observation,
    Origin,
    Profile,
    Settlement,
    State,
    Value,
)
from nuchal.findings.sheet import Place, Sheet, suggestion
from nuchal.findings.values import (
    ValueRefused,
    read_amount,
    read_duration,
    read_value,
    read_yes_no,
)
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Finding
from nuchal.knowledge.yaml12 import Document

MEDICINE_CLASSES = (
    "ergot", "triptan", "paracetamol", "nsaid", "aspirin", "opioid",
    "combination", "gepant", "ditan", "other", "preventive",
)  # fmt: skip
_CLIENT_KEYS = {
    "id", "about", "source", "age", "sex", "danger_screen", "profiles",
    "findings", "medicines", "exam", "clearances", "settlements", "goals",
}  # fmt: skip
_PROFILE_KEYS = {"name", "drawing", "duration", "attested"}
_SHORT_NAMES = {"age": "age_years", "sex": "sex"}


def read_client(
    document: Document, knowledge: Knowledge, *, place: Place = (), today: date | None = None
) -> Client:
    """
    The person that a case file describes, from `place` inside the document.

    With `today`, no day may lie after it. Raises Problems that names every mistake, or FindingError if the file holds
    no person at all.
    """
    value = document.value
    for step in place:
        value = value[step]
    reader = _Reader(document, knowledge, today)
    client = reader.client(value, place)
    if reader.sheet.errors:
        raise Problems(reader.sheet.errors)
    return client


class _Reader:
    def __init__(self, document: Document, knowledge: Knowledge, today: date | None) -> None:
        self.document = document
        self.knowledge = knowledge
        self.today = today
        self.sheet = Sheet(document, knowledge)

    def client(self, value: Any, place: Place) -> Client:
        if not isinstance(value, dict):
            raise FindingError(
                "a person is described with keys such as age, profiles and findings",
                path=self.document.path,
                line=self.document.line(*place),
                remedy="docs/reference/case-format.md shows a whole file.",
            )
        self.sheet.refuse_unknown_keys(value, _CLIENT_KEYS, place, "a person")
        person: dict[str, Observation] = {}
        for short, finding in _SHORT_NAMES.items():
            if value.get(short) is not None:
                self._add(person, finding, value[short], (*place, short), Origin.CLIENT, about="person")
        self._findings(person, value.get("findings"), (*place, "findings"), Origin.CLIENT)
        exam = self.sheet.mapping(value.get("exam"), (*place, "exam"))
        self.sheet.refuse_unknown_keys(exam, {"palpation", "tests", "findings"}, (*place, "exam"), "exam")
        self._findings(person, exam.get("findings"), (*place, "exam", "findings"), Origin.THERAPIST)
        medicines = self._medicines(value.get("medicines"), (*place, "medicines"), "medicines" in value)
        for observation in medicine_observations(medicines):
            if observation.finding in self.knowledge.findings:
                person.setdefault(observation.finding, observation)
        profiles = self._profiles(value.get("profiles"), (*place, "profiles"))
        self._danger_screen(person, value.get("danger_screen"), (*place, "danger_screen"))
        examination = Examination(
            palpated=read_palpation(self.sheet, exam.get("palpation"), (*place, "exam", "palpation")),
            tests=read_tests(self.sheet, exam.get("tests"), (*place, "exam", "tests")),
        )
        for seen in examination_observations(examination, self.knowledge):
            person.setdefault(seen.finding, seen)
        source = self.sheet.mapping(value.get("source"), (*place, "source"))
        return Client(
            id=str(value.get("id") or self.document.path.stem),
            about=str(value.get("about") or ""),
            observations=person,
            profiles=profiles,
            medicines=medicines,
            examination=examination,
            clearances=self._clearances(value.get("clearances"), (*place, "clearances")),
            settlements=self._settlements(value.get("settlements"), (*place, "settlements")),
            goals=self._goals(value.get("goals"), (*place, "goals")),
            source_title=str(source.get("title") or ""),
            source_url=source.get("url"),
        )

    # -- findings ---------------------------------------------------------------------------------

    def _findings(self, into: dict[str, Observation], value: Any, place: Place, origin: Origin) -> None:
        for name, written in self.sheet.mapping(value, place).items():
            self._add(into, name, written, (*place, name), origin, about="person")

    def _add(
        self,
        into: dict[str, Observation],
        name: str,
        written: Any,
        place: Place,
        origin: Origin,
        *,
        about: str,
    ) -> None:
        finding = self.knowledge.findings.get(name)
        if finding is None:
            known = [f.id for f in self.knowledge.findings.values() if f.about == about]
            self.sheet.complain(
                f"`{name}` is no finding",
                place,
                suggestion(name, known) or "`nuchal knowledge list findings` names them all.",
            )
            return
        if finding.about != about:
            home = "a profile" if finding.about == "profile" else "`findings` of the person"
            self.sheet.complain(f"`{name}` stands in the wrong place", place, f"It belongs under {home}.")
            return
        if isinstance(written, str) and written in UNSETTLED:
            into[name] = Observation(finding=name, value=None, state=UNSETTLED[written], origin=origin)
            return
        try:
            into[name] = observation(finding, read_value(finding, written), origin)
        except ValueRefused as refused:
            self.sheet.complain(f"`{name}`: {refused}", place)

    # -- profiles and drawing ---------------------------------------------------------------------

    def _profiles(self, value: Any, place: Place) -> tuple[Profile, ...]:
        if value is None:
            return (Profile(),)
        if not isinstance(value, list) or not value:
            self.sheet.complain("`profiles` is a list with one entry per kind of headache", place)
            return (Profile(),)
        profiles = tuple(self._profile(entry, (*place, index)) for index, entry in enumerate(value))
        names = [profile.name for profile in profiles]
        if len(set(names)) < len(names):
            self.sheet.complain("two profiles have the same name", place, "Give each kind its own `name`.")
        return profiles

    def _profile(self, value: Any, place: Place) -> Profile:
        entry = self.sheet.mapping(value, place)
        observations: dict[str, Observation] = {}
        for name, written in entry.items():
            if name not in _PROFILE_KEYS:
                self._add(observations, name, written, (*place, name), Origin.CLIENT, about="profile")
        if entry.get("duration") is not None:
            self._duration(observations, entry["duration"], (*place, "duration"))
        return Profile(
            name=str(entry.get("name") or "main"),
            observations=observations,
            drawing=read_drawing(self.sheet, entry.get("drawing"), (*place, "drawing")),
            attested=self._attested(entry.get("attested"), (*place, "attested")),
        )

    def _duration(self, into: dict[str, Observation], written: Any, place: Place) -> None:
        if isinstance(written, str) and written in UNSETTLED:
            return
        try:
            for name, known in read_duration(written).items():
                into[name] = observation(self.knowledge.findings[name], known, Origin.CLIENT)
        except ValueRefused as refused:
            self.sheet.complain(f"`duration`: {refused}", place)

    def _attested(self, value: Any, place: Place) -> Mapping[str, bool]:
        if value is None:
            return {}
        pairs = {str(code): True for code in value} if isinstance(value, list) else value
        result: dict[str, bool] = {}
        for code, written in self.sheet.mapping(pairs, place).items():
            if code not in self.knowledge.headaches:
                self.sheet.complain(
                    f"{code!r} is no headache code", place, suggestion(code, self.knowledge.headaches)
                )
                continue
            try:
                result[code] = read_yes_no(written)
            except ValueRefused as refused:
                self.sheet.complain(f"attested {code}: {refused}", place)
        return result

    # -- medicines, examination, danger screen ----------------------------------------------------

    def _medicines(self, value: Any, place: Place, stated: bool) -> tuple[Medicine, ...] | None:
        if value is None:
            if stated:
                self.sheet.complain("`medicines` is empty", place, "Write [] where no medicine is taken.")
            return None
        if not isinstance(value, list):
            self.sheet.complain("`medicines` is a list", place)
            return None
        medicines = []
        for index, written in enumerate(value):
            where = (*place, index)
            entry = self.sheet.mapping(written, where)
            self.sheet.refuse_unknown_keys(
                entry, {"name", "class", "days_per_month", "months"}, where, "a medicine"
            )
            if entry.get("class") not in MEDICINE_CLASSES:
                self.sheet.complain(
                    f"{entry.get('class')!r} is no class of medicine",
                    where,
                    suggestion(str(entry.get("class")), MEDICINE_CLASSES)
                    or f"Classes: {', '.join(MEDICINE_CLASSES)}.",
                )
                continue
            try:
                days, months = entry.get("days_per_month"), entry.get("months")
                medicines.append(
                    Medicine(
                        name=str(entry.get("name") or entry["class"]),
                        drug_class=entry["class"],
                        days_per_month=None if days is None else read_amount(days, unit=None, most=31),
                        months=None if months is None else read_amount(months, unit="months"),
                    )
                )
            except ValueRefused as refused:
                self.sheet.complain(f"medicine: {refused}", where)
        return tuple(medicines)

    def _danger_screen(self, person: dict[str, Observation], value: Any, place: Place) -> None:
        if value is None:
            return
        entry = {"completed": True} if value == "completed" else value
        if not isinstance(entry, dict) or not set(entry) <= {"completed", "except"}:
            self.sheet.complain("`danger_screen` is `completed`, or has `completed: yes` and `except`", place)
            return
        try:
            completed = read_yes_no(entry.get("completed", False))
        except ValueRefused as refused:
            self.sheet.complain(f"danger_screen completed: {refused}", place)
            return
        excepted = self.sheet.mapping(entry.get("except"), (*place, "except"))
        for name, written in excepted.items():
            self._add(person, name, written, (*place, "except", name), Origin.CLIENT, about="person")
        if not completed:
            return
        for name in self.knowledge.danger_findings:
            if name not in person:
                person[name] = Observation(
                    finding=name, value=False, state=State.DENIED, origin=Origin.SCREEN
                )

    def _clearances(self, value: Any, place: Place) -> tuple[Clearance, ...]:
        clearances: list[Clearance] = []
        for index, written in enumerate(self.sheet.list(value, place)):
            where = (*place, index)
            entry = self.sheet.mapping(written, where)
            fields = {"sign", "by", "on", "excluded"}
            self.sheet.refuse_unknown_keys(entry, {*fields, "before_report"}, where, "a clearance")
            sign = entry.get("sign")
            if not isinstance(sign, str) or sign not in self.knowledge.danger_signs:
                self.sheet.complain(
                    f"{entry.get('sign')!r} is no danger sign",
                    where,
                    suggestion(str(entry.get("sign")), self.knowledge.danger_signs),
                )
            elif not all(str(entry.get(name) or "").strip() for name in fields):
                self.sheet.complain(
                    "a clearance says who, when and what was excluded",
                    where,
                    "Fill in sign, by, on and excluded.",
                )
            else:
                self._clearance(clearances, entry, where)
        return tuple(clearances)

    def _clearance(self, into: list[Clearance], entry: dict[str, Any], where: Place) -> None:
        try:
            on = read_day(str(entry["on"]), today=self.today)
            before = read_yes_no(entry.get("before_report", False))
        except (DayRefused, ValueRefused) as refused:
            self.sheet.complain(f"clearance: {refused}", where)
            return
        into.append(
            Clearance(
                sign=entry["sign"], by=str(entry["by"]), on=on.isoformat(),
                excluded=str(entry["excluded"]), before_report=before,
            )
        )  # fmt: skip

    def _settlements(self, value: Any, place: Place) -> tuple[Settlement, ...]:
        settlements = []
        for index, written in enumerate(self.sheet.list(value, place)):
            where = (*place, index)
            entry = self.sheet.mapping(written, where)
            self.sheet.refuse_unknown_keys(
                entry, {"disagreement", "profile", "holds", "said"}, where, "a settlement"
            )
            rule = self.knowledge.disagreements.get(str(entry.get("disagreement")))
            said = entry.get("said")
            if rule is None:
                self.sheet.complain(
                    f"{entry.get('disagreement')!r} is no disagreement",
                    where,
                    suggestion(str(entry.get("disagreement")), self.knowledge.disagreements),
                )
            elif entry.get("holds") not in rule.between:
                self.sheet.complain(
                    "`holds` names the source that is right", where, f"Write {' or '.join(rule.between)}."
                )
            elif not isinstance(said, list) or len(said) != len(rule.between):
                self.sheet.complain("`said` is what the two sources said", where, "Write both in brackets.")
            else:
                settlements.append(
                    Settlement(
                        disagreement=rule.id,
                        profile=str(entry.get("profile") or ""),
                        holds=entry["holds"],
                        said=(str(said[0]), str(said[1])),
                    )
                )
        return tuple(settlements)

    def _goals(self, value: Any, place: Place) -> tuple[Goal, ...]:
        goals = []
        for index, written in enumerate(self.sheet.list(value, place)):
            where = (*place, index)
            entry = {"activity": written} if isinstance(written, str) else self.sheet.mapping(written, where)
            self.sheet.refuse_unknown_keys(entry, {"activity", "now"}, where, "a goal")
            activity, now = str(entry.get("activity") or "").strip(), entry.get("now")
            if not activity:
                self.sheet.complain("a goal names an activity", where, "Write it as the client says it.")
            elif now is not None and (isinstance(now, bool) or now not in range(11)):
                self.sheet.complain("`now` is 0 (not at all) to 10 (as before)", where)
            else:
                goals.append(Goal(activity=activity, now=None if now is None else float(now)))
        return tuple(goals)

    # -- small parts ------------------------------------------------------------------------------


def observation(finding: Finding, value: Value, origin: Origin) -> Observation:
    """An observation with the state that fits its value: a plain no is a denial."""
    state = State.DENIED if value is False else State.OBSERVED
    return Observation(finding=finding.id, value=value, state=state, origin=origin)
