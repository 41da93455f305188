"""What the intake says in its own words; questions, lines and reasons of the knowledge come from the knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

GROUP_QUESTIONS: Mapping[str, tuple[Any, Any]] = {
    "during": (
        _("What is true of a usual headache of this kind?"),
        _("Together these tell migraine from tension-type headache better than any one of them."),
    ),
    "neck": (
        _("What is true of your neck with this headache?"),
        _("Pain that depends on moving the neck points to its muscles and joints."),
    ),
    "aura": (
        _("What is true of these warning signs?"),
        _("Warning signs that build up slowly and go away are called aura. They help to name the headache."),
    ),
}
"""Group -> question and why we ask it."""

LINES: Mapping[str, Any] = {
    "photophobia": _("Normal light bothers me"),
    "phonophobia": _("Normal noise bothers me"),
    "activity_aggravates": _("Walking or climbing stairs makes it worse, or I avoid moving"),
    "vomiting": _("I throw up"),
    "restless": _("I cannot keep still: I pace up and down or rock"),
    "provoked_head_turn": _("Turning my head brings it on or makes it worse"),
    "provoked_looking_up": _("Looking up brings it on or makes it worse"),
    "provoked_neck_flexion": _("Keeping my head bent forward brings it on or makes it worse"),
    "provoked_nodding": _("Nodding or tilting my head to the side brings it on or makes it worse"),
    "cannot_turn_away": _("It is hard to turn or tilt my head away from the painful side"),
    "cannot_turn_same_side": _("It is hard to turn my head towards the painful side"),
    "stiff_neck": _("My neck is stiff during the headache"),
    "aura_positive": _("Something is added, such as flickering lights or tingling"),
    "aura_reversible": _("They always go away completely"),
    "aura_each_5_60min": _("Each lasts between 5 and 60 minutes"),
    "aura_spread_5min": _("They spread slowly, over five minutes or more"),
    "aura_succession": _("Two or more different ones come one after the other"),
    "aura_unilateral": _("At least one is on one side only, or I cannot find words"),
    "aura_then_headache_60min": _("The headache comes with them or within an hour"),
    "factor_long_screen": _("I look at screens for more than six hours a day"),
    "factor_screen_low": _("The top of my screen is clearly below eye level"),
    "factor_laptop_slump": _("I work more than two hours a day on a laptop without stand and keyboard"),
    "factor_long_sitting": _("I sit for more than an hour at a time"),
    "factor_phone_looking_down": _("I look down at a phone for more than two hours a day"),
    "factor_shoulders_raised": _("I catch myself with raised shoulders"),
    "factor_car_driving": _("I drive for more than an hour on most days"),
    "factor_prone_sleep": _("I sleep on my stomach"),
    "factor_pillow_high": _("My pillow is high or hard, or I use several"),
    "factor_short_sleep": _("I often sleep less than seven hours, or wake up unrested"),
    "factor_clenching": _("I catch myself clenching my teeth"),
    "factor_night_grinding": _("I grind my teeth at night, or a dentist saw worn teeth"),
    "factor_stress": _("I am under more stress than I can unwind from"),
    "factor_dehydration": _("I drink less than about five glasses on most days"),
    "factor_whiplash_ever": _("I once had a whiplash or a similar jolt to the neck"),
}
"""Finding -> a short line to tick, where the full question would be too long for a list."""

FACTOR_HEADINGS: Mapping[str, Any] = {
    "work": _("Screens and work"),
    "posture": _("Posture and car"),
    "sleep": _("Sleep"),
    "jaw": _("Jaw"),
    "life": _("Stress, water, injury"),
}

BANDS: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "attacks_lifetime": (
        ("1", _("Once")), ("2 to 4", _("2 to 4 times")), ("5 to 9", _("5 to 9 times")),
        ("10 to 19", _("10 to 19 times")), (">= 20", _("20 times or more")),
    ),
    "aura_attacks": (("0", _("Never")), ("1", _("Once")), (">= 2", _("Two times or more"))),
    "months_at_frequency": (
        ("<= 3", _("Up to 3 months")), ("4 to 12", _("4 to 12 months")), ("> 12", _("More than a year")),
    ),
    "months_since_headache_began": (
        ("<= 3", _("Up to 3 months")), ("4 to 12", _("4 to 12 months")), ("> 12", _("More than a year")),
    ),
}  # fmt: skip
"""Numbers that nobody counts exactly: spans that keep clear of every limit which a criterion uses."""

UNITS: Mapping[str, Any] = {
    "days/month": _("days a month"), "months": _("months"), "years": _("years"), "attacks": _("times"),
    "attacks/day": _("a day"), "bouts": _("bouts"), "days": _("days"), "s": _("seconds"), "cm": _("cm"),
}  # fmt: skip

QUALITIES: Mapping[str, Any] = {
    "pressing": _("Pressing"), "pulsating": _("Throbbing"), "stabbing": _("Stabbing"), "burning": _("Burning"),
    "dull": _("Dull"), "shooting": _("Shooting"), "electric": _("Electric"), "sharp": _("Sharp"),
}  # fmt: skip


def say(text: str | None) -> str:
    """
    A sentence of the knowledge in the language of the page.

    The English sentence is its own key in the catalogue; without a translation it is shown as it is.
    """
    return _now(text) if text else ""
