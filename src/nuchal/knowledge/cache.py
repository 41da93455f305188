"""
Compiled knowledge in the user's cache folder, named after the content that it was compiled from.

Each knowledge folder on this machine has a small note that names the file it uses now. A file that no note names, and a
note whose folder is gone, are deleted: the cache holds at most one file for each folder, and no folder loses its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path


def read(cache: Path, name: str, *, used_by: Path) -> bytes | None:
    """The compiled file, or None; it is noted that `used_by` uses it."""
    try:
        content = (cache / name).read_bytes()
    except OSError:
        return None
    _note(cache, name, used_by)
    return content


def write(cache: Path, name: str, content: bytes, *, used_by: Path) -> None:
    """Keep a compiled file, whole or not at all; a cache that cannot be written only costs time."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _note(cache, name, used_by)
        _write_whole(cache / name, content)
        _delete_unused(cache)
    except OSError:
        return


def _note(cache: Path, name: str, folder: Path) -> None:
    place = folder.resolve()
    note = cache / f"used-{hashlib.sha256(os.fsencode(place)).hexdigest()[:24]}.json"
    written = json.dumps({"folder": str(place), "file": name}).encode()
    try:
        if not note.is_file() or note.read_bytes() != written:
            _write_whole(note, written)
    except OSError:
        return


def _delete_unused(cache: Path) -> None:
    used = set()
    for note in cache.glob("used-*.json"):
        try:
            told = json.loads(note.read_bytes())
            folder, name = Path(told["folder"]), str(told["file"])
        except (OSError, ValueError, KeyError, TypeError):
            note.unlink(missing_ok=True)
            continue
        if folder.is_dir():
            used.add(name)
        else:
            note.unlink(missing_ok=True)
    for compiled in cache.glob("compiled-*.msgpack"):
        if compiled.name not in used:
            compiled.unlink(missing_ok=True)


def _write_whole(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".draft-", delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            Path(draft.name).replace(path)
        except OSError:
            Path(draft.name).unlink(missing_ok=True)
            raise
