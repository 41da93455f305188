"""`nuchal zones`: the body map in words, and which structures refer to each place."""

from __future__ import annotations

import json
from typing import Any

import click

from nuchal.errors import UsageError
from nuchal.findings.sheet import suggestion
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load


@click.command()
@click.argument("zone", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def zones(zone: str | None, as_json: bool) -> None:
    """
    List the 61 places of the body map (each left and right), or show which muscles and joints refer to ZONE.

    ZONE may also be a group, such as temporal or occipital.
    """
    knowledge = load()
    if zone is None:
        _list(knowledge, as_json)
        return
    places = knowledge.zones_of([zone])
    if not places:
        groups = {item.group for item in knowledge.zones.values()}
        raise UsageError(f"there is no zone {zone!r}", remedy=suggestion(zone, [*knowledge.zones, *groups]))
    found = refer_to(places, knowledge)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=f"Felt in: {', '.join(sorted(knowledge.zones[p].name for p in places))}", title_justify="left"
    )
    for column in ("Structure", "Group", "Referral", "Pattern"):
        table.add_column(column)
    for row in found:
        table.add_row(row["name"], row["group_name"], row["kind"], row["confidence"])
    Console(highlight=False).print(table)


def refer_to(places: frozenset[str], knowledge: Knowledge) -> list[dict[str, Any]]:
    """Structures that refer to any of the places: core before spillover, sure patterns before doubtful ones."""
    rows = []
    trust = {"high": 0, "medium": 1, "low": 2}
    for structure in knowledge.structures.values():
        kind = (
            "core"
            if places & set(structure.core)
            else "spillover"
            if places & set(structure.spillover)
            else None
        )
        if kind is not None:
            group = knowledge.groups[structure.group]
            rows.append({"id": structure.id, "name": structure.name, "group": structure.group,
                         "group_name": group.name, "kind": kind, "confidence": structure.confidence,
                         "treatable": group.treatable and structure.tissue != "disease"})  # fmt: skip
    rows.sort(key=lambda row: (not row["treatable"], row["kind"], trust[str(row["confidence"])], row["id"]))
    return rows


def _list(knowledge: Knowledge, as_json: bool) -> None:
    if as_json:
        rows = [{"id": z.id, "name": z.name, "group": z.group, "neighbours": list(z.neighbours)}
                for z in knowledge.zones.values()]  # fmt: skip
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    by_group: dict[str, list[str]] = {}
    for zone in knowledge.zones.values():
        by_group.setdefault(zone.group, []).append(zone.id)
    for group, members in by_group.items():
        click.echo(click.style(f"{knowledge.groups[group].name}  ", bold=True) + click.style(group, dim=True))
        for member in members:
            click.echo(f"  {member:24} {knowledge.zones[member].name}")
