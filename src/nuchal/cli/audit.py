"""`nuchal audit`: do the chain of events and the record hold?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nuchal.cli.django_clinic import get_ready
from nuchal.errors import UsageError

if TYPE_CHECKING:
    from nuchal.clinic.audit.anchors import Anchor


@click.group()
def audit() -> None:
    """What was written down about who did what."""


@audit.command()
@click.option("--demo", is_flag=True, help="Look at the demonstration.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Compare with the anchors in FILE too: a log, or a folder of anchors kept elsewhere.",
)
def verify(demo: bool, against: Path | None) -> None:
    """
    Walk every clinic's chain of events and compare every row of the record with its digest.

    It finds what was changed, added, cut off or deleted around the program without the secret key. An older state of
    the whole database together with the data folder holds in itself: --against a newer anchor shows it. Exit code 1 if
    something does not hold.
    """
    get_ready(demo=demo)
    from nuchal.clinic.audit.anchors import departs, log_anchor
    from nuchal.clinic.audit.verifying import verify as chains

    broken_somewhere = False
    kept = list(_anchors_in(against)) if against else []
    for chain, broken in chains():
        theirs = [anchor for anchor in kept if anchor.clinic == str(chain.pk)]
        broken = broken or next((found for anchor in theirs if (found := departs(anchor))), None)
        if broken is None:
            click.echo(
                f"✓ clinic {chain.pk}: {chain.sequence} events and {chain.digests} digests of rows hold"
            )
            log_anchor(chain)
        else:
            broken_somewhere = True
            click.echo(f"✗ clinic {chain.pk}: {broken}")
    if against:
        click.echo(f"{against}: {len(kept)} anchors compared")
    sys.exit(1 if broken_somewhere else 0)


@audit.command()
@click.option(
    "--because", required=True, help="Why these rows are right as they are; it is kept in the audit."
)
@click.option("--demo", is_flag=True, help="Do it in the demonstration.")
def accept(because: str, demo: bool) -> None:
    """Take rows that were mended by hand in the database for what they are now, and write that into the audit."""
    get_ready(demo=demo)
    from nuchal.clinic.audit.resealing import accept as take

    click.echo(f"{take(because=because)} rows are accepted as they are, and the audit says why.")


def _anchors_in(path: Path) -> Iterator[Anchor]:
    from nuchal.clinic.audit.anchors import anchors_in

    try:
        paths = sorted(path.glob("*.json")) if path.is_dir() else [path]
        for one in paths:
            yield from anchors_in(one.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError as problem:
        raise UsageError(
            f"{path} cannot be read ({problem})", remedy="Name a log or a folder of anchors."
        ) from None
