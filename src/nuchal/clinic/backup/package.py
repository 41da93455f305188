"""
The file of a backup: a ZIP with the database, the photos, and a sealed manifest that holds a digest of each.

The seal is made with the clinic's key, so a backup that was altered and given new digests is found. Encrypted, the
ZIP is an age file (age-encryption.org), which opens with Nuchal or with age itself.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from nuchal.clinic.audit.anchors import Anchor
from nuchal.clinic.backup.copying import Held
from nuchal.clinic.operations.secret_keys import sealing_key, sealing_keys
from nuchal.errors import BackupFailed

FORMAT = 2
MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files/"
"""Where photos lie in a backup; behind it the name by which the record knows them."""
CHUNK = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
"""What reading a ZIP raises where bytes of it were changed."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup says of itself. The database in it is an SQLite file, whatever `engine` it was made of."""

    format: int
    made_at: str
    nuchal: str
    engine: str
    migrations: list[str]
    tables: dict[str, Held]
    anchors: list[Anchor]
    sha256: dict[str, str]
    photos_not_found: list[str]
    key: str = ""
    seal: str = ""

    @property
    def photos(self) -> list[str]:
        """Names of the photos in it."""
        return [name[len(FILES) :] for name in self.sha256 if name.startswith(FILES)]

    @property
    def rows(self) -> int:
        """How many rows are in it."""
        return sum(held.rows for held in self.tables.values())

    @property
    def is_genuine(self) -> bool:
        """Whether a key of this clinic sealed it."""
        key = sealing_keys().get(self.key)
        return key is not None and key.seal(_text(self)) == self.seal


def sealed(manifest: Manifest) -> Manifest:
    """The manifest with the seal of the key of now."""
    key = sealing_key()
    named = msgspec.structs.replace(manifest, key=key.name, seal="")
    return msgspec.structs.replace(named, seal=key.seal(_text(named)))


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
            there = sorted(set(packed.namelist()) - {MANIFEST})
            if there != sorted(manifest.sha256) or DATABASE not in there:
                raise _broken(path, "files are missing in it or too many")
            for name, expected in manifest.sha256.items():
                with packed.open(name) as content:
                    if digest_of(content) != expected:
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


def digest_of(content: IO[bytes]) -> str:
    """The digest of a file, read piece by piece."""
    digest = hashlib.sha256()
    while piece := content.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _manifest_of(packed: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        raw: Any = msgspec.json.decode(packed.read(MANIFEST))
        found = raw["format"]
        manifest = msgspec.convert(raw, Manifest) if found == FORMAT else None
    except (KeyError, TypeError, msgspec.DecodeError, msgspec.ValidationError):
        raise _broken(path, "it has no manifest") from None
    if manifest is None:
        raise BackupFailed(
            f"{path} is a backup of format {found}, and this program reads format {FORMAT}",
            remedy="Restore it with the version of Nuchal that made it.",
        )
    return manifest


def _text(manifest: Manifest) -> str:
    bare = msgspec.structs.replace(manifest, seal="")
    return msgspec.json.encode(bare, order="sorted").decode()


def _broken(path: Path, because: str) -> BackupFailed:
    return BackupFailed(f"{path} is no whole backup: {because}", remedy="Use another one.")
