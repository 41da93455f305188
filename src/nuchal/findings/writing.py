"""
Write what is known of a person as a case file that reads back as the same person.

The file has no place for a note, for an assumed screen, or for an origin other than client, therapist, completed
screen and medicine list; these are not kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any

import yaml

from nuchal.findings.model import (
    Client,
    Goal,
    Mark,
    Medicine,
    Named,
    Observation,
    OneOf,
    Origin,
    Palpated,
    Profile,
    Range,
    TestResult,
    Value,
)
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import HOURS

Data = dict[str, Any]

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_SHORT_NAMES = {"age_years": "age", "sex": "sex"}
_DURATIONS = {"dur_usual_h": "usual", "dur_min_h": "shortest", "dur_max_h": "longest"}
_LINE_BY_LINE = {"", "profile", "given", "findings", "exam", "tests"}
"""Keys whose mapping stands on lines of its own; every other mapping stands on one line."""
_KEY_OF_PARTS = {"": "", "profiles": "profile"}
"""List -> the key under which its parts are laid out; the parts of other lists are rows of one line."""


def case_of(client: Client, knowledge: Knowledge | None = None) -> Data:
    """
    The person as plain data in the case format; reading it gives an equal Client.

    With `knowledge` a whole answer to a choice of several is written short: `quality: [pressing]`.
    """
    write = _Values(knowledge).write
    observations = _to_write(client)
    data: Data = {"id": client.id, "about": client.about}
    if client.source_title or client.source_url:
        data["source"] = {"title": client.source_title, "url": client.source_url}
    for name, short in _SHORT_NAMES.items():
        if name in observations:
            data[short] = write(observations.pop(name))
    if any(seen.origin is Origin.SCREEN for seen in observations.values()):
        data["danger_screen"] = "completed"
    by_client = {n: write(o) for n, o in observations.items() if o.origin not in _ELSEWHERE}
    by_therapist = {n: write(o) for n, o in observations.items() if o.origin is Origin.THERAPIST}
    data["profiles"] = [_profile(profile, write) for profile in client.profiles]
    data["findings"] = by_client
    if client.medicines is not None:
        data["medicines"] = [_medicine(medicine) for medicine in client.medicines]
    data["exam"] = _without_empty(
        palpation=[_touch(touch) for touch in client.examination.palpated],
        tests=_tests(client.examination.tests),
        findings=by_therapist,
    )
    data["clearances"] = [
        {"sign": c.sign, "by": c.by, "on": c.on, "excluded": c.excluded}
        | ({"before_report": True} if c.before_report else {})
        for c in client.clearances
    ]
    data["settlements"] = [
        {"disagreement": one.disagreement, "profile": one.profile, "holds": one.holds, "said": list(one.said)}
        for one in client.settlements
    ]
    data["goals"] = [_goal(goal) for goal in client.goals]
    return {key: value for key, value in data.items() if key == "medicines" or value not in ("", {}, [])}


def _goal(goal: Goal) -> Data:
    return {"activity": goal.activity} | ({} if goal.now is None else {"now": _number(goal.now)})


def written(seen: Observation, knowledge: Knowledge | None = None) -> Any:
    """One observation as a clinician would write it: its value, or the word for an answer that nobody gave."""
    return _Values(knowledge).write(seen)


def dump(data: Any) -> str:
    """Plain data as YAML that a person can read and edit: yes and no, one line per mark, touch and medicine."""
    text: str = yaml.serialize(_node(data, key=""), Dumper=_DUMPER, allow_unicode=True, width=4000)
    return text


# -- values -----------------------------------------------------------------------------------------


class _Values:
    def __init__(self, knowledge: Knowledge | None) -> None:
        self.knowledge = knowledge

    def write(self, seen: Observation) -> Any:
        """An observation as a clinician would write it."""
        if seen.value is None:
            return seen.state.value
        if isinstance(seen.value, Named):
            return self._several(seen.finding, seen.value)
        return _written(seen.value)

    def _several(self, finding: str, value: Named) -> Any:
        item = self.knowledge.findings.get(finding) if self.knowledge else None
        if item and value.has | value.lacks == {option.id for option in item.options}:
            return sorted(value.has)
        return {"has": sorted(value.has)} | _without_empty(lacks=sorted(value.lacks))


def _written(value: Value) -> Any:
    if isinstance(value, Range):
        return _range(value)
    if isinstance(value, OneOf):
        return value.said.split(" or ") if " or " in value.said else value.said
    return value


def _range(known: Range) -> int | float | str:
    if known.least == known.most:
        return _number(known.least)
    if known.above_least or known.most == math.inf:
        return f"{'>' if known.above_least else '>='} {_digits(known.least)}"
    if known.below_most or known.least == -math.inf:
        return f"{'<' if known.below_most else '<='} {_digits(known.most)}"
    return f"{_digits(known.least)} to {_digits(known.most)}"


def _number(number: float) -> int | float:
    return int(number) if float(number).is_integer() else float(number)


def _digits(number: float) -> str:
    """The number without an exponent, which the case format does not know inside a range."""
    return format(Decimal(repr(_number(number))), "f")


def _hours(hours: float) -> str:
    """A time in the largest unit that says it exactly; days only from two on."""
    for unit in ("d", "h", "min", "s"):
        count = round(hours / HOURS[unit])
        if count >= (2 if unit == "d" else 1) and count * HOURS[unit] == hours:
            return f"{count} {unit}"
    return f"{_digits(hours)} h"


# -- the parts of a person --------------------------------------------------------------------------

_ELSEWHERE = {Origin.SCREEN, Origin.THERAPIST}


def _to_write(client: Client) -> dict[str, Observation]:
    """What was stated of the person; what followed from medicines or palpation follows again when it is read."""
    return {name: seen for name, seen in client.observations.items() if seen.origin is not Origin.DERIVED}


def _profile(profile: Profile, write: Callable[[Observation], Any]) -> Data:
    data: Data = {"name": profile.name}
    durations, rest = _split_durations(profile.observations)
    if durations:
        data["duration"] = durations
    data |= {name: write(seen) for name, seen in rest.items()}
    if profile.attested:
        agreed = all(profile.attested.values())
        data["attested"] = list(profile.attested) if agreed else dict(profile.attested)
    if profile.drawing is not None:
        data["drawing"] = [_mark(mark) for mark in profile.drawing.marks]
    return data


def _split_durations(observations: Mapping[str, Observation]) -> tuple[Any, dict[str, Observation]]:
    """
    The attack's length as `duration` where it is exact or open downwards, and every other observation.

    A bound such as `> 4 h` keeps its finding's name: only there the reader limits it to what the finding allows. So do
    lengths that contradict each other, which the short form refuses.
    """
    parts = {
        short: seen.value
        for name, short in _DURATIONS.items()
        if (seen := observations.get(name)) and isinstance(seen.value, Range) and _is_duration(seen.value)
    }
    in_order = [parts[key] for key in ("shortest", "usual", "longest") if key in parts]
    if any(one.least > other.most for one, other in combinations(in_order, 2)):
        return {}, dict(observations)
    rest = {name: seen for name, seen in observations.items() if _DURATIONS.get(name) not in parts}
    exact = {short: _hours(known.least) for short, known in parts.items() if known.least == known.most}
    if len(exact) < len(parts):
        return {short: exact.get(short, _range(known)) for short, known in parts.items()}, rest
    if set(exact) == {"usual"}:
        return exact["usual"], rest
    if set(exact) == {"shortest", "longest"} and parts["shortest"].least < parts["longest"].least:
        return f"{exact['shortest']} to {exact['longest']}", rest
    return exact, rest


def _is_duration(known: Range) -> bool:
    return known.least == -math.inf or (known.least == known.most and known.least >= 0)


def _mark(mark: Mark) -> Data:
    return {"zone": mark.zone, "side": mark.side} | _without_empty(
        intensity=None if mark.intensity is None else _number(mark.intensity),
        worst=mark.worst or None,
        quality=mark.quality,
        depth=mark.depth,
        spreads_to=mark.spreads_to,
    )


def _medicine(medicine: Medicine) -> Data:
    return {"name": medicine.name, "class": medicine.drug_class} | _without_empty(
        days_per_month=None if medicine.days_per_month is None else _range(medicine.days_per_month),
        months=None if medicine.months is None else _range(medicine.months),
    )


def _touch(touch: Palpated) -> Data:
    return {"structure": touch.structure, "side": touch.side} | _without_empty(
        tenderness=touch.tenderness,
        familiar_pain=touch.familiar_pain,
        taut_band=touch.taut_band,
        referred_to=list(touch.referred_to),
    )


def _tests(results: Iterable[TestResult]) -> Data:
    table: Data = {}
    for result in results:
        if result.side is None:
            table[result.test] = _result(result)
        else:
            table.setdefault(result.test, {})[result.side] = _result(result)
    return table


def _result(result: TestResult) -> Any:
    if result.positive is not None:
        return "positive" if result.positive else "negative"
    return result.state.value if result.reading is None else _number(result.reading)


def _without_empty(**parts: Any) -> Data:
    return {key: value for key, value in parts.items() if value is not None and value not in ("", {}, [])}


# -- YAML -------------------------------------------------------------------------------------------


def _node(value: Any, *, key: str) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_scalar(name), _node(part, key=name)) for name, part in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=key not in _LINE_BY_LINE)
    if isinstance(value, list):
        inside = _KEY_OF_PARTS.get(key, "row")
        parts = [_node(part, key=inside) for part in value]
        rows = any(isinstance(part, Mapping) for part in value)
        return yaml.SequenceNode("tag:yaml.org,2002:seq", parts, flow_style=not rows)
    return _scalar(value)


def _scalar(value: Any) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", "yes" if value else "no")
    if isinstance(value, int):
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(value))
    if isinstance(value, float):
        return yaml.ScalarNode("tag:yaml.org,2002:float", _digits(value))
    return yaml.ScalarNode(
        "tag:yaml.org,2002:str", str(value), style='"' if _looks_like_a_number(value) else None
    )


def _looks_like_a_number(text: str) -> bool:
    """True where YAML 1.2 would read the text as a number although YAML 1.1 would not."""
    try:
        float(text)
    except ValueError:
        return False
    return True
