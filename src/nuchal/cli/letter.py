"""`nuchal letter`: the letter to the physician, the referral at once, and the page for the person to take along."""

from __future__ import annotations

from pathlib import Path

import click

from nuchal.cli.papers import Paper, assessed, paper_options, planned
from nuchal.errors import UsageError
from nuchal.knowledge.reading import load
from nuchal.letters.document import Envelope


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--system", help="System of care; without it the letter holds no plan.")
@click.option("--urgent", is_flag=True, help="The referral: only what stands and what it rests on.")
@click.option("--for-client", is_flag=True, help="With --urgent: what to do now, in the person's words.")
@paper_options
def letter(
    *,
    case: Path,
    system: str | None,
    urgent: bool,
    for_client: bool,
    paper: Paper,
    envelope: Envelope,
    assume_screened: bool,
) -> None:
    """
    Write the letter to the physician for the person of a case file, as text or as a tagged PDF.

    With --urgent the referral for a danger sign or headache type that holds care; it exists only while one stands.
    """
    from nuchal.letters.physician import physician_letter
    from nuchal.letters.referral import referral_letter, what_to_do_now

    if for_client and not urgent:
        raise UsageError(
            "--for-client goes with --urgent", remedy="`nuchal plan --pdf` writes the client's plan."
        )
    if urgent and system:
        raise UsageError("--urgent takes no --system", remedy="A referral holds no plan.")
    knowledge = load()
    found = assessed(case, knowledge, assume_screened=assume_screened)
    if urgent:
        write = what_to_do_now if for_client else referral_letter
        paper.write(write(found, knowledge, envelope))
        return
    plan = planned(found, knowledge, system) if system else None
    paper.write(physician_letter(found, plan, knowledge, envelope))
