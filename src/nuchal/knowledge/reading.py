"""
Read the knowledge base from its YAML files, once, into one compiled file.

The compiled file lies in the user's cache folder and is named after the content of the YAML files, so that it cannot be
stale.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from nuchal.errors import KnowledgeError, NuchalError, Problems
from nuchal.knowledge import cache as knowledge_cache
from nuchal.knowledge import schema
from nuchal.knowledge.asking import AnyAsking
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import AnyCare
from nuchal.knowledge.yaml12 import Document, read

AnyItem = schema.AnyItem | AnyAsking | AnyCare
FORMAT = 10
"""Rises with every change of the schema, so that old compiled files are not read."""

KIND_FOLDERS = {
    "source": "sources",
    "finding": "vocabulary/findings",
    "zone": "vocabulary/zones",
    "group": "vocabulary/groups",
    "lay_word": "vocabulary/lay_words",
    "setting": "vocabulary/settings",
    "checklist": "1_intake",
    "question_group": "1_intake/groups",
    "intake_page": "1_intake/pages",
    "stop_page": "1_intake/stop",
    "disagreement": "1_intake/disagreements",
    "medicine_group": "1_intake/medicines",
    "emergency_number": "1_intake/emergency",
    "danger_sign": "2_screening",
    "level_action": "2_screening/levels",
    "headache": "3_classification",
    "presentation": "3_classification/presentations",
    "structure": "4_localisation/structures",
    "test": "4_localisation/tests",
    "rom_norm": "4_localisation/tests",
    "technique": "5_plan/techniques",
    "system": "5_plan/systems",
    "pathway": "5_plan/pathways",
    "pattern": "5_plan/patterns",
    "pressure_limit": "5_plan/pressure",
    "claim": "5_plan/claims",
    "exercise": "7_selfcare/exercises",
    "advice": "7_selfcare/advice",
}


class _Compiled(msgspec.Struct, frozen=True):
    release: str
    digest: str
    items: tuple[AnyItem, ...]


def default_folder() -> Path:
    """Where the knowledge lies: inside the installed package, or beside the source tree."""
    packaged = Path(__file__).resolve().parent.parent / "_knowledge"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "knowledge"


def load(folder: Path | None = None, *, cache: Path | None = None) -> Knowledge:
    """
    The knowledge base of `folder` (default: the one that ships).

    Raises Problems with every broken file, or KnowledgeError if there is no knowledge at all.
    """
    folder = folder or default_folder()
    cache = cache or _cache_folder()
    digest = content_digest(folder)
    stored = _stored(folder, cache, digest)
    if stored is None:
        stored = _compile(folder)
        if stored.digest == digest:  # nobody wrote into the folder meanwhile
            knowledge_cache.write(cache, _name(digest), msgspec.msgpack.encode(stored), used_by=folder)
    return Knowledge(release=stored.release, digest=stored.digest, items=stored.items)


def _name(digest: str) -> str:
    return f"compiled-{FORMAT}-{digest[:32]}.msgpack"


def _stored(folder: Path, cache: Path, digest: str) -> _Compiled | None:
    """What was compiled from this very content before; None where it is not there or not whole."""
    content = knowledge_cache.read(cache, _name(digest), used_by=folder)
    if content is None:
        return None
    try:
        stored = msgspec.msgpack.decode(content, type=_Compiled)
    except msgspec.MsgspecError:
        return None
    return stored if stored.digest == digest else None


def read_items(folder: Path) -> tuple[list[tuple[Any, Document]], list[NuchalError]]:
    """Every item with the document it came from, and everything that is wrong with the files."""
    read_so_far: list[tuple[Any, Document]] = []
    errors: list[NuchalError] = []
    for path in _files(folder):
        try:
            document = read(path, error=KnowledgeError)
            read_so_far.append((_item(document, folder), document))
        except NuchalError as error:
            errors.append(error)
    return read_so_far, errors


def _compile(folder: Path) -> _Compiled:
    pairs, errors = read_items(folder)
    if errors:
        raise Problems(errors)
    if not pairs:
        raise KnowledgeError("there is no knowledge here", path=folder)
    return _Compiled(
        release=_release(folder), digest=content_digest(folder), items=tuple(item for item, _ in pairs)
    )


def _item(document: Document, folder: Path) -> Any:
    value = document.value
    if not isinstance(value, dict):
        raise KnowledgeError("the file must hold one item with keys", path=document.path, line=1)
    try:
        item = msgspec.convert(value, AnyItem, strict=True)
    except msgspec.ValidationError as problem:
        raise _refusal(problem, document) from None
    expected = document.path.stem
    if item.id != expected:
        raise KnowledgeError(
            f"the id is {item.id!r} but the file is named {expected!r}",
            path=document.path,
            line=document.line("id"),
            remedy="The file name is the id.",
        )
    kind = str(value["kind"])
    home = KIND_FOLDERS[kind]
    if document.path.parent != folder / home:
        raise KnowledgeError(f"a {kind} belongs into {home}/", path=document.path, line=document.line("kind"))
    return item


def _refusal(problem: msgspec.ValidationError, document: Document) -> KnowledgeError:
    message, _, place = str(problem).partition(" - at `$")
    steps: list[str | int] = []
    for step in place.rstrip("`").replace("[", ".[").split("."):
        if step.startswith("[") and step.endswith("]"):
            inner = step[1:-1]
            steps.append(int(inner) if inner.isdigit() else inner)
        elif step:
            steps.append(step)
    where = ".".join(str(step) for step in steps)
    return KnowledgeError(
        message + (f" (in {where})" if where else ""),
        path=document.path,
        line=document.line(*steps),
        remedy="knowledge/README.md shows the fields of each kind.",
    )


def _files(folder: Path) -> Iterator[Path]:
    for home in sorted(set(KIND_FOLDERS.values())):
        yield from sorted((folder / home).glob("*.yaml"))


def _release(folder: Path) -> str:
    path = folder / "RELEASE"
    if not path.is_file():
        raise KnowledgeError(
            "the file RELEASE is missing", path=path, remedy="Write the release, like 2026.11.1."
        )
    return path.read_text(encoding="utf-8").strip()


def content_digest(folder: Path) -> str:
    """Digest of the release and of every file, by name and content; a folder without any has one too."""
    digest = hashlib.sha256()
    release = folder / "RELEASE"
    for path in [*([release] if release.is_file() else []), *_files(folder)]:
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "nuchal"
