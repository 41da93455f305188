"""`nuchal knowledge`: check, list, show and compare the knowledge base."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from nuchal.errors import KnowledgeError, Problems, UsageError
from nuchal.findings.sheet import suggestion
from nuchal.knowledge import checks
from nuchal.knowledge.base import KINDS
from nuchal.knowledge.reading import load


@click.group()
def knowledge() -> None:
    """Check, list, show and compare the knowledge base."""


@knowledge.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Read every item and apply every check."""
    number, errors = checks.run(folder)
    if errors:
        raise Problems(errors)
    if not number:
        raise KnowledgeError("there is no knowledge here", path=folder)
    click.echo(f"{number} items, nothing wrong")


@knowledge.command("list")
@click.argument("kind", required=False, type=click.Choice(list(KINDS)))
def list_items(kind: str | None) -> None:
    """List the items of a kind, or how many there are of each."""
    base = load()
    if kind is None:
        click.echo(f"Knowledge release {base.release}")
        for name, struct in KINDS.items():
            items = base.of_kind(struct).values()
            reviewed = sum(getattr(getattr(i, "review", None), "state", "") == "reviewed" for i in items)
            note = "" if name == "sources" else f"{reviewed} reviewed by a clinician"
            click.echo(f"  {name:14} {len(items):4}   {note}".rstrip())
        return
    for item in base.of_kind(KINDS[kind]).values():
        code = f"{item.code:12} " if hasattr(item, "code") else ""
        click.echo(f"{item.id:32} {code}{item.name}")


@knowledge.command()
@click.argument("item_id")
def show(item_id: str) -> None:
    """Show an item in full, with its sources and the state of its review."""
    import yaml

    base = load()
    found = [item for item in base.items if item_id in (item.id, getattr(item, "code", None))]
    if not found:
        everything = [item.id for item in base.items] + list(base.headaches)
        raise UsageError(f"there is no item {item_id!r}", remedy=suggestion(item_id, everything))
    for item in found:
        plain = msgspec.to_builtins(item)
        click.echo(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=110).rstrip())
        for ref in sorted({c.ref for c in getattr(item, "sources", ())}):
            source = base.sources[ref]
            where = f"doi:{source.doi}" if source.doi else source.url or ""
            year = f" {source.year}" if source.year else ""
            click.echo(f"  {ref}: {source.authors or ''}{year}. {source.name} {where}".rstrip())
        click.echo("")


@knowledge.command()
@click.argument("before", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("after", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--cases", "case_folder", type=click.Path(path_type=Path, exists=True), help="Cases to run under both."
)
def diff(before: Path, after: Path, case_folder: Path | None) -> None:
    """
    Compare two knowledge folders: items added, changed, retired or gone, and conclusions that moved.

    Exits with 1 if anything differs.
    """
    old, new = load(before), load(after)
    changes = _item_changes(old.items, new.items)
    click.echo(f"{old.release} -> {new.release}: {len(changes)} items differ")
    for line in changes:
        click.echo(f"  {line}")
    moved: list[str] = []
    if case_folder is not None:
        from nuchal.cases.comparing import moved_conclusions

        moved = moved_conclusions(case_folder, old, new)
        click.echo(f"{len(moved)} conclusions moved")
        for line in moved:
            click.echo(f"  {line}")
    sys.exit(1 if changes or moved else 0)


def _item_changes(old_items: tuple[Any, ...], new_items: tuple[Any, ...]) -> list[str]:
    old = {(type(item).__name__, item.id): item for item in old_items}
    new = {(type(item).__name__, item.id): item for item in new_items}
    lines = []
    for key in sorted(old.keys() | new.keys()):
        label = f"{key[0].lower()} {key[1]}"
        if key not in new:
            lines.append(f"- {label} is gone")
        elif key not in old:
            lines.append(f"+ {label}")
        elif old[key] != new[key]:
            fields = [
                name
                for name in old[key].__struct_fields__
                if getattr(old[key], name) != getattr(new[key], name)
            ]
            lines.append(f"~ {label}: {', '.join(fields)}")
    return lines
