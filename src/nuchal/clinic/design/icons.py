"""The line icons of the clinic: 24 by 24, stroke 1.7, round, current colour. A word stands beside nearly every one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from nuchal.letters.icons import ICONS as OF_THE_REPORT

SHARED = {
    **{
        name: name
        for name in ("emergency", "same_day", "refer_first", "modify", "none", "open", "lock", "hand")
    },
    **{"met": "yes", "unmet": "no", "clear": "none", "not_asked": "open"},
}
"""Drawn in the report already; danger tiers and states of findings have the names of their values in the engine."""
ALSO = {"observed": "check", "info": "note", "calendar": "today", "contrast": "display", "help": "not_known"}
POINTING = frozenset({"back", "next", "undo", "repeat", "send", "external", "sign_out"})
"""Turned round where the language runs from right to left."""

BRAND = (
    '<path class="brand-stroke" d="M11.5 34.5c1.2-4.8 1-7.6-1.3-10.7C7.7 20.5 7 18 7 15.4 7 8.8 12.6 4 19.6 4'
    ' 26.8 4 32 8.7 32 15.2c0 2.4-.6 4.5-1.8 6.7"/><path class="brand-stroke" d="M13 19.5c4.6-2.7 9.4-2.7 14 0"/>'
    '<path class="brand-stroke" d="M15.5 25.2c3-1.5 6-1.5 9 0"/><circle class="brand-dot" cx="29.5" cy="29" r="3.1"/>'
)


def _drawn() -> Mapping[str, str]:
    sprite = (Path(__file__).parent / "icons.svg").read_text("utf-8")
    own = dict(re.findall(r'<symbol id="(\w+)"[^>]*>(.*)</symbol>', sprite))
    shared = {name: OF_THE_REPORT[there] for name, there in SHARED.items()}
    return {**own, **shared, **{name: own[there] for name, there in ALSO.items()}}


ICONS = _drawn()
"""Drawing per name."""


def svg(name: str, label: str = "") -> str:
    """An icon for a page; without a label it is silent for screen readers."""
    pointing = " i-pointing" if name in POINTING else ""
    heard = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    return (
        f'<svg class="i i-{name}{pointing}" viewBox="0 0 24 24" {heard} focusable="false">{ICONS[name]}</svg>'
    )
