"""
The static gallery of the body map: `python -m tools.gallery` writes docs/gallery/index.html.

Every view with its zones named, where every structure is felt and touched, and the drawings of the published cases.
One page without script and without style attributes; plates, outlines and clips stand in it once.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path

import numpy as np

from nuchal.bodymap import (
    MODES,
    SIDES,
    Place,
    Referral,
    palpation,
    plate,
    referral,
    shading,
    views,
    zones,
)
from nuchal.bodymap.atlas import atlas
from nuchal.bodymap.outlines import borders, grid, outline, rings, silhouette
from nuchal.bodymap.web.words import WORDS
from nuchal.cases.reading import Case, case_files, read_cases
from nuchal.errors import FindingError
from nuchal.findings.model import Mark
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.knowledge.schema import Structure
from nuchal.knowledge.yaml12 import read
from nuchal.letters import figures, words
from nuchal.letters.content import mark_words

ROOT = Path(__file__).parents[1]
CASES = ROOT / "cases" / "journeys" / "published"
TARGET = ROOT / "docs" / "gallery" / "index.html"
FONTS = files("nuchal.letters") / "fonts"
INSETS = frozenset({"arms_front", "arms_back", "mouth"})
CLOSE_UPS = frozenset({"face", "nape", "mouth"})
GROWTH = (30, 22, 15, 9, 4, 0)
"""Stroke widths of the layers that make the soft edge of paint; gallery.css has one class for each."""
ON_THE_COVER = "trap_upper_1"
_SITE_SHARE = 0.45
"""Views that show less of a palpation site than this share of the best view leave it out."""
TISSUES = {
    "muscle": "Muscles",
    "joint": "Joints",
    "nerve": "Nerves",
    "disease": "Diseases that feel like a structure",
}
SIDE_RULES = {
    "ipsilateral": "Felt on its own side",
    "mostly_ipsilateral": "Felt mostly on its own side",
    "often_both": "Often felt on both sides",
    "both": "Felt on both sides",
}
CONFIDENCE = {"high": "Confidence high", "medium": "Confidence medium", "low": "Confidence low"}
TITLE = "Gallery of the body map"
LEAD = (
    "Where the places are, where each structure is felt and touched, and what people in published cases drew. "
    "Every picture comes from the same map that the clinic paints on."
)
MAP_LEAD = (
    "Point at a place, or move to it with the Tab key, and its name appears under the picture. Each list holds the "
    "places that its view shows best, by number; a place without a number shows better in another view."
)
STRUCTURES_LEAD = (
    "All structures are drawn on the right. The areas show where pain from a structure is usually and sometimes felt; "
    "the line shows where the hands go. Areas and lines are schematic and drafted from the literature, and no "
    "anatomist has checked them yet."
)
CASES_LEAD = (
    "Published cases, with the places their texts name and, where the text gives it, how strong. What the source "
    "points to stands under each. The words come from the source; which places they mean was decided here."
)
NOT_FOR_HANDS = "Not for hands."
KEY_USUAL, KEY_SOMETIMES, KEY_HANDS = "usually felt here", "sometimes felt here", "the hands go here"
KEY_UNKNOWN = "strength not said"


def page(knowledge: Knowledge, cases: Iterable[Case]) -> str:
    """The whole gallery as one self-contained page."""
    cases = [case for case in cases if _drawn(case)]
    body = "\n".join(
        [
            _head(knowledge, len(cases)),
            _map(knowledge),
            _structures(knowledge),
            _cases(cases, knowledge),
            f'<footer class="g-foot"><p>Knowledge base {escape(knowledge.release)}. Drafted from the literature, '
            "not yet reviewed by clinicians. For learning, not for diagnosis.</p></footer>",
        ]
    )
    style = "\n".join(["", _fonts(body), _asset("tokens.css"), _plates(), _highlights(), _own_css(), ""])
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{allowed}'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">\n"
        f"<title>{TITLE} · Nuchal</title>\n<style>{style}</style>\n</head>\n<body>\n{_shared()}\n"
        f'{_switch()}\n<main class="gallery">\n{body}\n</main>\n</body>\n</html>\n'
    )


def published(knowledge: Knowledge) -> list[Case]:
    """The published cases, in the order of their files."""
    return [case for path in case_files((CASES,)) for case in read_cases(path, knowledge)]


# -- what every figure shares -----------------------------------------------------------------------


def _shared() -> str:
    """Clips and outlines of every view, once; it must not be hidden, or nothing could refer to it."""
    parts = []
    for view in views():
        parts.append(
            f'<clipPath id="c-{view.name}"><path clip-rule="evenodd" d="{silhouette(view.name)}"/></clipPath>'
        )
        parts += [
            f'<path id="{_at(view.name, place)}" fill-rule="evenodd" d="{outline(view.name, *place)}"/>'
            for place in view.places
        ]
    return (
        f'<svg class="g-shared" width="0" height="0" aria-hidden="true"><defs>{"".join(parts)}</defs></svg>'
    )


def _at(view: str, place: Place) -> str:
    return f"o-{view}-{place[0]}-{place[1][0]}"


def _uses(view: str, places: Iterable[Place]) -> str:
    shown = set(_shown(view))
    return "".join(f'<use href="#{_at(view, place)}"/>' for place in sorted(places) if place in shown)


@cache
def _shown(view: str) -> frozenset[Place]:
    return frozenset(next(sheet.places for sheet in views() if sheet.name == view))


def _figure(view: str, alternative: str, content: str, role: str = "img") -> str:
    return (
        f'<div class="fig fig-{view}"><svg viewBox="0 0 {figures.WIDTH} {figures.HEIGHT}" role="{role}" '
        f'aria-label="{escape(alternative)}">{content}</svg></div>'
    )


def _plates() -> str:
    """Every plate once, under a name of its own; a mode only chooses among the names."""

    def chosen(mode: str) -> str:
        return "".join(f" --fig-{view.name}: var(--{view.name}-{mode});" for view in views())

    def data(view: str, mode: str) -> str:
        return b64encode(plate(view, mode)).decode()  # type: ignore[arg-type]  # a mode of MODES

    stored = "".join(
        f"--{view.name}-{mode}: url(data:image/webp;base64,{data(view.name, mode)});\n"
        for view in views()
        for mode in MODES
    )
    forced = ":root:not([data-mode], :has(#mode-light:checked, #mode-dark:checked, #mode-dim:checked))"
    return (
        f":root {{\n{stored}{chosen('light')} }}\n"
        f"[data-mode='dark'], :root:has(#mode-dark:checked) {{{chosen('dark')} }}\n"
        f"[data-mode='dim'], :root:has(#mode-dim:checked) {{{chosen('dim')} }}\n"
        f"@media (prefers-color-scheme: dark) {{ {forced} {{{chosen('dark')} }} }}\n"
        f"@media print {{ :root:not(#paper#wins) {{{chosen('light')} }} }}\n"
        + "".join(f".fig-{v.name} {{ background-image: var(--fig-{v.name}); }}\n" for v in views())
    )


def _highlights() -> str:
    """A place in the list lights its outline in the picture, and a chosen place lights its outline everywhere."""
    return "".join(
        f".view:has(.n-{zone}:hover) .z-{zone}, .map:has(.n-{zone}:target) .z-{zone} {{ --lit: 1; }}\n"
        for zone in zones()
    )


def _fonts(body: str) -> str:
    faces = []
    for family, stem, weights in (("Nuchal Sans", "sans", "400 700"), ("Nuchal Serif", "serif", "400 600")):
        extended = [f"nuchal-{stem}-ext"] if any("\u0100" <= letter <= "\u024f" for letter in body) else []
        for cut in [f"nuchal-{stem}", *extended]:
            data = b64encode((FONTS / f"{cut}.woff2").read_bytes()).decode()
            extent = " unicode-range: U+0100-024F;" if cut.endswith("-ext") else ""
            faces.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weights}; font-display: swap;{extent} '
                f'src: url(data:font/woff2;base64,{data}) format("woff2"); }}'
            )
    return "\n".join(faces)


def _asset(name: str) -> str:
    return (files("nuchal.bodymap.web") / name).read_text("utf-8")


def _own_css() -> str:
    return Path(__file__).with_suffix(".css").read_text("utf-8")


def _switch() -> str:
    choices = "".join(
        f'<label><input type="radio" name="mode" id="mode-{value}"{" checked" if value == "auto" else ""}>'
        f"<span>{word}</span></label>"
        for value, word in words.MODES.items()
    )
    return (
        f'<header><fieldset class="modes"><legend>{words.MODE_LEGEND}</legend>{choices}</fieldset></header>'
    )


def _head(knowledge: Knowledge, drawings: int) -> str:
    shown = knowledge.structures[ON_THE_COVER]
    refers = referral(shown.core, shown.spillover, "right", shown.side, shown.both_sides_in)
    art = "".join(_structure_figure(shown, view, refers) for view in ("right", "back"))
    return (
        f'<header class="g-head"><div><h1>{TITLE}</h1><p class="lead">{LEAD}</p><nav aria-label="On this page"><ul>'
        f'<li><a href="#map">The map <span>{len(zones())} places, {len(views())} views</span></a></li>'
        f'<li><a href="#structures">Structures <span>{len(knowledge.structures)}</span></a></li>'
        f'<li><a href="#drawings">Drawings in words <span>{drawings}</span></a></li></ul></nav></div>'
        f'<div class="g-art"><div class="pictures">{art}</div>'
        f'<p class="cover"><a href="#structure-{shown.id}">{escape(shown.name)}</a></p>'
        f"{_key_structures()}</div></header>"
    )


# -- the map ----------------------------------------------------------------------------------------


def best_seen() -> dict[str, list[str]]:
    """View -> zones that it shows best, judged on the right; the left view repeats the right one."""
    order = {zone: index for index, zone in enumerate(zones())}
    chosen: dict[str, list[str]] = {view.name: [] for view in views()}
    for zone in zones():
        seen = {view.name: _area(view.name, zone) for view in views() if view.name != "left"}
        chosen[max(seen, key=lambda view: seen[view])].append(zone)
    chosen["left"] = list(chosen["right"])
    return {view: sorted(found, key=lambda zone: order[zone]) for view, found in chosen.items()}


def _area(view: str, zone: str) -> float:
    """How much of a zone a view shows on the right, on the body; close-ups count a little more."""
    found = 0.0
    for ring in rings(view, zone, "right"):
        x, y = ring[:, 0], ring[:, 1]
        found += abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2
    scale = float(np.linalg.norm(atlas().view(view).matrix[0, :3]))
    return found / scale**2 * (1.1 if view in CLOSE_UPS else 1.0)


def _map(knowledge: Knowledge) -> str:
    best = best_seen()
    main = "".join(_view(view.name, best, knowledge) for view in views() if view.name not in INSETS)
    insets = "".join(_view(view.name, best, knowledge) for view in views() if view.name in INSETS)
    return (
        f'<section class="map" id="map"><h2>The map</h2><p class="lead">{MAP_LEAD}</p><div class="views">{main}</div>'
        f'<h3 class="h-sub">Insets</h3><div class="views">{insets}</div></section>'
    )


def _view(view: str, best: Mapping[str, list[str]], knowledge: Knowledge) -> str:
    numbers = {zone: number for number, zone in enumerate(best[view], start=1)}
    names = {zone: knowledge.zones[zone].name for zone in zones()}
    present = [zone for zone in zones() if any((zone, side) in _shown(view) for side in SIDES)]
    areas = "".join(
        f'<a class="zone z-{zone}" href="#zone-{zone}" aria-label="{escape(names[zone])}">'
        f"{_uses(view, [(zone, side) for side in SIDES])}"
        f'<text class="name" x="380" y="846">{escape(names[zone])}</text></a>'
        for zone in present
    )
    side = "left" if view == "left" else "right"
    figures_of = "".join(
        f'<text class="number" x="{x}" y="{y + 7}">{numbers[zone]}</text>'
        for zone in numbers
        for x, y in [_middle(view, zone, side)]
    )
    entries = "".join(_entry(zone, view, knowledge) for zone in best[view])
    note = '<p class="tiny">The places of the right view, on the left side.</p>' if view == "left" else ""
    ends = "".join(
        f"<span>{escape(str(corner).replace('Your', 'Person’s'))}</span>" for corner in WORDS["corners"][view]
    )
    listed = (
        f'<ol class="places">{entries}</ol>'
        if entries
        else '<p class="tiny">Each place shows better elsewhere.</p>'
    )
    return (
        f'<section class="view" aria-labelledby="v-{view}"><div class="picture">'
        f'<h3 id="v-{view}">{words.SEEN[view]}</h3>'
        f'<p class="ends">{ends}</p><div class="fig fig-{view} fig-map"><svg viewBox="0 0 760 860" role="group" '
        f'aria-label="{escape(words.SEEN[view])}: {len(present)} places"><g class="zones">{areas}</g>'
        f'<path class="lines" d="{borders(view)}"/>'
        f'<g class="numbers" aria-hidden="true">{figures_of}</g></svg></div></div>'
        f"<div>{note}{listed}</div></section>"
    )


def _entry(zone: str, view: str, knowledge: Knowledge) -> str:
    also = [
        words.VIEWS[other.name]
        for other in views()
        if other.name != view and (zone, "right") in _shown(other.name)
    ]
    identity = "" if view == "left" else f' id="zone-{zone}"'
    said = f' <span class="also">Also: {escape("; ".join(also))}</span>' if also and view != "left" else ""
    return f'<li class="n-{zone}"{identity}><span>{escape(knowledge.zones[zone].name)}{said}</span></li>'


@cache
def _middle(view: str, zone: str, side: str) -> tuple[int, int]:
    """The point of a zone farthest from its edge, to set a number on."""
    inside = np.equal(grid(view), atlas().code(zone, side))  # type: ignore[arg-type]
    rows, columns = np.nonzero(inside)
    if not len(rows):
        return 0, 0
    top, left = int(rows.min()), int(columns.min())
    mask = np.pad(inside[top : rows.max() + 1, left : columns.max() + 1], 1)
    last = mask
    while mask.any():
        last = mask
        mask = mask.copy()
        mask[1:-1, 1:-1] &= last[:-2, 1:-1] & last[2:, 1:-1] & last[1:-1, :-2] & last[1:-1, 2:]
    rows, columns = np.nonzero(last)
    nearest = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
    return int(columns[nearest]) - 1 + left, int(rows[nearest]) - 1 + top


# -- structures -------------------------------------------------------------------------------------


def _structures(knowledge: Knowledge) -> str:
    parts, index = [], []
    for tissue, title in TISSUES.items():
        groups: dict[str, list[Structure]] = {}
        for structure in knowledge.structures.values():
            if structure.tissue == tissue:
                groups.setdefault(knowledge.groups[structure.group].name, []).append(structure)
        blocks = "".join(_group(name, members, knowledge) for name, members in sorted(groups.items()))
        index.append(
            f"<div><h3>{title}</h3><ul>"
            + "".join(
                f'<li><a href="#group-{members[0].group}">{escape(name)}</a></li>'
                for name, members in sorted(groups.items())
            )
            + "</ul></div>"
        )
        parts.append(f'<h3 class="h-sub">{title}</h3>{_key_structures()}{blocks}')
    return (
        f'<section id="structures"><h2>Structures</h2><p class="lead">{STRUCTURES_LEAD}</p>'
        f'<nav class="index" aria-label="Structures">{"".join(index)}</nav>{"".join(parts)}</section>'
    )


def _group(name: str, members: list[Structure], knowledge: Knowledge) -> str:
    """A group of structures; one that only repeats its name needs no second heading."""
    same = len(members) == 1 and members[0].name == name
    heading = "" if same else f"<h4>{escape(name)}</h4>"
    level = 4 if same else 5
    shown = "".join(_structure(one, knowledge, level) for one in members)
    return f'<section class="group" id="group-{members[0].group}">{heading}{shown}</section>'


def _key_structures() -> str:
    return (
        '<p class="key"><span><i class="sw sw-core"></i>' + KEY_USUAL + "</span>"
        '<span><i class="sw sw-spill"></i>' + KEY_SOMETIMES + "</span>"
        '<span><i class="sw sw-site"></i>' + KEY_HANDS + "</span></p>"
    )


def _structure(one: Structure, knowledge: Knowledge, level: int) -> str:
    refers = referral(one.core, one.spillover, "right", one.side, one.both_sides_in)
    shown = list(figures.best_views(figures.referral_weights(refers.core, refers.spill), 3, near=True))
    if one.id in palpation.structures() and not any(_site(one.id, view) for view in shown):
        shown.append(palpation.best_view(one.id, "right"))
    pictures = "".join(_structure_figure(one, view, refers) for view in shown)
    facts = [
        f"<li>{SIDE_RULES[one.side]}</li>",
        f'<li class="c-{one.confidence}">{CONFIDENCE[one.confidence]}</li>',
    ]
    if one.both_sides_in:
        facts.append(f"<li>Both sides: {_names(one.both_sides_in, knowledge)}</li>")
    rows = [("Usually", _names(one.core, knowledge))]
    if one.spillover:
        rows.append(("Sometimes", _names(one.spillover, knowledge)))
    if one.palpation:
        how = one.palpation.how
        if not one.palpation.palpable and not how.startswith(("No", "Do not")):
            how = f"{NOT_FOR_HANDS} {how}"
        rows.append(("Hands", escape(how)))
        if one.palpation.caution:
            rows.append(("Caution", escape(one.palpation.caution)))
        if one.palpation.palpable and one.palpation.blocked_until:
            signs = (knowledge.danger_signs[sign].name for sign in one.palpation.blocked_until)
            rows.append(("First", f"{words.BLOCKED}: {escape('; '.join(signs))}."))
    told = "".join(f"<dt>{term}</dt><dd>{says}</dd>" for term, says in rows)
    return (
        f'<article class="structure" id="structure-{one.id}"><div class="s-head">'
        f"<h{level}>{escape(one.name)}</h{level}>"
        f'<ul class="facts">{"".join(facts)}</ul></div><div class="pictures">{pictures}</div><dl>{told}</dl></article>'
    )


def _structure_figure(one: Structure, view: str, refers: Referral) -> str:
    layers = [
        f'<g class="ref-{kind}" data-places="{_shown_of(view, places)}" clip-path="url(#c-{view})">{area}</g>'
        for kind, places in (
            ("spill", (refers.spill | refers.core) if refers.spill else frozenset()),
            ("core", refers.core),
        )
        if (area := shading.area(view, places))
    ]
    site = _site(one.id, view)
    if site:
        layers.append(f'<g class="site" clip-path="url(#c-{view})"><path d="{site}"/><path d="{site}"/></g>')
    told = [
        *(["usually and sometimes felt"] if len(layers) > bool(site) else []),
        *(["touched"] if site else []),
    ]
    alternative = f"{words.SEEN[view]}. Where {one.name}, right, is {' and where it is '.join(told)}."
    return f"<figure>{_figure(view, alternative, ''.join(layers))}<figcaption>{words.VIEWS[view]}</figcaption></figure>"


def _shown_of(view: str, places: Iterable[Place]) -> str:
    """The zones on the right among places that a view shows."""
    return " ".join(sorted(zone for zone, side in places if side == "right" and (zone, side) in _shown(view)))


@cache
def _site(structure: str, view: str) -> str:
    """The palpation site on the right, where the view shows it from the front and not as an edge."""
    if structure not in palpation.structures():
        return ""
    best = palpation.best_view(structure, "right")
    enough = _SITE_SHARE * _site_area(structure, best)
    return palpation.site(structure, view, "right") if _site_area(structure, view) >= enough else ""


def _site_area(structure: str, view: str) -> float:
    """How much of a site a view shows, on the body."""
    found = 0.0
    for ring in palpation.site(structure, view, "right").split("M")[1:]:
        steps = np.array([pair.split() for pair in ring.rstrip("Z").split("l")], float)
        x, y = np.cumsum(steps, axis=0).T
        found += abs(float(x @ np.roll(y, -1) - np.roll(x, -1) @ y)) / 2
    return found / float(np.linalg.norm(atlas().view(view).matrix[0, :3])) ** 2 + (0 if found else -1)


def _names(ids: Iterable[str], knowledge: Knowledge) -> str:
    return escape("; ".join(knowledge.zones[zone].name for zone in ids))


# -- drawings ---------------------------------------------------------------------------------------


def _drawn(case: Case) -> list[Mark]:
    return [
        mark
        for profile in case.client.profiles
        if profile.drawing
        for mark in profile.drawing.marks
        if mark.intensity != 0
    ]


def _cases(cases: Iterable[Case], knowledge: Knowledge) -> str:
    steps = "".join(f'<i class="sw pain-{step}"></i>' for step in range(1, 6))
    key = (
        f'<p class="key"><span><span class="ramp">{steps}</span>{words.KEY_PAINTED.lower()}</span>'
        f'<span><i class="sw pain-unknown"></i>{KEY_UNKNOWN}</span></p>'
    )
    shown = "".join(_case(case, knowledge) for case in cases)
    return (
        f'<section id="drawings"><h2>Drawings in words</h2><p class="lead">{CASES_LEAD}</p>{key}'
        f'<div class="cases">{shown}</div></section>'
    )


def _case(case: Case, knowledge: Knowledge) -> str:
    marks = sorted(_drawn(case), key=lambda mark: (not mark.worst, -(mark.intensity or 0)))
    silent = all(mark.intensity is None for mark in marks)
    said = "; ".join(mark_words(mark, knowledge, **({"unknown": ""} if silent else {})) for mark in marks)
    said += f". {words.NO_STRENGTHS}" if silent else "."
    places = dict.fromkeys(((mark.zone, mark.side) for mark in marks), 1.0)
    pictures = "".join(
        f"<figure>{_figure(view, f'{words.SEEN[view]}. Painted: {said}', ''.join(_paint(view, marks, case.client.id)))}"
        f"<figcaption>{words.VIEWS[view]}</figcaption></figure>"
        for view in figures.best_views(places, 2, near=True)
    )
    client = case.client
    source = escape(client.source_title)
    if client.source_url:
        source = f'<a href="{escape(client.source_url)}" rel="noreferrer">{source}</a>'
    concluded, note = _concluded(case, knowledge), _note(case)
    return (
        f'<article class="case" id="case-{escape(client.id)}"><div class="pictures">{pictures}</div>'
        f"<h3>{escape(case.name)}</h3>"
        f"<p>{escape(said)}</p>"
        + (f'<p class="quiet">The source points to: {escape(concluded)}.</p>' if concluded else "")
        + (f'<p class="tiny">{escape(note)}</p>' if note else "")
        + f'<p class="tiny">{source}</p></article>'
    )


def _paint(view: str, marks: Iterable[Mark], name: str) -> Iterator[str]:
    """Mild first, so that the strong lies on top; each strength grows into a soft edge."""
    marks = list(marks)
    for step in range(6):
        places = {(mark.zone, mark.side) for mark in marks if _step(mark) == step}
        if uses := _uses(view, places):
            kind = f"pain-{step}" if step else "pain-unknown"
            layers = "".join(f'<g class="w{width}">{uses}</g>' for width in GROWTH)
            yield f'<g class="paint {kind}" clip-path="url(#c-{view})">{layers}</g>'
            if not step:
                yield _dashed(uses, f"m-{name}-{view}")


def _dashed(uses: str, mask: str) -> str:
    """A dashed line around what has no strength; the mask hides the lines between neighbours."""
    return (
        f'<mask id="{mask}" maskUnits="userSpaceOnUse" x="0" y="0" width="760" height="800"><rect width="760" '
        f'height="800" fill="#fff"/><g fill="#000" stroke="#000" stroke-width="4">{uses}</g></mask>'
        f'<g class="unknown-edge" mask="url(#{mask})">{uses}</g>'
    )


def _step(mark: Mark) -> int:
    """The step of the pain ramp, 0 where the strength was not said."""
    return 0 if mark.intensity is None else next(iter(figures.pain_steps([mark]).values()))


def _note(case: Case) -> str:
    """What whoever wrote the case down adds, such as a side that the source does not state."""
    written = read(case.path, error=FindingError).value
    return str(written.get("note") or "") if isinstance(written, dict) else ""


def _concluded(case: Case, knowledge: Knowledge) -> str:
    named = [knowledge.groups[group].name for group in case.source_says.get("structures", ())]
    types = [
        knowledge.headaches[code].name
        for code in case.source_says.get("codes", ())
        if code in knowledge.headaches
    ]
    return "; ".join(filter(None, (" or ".join(types), " or ".join(named))))


if __name__ == "__main__":
    known = load()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page(known, published(known)), encoding="utf-8")
