"""`nuchal programme`: the home programme as a sheet with drawings."""

from __future__ import annotations

from pathlib import Path

import click

from nuchal.cli.papers import Paper, assessed, paper_options, planned, refuse_held
from nuchal.knowledge.reading import load
from nuchal.letters.document import Envelope


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--system", required=True, help="System of care, such as neuromuscular_therapy.")
@click.option("--easy", is_flag=True, help="In the plainest words.")
@paper_options
def programme(
    case: Path, system: str, easy: bool, paper: Paper, envelope: Envelope, assume_screened: bool
) -> None:
    """
    Write the home programme for the person of a case file: exercises with drawings, habits, reasons to stop.

    Only what passed its safety questions is on it; while anything holds care there is none (exit code 6).
    """
    from nuchal.letters.programme_sheet import programme_sheet
    from nuchal.reasoning.programme import assign
    from nuchal.reasoning.screening import Held

    knowledge = load()
    found = assessed(case, knowledge, assume_screened=assume_screened)
    assigned = assign(planned(found, knowledge, system), found, reading="easy" if easy else "usual")
    if isinstance(assigned, Held):
        raise refuse_held(assigned, knowledge)
    paper.write(programme_sheet(found, assigned, knowledge, envelope))
