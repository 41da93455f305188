"""The line icons of the clinic: 24 by 24, stroke 1.7, round, current colour. A word stands beside nearly every one."""

from __future__ import annotations

from collections.abc import Mapping

from nuchal.letters.icons import ICONS as OF_THE_REPORT

_QUESTION = '<path d="M9.7 9.6a2.4 2.4 0 1 1 3.4 2.2c-.8.4-1.1.9-1.1 1.7"/><path d="M12 16.6h.01" stroke-width="2.3"/>'
_RING = '<circle cx="12" cy="12" r="8.5"/>'
_CLOUD = '<path d="M7.2 18h10a3.9 3.9 0 0 0 .5-7.8 5.8 5.8 0 0 0-11.1 1A3.5 3.5 0 0 0 7.2 18z"/>'
_SHARED = ("emergency", "same_day", "refer_first", "modify", "none", "open", "lock", "hand")

ICONS: Mapping[str, str] = {
    **{name: OF_THE_REPORT[name] for name in _SHARED},
    # what is known
    "met": OF_THE_REPORT["yes"],
    "unmet": OF_THE_REPORT["no"],
    "clear": OF_THE_REPORT["none"],
    "note": f'{_RING}<path d="M12 11.2v5"/><path d="M12 8h.01" stroke-width="2.4"/>',
    "observed": '<path d="M5 12.5l4.6 4.6L19 7.5"/>',
    "denied": f'{_RING}<path d="M8 12h8"/>',
    "not_asked": OF_THE_REPORT["open"],
    "not_known": f"{_RING}{_QUESTION}",
    "not_examinable": f'{_RING}<path d="M6 18L18 6"/>',
    "declined": '<path d="M5 12h14"/><path d="M12 5v.01M12 19v.01" stroke-width="2.4"/>',
    # moving about
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "down": '<path d="M5 9l7 7 7-7"/>',
    "up": '<path d="M5 15l7-7 7 7"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "more": '<path d="M6 12h.01M12 12h.01M18 12h.01" stroke-width="3"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6"/><path d="M15.3 15.3L20 20"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "external": '<path d="M10 5.5H6.5a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V14"/><path d="M13.5 4.5h6v6M19.2 4.8l-8 8"/>',
    "link": '<path d="M10.4 13.6a3.8 3.8 0 0 0 5.4 0l3-3a3.8 3.8 0 0 0-5.4-5.4l-1 1"/>'
    '<path d="M13.6 10.4a3.8 3.8 0 0 0-5.4 0l-3 3a3.8 3.8 0 0 0 5.4 5.4l1-1"/>',
    # doing
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "check": '<path d="M5 12.5l4.6 4.6L19 7.5"/>',
    "pen": '<path d="M4.5 19.5l1-4.2L16.2 4.6a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L8.7 18.5z"/><path d="M14 6.8l3.2 3.2"/>',
    "paint": '<path d="M14.5 4.8l4.7 4.7-7.6 7.3-4.4-4.4z"/><path d="M7.2 12.4c-2 .6-2.3 2.6-2.5 4.2-.1 1-.6 1.9-1.4 2.6 3.4.8 7 .2 8.3-2.4"/>',
    "rub_out": '<path d="M9 19h11"/><path d="M4.6 14.2l9-9a1.6 1.6 0 0 1 2.3 0l3.5 3.5a1.6 1.6 0 0 1 0 2.3L11.5 19H8.7L4.6 14.9z"/>'
    '<path d="M9.3 9.5l5.8 5.8"/>',
    "undo": '<path d="M8.5 5L4.5 9l4 4"/><path d="M5 9h9a5.5 5.5 0 0 1 0 11h-3"/>',
    "repeat": '<path d="M5 11a6 6 0 0 1 6-5.5h7M15.5 2.8l2.8 2.7-2.8 2.7"/><path d="M19 13a6 6 0 0 1-6 5.5H6M8.5 21.2l-2.8-2.7 2.8-2.7"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11"/><path d="M4.5 6h.01M4.5 12h.01M4.5 18h.01" stroke-width="2.6"/>',
    "print": '<path d="M7.5 9V4.5h9V9"/><rect x="4" y="9" width="16" height="7.5" rx="2"/><path d="M7.5 14h9v5.5h-9z"/>',
    "download": '<path d="M12 4v11M7.5 10.8L12 15.2l4.5-4.4M5 19.5h14"/>',
    "upload": '<path d="M12 15.5v-11M7.5 8.8L12 4.4l4.5 4.4M5 19.5h14"/>',
    "copy": '<rect x="8.5" y="8.5" width="11" height="11" rx="2.2"/><path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2"/>',
    "bin": '<path d="M4.5 7h15M9.5 7V4.8h5V7M6.5 7l.9 12.5h9.2L17.5 7M10.3 10.8v5M13.7 10.8v5"/>',
    "play": '<path d="M8 5.5l10.5 6.5L8 18.5z"/>',
    "pause": '<path d="M8.5 5.5v13M15.5 5.5v13"/>',
    "send": '<path d="M4 11.8L20 4.5l-5.5 15.3-3-6.5z"/><path d="M11.5 13.3L20 4.5"/>',
    # places of the programme
    "today": '<rect x="4" y="5.5" width="16" height="14.5" rx="2.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "clients": '<circle cx="9.5" cy="8.5" r="3.3"/><path d="M3.5 19.5c.4-3.5 2.7-5.5 6-5.5s5.6 2 6 5.5"/>'
    '<path d="M15.5 5.6a3.2 3.2 0 0 1 0 5.9M17.5 14.6c1.8.8 2.9 2.5 3.1 4.9"/>',
    "client": '<circle cx="12" cy="8.5" r="3.5"/><path d="M5 19.8c.5-3.7 3.2-5.8 7-5.8s6.5 2.1 7 5.8"/>',
    "atlas": '<path d="M12 6.5C10 5 7.3 4.5 4 4.7v13.6c3.3-.2 6 .3 8 1.7 2-1.4 4.7-1.9 8-1.7V4.7c-3.3-.2-6 .3-8 1.8z"/><path d="M12 6.5V20"/>',
    "learn": '<path d="M12 5L2.8 9.5 12 14l9.2-4.5z"/><path d="M6.5 11.6v4.7c1.5 1.4 3.4 2.1 5.5 2.1s4-.7 5.5-2.1v-4.7M21.2 9.5v5"/>',
    "outcomes": '<path d="M4 20h16"/><path d="M6.5 16.5V12M11 16.5V7.5M15.5 16.5v-6M20 16.5V5"/>',
    "settings": '<path d="M4 7.5h8.5M17.5 7.5H20M4 16.5h2.5M11.5 16.5H20"/><circle cx="15" cy="7.5" r="2.5"/><circle cx="9" cy="16.5" r="2.5"/>',
    "display": f'{_RING}<path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" stroke="none"/>',
    "diary": '<rect x="5" y="3.8" width="14" height="16.5" rx="2.3"/><path d="M9 3.8v16.5M12.5 8.5h3.5M12.5 12h3.5"/>',
    "exercise": '<circle cx="14.5" cy="5" r="1.9"/><path d="M5 12.5l3.5-3 4-.7 2 3.2 3.5 1"/><path d="M12.5 9l-2.7 5 3.2 2.5-.6 4.5M9.5 15.5L6 20"/>',
    "progress": '<path d="M4 6.5c3 0 4 4.5 7 5.5s4 5.5 9 5.5"/><path d="M4 20.5h16"/>',
    # things
    "moon": '<path d="M19.5 14.2A7.8 7.8 0 0 1 9.8 4.5a7.8 7.8 0 1 0 9.7 9.7z"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4"/>',
    "contrast": f'{_RING}<path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" stroke="none"/>',
    "device": '<rect x="7" y="3" width="10" height="18" rx="2.4"/><path d="M11 17.8h2"/>',
    "help": f"{_RING}{_QUESTION}",
    "info": f'{_RING}<path d="M12 11.2v5"/><path d="M12 8h.01" stroke-width="2.4"/>',
    "phone": '<path d="M6.3 5.2l2.7-.6 1.7 4-2 1.6c1 2.2 2.7 4 5 5.1l1.6-2 4 1.7-.6 2.7c-.2 1-1 1.6-2 1.6'
    'C10.3 18.9 5.2 13.7 4.7 7.2c0-1 .6-1.8 1.6-2z"/>',
    "letter": '<rect x="3.5" y="6" width="17" height="12.5" rx="2.2"/><path d="M4.2 8l7.8 5.6L19.8 8"/>',
    "head": '<path d="M8.5 20.5v-3.3C5.6 15.7 4 13.2 4 10.2 4 5.9 7.6 3 11.8 3c4.3 0 7 3 7.2 6.7l1.5 3.3-1.5.8v2.3c0 1-.7 1.7-1.7 1.7H15v2.7"/>'
    '<path d="M9 9.5c1-.9 2-.9 3 0s2 .9 3 0"/>',
    "clock": f'{_RING}<path d="M12 7.5V12l3 2"/>',
    "timer": '<circle cx="12" cy="13.2" r="7.3"/><path d="M12 9.3v3.9M9.5 3.2h5M18.2 6.2l1.3 1.3"/>',
    "saved": f'{_CLOUD}<path d="M9.7 13l1.9 1.9 3.3-3.5"/>',
    "offline": '<path d="M4 4l16 16"/><path d="M7.5 9.2A4.2 4.2 0 0 0 7.5 18h9.8M19.7 16.5a3.7 3.7 0 0 0-2.4-6.5 5.8 5.8 0 0 0-7-3.9"/>',
    "medicine": '<rect x="2.8" y="8.3" width="18.4" height="7.4" rx="3.7" transform="rotate(-45 12 12)"/><path d="M9.4 9.4l5.2 5.2"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.7l8.2-8.2M15.6 8.1l2.7 2.7M18.2 5.5l1.8 1.8"/>',
    "shield": '<path d="M12 3.5l7 2.5v5.5c0 4.3-2.8 7.4-7 9-4.2-1.6-7-4.7-7-9V6z"/><path d="M8.8 12l2.3 2.3 4.2-4.5"/>',
    "sign_out": '<path d="M13.5 4.5h-7a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h7"/><path d="M10 12h10M16.5 8.3L20.2 12l-3.7 3.7"/>',
    "eye": '<path d="M2.8 12c2.2-4 5.3-6 9.2-6s7 2 9.2 6c-2.2 4-5.3 6-9.2 6s-7-2-9.2-6z"/><circle cx="12" cy="12" r="2.8"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "source": '<path d="M6 3.8h8.5L18.5 8v12.2H6z"/><path d="M14.2 3.8V8.3h4.3M9 12.3h6.5M9 15.8h4.5"/>',
    "bell": '<path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.7H5z"/><path d="M10.3 20.7h3.4"/>',
    "home": '<path d="M4.5 11L12 4.5 19.5 11M6.5 9.5V19.5h11V9.5"/>',
    "folder": '<path d="M3.8 7a1.8 1.8 0 0 1 1.8-1.8h4l2 2.3h6.8A1.8 1.8 0 0 1 20.2 9.3v8a1.8 1.8 0 0 1-1.8 1.8H5.6a1.8 1.8 0 0 1-1.8-1.8z"/>',
}
"""Drawing per name. Danger tiers and states of findings have the names of their values in the engine."""

POINTING = frozenset({"back", "next", "undo", "repeat", "send", "external", "sign_out"})
"""Turned round where the language runs from right to left."""

BRAND = (
    '<path class="brand-stroke" d="M11.5 34.5c1.2-4.8 1-7.6-1.3-10.7C7.7 20.5 7 18 7 15.4 7 8.8 12.6 4 19.6 4'
    ' 26.8 4 32 8.7 32 15.2c0 2.4-.6 4.5-1.8 6.7"/><path class="brand-stroke" d="M13 19.5c4.6-2.7 9.4-2.7 14 0"/>'
    '<path class="brand-stroke" d="M15.5 25.2c3-1.5 6-1.5 9 0"/><circle class="brand-dot" cx="29.5" cy="29" r="3.1"/>'
)


def svg(name: str, label: str = "") -> str:
    """An icon for a page; without a label it is silent for screen readers."""
    pointing = " i-pointing" if name in POINTING else ""
    heard = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    return (
        f'<svg class="i i-{name}{pointing}" viewBox="0 0 24 24" {heard} focusable="false">{ICONS[name]}</svg>'
    )
