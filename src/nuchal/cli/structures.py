"""`nuchal structures`: the muscle-to-headache chart, and one structure in full."""

from __future__ import annotations

import json

import click
import msgspec

from nuchal.errors import UsageError
from nuchal.findings.sheet import suggestion
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.knowledge.schema import Structure

_SIDES = {
    "ipsilateral": "same side",
    "mostly_ipsilateral": "mostly the same side",
    "often_both": "often both sides",
    "both": "usually both sides",
}


@click.command()
@click.argument("structure", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def structures(structure: str | None, as_json: bool) -> None:
    """
    Show where the pain of each muscle, joint and nerve is felt, or one STRUCTURE (or group) in full.

    The other direction, from a place to the structures that refer there, is `nuchal zones ZONE`.
    """
    knowledge = load()
    chosen = [item for item in knowledge.structures.values() if structure in (None, item.id, item.group)]
    if not chosen:
        groups = {item.group for item in knowledge.structures.values()}
        raise UsageError(
            f"there is no structure {structure!r}",
            remedy=suggestion(str(structure), [*knowledge.structures, *groups]),
        )
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(item) for item in chosen], indent=2, ensure_ascii=False))
    elif structure is None:
        _chart(chosen, knowledge)
    else:
        for item in chosen:
            _card(item, knowledge)


def _chart(chosen: list[Structure], knowledge: Knowledge) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Where it is felt", title_justify="left", show_lines=False)
    for column in ("Structure", "Core places", "Spillover", "Side"):
        table.add_column(column)
    group = None
    for item in sorted(chosen, key=lambda s: (not knowledge.groups[s.group].treatable, s.group, s.id)):
        if item.group != group:
            group = item.group
            table.add_section()
            table.add_row(f"[bold]{knowledge.groups[group].name}[/bold]", "", "", "")
        table.add_row(f"{item.name}\n[dim]{item.id}[/dim]", _names(item.core, knowledge),
                      _names(item.spillover, knowledge), _SIDES[item.side])  # fmt: skip
    Console(highlight=False).print(table)


def _card(item: Structure, knowledge: Knowledge) -> None:
    lines = [
        (
            click.style(item.name, bold=True)
            + click.style(f"  {item.id}, {knowledge.groups[item.group].name}", dim=True)
        ),
        f"  felt in      {_names(item.core, knowledge)}",
    ]
    if item.spillover:
        lines.append(f"  spills into  {_names(item.spillover, knowledge)}")
    lines.append(f"  side         {_SIDES[item.side]}; pattern confidence {item.confidence}")
    if item.anatomy:
        anatomy = item.anatomy
        facts = {
            "from": anatomy.origin,
            "to": anatomy.insertion,
            "where": anatomy.where,
            "nerve": anatomy.nerve,
            "action": anatomy.action,
        }
        for label, text in facts.items():
            if text:
                lines.append(f"  {label:12} {text}")
    if item.palpation:
        lines.append(f"  palpate      {item.palpation.how}")
        if item.palpation.caution:
            lines.append(f"  caution      {item.palpation.caution}")
    if item.exclude_first:
        names = ", ".join(knowledge.danger_signs[sign].name for sign in item.exclude_first)
        lines.append(f"  exclude      {names}")
    if item.provoked_note or item.associated_note:
        lines.append(f"  note         {' '.join(t for t in (item.associated_note, item.provoked_note) if t)}")
    refs = ", ".join(dict.fromkeys(f"{knowledge.sources[c.ref].name} [{c.mark}]" for c in item.sources))
    lines.append(click.style(f"  sources      {refs}; review: {item.review.state}", dim=True))
    click.echo("\n".join(lines) + "\n")


def _names(zones: tuple[str, ...], knowledge: Knowledge) -> str:
    return ", ".join(knowledge.zones[zone].name.lower() for zone in zones)
