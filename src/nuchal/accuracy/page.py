"""The page of figures: Markdown that says what was measured, by which command, and what it cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from nuchal import __version__
from nuchal.accuracy.cohorts import (
    INTERVIEW_PLACES,
    TOPS,
    Hits,
    criteria,
    hits,
    kind_hits,
    kind_reliability,
    safety,
    structure_gap,
    structure_reliability,
)
from nuchal.accuracy.interviewing import MOST_QUESTIONS, Interviewed
from nuchal.accuracy.markdown import bar, cell, cells, interval, prose, table
from nuchal.accuracy.measures import Proportion, Reliability
from nuchal.accuracy.observing import Observed
from nuchal.accuracy.published import Verdict
from nuchal.accuracy.published_page import published_part
from nuchal.knowledge.base import Knowledge
from nuchal.simulation.presenting import LEFT_OUT, MOST_PLACES, SMEARED
from nuchal.simulation.telling import FLIPPED

ENOUGH_FOR_THE_PAGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that the page tells."""

    knowledge: Knowledge
    command: str
    engine: str
    seed: int
    plain: list[Observed]
    noisy: list[Observed]
    interviews: list[Interviewed]
    published: list[Verdict] | None
    """None if the published cases are not here."""


def page(measured: Measured) -> str:
    """The whole page."""
    parts = [
        _head(measured),
        _safety(measured),
        _calibration(measured),
        _ranking(measured),
        _kinds(measured),
        _criteria(measured),
        _interviews(measured.interviews),
        published_part(measured.published),
        _limits(),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(measured: Measured) -> Iterator[str]:
    knowledge = measured.knowledge
    yield "# How accurate is it?"
    yield ""
    yield f"Written by `{measured.command}`: do not edit by hand."
    yield ""
    yield prose(
        f"- Knowledge {knowledge.release}, digest `{knowledge.digest[:16]}`; Nuchal {__version__}, "
        f"{measured.engine}."
    )
    yield prose(
        f"- {len(measured.plain)} plain and {len(measured.noisy)} noisy synthetic clients, seed "
        f"{measured.seed}."
    )
    yield "- Shares stand with their 95 % Wilson interval."
    yield ""
    yield prose(
        "**Plain** clients are drawn from the model (a sentence that it counts twice counts once in them): "
        "what is measured is whether the reasoning "
        f"is right, not whether the knowledge is. **Noisy** clients break it on purpose: {LEFT_OUT:.0%} "
        f"of the painful places are not drawn, {SMEARED:.0%} of the marks slip into a neighbouring zone, "
        f"marks are faint, and {FLIPPED:.0%} of the answers are wrong. [What these figures cannot "
        "tell](#what-these-figures-cannot-tell) comes last."
    )


# -- danger -----------------------------------------------------------------------------------------


def _safety(measured: Measured) -> Iterator[str]:
    found = safety(measured.plain + measured.noisy)
    yield "## Does a danger pass?"
    yield ""
    yield prose(
        "A client with a danger sign, or with a danger question that nobody asked, must be held: no "
        "structures, no plan."
    )
    yield ""
    yield from table(
        ("clients", "held", "95 % interval"),
        [
            ("with a danger sign", *cells(found.dangerous)),
            ("with an unasked danger question", *cells(found.open)),
        ],
    )
    yield ""
    yield f"**Exceptions: {len(found.missed)}.**" + "".join(
        f"\n- {line}" for line in sorted(set(found.missed))
    )
    yield ""
    yield f"Clients with a complete, clean screen who were given structures: {cell(found.clean_given)}."
    if found.clean_held_by:
        named = ", ".join(f"`{sign}` {number}" for sign, number in found.clean_held_by)
        yield f"The others were held because their headache's own features raise a sign: {named}."
    yield ""
    yield prose(
        "Signs and questions are drawn from the rules of the knowledge: a rule that holds care, and "
        "findings that make it true. This checks that no rule is lost on the way, not that the rules "
        "name every danger."
    )


# -- calibration ------------------------------------------------------------------------------------


def _calibration(measured: Measured) -> Iterator[str]:
    yield "## Does a probability mean what it says?"
    yield ""
    yield prose(
        "Each group of structures in play (one that could have brought something that was found) has a "
        "probability; it comes true if one of its parts in play is really active."
    )
    for name, clients in _both(measured):
        if sum(client.localised for client in clients) < ENOUGH_FOR_THE_PAGE:
            continue
        found = structure_reliability(clients)
        distance = structure_gap(clients)
        yield ""
        yield f"### Structures, {name}"
        yield ""
        yield from _reliability_table(found)
        yield ""
        yield _errors(found)
        yield prose(
            f"Active groups beyond those foretold, per client: {distance.mean:+.2f} (standard error "
            f"{distance.error:.2f})."
        )
    yield ""
    yield prose(
        "Intervals take the probabilities of one client as independent, which they are not quite; the "
        "last line of each part does not."
    )


def _reliability_table(found: Reliability) -> Iterable[str]:
    rows = [
        (
            f"{b.low:.1f} to {b.high:.1f}",
            str(b.observed.total),
            f"{b.forecast:.3f}",
            f"{b.observed.share:.3f}",
            interval(b.observed),
            bar(b.observed.share),
        )
        for b in found.bins
    ]
    return table(("given", "number", "mean given", "came true", "95 % interval", ""), rows)


def _errors(found: Reliability) -> str:
    return (
        f"Brier score {found.brier:.4f}; knowing only the base rate gives {found.base_brier:.4f} "
        f"(skill {found.skill:.0%}; unreliability {found.unreliability:.5f}, "
        f"resolution {found.resolution:.4f}). "
        f"Expected calibration error {found.calibration_error:.4f}."
    )


# -- ranking ----------------------------------------------------------------------------------------


def _ranking(measured: Measured) -> Iterator[str]:
    yield "## Is the right structure near the top?"
    yield ""
    yield prose(
        "A hit: one of the first k groups (with side) is really active and brought at least one drawn "
        "place. Beside it: k groups in play at random, the k commonest in play whatever was found, and "
        "the order by the exact probability of accounting for a drawn place, "
        "on the clients where that was computed."
    )
    for name, clients in _both(measured):
        yield ""
        yield f"### {name.capitalize()}"
        yield ""
        yield from table(
            (
                "first",
                "Nuchal",
                "95 % interval",
                "commonest",
                "random",
                "by exact accounting",
                "Nuchal on those",
            ),
            [_hit_row(hits(clients, top)) for top in TOPS],
        )
    yield ""
    yield "### By size of the drawing and by hands, first 3"
    yield ""
    rows = []
    for name, clients in _both(measured):
        for label, chosen in _slices(clients):
            found = hits(chosen, 3)
            if found.nuchal.total:
                rows.append((name, label, *cells(found.nuchal), f"{found.at_random:.0%}"))
    yield from table(("clients", "", "first 3", "95 % interval", "random"), rows)


def _hit_row(found: Hits) -> tuple[str, ...]:
    return (
        str(found.top),
        *cells(found.nuchal),
        f"{found.usual.share:.0%}",
        f"{found.at_random:.0%}",
        cell(found.best) if found.best else "not computed",
        cell(found.nuchal_there) if found.nuchal_there else "",
    )


def _slices(clients: list[Observed]) -> Iterator[tuple[str, list[Observed]]]:
    for low, high in ((1, 3), (4, 6), (7, 9), (10, MOST_PLACES)):
        yield f"{low} to {high} places drawn", [c for c in clients if low <= c.places <= high]
    yield "palpated", [c for c in clients if c.palpated]
    yield "not palpated", [c for c in clients if not c.palpated]


# -- kinds and criteria -----------------------------------------------------------------------------


def _kinds(measured: Measured) -> Iterator[str]:
    yield "## Which kind of headache?"
    yield ""
    yield prose(
        "The kind is a rival explanation of the drawing, not a diagnosis. The likeliest kind is the true one:"
    )
    yield ""
    names = {client.truth.kind for client in measured.plain if client.localised}
    rows = [
        (
            "all",
            *cells(kind_hits(measured.plain)),
            *cells(kind_hits(measured.noisy)),
        )
    ]
    for kind in sorted(names):
        title = measured.knowledge.presentations[kind].name
        rows.append(
            (
                title,
                *cells(kind_hits(measured.plain, kind)),
                *cells(kind_hits(measured.noisy, kind)),
            )
        )
    yield from table(("true kind", "plain", "95 % interval", "noisy", "95 % interval"), rows)
    commonest = max(p.share for p in measured.knowledge.presentations.values())
    yield ""
    yield f"Naming always the commonest kind would be right in {commonest:.0%}."
    for name, clients in _both(measured):
        if any(client.localised for client in clients):
            yield ""
            yield f"Kinds, {name}: {_errors(kind_reliability(clients))}"


def _criteria(measured: Measured) -> Iterator[str]:
    yield "## Are the ICHD-3 criteria met that should be?"
    yield ""
    yield prose(
        "Plain clients with a clean screen for whom a type of their kind could be made true in full, before "
        "a quarter of the answers was taken away. Met: the criteria of that very type are settled as met. Open: an "
        "answer is missing, and Nuchal says so. Refused: settled as not met, which would be wrong."
    )
    yield ""
    found = criteria(measured.plain)
    names = measured.knowledge.presentations
    rows = [(names[kind].name, *_criteria_cells(counts)) for kind, counts in sorted(found.items())]
    total = sum(found.values(), Counter[str]())
    yield from table(
        ("true kind", "clients", "met", "open", "refused"), [*rows, ("all", *_criteria_cells(total))]
    )


def _criteria_cells(counts: Counter[str]) -> tuple[str, ...]:
    total = counts.total()
    return (
        str(total),
        *(cell(Proportion(counts[word], total)) for word in ("yes", "unknown", "no")),
    )


# -- interview --------------------------------------------------------------------------------------


def _interviews(interviews: list[Interviewed]) -> Iterator[str]:
    yield "## How many questions?"
    yield ""
    if not interviews:
        yield "Not measured in this run."
        return
    yield prose(
        f"{len(interviews)} plain clients with a clean screen and at most {INTERVIEW_PLACES} drawn "
        f"places answer until no question is worth asking (at most {MOST_QUESTIONS}). Age, sex, drawing "
        "and medicines are not counted; the time is the sum of the knowledge's typical seconds per "
        "screen and question, not measured on people."
    )
    yield ""
    rows = [
        ("screens of danger questions", *_quantiles([i.screens for i in interviews], "{:.0f}")),
        ("single questions", *_quantiles([i.questions for i in interviews], "{:.0f}")),
        ("screens and questions", *_quantiles([i.screens + i.questions for i in interviews], "{:.0f}")),
        ("minutes", *_quantiles([i.seconds / 60 for i in interviews], "{:.1f}")),
    ]
    yield from table(("", "median", "90th percentile", "most"), rows)
    judged = [i.kind_right for i in interviews if i.kind_right is not None]
    yield ""
    yield f"At the end the likeliest kind is the true one in {cell(Proportion(sum(judged), len(judged)))}."


def _quantiles(values: list[float] | list[int], form: str) -> tuple[str, ...]:
    table = np.array(values, dtype=np.float64)
    return tuple(form.format(float(np.quantile(table, q))) for q in (0.5, 0.9, 1.0))


def _limits() -> Iterator[str]:
    yield "## What these figures cannot tell"
    yield ""
    yield prose(
        "- Synthetic clients share the model's referral zones, priors and accuracies. If those are "
        "wrong, the figures above stay good and the advice is bad. Only people in a clinic can show "
        "that; no clinic has measured it yet."
    )
    yield prose(
        f"- People who draw more than {MOST_PLACES} places are left out here: a wide drawing is not weighed whole "
        "for them."
    )
    yield "- A structure is 'active' in the sense of the model. No examination finds it without error."
    yield "- The noisy setting is one of many ways to be wrong, and a mild one."
    yield prose(
        "- Kinds of headache are drawn from presentations that carry expert estimates; a client has one "
        "kind here, people may have two."
    )
    yield "- Danger signs are judged against the knowledge's rules, not against diseases."


# -- small parts ------------------------------------------------------------------------------------


def _both(measured: Measured) -> Iterator[tuple[str, list[Observed]]]:
    yield "plain", measured.plain
    yield "noisy", measured.noisy
