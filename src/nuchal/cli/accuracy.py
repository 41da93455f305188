"""`nuchal accuracy`: measure calibration and accuracy, and write them down."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import click

from nuchal.accuracy.cohorts import interviewed_cohort, observed_cohort
from nuchal.accuracy.page import Measured, page
from nuchal.accuracy.published import Verdict, published_verdicts
from nuchal.cli.places import project_folder
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.reasoning.posterior import solve
from nuchal.reasoning.solvers import best_solver

Thing = TypeVar("Thing")

BEST_SHARE = 8
"""The best possible ranking is computed for one plain client in so many: it asks the engine once per group."""
INTERVIEW_SHARE = 40
"""One interview for so many clients: each asks the engine some thousand times."""


@click.command()
@click.option(
    "--n",
    "count",
    type=click.IntRange(10),
    default=2000,
    show_default=True,
    help="Synthetic clients per setting.",
)
@click.option("--seed", type=click.IntRange(0), default=20261120, show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the page here instead of printing it.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes (default: one per core).")
def accuracy(count: int, seed: int, out: Path | None, workers: int | None) -> None:
    """
    Measure on synthetic clients and published cases, and give the figures as a Markdown page.

    The figures do not depend on --workers.
    """
    knowledge = load()
    hands = workers or os.cpu_count() or 1
    best_for, interviews = count // BEST_SHARE, max(5, count // INTERVIEW_SHARE)
    plain = observed_cohort(knowledge, count, seed, "plain", best_for=best_for, workers=hands)
    noisy = observed_cohort(knowledge, count, seed, "noisy", workers=hands)
    asked = interviewed_cohort(knowledge, interviews, seed, workers=hands)
    text = page(
        Measured(
            knowledge=knowledge,
            command=f"nuchal accuracy --n {count} --seed {seed}",
            engine="NumPy engine" if best_solver(many=True) is solve else "compiled engine",
            seed=seed,
            plain=_watched(plain, count, "plain clients"),
            noisy=_watched(noisy, count, "noisy clients"),
            interviews=_watched(asked, interviews, "interviews"),
            published=_published(knowledge),
        )
    )
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"wrote {out}", err=True)


def _watched(things: Iterator[Thing], count: int, label: str) -> list[Thing]:
    """All of them, with progress on standard error."""
    with click.progressbar(things, length=count, label=label, file=sys.stderr, show_pos=True) as bar:
        return list(bar)


def _published(knowledge: Knowledge) -> list[Verdict] | None:
    """The published cases of the source tree; None if they are not here."""
    folder = project_folder() / "cases" / "journeys" / "published"
    return published_verdicts(folder, knowledge, best_solver(many=True)) if folder.is_dir() else None
