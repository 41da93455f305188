"""The file of a backup: a ZIP with the database, the photos, and a manifest that holds a digest of each."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from nuchal.errors import BackupFailed

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files/"
"""Where photos lie in a backup; behind it the name by which the record knows them."""
CHUNK = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
"""What reading a ZIP raises where bytes of it were changed."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup says of itself."""

    format: int
    made_at: str
    nuchal: str
    engine: str
    migrations: list[str]
    rows: dict[str, int]
    sha256: dict[str, str]
    photos_not_found: list[str]

    @property
    def photos(self) -> list[str]:
        """Names of the photos in it."""
        return [name[len(FILES) :] for name in self.sha256 if name.startswith(FILES)]


def add(packed: zipfile.ZipFile, name: str, content: IO[bytes]) -> str:
    """Put one file into a backup, piece by piece; gives its digest."""
    digest = hashlib.sha256()
    with packed.open(name, "w", force_zip64=True) as target:
        while piece := content.read(CHUNK):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def add_manifest(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put the manifest into a backup; the last step, so that a broken-off one has none."""
    packed.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def check(path: Path) -> Manifest:
    """Read a whole backup and compare every digest; BackupFailed where one byte is not what it was."""
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = _manifest_of(packed, path)
            there = set(packed.namelist()) - {MANIFEST}
            if there != set(manifest.sha256) or DATABASE not in there:
                raise _broken(path, "files are missing in it or too many")
            for name, expected in manifest.sha256.items():
                with packed.open(name) as content:
                    if _digest(content) != expected:
                        raise _broken(path, f"{name} is not what it was")
    except FileNotFoundError:
        raise BackupFailed(f"{path} is not there", remedy="Name the file of a backup.") from None
    except _UNREADABLE as problem:
        raise _broken(path, type(problem).__name__) from None
    return manifest


def unpack_database(path: Path, target: Path) -> None:
    """Write the database of a backup into a file."""
    with zipfile.ZipFile(path) as packed, packed.open(DATABASE) as content, target.open("wb") as opened:
        shutil.copyfileobj(content, opened, CHUNK)


def photos_in(path: Path, names: list[str]) -> Iterator[tuple[str, IO[bytes]]]:
    """Each photo of a backup with its name."""
    with zipfile.ZipFile(path) as packed:
        for name in names:
            with packed.open(FILES + name) as content:
                yield name, content


def _manifest_of(packed: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        raw: Any = packed.read(MANIFEST)
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (KeyError, msgspec.DecodeError):
        raise _broken(path, "it has no manifest") from None
    if manifest.format != FORMAT:
        raise BackupFailed(
            f"{path} is a backup of format {manifest.format}, and this program reads format {FORMAT}",
            remedy="Restore it with the version of Nuchal that made it.",
        )
    return manifest


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := content.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _broken(path: Path, because: str) -> BackupFailed:
    return BackupFailed(f"{path} is no whole backup: {because}", remedy="Use another one.")
