"""`nuchal simulate`: invent clients whose truth is known."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from nuchal.errors import UsageError
from nuchal.findings.writing import case_of, dump
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.simulation.clients import Synthetic, cohort
from nuchal.simulation.presenting import NOISES


@click.command()
@click.option("--n", "count", type=click.IntRange(1), default=10, show_default=True, help="How many clients.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same people."
)
@click.option(
    "--noise",
    type=click.Choice(NOISES),
    default="plain",
    show_default=True,
    help="noisy: places left out, slips of the pen, wrong answers.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="A new or empty folder for case files and truth.jsonl."
)
def simulate(count: int, seed: int, noise: Any, out: Path | None) -> None:
    """
    Invent clients from the knowledge, with what is really so.

    With --out one case file each and the truth in truth.jsonl; without it, one line of JSON each.
    """
    knowledge = load()
    people = cohort(knowledge, seed, count, noise=noise)
    if out is None:
        for one in people:
            line = {"case": case_of(one.client, knowledge), "truth": _truth(one)}
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    _refuse_used_folder(out)
    out.mkdir(parents=True, exist_ok=True)
    with (
        (out / "truth.jsonl").open("w", encoding="utf-8") as truths,
        click.progressbar(people, length=count, label="inventing", file=sys.stderr, show_pos=True) as bar,
    ):
        for one in bar:
            _write(one, out, knowledge)
            truths.write(json.dumps(_truth(one), ensure_ascii=False) + "\n")


def _refuse_used_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file", remedy="Name a new or empty folder.")
    if out.is_dir() and any(out.iterdir()):
        raise UsageError(
            f"the folder {out} is not empty", remedy="Name a new or empty folder; nothing was written."
        )


def _write(one: Synthetic, out: Path, knowledge: Knowledge) -> None:
    (out / f"{one.client.id}.yaml").write_text(dump(case_of(one.client, knowledge)), encoding="utf-8")


def _truth(one: Synthetic) -> dict[str, Any]:
    truth = one.truth
    return {
        "id": one.client.id,
        "kind": truth.kind,
        "side": truth.side,
        "code": truth.code,
        "active": [{"structure": structure, "side": side} for structure, side in truth.active],
        "accounts_for": [{"group": group, "side": side} for group, side in truth.accounts_for],
        "danger": {
            "state": truth.danger.state,
            "sign": truth.danger.sign,
            "level": truth.danger.level.value,
            "findings": list(truth.danger.findings),
        },
    }
