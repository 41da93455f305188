"""The part of the page that tells of published cases: what the source says, what Nuchal gives."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.accuracy.markdown import cells, prose, table
from nuchal.accuracy.published import TOP, Verdict, codes_that_are, held_agreement, top_three


def published_part(verdicts: list[Verdict] | None) -> Iterator[str]:
    """Totals and one row per case, or a sentence that there are none."""
    yield "## Published cases"
    yield ""
    if not verdicts:
        yield prose(
            "There are no published cases here (`cases/journeys/published/`), so nothing is measured on them."
        )
        return
    yield prose(
        "Each case is written from its source; where the source is silent about danger questions they "
        "are left aside (`assume_screened`). The ranking is judged also behind a hold. A structure "
        f"agrees if a group that the source names is among the first {TOP}; a code is given if one that "
        "the source names (or a subform) is concluded or raised."
    )
    yield ""
    rows = [
        ("structures, single patients", *cells(top_three(verdicts, single_patients=True))),
        (
            "structures, pattern descriptions and studies",
            *cells(top_three(verdicts, single_patients=False)),
        ),
        ("headache code: given", *cells(codes_that_are(verdicts, "given"))),
        (
            "headache code: open, an answer is missing in the source",
            *cells(codes_that_are(verdicts, "open")),
        ),
        ("headache code: refused", *cells(codes_that_are(verdicts, "refused"))),
        ("physician first: held", *cells(held_agreement(verdicts))),
    ]
    yield from table(("what the source states", "agree", "95 % interval"), rows)
    yield ""
    yield from table(
        ("case", "kind of source", "the source says", "Nuchal gives", "agree"),
        [_verdict_row(verdict) for verdict in sorted(verdicts, key=lambda v: (v.kind, v.name))],
    )
    yield ""
    yield prose(
        "The cases were chosen and written by people who know the model; they are few, and textbook "
        "patterns are where the model's own referral zones come from."
    )


def _verdict_row(verdict: Verdict) -> tuple[str, ...]:
    says = "; ".join(f"{key} {_said(value)}" for key, value in verdict.says.items())
    given = [", ".join(verdict.codes) or "cannot say"]
    if verdict.says.get("structures"):
        rank = f" (named at rank {verdict.rank})" if verdict.rank else " (not in the ranking)"
        given.append(", ".join(verdict.first) + rank)
    if verdict.held:
        given.append("held")
    judged = [f"code {verdict.codes_say}"] if verdict.codes_say else []
    for name, agrees in (("structure", verdict.structures_agree), ("held", verdict.held_agrees)):
        if agrees is not None:
            judged.append(f"{name} {'yes' if agrees else '**no**'}")
    return verdict.name, verdict.kind.replace("_", " "), says, "; ".join(given), ", ".join(judged)


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
