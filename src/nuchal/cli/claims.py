"""`nuchal claims`: the claim check."""

from __future__ import annotations

import click

from nuchal.errors import UsageError
from nuchal.findings.sheet import suggestion
from nuchal.knowledge.reading import load


@click.command()
@click.argument("claim_id", required=False)
def claims(claim_id: str | None) -> None:
    """Show what articles claim, the verdict with its grade, what was found, and what we say instead."""
    knowledge = load()
    chosen = [item for item in knowledge.claims.values() if claim_id in (None, item.id, *item.about)]
    if not chosen:
        known = {*knowledge.claims, *(name for item in knowledge.claims.values() for name in item.about)}
        raise UsageError(f"there is no claim about {claim_id!r}", remedy=suggestion(str(claim_id), known))
    for item in chosen:
        click.echo(click.style(f"“{item.claim}”", bold=True) + click.style(f"  {item.id}", dim=True))
        click.echo(f"  {click.style(item.verdict, fg='yellow')}, evidence {item.grade}: {item.evidence}")
        click.echo(f"  we say: {item.we_say}\n")
