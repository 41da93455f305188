"""
Read YAML strictly: YAML 1.2 core schema, no duplicate keys, no anchors, no tags, with the line of every value.

PyYAML parses the syntax; its YAML 1.1 guesses (`off`, `on`, `1:30`, dates) are not used. `yes` and `no` stay
the words that a clinician wrote; whoever expects a truth value reads them as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nuchal.errors import NuchalError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

_INDENT = re.compile(r"^[ \t\-?:]+", re.MULTILINE)
DEEPEST = 60
MOST_BYTES = 20_000_000
MOST_DIGITS = 18
"""More would not fit into 64 bits, and no quantity of ours is so large."""

_PLAIN_TAGS = {"str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map"}
"""What the parser resolves plain YAML to; any other tag was written on purpose."""

Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A read file: its plain value and the line (from 1) of each place in it."""

    value: Any
    path: Path
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, *place: str | int) -> int:
        """The line of a place, or of its nearest known parent."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(path: Path, *, error: type[NuchalError]) -> Document:
    """Read one file; raise `error` with file, line and remedy where it is not strict YAML."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise error("there is no such file", path=path, remedy="Check the name.") from None
    except IsADirectoryError:
        raise error("this is a folder, not a file", path=path) from None
    except UnicodeDecodeError as problem:
        raise error(f"cannot be read: {problem}", path=path, remedy="Save it as UTF-8 text.") from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise error(f"cannot be read: {why}", path=path, remedy="Check the file.") from None
    if len(content) > MOST_BYTES:
        raise error(f"larger than {MOST_BYTES // 1_000_000} MB", path=path, remedy="This is no file of ours.")
    return read_text(text, path=path, error=error)


def read_text(text: str, *, path: Path, error: type[NuchalError]) -> Document:
    """Like `read`, for text that is already here; `path` only names it in messages."""
    document = Document(value=None, path=path)
    if _may_be_deep(text) and _depth(text) > DEEPEST:
        raise error(
            f"nested more than {DEEPEST} deep", path=path, remedy="Close brackets that were left open."
        )
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else None
        raise error(
            f"not valid YAML: {problem.problem or problem.context}",
            path=path,
            line=line,
            remedy=_hint(text, line),
        ) from None
    except yaml.YAMLError as problem:
        raise error(f"not valid YAML: {problem}", path=path) from None
    if node is not None:
        document.value = _Builder(document, error).build(node, ())
    return document


def _may_be_deep(text: str) -> bool:
    """Whether brackets and indentation together allow more than the depth that is read; quick, and never too low."""
    return text.count("[") + text.count("{") + max(map(len, _INDENT.findall(text)), default=0) > DEEPEST


def _depth(text: str) -> int:
    """
    How deeply a text is nested.

    The parser builds its tree by recursion in C, and the program ends where the stack does; its events come one by one.
    """
    depth = deepest = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                depth += 1
                deepest = max(deepest, depth)
                if deepest > DEEPEST:
                    break
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return deepest
    return deepest


def _hint(text: str, line: int | None) -> str:
    lines = text.splitlines()
    row = lines[line - 1] if line and line <= len(lines) else ""
    if "\t" in row:
        return "Use spaces, not tabs, at the start of a line."
    if row.count(": ") > 1:
        return 'Put the text that contains ": " in quotes.'
    return "Check indentation, quotes and brackets just before this line."


class _Builder:
    def __init__(self, document: Document, error: type[NuchalError]) -> None:
        self.document = document
        self.error = error
        self.seen: set[int] = set()

    def build(self, node: Any, place: Path_) -> Any:
        self.document.lines[place] = node.start_mark.line + 1
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            raise self._fail(node, f"the tag {node.tag} is not used here", "Remove the tag.")
        if isinstance(node, yaml.ScalarNode):
            if not node.style and len(node.value) > MOST_DIGITS and _INT.fullmatch(str(node.value)):
                raise self._fail(
                    node, "this number has too many digits", "Put it in quotes if it is no number."
                )
            return _scalar(node)
        if id(node) in self.seen:
            raise self._fail(node, "anchors and aliases are not used here", "Write the value out again.")
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(part, (*place, index)) for index, part in enumerate(node.value)]
        return self._mapping(node, place)

    def _mapping(self, node: Any, place: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._fail(key_node, "a key must be a single word", "Check the indentation.")
            key = str(key_node.value)
            if key in result:
                raise self._fail(key_node, f"`{key}` stands here twice", "Keep one of the two.")
            result[key] = self.build(value_node, (*place, key))
            self.document.lines[(*place, key)] = key_node.start_mark.line + 1
        return result

    def _fail(self, node: Any, message: str, remedy: str) -> NuchalError:
        return self.error(message, path=self.document.path, line=node.start_mark.line + 1, remedy=remedy)


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
