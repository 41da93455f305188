"""
The report as a page: a fragment for the clinic, and one self-contained file for the desk.

No script and no style attribute anywhere; the fragment has no style element either, so it stands under a strict content
security policy. The file carries style sheet, fonts and plates inside and switches light, dark and dim by itself.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from importlib.resources import files
from typing import Literal

from nuchal.bodymap import atlas as bodymap_atlas
from nuchal.bodymap.atlas import atlas, plate
from nuchal.knowledge.base import Knowledge
from nuchal.letters import figures, words
from nuchal.letters.alternatives import drawing_alternative, referral_alternative
from nuchal.letters.content import report_of
from nuchal.letters.figures import Picture
from nuchal.letters.icons import icon
from nuchal.letters.parts import (
    Criterion,
    HeldFrame,
    OpenType,
    ProfileReport,
    Report,
    Row,
    Step,
    Strip,
    TypeBlock,
)
from nuchal.letters.sources import SourceLine
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.wording import capital

Mode = Literal["auto", "light", "dark", "dim"]
_TRUTH_ICONS = {"yes": "yes", "no": "no", "unknown": "open"}
_BAR = 190


def report_html(found: Assessment, knowledge: Knowledge, mode: Mode = "light") -> str:
    """One self-contained page; `auto` follows the device, and every page can be switched by its reader."""
    report = report_of(found, knowledge)
    body = _fragment(report)
    attribute = "" if mode == "auto" else f' data-mode="{mode}"'
    return (
        f'<!doctype html>\n<html lang="en"{attribute}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:; font-src data:">\n'
        f"<title>{words.KIND_OF_DOCUMENT}: {escape(report.title)}</title>\n"
        f"<style>\n{_style(body)}</style>\n</head>\n<body>\n"
        f"{_mode_switch(mode)}\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def report_fragment(found: Assessment, knowledge: Knowledge) -> str:
    """The report without page, style or script, for a page that brings `report.css` and the tokens itself."""
    return _fragment(report_of(found, knowledge))


def report_css() -> str:
    """The style sheet of the fragment; it expects the tokens."""
    return (files("nuchal.letters") / "report.css").read_text("utf-8")


# -- page -------------------------------------------------------------------------------------------


def _style(body: str) -> str:
    tokens = (files("nuchal") / "bodymap" / "web" / "tokens.css").read_text("utf-8")
    return "\n".join([_fonts(body), tokens, _plates(body), report_css()])


def _fonts(body: str) -> str:
    extended = any("\u0100" <= letter <= "\u024f" for letter in body)
    faces = []
    for family, stem, weights in (("Nuchal Sans", "sans", "400 700"), ("Nuchal Serif", "serif", "400 600")):
        cuts = [(f"nuchal-{stem}", ""), (f"nuchal-{stem}-ext", " unicode-range: U+0100-024F;")]
        for cut, extent in cuts[: 2 if extended else 1]:
            data = b64encode((files("nuchal.letters") / "fonts" / f"{cut}.woff2").read_bytes()).decode()
            faces.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weights}; font-display: swap;{extent} '
                f'src: url(data:font/woff2;base64,{data}) format("woff2"); }}'
            )
    return "\n".join(faces)


def _plates(body: str) -> str:
    """The plates that the page shows, in the three palettes, once each."""
    used = [view for view in atlas().views if f"fig-{view}" in body]

    def rules(mode: bodymap_atlas.Mode) -> str:
        return "".join(
            f" --fig-{view}: url(data:image/webp;base64,{b64encode(plate(view, mode)).decode()});"
            for view in used
        )

    dark = rules("dark")
    return (
        f':root, [data-mode="light"], :root:has(#mode-light:checked) {{{rules("light")} }}\n'
        f'[data-mode="dark"], :root:has(#mode-dark:checked) {{{dark} }}\n'
        f'[data-mode="dim"], :root:has(#mode-dim:checked) {{{rules("dim")} }}\n'
        "@media (prefers-color-scheme: dark) { :root:not([data-mode], :has(#mode-light:checked, #mode-dark:checked, "
        f"#mode-dim:checked)) {{{dark} }} }}\n"
        + f"@media print {{ :root:not(#paper#wins) {{{rules('light')} }} }}\n"
        + "".join(f".fig-{view} {{ background-image: var(--fig-{view}); }}\n" for view in used)
    )


def _mode_switch(mode: Mode) -> str:
    choices = "".join(
        f'<label><input type="radio" name="mode" id="mode-{value}"{" checked" if value == mode else ""}>'
        f"<span>{word}</span></label>"
        for value, word in words.MODES.items()
    )
    return (
        f'<header><fieldset class="modes"><legend>{words.MODE_LEGEND}</legend>{choices}</fieldset></header>'
    )


# -- fragment ---------------------------------------------------------------------------------------


def _fragment(report: Report) -> str:
    depth = 3 if len(report.profiles) > 1 else 2
    profiles = "\n".join(_profile(profile, number, depth) for number, profile in enumerate(report.profiles))
    source = f'<p class="r-source">{escape(report.source)}</p>' if report.source else ""
    return (
        f'<article class="report">\n<header class="r-head">'
        f'<p class="r-kind">{icon("brand")}{words.KIND_OF_DOCUMENT} · '
        f"{escape(report.case)}</p>\n<h1>{escape(report.title)}</h1>{source}"
        f"</header>\n{_danger(report)}\n{profiles}\n{_foot(report)}\n"
        "</article>"
    )


def _danger(report: Report) -> str:
    assumed = (
        f'<div class="r-assumed"><strong>{words.ASSUMED_TITLE}</strong><p>{words.ASSUMED_TEXT}</p></div>'
        if report.assumed
        else ""
    )
    also = "".join(
        f'<li><span class="tier tier-{s.tier}">{icon(s.tier) if s.tier != "note" else ""}{s.word}</span>'
        f"<span><b>{escape(s.name)}</b>{f': {escape(s.says)}' if s.says else ''}</span></li>"
        for s in report.standing
    )
    return (
        f'<section class="r-danger" aria-label="{words.DANGER}">{assumed}{_strip(report.strip)}'
        + (f'<h2 class="r-label">{words.ALSO}</h2><ul class="r-also">{also}</ul>' if also else "")
        + _lines("r-examine", report.to_examine)
        + _differing(report.differing)
        + "</section>"
    )


def _differing(lines: tuple[str, ...]) -> str:
    """What two sources say differently, under its own heading; nothing where they agree."""
    return f'<h2 class="r-label">{words.DIFFERENTLY}</h2>{_lines("r-differing", lines)}' if lines else ""


def _strip(strip: Strip) -> str:
    return (
        f'<p class="danger danger-{strip.tier}">{icon(strip.tier)}<span>'
        f'<b class="danger-tier">{strip.word}.</b> '
        f'<span class="danger-fact">{escape(strip.fact)}</span> {escape(strip.action)}</span></p>'
    )


def _profile(profile: ProfileReport, number: int, depth: int) -> str:
    name = f'<h2 class="r-profile">{escape(capital(profile.name))}</h2>' if profile.name else ""
    return (
        f'<section class="r-one">{name}<div class="r-chart">{_drawing(profile, number, depth)}'
        f"{_structures(profile, number, depth)}</div>{_types(profile, depth)}{_next(profile.step, depth)}"
        f"</section>"
    )


def _drawing(profile: ProfileReport, number: int, depth: int) -> str:
    pain = figures.pain_steps(profile.drawing.marks if profile.drawing else ())
    first = profile.rows[0] if profile.rows else None
    shown = []
    for view in figures.best_views(pain, 3):
        picture = Picture(view=view, pain=pain, hand=profile.hand)
        if first:
            picture = replace(picture, core=first.core, spill=first.spill, outlined=True)
        shown.append(
            _figure(
                picture, f"p{number}-{view}", drawing_alternative(view, profile, first), words.VIEWS[view]
            )
        )
    main = f'<div class="r-main">{shown[0]}</div>' if shown else ""
    others = f'<div class="r-pair">{"".join(shown[1:])}</div>' if shown[1:] else ""
    key = _key(first is not None) if shown else ""
    unexplained = (
        f'<p class="r-unexplained">{icon("open")}<span><b>{words.UNEXPLAINED}:'
        f'</b> {escape(profile.unexplained)}.</span></p>'
        if profile.unexplained else ""
    )  # fmt: skip
    return (
        f'<section class="panel r-drawing"><h{depth}>{words.DRAWING}</h{depth}>{main}{others}{key}'
        f"{_lines('r-places', profile.places)}{unexplained}</section>"
    )


def _figure(picture: Picture, name: str, alternative: str, label: str = "") -> str:
    caption = f"<figcaption>{label}</figcaption>" if label else ""
    return (
        f'<figure><div class="fig fig-{picture.view}">'
        f'<svg viewBox="0 0 {figures.WIDTH} {figures.HEIGHT}" role="img" '
        f'aria-label="{escape(alternative)}">{figures.overlay(picture, name)}</svg></div>{caption}</figure>'
    )


def _key(outlined: bool) -> str:
    ramp = "".join(f'<rect class="ramp-{n}" x="{n * 9 - 9}" width="9" height="10"/>' for n in range(1, 6))
    lines = (
        f'<span><svg viewBox="0 0 18 4" aria-hidden="true"><path class="key-line" d="M0 2h18"/>'
        f"</svg>{words.KEY_USUAL}</span>"
        f'<span><svg viewBox="0 0 18 4" aria-hidden="true"><path class="key-line key-dash" d="M0 2h18"/>'
        f"</svg>{words.KEY_SOMETIMES}</span>"
    )
    swatches = f'<svg class="key-ramp" viewBox="0 0 45 10" aria-hidden="true">{ramp}</svg>'
    painted = f"<span>{swatches}{words.KEY_PAINTED}</span>"
    return f'<div class="r-key">{painted}{lines if outlined else ""}</div>'


# -- structures -------------------------------------------------------------------------------------


def _structures(profile: ProfileReport, number: int, depth: int) -> str:
    if profile.held:
        return _held(profile.held, depth)
    rows = "".join(_row(row, f"p{number}-r{row.rank}", depth) for row in profile.rows)
    rest = "".join(
        f"<p><b>{title}:</b> {escape(text)}.</p>"
        for title, text in (
            (words.RIVALS, profile.rivals),
            (words.LEFT_ASIDE, profile.left_aside),
            (words.LOOKALIKES, profile.lookalikes),
        )
        if text
    )
    basis = f'<p class="r-tiny">{words.BASIS} {words.KEY_THUMB}</p>' if rows else ""
    return (
        f'<section class="panel r-structures"><h{depth}>{words.STRUCTURES}</h{depth}>'
        + _differing(profile.differing)
        + (f"<p>{profile.empty}</p>" if profile.empty else "")
        + (f'<ol class="r-ranks">{rows}</ol>' if rows else "")
        + (f'<div class="r-rest">{rest}</div>' if rest else "")
        + f"{basis}</section>"
    )


def _row(row: Row, name: str, depth: int) -> str:
    view = next(iter(figures.best_views(figures.referral_weights(row.core, row.spill), 1, near=True)), None)
    thumb = ""
    if view:
        picture = Picture(view=view, pain={}, core=row.core, spill=row.spill)
        thumb = f'<div class="r-thumb">{_figure(picture, name, referral_alternative(view, row))}</div>'
    chips = "".join(f'<li class="chip chip-drawn">{escape(zone)}</li>' for zone in row.explains)
    reasons = "".join(
        f'<li class="{"r-for" if a.speaks_for else "r-against"}">'
        f"{icon('plus' if a.speaks_for else 'minus')}<span>{escape(a.says)} "
        f"<em>({(words.FOR if a.speaks_for else words.AGAINST).lower()}, {a.weight})</em></span></li>"
        for a in row.reasons
    )
    return (
        f'<li class="r-rank"><span class="r-number" aria-hidden="true">{row.rank}</span>'
        f'<div class="r-rank-body">'
        f'<h{depth + 1}>{escape(row.name)} <span class="r-side">{row.side}</span></h{depth + 1}>'
        f'<p class="r-prob">{_bar(row)}<b>{row.percent}\u2009%</b> <span>{row.range}</span></p>'
        + (
            f'<div class="r-explains"><span class="r-label">{words.EXPLAINS}</span><ul>{chips}</ul></div>'
            if chips
            else ""
        )
        + (f'<ul class="r-why">{reasons}</ul>' if reasons else "")
        + _palpate(row)
        + f"</div>{thumb}</li>"
    )


def _bar(row: Row) -> str:
    at, low, high = (round(_BAR * share, 1) for share in (row.share, row.low, row.high))
    return (
        f'<svg class="r-bar" viewBox="0 0 {_BAR} 18" aria-hidden="true">'
        f'<rect class="bar-track" y="5" width="{_BAR}" height="8" rx="4"/>'
        f'<rect class="bar-fill" y="5" width="{at}" height="8" rx="4"/>'
        f'<path class="bar-range" d="M{low} 9H{high}M{low} 3.5v11M{high} 3.5v11"/></svg>'
    )


def _palpate(row: Row) -> str:
    blocked = (
        f'<p class="r-blocked">{icon("open")}<span><b>{words.BLOCKED}:</b> {escape(row.blocked)}</span></p>'
        if row.blocked
        else ""
    )
    if not (row.palpate or row.part):
        return blocked
    caution = f" <b>{words.CAUTION}.</b> {escape(row.caution)}" if row.caution else ""
    return (
        f'{blocked}<p class="r-palpate">{icon("hand")}<span><b>{words.PALPATE}.'
        f"</b> {escape(f'{row.part} {row.palpate}'.strip())}"
        f"{caution}</span></p>"
    )


def _held(held: HeldFrame, depth: int) -> str:
    causes = "".join(f"<p>{escape(cause)}</p>" for cause in held.causes)
    ask = "".join(f"<li>{icon('open')}<span>{escape(question)}</span></li>" for question in held.ask)
    more = f'<p class="r-tiny">{words.AND_MORE.format(count=held.more)}</p>' if held.more else ""
    return (
        f'<section class="r-held"><h{depth}>{icon("lock")}{words.HELD}</h{depth}>{causes}'
        + (
            f'<h{depth + 1} class="r-label">{words.ASK_FIRST}</h{depth + 1}><ul>{ask}</ul>{more}'
            if ask
            else ""
        )
        + "</section>"
    )


# -- types and next ---------------------------------------------------------------------------------


def _types(profile: ProfileReport, depth: int) -> str:
    half = (len(profile.types) + 1) // 2
    left = "".join(_type(block, depth + 1) for block in profile.types[:half])
    right = "".join(_type(block, depth + 1) for block in profile.types[half:])
    cannot = f"<p>{words.CANNOT_SAY}</p>" if profile.cannot_say else ""
    still = "".join(_open_type(result) for result in profile.open_types)
    if still:
        right += (
            f'<h{depth + 1} class="r-label">{words.STILL_OPEN}</h{depth + 1}><ul class="r-open">{still}</ul>'
        )
    right += "".join(f'<p class="r-tiny">{escape(said)}</p>' for said in profile.set_aside)
    return (
        f'<section class="panel r-types"><h{depth}>{words.TYPES}</h{depth}><div class="r-two">'
        f"<div>{cannot}{left}"
        f'<p class="r-tiny">{words.SCOPE}</p></div><div>{right}</div></div></section>'
    )


def _type(block: TypeBlock, depth: int) -> str:
    code = f'<span class="r-code">{block.code}</span> ' if block.code else ""
    tier = (
        f' <span class="tier tier-{block.tier}">{icon(block.tier)}{block.tier_word}</span>'
        if block.tier
        else ""
    )
    criteria = "".join(_criterion(line) for line in block.criteria)
    return (
        f'<div class="r-type"><h{depth}>{code}{escape(block.says)}{tier}</h{depth}>'
        + (f'<ul class="r-crit">{criteria}</ul>' if criteria else "")
        + (f'<p class="r-note">{escape(block.note)}</p>' if block.note else "")
        + "</div>"
    )


def _criterion(line: Criterion) -> str:
    letter = f"{line.letter}. " if line.letter else ""
    return (
        f'<li class="is-{line.truth}">{icon(_TRUTH_ICONS[line.truth])}<span>{letter}{escape(line.says)}'
        f"</span>"
        f'<span class="r-state">{line.word}</span></li>'
    )


def _open_type(result: OpenType) -> str:
    marks = "".join(f'<span class="is-{truth}">{icon(_TRUTH_ICONS[truth])}</span>' for truth in result.truths)
    met, still = result.truths.count("yes"), result.truths.count("unknown")
    said = f'<span class="r-hidden">{met} {words.TRUTHS_MET}, {still} {words.TRUTHS_OPEN}</span>'
    return (
        f"<li><b>{f'{result.code} ' if result.code else ''}{escape(result.name)}</b> "
        f'<span class="r-marks">{marks}{said}</span>'
        f"<span>{words.NEEDS}: {escape(result.needs)}.</span></li>"
    )


def _next(step: Step, depth: int) -> str:
    minutes = f", {step.minutes}" if step.minutes else ""
    lists = "".join(
        f'<div><h{depth + 1} class="r-label">{title}</h{depth + 1}>{_lines("r-dashed", lines)}</div>'
        for title, lines in ((words.THEN_ASK, step.ask), (words.THEN_HANDS, step.hands))
        if lines
    )
    return (
        f'<section class="panel r-next"><div><h{depth} class="r-label">{words.NEXT}{minutes}</h{depth}>'
        f'<p class="r-step">{escape(step.says)}</p>'
        + (f"<p>{escape(step.why)}</p>" if step.why else "")
        + f"</div>{lists}</section>"
    )


# -- foot -------------------------------------------------------------------------------------------


def _foot(report: Report) -> str:
    more = f"<li>{words.ANOTHER.format(count=report.more_sources)}</li>" if report.more_sources else ""
    sources = "".join(_source(line) for line in report.sources) + more
    assumed = f"<strong>{words.ASSUMED_TITLE}.</strong> " if report.assumed else ""
    return (
        f'<section class="r-sources"><h2>{words.SOURCES}</h2><ul>{sources}</ul>'
        f"<p>{words.MARKS} {words.OWN_CHOICES}</p></section>\n"
        f'<footer class="r-foot"><p>{assumed}{words.WORKING}</p><p>{escape(report.release)}. '
        f"<strong>{report.reviewed}.</strong> "
        f"{words.REASONS.format(client='CASE.yaml')}</p></footer>"
    )


def _source(line: SourceLine) -> str:
    says = f'<a href="{escape(line.url)}">{escape(line.says)}</a>' if line.url else escape(line.says)
    return f"<li><span>{says}</span> {escape(line.behind)}; <b>{line.mark}</b>.</li>"


def _lines(name: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="{name}">{items}</ul>' if items else ""
