"""The line icons of the report: 24 by 24, one stroke width, current colour."""

from __future__ import annotations

_QUESTION = (
    '<path d="M10 10a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.3"/><path d="M12 15.9h.01" stroke-width="2.2"/>'
)
ICONS = {
    "emergency": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"/><path d="M12 7.5v5.5"/>'
    '<path d="M12 16.4h.01" stroke-width="2.6"/>',
    "same_day": '<path d="M12 3.6L21.5 20h-19z"/><path d="M12 9.5v4.8"/><path d="M12 17.2h.01" stroke-width="2.5"/>',
    "refer_first": '<path d="M12 2.6l9.4 9.4-9.4 9.4L2.6 12z"/><path d="M8.5 12h6.5M12.6 9.3l2.7 2.7-2.7 2.7"/>',
    "modify": '<rect x="3.5" y="3.5" width="17" height="17" rx="3.5"/><path d="M7.5 9h3M14.5 9h2M7.5 15h1M12.5 15h4"/>'
    '<circle cx="12.5" cy="9" r="1.9"/><circle cx="10.5" cy="15" r="1.9"/>',
    "open": f'<circle cx="12" cy="12" r="8.5" stroke-dasharray="3.4 2.54"/>{_QUESTION}',
    "none": '<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.8 5.2-5.8"/>',
    "yes": '<circle class="disc" cx="12" cy="12" r="9.3"/><path class="glyph" d="M7.6 12.4l3 3 5.8-6.2"/>',
    "no": '<circle cx="12" cy="12" r="8.5"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "lock": '<rect x="5.5" y="10.5" width="13" height="9.5" rx="2.2"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    "plus": '<path d="M12 5.5v13M5.5 12h13"/>',
    "minus": '<path d="M5.5 12h13"/>',
    "hand": '<path d="M8 12.5V6.2a1.5 1.5 0 0 1 3 0v5"/><path d="M11 11V4.7a1.5 1.5 0 0 1 3 0V11"/>'
    '<path d="M14 11.2V6.2a1.5 1.5 0 0 1 3 0v8.3c0 3.6-2.3 6-5.6 6-2.6 0-4.1-1.2-5.2-3.4l-2-4'
    'c-.5-1.1.2-2 1.1-2 .7 0 1.2.4 1.6 1l1.1 1.9"/>',
    "brand": '<g transform="scale(.6)"><g stroke-width="2.3"><path d="M11.5 34.5c1.2-4.8 1-7.6-1.3-10.7'
    'C7.7 20.5 7 18 7 15.4 7 8.8 12.6 4 19.6 4 26.8 4 32 8.7 32 15.2c0 2.4-.6 4.5-1.8 6.7"/>'
    '<path d="M13 19.5c4.6-2.7 9.4-2.7 14 0"/>'
    '<path d="M15.5 25.2c3-1.5 6-1.5 9 0"/></g><circle class="disc" cx="29.5" cy="29" r="3.1"/></g>',
}
"""Drawing per name; the danger tiers and truths are named by their values."""


INKS = {
    "emergency": "#fff5ee", "same_day": "#85380a", "refer_first": "#634900", "modify": "#364966", "note": "#574c41",
    "open": "#775800", "none": "#2c6846", "yes": "#2c6846", "no": "#574c41", "lock": "#574c41", "plus": "#2c6846",
    "minus": "#574c41", "hand": "#574c41", "warn": "#9b1c1c", "brand": "#2a231d",
}  # fmt: skip
"""The colour of each icon on white paper."""
_DRAWN_LIKE = {"note": "modify", "warn": "same_day"}


def icon(name: str) -> str:
    """An icon for a page: it takes colour and size from its class and is silent for screen readers."""
    return f'<svg class="i i-{name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'


def inked(name: str, ink: str, paper: str = "#ffffff") -> str:
    """An icon as a file of its own in fixed colours, for the PDF."""
    drawn = ICONS[name].replace('class="disc"', f'fill="{ink}" stroke="none"')
    drawn = drawn.replace('class="glyph"', f'stroke="{paper}" stroke-width="2.4"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{ink}" stroke-width="1.7" '
        f'stroke-linecap="round" stroke-linejoin="round">{drawn}</svg>'
    )


def inked_all() -> dict[str, str]:
    """Every icon that a PDF shows, by name."""
    return {name: inked(_DRAWN_LIKE.get(name, name), ink) for name, ink in INKS.items()}
