"""`nuchal technique`: the techniques, and one as a page with its evidence."""

from __future__ import annotations

import click

from nuchal.errors import UsageError
from nuchal.findings.sheet import suggestion
from nuchal.knowledge.care import Technique
from nuchal.knowledge.reading import load


@click.command()
@click.argument("technique_id", required=False)
def technique(technique_id: str | None) -> None:
    """List the techniques, or show one: for what, how, dose, figures of trials, gates, adverse effects, claims."""
    knowledge = load()
    if technique_id is None:
        for item in knowledge.techniques.values():
            click.echo(f"{item.grade}  {item.id:28} {item.name}")
        return
    found = knowledge.techniques.get(technique_id)
    if found is None:
        raise UsageError(
            f"there is no technique {technique_id!r}", remedy=suggestion(technique_id, knowledge.techniques)
        )
    for line in _card(found):
        click.echo(line)
    for name in found.claims:
        claim = knowledge.claims[name]
        click.echo(f"  claim      “{claim.claim}” {claim.verdict} ({claim.grade}): {claim.we_say}")
    refs = dict.fromkeys(f"{knowledge.sources[c.ref].name} [{c.mark}]" for c in found.sources)
    click.echo(click.style(f"  sources    {'; '.join(refs)}; review: {found.review.state}", dim=True))


def _card(item: Technique) -> list[str]:
    lines = [
        click.style(item.name, bold=True) + click.style(f"  {item.id}", dim=True),
        f"  evidence   {item.grade}: {item.grade_says}",
        f"  how        {item.how}",
    ]
    lines += [f"             {number}. {step}" for number, step in enumerate(item.steps, start=1)]
    lines += [
        f"  for        {', '.join(i.ids)} ({i.grade}){': ' + i.note if i.note else ''}"
        for i in item.indications
    ]
    lines += [f"  trial      {effect.says}" for effect in item.effects]
    lines += [f"  {'never' if gate.effect == 'forbids' else 'gently':10} {gate.says}" for gate in item.gates]
    lines += [f"  may cause  {'; '.join(item.adverse)}", f"  stop when  {'; '.join(item.stop_when)}"]
    return lines
