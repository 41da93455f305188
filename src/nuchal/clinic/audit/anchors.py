"""
Anchors: where each clinic's chains ended, written outside the database.

Who can write the database can cut the newest events and put an older sealed end back, but not the anchor that a file of
the data folder holds, the log tells and each backup carries. An anchor is sealed with the same key as the chain.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils import timezone

from nuchal.clinic.audit.chain import Broken
from nuchal.clinic.audit.models import Action, Chain, Event, RowDigest
from nuchal.clinic.operations.secret_keys import sealing_key, sealing_keys

LOG = logging.getLogger("nuchal.audit")
AT_MOST_EVERY = 5.0
"""Seconds between two anchors of one clinic by one process; what is cut within that time is not found by the file."""
LOG_AT_MOST_EVERY = 3600.0
_LAST: dict[UUID, float] = {}
_LOGGED: dict[UUID, float] = {}
_PAUSED: list[bool] = []


class Anchor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the two chains of a clinic ended at a moment."""

    clinic: str
    at: str
    sequence: int
    hash: str
    digests: int
    digests_hash: str
    key: str
    seal: str

    @property
    def is_genuine(self) -> bool:
        """Whether a key of this clinic sealed it."""
        key = sealing_keys().get(self.key)
        return key is not None and key.seal(_text(self)) == self.seal


def folder() -> Path:
    """Where the anchors lie, one file per clinic."""
    return Path(settings.DATA) / "anchors"


def anchor_of(chain: Chain) -> Anchor:
    """An anchor at the end of these chains."""
    key = sealing_key()
    bare = Anchor(
        clinic=str(chain.pk), at=timezone.now().isoformat(timespec="seconds"), sequence=chain.sequence,
        hash=chain.hash, digests=chain.digests, digests_hash=chain.digests_hash, key=key.name, seal="",
    )  # fmt: skip
    return msgspec.structs.replace(bare, seal=key.seal(_text(bare)))


def anchor_soon(chain: Chain) -> None:
    """Anchor an end that was committed just now, unless this process did it a moment ago; hourly in the log too."""
    if _PAUSED:
        return
    now = time.monotonic()
    if now - _LAST.get(chain.pk, -AT_MOST_EVERY) >= AT_MOST_EVERY:
        _LAST[chain.pk] = now
        drop_anchor(chain)
    if now - _LOGGED.get(chain.pk, -LOG_AT_MOST_EVERY) >= LOG_AT_MOST_EVERY:
        _LOGGED[chain.pk] = now
        log_anchor(chain)


def drop_anchor(chain: Chain) -> bool:
    """
    Write the anchor of an end; tells whether it did.

    An older end, or one that does not continue the anchor that is there, never takes its place.
    """
    new = anchor_of(chain)
    with _locked():
        old = _read(_file(chain.pk))
        if isinstance(old, Broken) or (old is not None and not _continues(old, new)):
            return False
        _write(new)
    return True


def log_anchor(chain: Chain) -> None:
    """Write an anchor into the log, which may be kept on another machine."""
    LOG.info("anchor", extra={"anchor": msgspec.to_builtins(anchor_of(chain))})


def anchors() -> dict[UUID, Anchor | Broken]:
    """Clinic -> its anchor, or why its file cannot be believed."""
    found = {}
    for path in sorted(folder().glob("*.json")) if folder().is_dir() else ():
        read = _read(path)
        if read is not None:
            found[UUID(path.stem)] = read
    return found


def has_anchors() -> bool:
    """Whether this clinic was ever anchored; while another database stands in, that says nothing of it."""
    return not _PAUSED and bool(anchors())


def anchors_in(lines: Iterable[str]) -> Iterator[Anchor]:
    """The anchors in lines of a log, or of a file of anchors; other lines are passed over."""
    for line in lines:
        try:
            told = msgspec.json.decode(line)
            yield msgspec.convert(told.get("anchor", told), Anchor)
        except (msgspec.DecodeError, msgspec.ValidationError, AttributeError):
            continue


def departs(anchor: Anchor) -> Broken | None:
    """What is not as it was when this anchor was made; None where the chains still lead through it."""
    clinic = UUID(anchor.clinic)
    if not anchor.is_genuine:
        return Broken(
            clinic_id=clinic, sequence=0, because="its anchor was not made with a key of this clinic"
        )
    if _was_replaced(anchor):
        return None
    passed = Event.objects.filter(clinic_id=clinic, sequence=anchor.sequence).values_list("hash", flat=True)
    if anchor.sequence and anchor.hash not in passed:
        because = f"it is not the chain that was anchored at {anchor.at}: events were cut off or written anew"
        return Broken(clinic_id=clinic, sequence=anchor.sequence, because=because)
    digests = RowDigest.objects.filter(clinic_id=clinic, number=anchor.digests).values_list("hash", flat=True)
    if anchor.digests and anchor.digests_hash not in digests:
        because = f"the digests of rows are not those that were anchored at {anchor.at}"
        return Broken(clinic_id=clinic, sequence=0, because=because)
    return None


@contextmanager
def no_anchors() -> Iterator[None]:
    """Inside, no anchor is written: another database stands in, or the transaction may still be taken back."""
    before, _PAUSED[:] = list(_PAUSED), [True]
    try:
        yield
    finally:
        _PAUSED[:] = before


def forget_anchors(*, but: Collection[UUID] = ()) -> None:
    """Delete the anchors of all clinics but these: their chains are gone, since the database is another one now."""
    _LAST.clear()
    _LOGGED.clear()
    for path in folder().glob("*") if folder().is_dir() else ():
        if path.stem not in {str(clinic_id) for clinic_id in but}:
            path.unlink()


def _was_replaced(anchor: Anchor) -> bool:
    """Whether a restore, which the sealed chain tells of, put another chain in the place of the anchored one."""
    restored = Event.objects.filter(
        clinic_id=UUID(anchor.clinic), action=Action.WRITE, details__restored=True
    )
    return restored.filter(details__instead_of=anchor.seal).exists()


def _continues(old: Anchor, new: Anchor) -> bool:
    later = (new.sequence, new.digests) > (old.sequence, old.digests) and new.digests >= old.digests
    later = later or _was_replaced(old)
    return later and departs(old) is None


def _text(anchor: Anchor) -> str:
    ends = (anchor.sequence, anchor.hash, anchor.digests, anchor.digests_hash)
    return "\n".join(["anchor", anchor.clinic, anchor.at, *map(str, ends)])


def _file(clinic_id: UUID) -> Path:
    return folder() / f"{clinic_id}.json"


def _read(path: Path) -> Anchor | Broken | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Anchor)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError):
        return Broken(clinic_id=UUID(path.stem), sequence=0, because=f"its anchor {path} cannot be read")


def _write(anchor: Anchor) -> None:
    path = _file(UUID(anchor.clinic))
    draft = path.with_suffix(".draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(msgspec.json.encode(anchor))
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(path)


@contextmanager
def _locked() -> Iterator[None]:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(folder() / "lock", os.O_RDWR | os.O_CREAT, 0o600), "wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
