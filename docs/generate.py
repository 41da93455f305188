"""Write the reference pages that follow from the program and its knowledge; `make docs` runs this."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from nuchal.cases.planning import PLAN_KEYS, SINGLE, ids_expected
from nuchal.cases.reading import EXPECTATIONS
from nuchal.cli.main import main, nuchal
from nuchal.findings.entry import MEDICINE_CLASSES
from nuchal.knowledge.base import KINDS, Knowledge
from nuchal.knowledge.reading import load
from nuchal.knowledge.schema import Finding, Level

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = re.compile(
    r'^```console sections="([^"\n]+)"\n\$ \.venv/bin/nuchal ([^\n]+)\n.*?^```$', re.MULTILINE | re.DOTALL
)
WRITTEN_BY = "<!-- Written by `make docs`. Change the program or the knowledge, not this page. -->"
NOT_ANSWERED = ["not asked", "not examinable", "declined"]


def pages(knowledge: Knowledge) -> dict[str, str]:
    """File -> text of every page that is generated, or holds something generated."""
    return {
        "README.md": EXAMPLE.sub(_example, (ROOT / "README.md").read_text(encoding="utf-8")),
        "docs/reference/commands.md": commands(),
        "docs/reference/knowledge.md": catalogue(knowledge),
        "docs/reference/case.schema.json": json.dumps(case_schema(knowledge), indent=1, ensure_ascii=False)
        + "\n",
    }


# -- examples ---------------------------------------------------------------------------------------


def _example(match: re.Match[str]) -> str:
    """A fence with a command and the named sections of what the command prints now."""
    wanted, call = match[1].split(", "), match[2]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.chdir(ROOT):
        main(shlex.split(call))
    lines = [line.rstrip() for line in printed.getvalue().splitlines()]
    shown: list[str] = []
    keeps = False
    for before, line in pairwise(["", *lines]):
        if line and not line.startswith(" ") and not before:
            if keeps is not (line in wanted) and shown[-1:] != ["…"]:
                shown.append("…")
            keeps = line in wanted
        if keeps:
            shown.append(line)
    text = "\n".join(shown).strip()
    return f'```console sections="{match[1]}"\n$ .venv/bin/nuchal {call}\n{text}\n```'


# -- commands ---------------------------------------------------------------------------------------


def commands() -> str:
    """The help of every command."""
    parts = [f"# Commands\n\n{WRITTEN_BY}\n"]
    for name, command in _all_commands("nuchal", nuchal):
        context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
        context.help_option_names = ["-h", "--help"]
        parts.append(f"## {name}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def _all_commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _all_commands(f"{name} {child}", found)


# -- catalogue --------------------------------------------------------------------------------------


def catalogue(knowledge: Knowledge) -> str:
    """What the knowledge base holds: counts, danger signs, headache types, structures, tests."""
    parts = [
        f"# The knowledge base\n\n{WRITTEN_BY}\n",
        f"Release {knowledge.release}. Marks of sources: `found` read there, `found2` confirmed by a second source,\n"
        "`known` general knowledge still to be checked by a clinician, `design` a choice of this project.\n",
        "## Counts\n",
        _table(("kind", "items", "reviewed by a clinician"), _counts(knowledge)),
        "## The intake\n",
        _table(("id", "question", "lines", "sources"), _question_groups(knowledge)),
        _table(("emergency number", "countries", "sources"), _emergency_numbers(knowledge)),
        _table(("class of medicine", "name for clients", "known names", "sources"), _medicines(knowledge)),
        "## Danger signs\n",
        _table(("id", "name", "suggests", "levels", "answered by", "sources"), _danger_signs(knowledge)),
        "## Headache types\n",
        _table(("code", "name", "rank", "criteria", "asks for", "sources"), _headaches(knowledge)),
        "## Structures\n",
        _table(
            ("id", "name", "group", "felt in", "spills into", "pattern", "sources"), _structures(knowledge)
        ),
        "## Tests\n",
        _table(("id", "name", "accuracy", "kappa", "sources"), _tests(knowledge)),
        "## Settings\n",
        _table(("id", "value", "meaning", "sources"), _settings(knowledge)),
    ]
    return "\n".join(parts)


def _counts(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for name, struct in KINDS.items():
        items = knowledge.of_kind(struct).values()
        states = [item.review.state for item in items if hasattr(item, "review")]
        yield name.replace("_", " "), str(len(items)), str(states.count("reviewed")) if states else ""


def _question_groups(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for group in knowledge.question_groups.values():
        lines = "; ".join(group.lines.get(name, name) for name in group.findings)
        yield f"`{group.id}`", group.question, lines, _sources(group, knowledge)


def _emergency_numbers(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for item in knowledge.of_kind(KINDS["emergency_numbers"]).values():
        yield item.number, ", ".join(item.countries), _sources(item, knowledge)


def _medicines(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for group in knowledge.medicine_groups:
        yield group.drug_class, group.name, ", ".join(group.names), _sources(group, knowledge)


def _danger_signs(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for sign in knowledge.danger_signs.values():
        levels = ", ".join(dict.fromkeys(rule.level.value for rule in sign.levels))
        yield f"`{sign.id}`", sign.name, sign.suggests, levels, sign.answered_by, _sources(sign, knowledge)


def _headaches(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for code, headache in knowledge.headaches.items():
        criteria = "; ".join(f"{letter} {rule.says}" for letter, rule in headache.criteria.items())
        patterns = " or ".join(pattern.code for pattern in headache.one_missing)
        criteria = "; ".join(
            part for part in (criteria, f"one criterion of {patterns} missing" if patterns else "") if part
        )
        action = "" if headache.action is Level.NONE else headache.action.value
        yield code, headache.name, headache.rank, criteria, action, _sources(headache, knowledge)


def _structures(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for item in sorted(knowledge.structures.values(), key=lambda s: (s.group, s.id)):
        yield (
            f"`{item.id}`", item.name, knowledge.groups[item.group].name, _zones(item.core, knowledge),
            _zones(item.spillover, knowledge), item.confidence, _sources(item, knowledge),
        )  # fmt: skip


def _tests(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for test in knowledge.tests.values():
        accuracy = "; ".join(
            f"{a.target}: sensitivity {_number(a.sensitivity)}, specificity {_number(a.specificity)}"
            for a in test.accuracy
        )
        yield f"`{test.id}`", test.name, accuracy, _number(test.kappa), _sources(test, knowledge)


def _settings(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for setting in knowledge.of_kind(KINDS["settings"]).values():
        value = f"{setting.value:g} {setting.unit or ''}".strip()
        yield f"`{setting.id}`", value, setting.meaning, _sources(setting, knowledge)


def _sources(item: Any, knowledge: Knowledge) -> str:
    return ", ".join(dict.fromkeys(f"{c.ref} [{c.mark}]" for c in item.sources))


def _zones(zones: Iterable[str], knowledge: Knowledge) -> str:
    return ", ".join(knowledge.zones[zone].name.lower() for zone in zones)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines) + "\n"
    )


# -- JSON Schema ------------------------------------------------------------------------------------


def case_schema(knowledge: Knowledge) -> dict[str, Any]:
    """The case file as JSON Schema, for editors: they complete ids and underline what is misspelt."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Nuchal case file",
        "description": "docs/reference/case-format.md explains it; `nuchal` itself is stricter.",
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/entry"}, "minItems": 1},
        "else": {"$ref": "#/$defs/entry"},
        "$defs": {
            "entry": {
                "if": {"type": "object", "required": ["case"]},
                "then": {"$ref": "#/$defs/case"},
                "else": {"$ref": "#/$defs/person"},
            },
            "case": _object(
                {
                    "case": {"type": "string", "description": "What the case shows, as one sentence."},
                    "shows": {"type": ["array", "null"], "items": {"type": "string"}},
                    "given": {"$ref": "#/$defs/person"},
                    "assume_screened": {"$ref": "#/$defs/yes_no"},
                    "source_says": {"type": ["object", "null"]},
                    "expect": _object(_expectations(knowledge)) | {"type": ["object", "null"]},
                    "note": {},
                },
                required=["case", "given"],
            ),
            "person": _person(knowledge),
            "profile": _profile(knowledge),
            "mark": _mark(),
            "findings": _of_person(knowledge),
            "yes_no": {"enum": ["yes", "no", True, False]},
            "yes_no_or_open": {"enum": ["yes", "no", True, False, *NOT_ANSWERED]},
            "number": {"type": ["number", "string"], "description": '12, ">= 15", "4 to 8", or a time such as 30 min'},
            "side": {"enum": ["left", "right", "both"]},
            "zone": {"enum": sorted(knowledge.zones)},
            "structure": {"enum": sorted(knowledge.structures)},
            "code": {"enum": list(knowledge.headaches)},
            "sign": {"enum": sorted(knowledge.danger_signs)},
        },
    }  # fmt: skip


def _expectations(knowledge: Knowledge) -> dict[str, Any]:
    """Only what a plan is expected to hold is spelt out here; the other expectations are told by the reader."""
    one = {key: _expected_of_plan(key, knowledge) for key in sorted(PLAN_KEYS)}
    plan = _object(one, required=["system"])
    several = {"type": "array", "items": plan, "minItems": 1}
    return {key: {} for key in sorted(EXPECTATIONS)} | {"plan": {"anyOf": [plan, several]}}


def _expected_of_plan(key: str, knowledge: Knowledge) -> dict[str, Any]:
    if key in ("held", "warned"):
        return {"$ref": "#/$defs/yes_no"}
    if key == "goals":
        return {"type": "array", "items": {"type": "string"}}
    if key == "patterns":
        said = {"enum": ["possible", "open", "no", False]}
        return _object(dict.fromkeys(sorted(knowledge.patterns), said))
    known = ids_expected(key, knowledge)
    if known is None:
        return {"type": "integer", "minimum": 0}
    words = {"enum": sorted(known)}
    return words if key in SINGLE else {"type": "array", "items": words}


def _person(knowledge: Knowledge) -> dict[str, Any]:
    open_yes_no = {"anyOf": [{"$ref": "#/$defs/yes_no_or_open"}, {"type": "null"}]}
    return _object(
        {
            "id": {},
            "about": {"type": ["string", "null"]},
            "source": {"type": ["object", "null"]},
            "age": _value(knowledge.findings["age_years"]),
            "sex": _value(knowledge.findings["sex"]),
            "danger_screen": {"anyOf": [
                {"const": "completed"}, {"type": "null"},
                _object({"completed": {"$ref": "#/$defs/yes_no"}, "except": {"$ref": "#/$defs/findings"}}),
            ]},
            "profiles": {"type": ["array", "null"], "items": {"$ref": "#/$defs/profile"}, "minItems": 1},
            "findings": {"$ref": "#/$defs/findings"},
            "medicines": {"type": "array", "items": _object(
                {
                    "name": {},
                    "class": {"enum": list(MEDICINE_CLASSES)},
                    "days_per_month": {"$ref": "#/$defs/number"},
                    "months": {"$ref": "#/$defs/number"},
                },
                required=["class"],
            )},
            "exam": _object({
                "palpation": {"type": ["array", "null"], "items": _object({
                    "structure": {"$ref": "#/$defs/structure"},
                    "side": {"$ref": "#/$defs/side"},
                    "tenderness": {"enum": [0, 1, 2, 3, None]},
                    "familiar_pain": open_yes_no,
                    "taut_band": open_yes_no,
                    "referred_to": {"type": ["array", "null"], "items": {"$ref": "#/$defs/zone"}},
                }, required=["structure", "side"])},
                "tests": _tests_schema(knowledge),
                "findings": {"$ref": "#/$defs/findings"},
            }) | {"type": ["object", "null"]},
            "goals": {"type": ["array", "null"], "items": {"anyOf": [{"type": "string"}, _object(
                {"activity": {"type": "string"}, "now": {"enum": list(range(11))}}, required=["activity"],
            )]}},
            "settlements": {"type": ["array", "null"], "items": _object(
                {"disagreement": {"enum": sorted(knowledge.disagreements)}, "profile": {"type": "string"},
                 "holds": {"type": "string"},
                 "said": {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 2}},
                required=["disagreement", "holds", "said"])},
            "clearances": {"type": ["array", "null"], "items": _object(
                {"sign": {"$ref": "#/$defs/sign"}, "by": {}, "on": {}, "excluded": {}},
                required=["sign", "by", "on", "excluded"],
            )},
        }
    )  # fmt: skip


def _profile(knowledge: Knowledge) -> dict[str, Any]:
    of_profile = {f.id: _value(f) for f in knowledge.findings.values() if f.about == "profile"}
    attested = {"anyOf": [
        {"type": "array", "items": {"$ref": "#/$defs/code"}}, {"type": "null"},
        {"type": "object", "propertyNames": {"$ref": "#/$defs/code"},
         "additionalProperties": {"$ref": "#/$defs/yes_no"}},
    ]}  # fmt: skip
    spans = {name: {"$ref": "#/$defs/number"} for name in ("usual", "shortest", "longest")}
    return _object(
        {
            "name": {},
            "drawing": {"type": ["array", "null"], "items": {"$ref": "#/$defs/mark"}},
            "duration": {"anyOf": [{"$ref": "#/$defs/number"}, _object(spans), {"type": "null"}]},
            "attested": attested,
            **of_profile,
        }
    )


def _of_person(knowledge: Knowledge) -> dict[str, Any]:
    return _object({f.id: _value(f) for f in knowledge.findings.values() if f.about == "person"}) | {
        "type": ["object", "null"]
    }


def _mark() -> dict[str, Any]:
    return _object(
        {
            "zone": {"$ref": "#/$defs/zone"},
            "side": {"$ref": "#/$defs/side"},
            "intensity": {"type": ["number", "null"], "minimum": 0, "maximum": 10},
            "worst": {"$ref": "#/$defs/yes_no"},
            "quality": {},
            "depth": {"enum": ["deep", "surface", None]},
            "spreads_to": {"anyOf": [{"$ref": "#/$defs/zone"}, {"type": "null"}]},
        },
        required=["zone", "side"],
    )


def _tests_schema(knowledge: Knowledge) -> dict[str, Any]:
    properties = {}
    for test in knowledge.tests.values():
        result: dict[str, Any] = {"enum": ["positive", "negative", *NOT_ANSWERED]}
        if test.unit is not None:
            result = {"anyOf": [result, {"type": "number"}]}
        sides = _object({"left": result, "right": result})
        properties[test.id] = {"title": test.name} | (sides if test.sided else {"anyOf": [result, sides]})
    return _object(properties) | {"type": ["object", "null"]}


def _value(finding: Finding) -> dict[str, Any]:
    """What may be written for a finding, with its question as the tooltip."""
    about = {"description": finding.question or finding.prompt or finding.name}
    if finding.value == "yes_no":
        return {"$ref": "#/$defs/yes_no_or_open"} | about
    if finding.value == "number":
        return {"$ref": "#/$defs/number"} | about
    options = [option.id for option in finding.options]
    if finding.value == "choice":
        rating = [{"type": "number", "minimum": 0, "maximum": 10}] if finding.id == "intensity" else []
        said: list[Any] = [*options, *NOT_ANSWERED, *([False] if "no" in options else [])]
        return {
            "anyOf": [{"enum": said}, *rating, {"type": "array", "items": {"enum": options}, "minItems": 1}]
        } | about
    several = {"type": ["array", "null"], "items": {"enum": options}}
    partial = _object({"has": several, "lacks": several})
    return {
        "anyOf": [several | {"type": "array"}, partial, {"enum": ["none", "no", False, *NOT_ANSWERED]}]
    } | about


def _object(properties: dict[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | {"required": list(required)} if required else schema


if __name__ == "__main__":
    for file_name, text in pages(load()).items():
        (ROOT / file_name).write_text(text, encoding="utf-8")
        print(file_name, file=sys.stderr)
