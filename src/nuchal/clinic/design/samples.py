"""Words for the living style page. Clients and numbers are invented."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from nuchal.bodymap import Drawing, Stroke, referral
from nuchal.clinic.design.forms import (
    Choices,
    DurationField,
    ManyChoices,
    Segments,
    Sides,
    Signature,
    Stepper,
    StrengthField,
)
from nuchal.clinic.design.icons import ICONS
from nuchal.clinic.design.numbers import NumberField

GIVEN = {
    "worse": "same",
    "helps": ["rest"],
    "strength": "7",
    "side": "right",
    "minutes": 4,
    "lasts": 240,
    "name": "Mara Lindqvist",
}
WRONG = {"minutes": "-2", "email": "mara at example", "name": ""}
YES_NO = (("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"))
SIDES = tuple(Sides.words.items())


class Everything(forms.Form):
    """One field of every kind."""

    worse = forms.ChoiceField(
        label="What happens to your headache when you climb stairs?",
        help_text="Think of a usual headache, before any medicine works.",
        widget=Choices,
        choices=[("worse", "It gets worse, so I avoid it"), ("same", "It stays about the same"),
                 ("better", "It feels better"), ("unsure", "I am not sure")],
        error_messages={"required": "Choose what happens on the stairs"},
    )  # fmt: skip
    helps = forms.MultipleChoiceField(
        label="What helps you?",
        required=False,
        widget=ManyChoices(hints={"medicine": "Tablets, sprays, anything from a pharmacy"}),
        choices=[
            ("rest", "Lying down in the dark"),
            ("medicine", "Medicine"),
            ("press", "Pressing on the neck"),
        ],
    )
    strength = StrengthField(label="How strong is it right now?", required=False)
    minutes = NumberField(
        label="Minutes of pressure", least=0, most=30, whole=True,
        widget=Stepper({"data-min": 0, "data-max": 30}, unit="min"), required=False,
        error_messages={"min_value": "Give the minutes as a number from 0 to 30"},
    )  # fmt: skip
    side = forms.ChoiceField(label="Side", widget=Sides, choices=SIDES, required=False)
    lasts = DurationField(label="How long does it last?", required=False)
    name = forms.CharField(label="Your name", error_messages={"required": "Write your name"})
    email = forms.EmailField(
        label="E-mail", required=False, error_messages={"invalid": "Write the address like name@example.org"}
    )
    born = forms.DateField(label="Date of birth", required=False, widget=forms.DateInput({"type": "date"}))
    language = forms.ChoiceField(
        label="Language", required=False, choices=[("en", "English"), ("sv", "Svenska"), ("ar", "العربية")]
    )
    note = forms.CharField(
        label="Anything else?", required=False, widget=forms.Textarea, help_text="In your own words."
    )
    agree = forms.BooleanField(label="I agree that my answers are kept for my care", required=False)
    secret = forms.CharField(label="Password", required=False, widget=forms.PasswordInput)
    sign = forms.CharField(label="Sign here", required=False, widget=Signature)


class Question(forms.Form):
    """One question of the intake."""

    exertion = forms.ChoiceField(
        label="What happens to your headache when you climb stairs or walk fast?",
        help_text="Think of a usual headache, before any medicine works.",
        widget=Choices,
        choices=Everything.base_fields["worse"].choices,  # type: ignore[attr-defined]
    )
    now = StrengthField(label="How strong is it right now?", help_text="Tap the line or slide along it.")


class Screen(forms.Form):
    """Short questions that are asked together."""

    cough = forms.ChoiceField(
        label="Is it brought on by coughing or straining?", widget=Segments, choices=YES_NO
    )
    fever = forms.ChoiceField(label="Have you had a fever with it?", widget=Segments, choices=YES_NO)
    jaw = forms.ChoiceField(
        label="Is your jaw sore when you chew, and better when you stop?", widget=Segments, choices=YES_NO
    )


class Row(forms.Form):
    """One row of a session note."""

    side = forms.ChoiceField(widget=Sides({"aria_label": "Side"}), choices=SIDES)
    minutes = NumberField(
        whole=True, widget=Stepper({"aria-label": "Minutes", "data-min": 0, "data-max": 60})
    )
    pressure = NumberField(
        whole=True, widget=Stepper({"aria-label": "Pressure felt, 0 to 10", "data-min": 0, "data-max": 10})
    )
    response = forms.ChoiceField(
        widget=Segments({"aria_label": "Pain after"}),
        choices=[("eased", "eased"), ("same", "same"), ("worse", "worse")],
    )


def page() -> dict[str, Any]:
    """Everything that the style page and its screens show."""
    return {
        "tiers": TIERS,
        "findings": FINDINGS,
        "structures": STRUCTURES,
        "criteria": CRITERIA,
        "events": EVENTS,
        "tabs": TABS,
        "days": _days(),
        "heads": list("SSMTWTF"),
        "pairs": PAIRS,
        "slots": SLOTS,
        "rows": _rows(),
        "page": Paginator(range(132), 25).page(2),
        "people": ("Mara Lindqvist", "Tomasz Zieliński", "Ines Duarte", "Bo"),
        "tabbar": TABBAR,
        "rail": RAIL,
        "screen": Screen(prefix="screen", initial={"cough": "no"}),
        "drawn": _drawing(),
        "refers": referral(("suboccipital", "occiput_lower"), ("supra_auricular", "vertex"), "right"),
        "icon_names": sorted(ICONS),
        "todo": (
            "Do not drive yourself.",
            "Ask someone to stay with you.",
            "Riverside Clinic has been told. Your visit waits for you.",
        ),
    }


RAIL: list[dict[str, Any]] = [
    {"url": "#today", "icon": "today", "words": "Today"},
    {"url": "#clients", "icon": "clients", "words": "Clients", "current": True},
    {"url": "#atlas", "icon": "atlas", "words": "Atlas"},
    {"url": "#settings", "icon": "settings", "words": "Settings"},
]
TABBAR = [
    {"url": "#diary", "icon": "diary", "words": "Diary", "current": True},
    {"url": "#exercises", "icon": "exercise", "words": "Exercises"},
    {"url": "#progress", "icon": "progress", "words": "Progress"},
    {"url": "#more", "icon": "more", "words": "More"},
]
TIERS = [
    ("emergency", "Call an ambulance. Do not treat. No driving."),
    ("same_day", "A doctor today. Nothing hands-on before."),
    ("refer_first", "No neck or head treatment until cleared."),
    ("modify", "Treat, without thrust or end range."),
    ("none", "15 of 15 danger signs asked, none standing."),
]
FINDINGS = [
    ("observed", "Familiar pain"),
    ("denied", "Fever"),
    ("not_asked", "Jaw pain"),
    ("not_known", "Age at first headache"),
    ("not_examinable", "Rotation"),
    ("declined", "Weight"),
]
STRUCTURES: list[dict[str, Any]] = [
    {
        "name": "Obliquus capitis inferior", "side": "right", "share": 0.71, "low": 0.58, "high": 0.82,
        "zones": ("skull base", "lower occiput"),
        "pros": ("Explains the worst area, at the skull base", "Sleeps on the stomach; stiff on waking"),
        "cons": ("Does not explain the front of the temple",),
    },
    {"name": "Semispinalis capitis, upper", "side": "right", "share": 0.54, "low": 0.39, "high": 0.68,
     "zones": ("temple", "above the ear"), "pros": ("Explains the side of the head",), "cons": ()},
    {"name": "Upper trapezius, front", "side": "right", "share": 0.47, "low": 0.33, "high": 0.61,
     "zones": ("temple", "behind the ear", "side of neck"), "pros": ("Explains the temple",), "cons": ()},
    {"name": "C2-3 joint", "side": "right", "share": 0.38, "low": 0.24, "high": 0.55,
     "zones": ("lower occiput", "upper neck"), "pros": (), "cons": ("Turning does not bring the pain",)},
]  # fmt: skip
CRITERIA = [
    ("open", "B. A cause found in the neck", "Feel the joints C0 to C3, and turn the head"),
    ("open", "C3. Stiffer, and moving it brings the pain", ""),
    ("met", "C1. Began with the neck injury", ""),
    ("unmet", "C2, C4. Eased with the neck or a block", ""),
]
EVENTS = [
    {
        "date": "20 Nov",
        "iso": "2026-11-20",
        "words": mark_safe("<b>Session 8.</b> Right turn 52° to 61°."),
        "key": True,
    },
    {"date": "13 Nov", "iso": "2026-11-13", "words": mark_safe("<b>Session 7.</b> Self-SNAG added.")},
    {"date": "4 Nov", "iso": "2026-11-04", "words": mark_safe("<b>Letter read</b> by Dr Osei.")},
    {
        "date": "24 Aug",
        "iso": "2026-08-24",
        "words": mark_safe("<b>Treatment begins,</b> after 28 days of diary."),
        "key": True,
    },
]
TABS = [
    {"url": "#story", "words": "Story", "current": True},
    {"url": "#exam", "words": "Exam", "open": 2},
    {"url": "#plan", "words": "Plan"},
    {"url": "#sessions", "words": "Sessions"},
    {"url": "#outcomes", "words": "Outcomes"},
]
PAIRS = [
    ("Headache now", "5", "3", "Down 2 of 10. Could still be chance: the smallest sure change is 3."),
    ("Turning right", "52°", "61°", "Up 9°. More than measuring error (7°)."),
    ("Flexion-rotation", "27°", "36°", "Up 9°. More than measuring error (4°). Right, same examiner."),
]


def _strip(**levels: str) -> list[int | None]:
    marks: list[int | None] = [0] * 28
    for name, places in levels.items():
        for place in places.split():
            marks[int(place)] = None if name == "none" else {"mild": 1, "moderate": 2, "severe": 3}[name]
    return marks


def _slot(
    time: str, name: str, told: tuple[str, str, str], do: tuple[str, str, str], days: Any
) -> dict[str, Any]:
    """`time` and minutes; who, what changed, the rest; tier, its words, what to do."""
    at, _, long = time.partition(" ")
    who, change, rest = told
    tier, tag, button = do
    return {
        "time": at, "long": long, "name": name, "who": who, "change": change, "rest": rest, "tier": tier, "tag": tag,
        "do": button, "days": days,
        "told": "" if days is None else f"{sum(bool(day) for day in days)} headache days of 28",
    }  # fmt: skip


SLOTS = [
    _slot(
        "09:00 60", "Mara Lindqvist",
        ("Right-sided, session 8 of 8", "7 headache days, was 13.", "Blood pressure 146/92 at the desk."),
        ("modify", "Modify", "Start"), _strip(mild="2 15 24", moderate="1 10 20", severe="6", none="17"),
    ),
    _slot(
        "10:15 45", "Ines Duarte",
        ("Tension-type, session 3", "No change yet", "(12, was 12). Exercises on 9 of 14 days."),
        ("none", "", "Chart"), _strip(mild="0 2 5 8 10 16 20 23", moderate="7 13 18 26"),
    ),
    _slot(
        "11:30 45", "Tomasz Zieliński",
        ("Both sides, session 2", "New pattern, brought on by coughing.", "Not yet seen by a doctor."),
        ("refer_first", "", "Call"), _strip(mild="1 6 10 16 23", severe="25 26", moderate="27"),
    ),
    _slot(
        "13:30 60", "Ruth Abernathy",
        ("First visit, 67 years", "Intake done, one question open:", "jaw pain when chewing. Ask before all else."),
        ("same_day", "1 open", "Ask"), None,
    ),
    _slot(
        "15:00 45", "Jonas Weber",
        ("Migraine, session 4", "Triptan on 9 days.", "One more reaches the limit of 10."),
        ("none", "", "Chart"), _strip(severe="2 4 7 11 14 18 21 23 27"),
    ),
    _slot(
        "16:15 30", "Aaliyah Khan, 14",
        ("Jaw and temples, with her mother", "Half the days gone", "(4, was 8). Review due today."),
        ("modify", "Child", "Review"), _strip(mild="1 6 10 21"),
    ),
]  # fmt: skip


def _days() -> list[dict[str, Any]]:
    levels: dict[int, int] = {1: 2, 2: 1, 6: 3, 10: 2, 15: 1, 20: 2, 24: 1}
    words = {0: "no headache", 1: "mild", 2: "moderate", 3: "severe"}
    made = []
    for place in range(28):
        number = place + 24 if place < 8 else place - 7
        level = None if place in (17, 27) else levels.get(place, 0)
        told = "no entry" if level is None else words[level]
        made.append(
            {
                "n": number,
                "level": level,
                "words": f"{number}: {told}",
                "medicine": place in (1, 6, 10, 20),
                "today": place == 27,
            }
        )
    return made


def _drawing() -> Drawing:
    """A headache of the right side: from the temple over the ear to the skull base, where it is worst."""
    return Drawing(
        strokes=tuple(
            Stroke(view="right", radius=radius, intensity=intensity, points=points)
            for radius, intensity, points in (
                (44, 4, ((560, 205), (500, 190), (420, 205), (340, 225), (270, 250))),
                (30, 6, ((535, 200), (470, 205), (390, 215), (310, 235), (250, 265))),
                (20, 7, ((530, 205), (505, 212))),
                (32, 6, ((245, 262), (262, 340))),
                (24, 8, ((243, 268), (256, 318))),
                (16, 10, ((243, 275), (252, 308))),
            )
        )
    )  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    given = [
        ("Obliquus capitis inferior", "Pressure", "C", "right", 4, 5, "eased"),
        ("Suboccipital group", "Inhibition", "C", "both", 10, 3, "eased"),
        ("Upper trapezius, front", "Pressure", "C", "right", 3, 6, "same"),
        ("C1-C2", "Self-SNAG, taught", "B", "right", 3, 2, "eased"),
    ]
    return [
        {
            "name": name, "technique": technique, "letter": letter,
            "form": Row(
                prefix=f"row{n}",
                initial={"side": side, "minutes": minutes, "pressure": pressure, "response": response},
            ),
        }
        for n, (name, technique, letter, side, minutes, pressure, response) in enumerate(given)
    ]  # fmt: skip
