"""What an item about care may say: techniques, systems of care, pathways, exercises, advice and claims."""

from __future__ import annotations

from typing import Literal

import msgspec

from nuchal.knowledge.schema import Criterion, Item, Level

Grade = Literal["A", "B", "C", "D", "N"]
"""A consistent low-risk trials; B several, some risk; C small or inconsistent; D no trial; N no benefit found."""

TechniqueClass = Literal[
    "ischaemic_pressure",
    "deep_tissue",
    "anterior_neck",
    "suboccipital",
    "met_stretch",
    "snag_mobilisation",
    "traction",
    "thrust",
    "dry_needling",
    "heat",
    "tens",
    "intra_oral",
    "light_touch",
    "exercise",
    "education",
    "referral",
]
"""Columns of the gating matrix, and classes without hands-on force."""

Profession = Literal[
    "massage_therapist",
    "physical_therapist",
    "neuromuscular_therapist",
    "medical_massage_therapist",
    "myoskeletal_practitioner",
    "physician",
    "dentist",
    "psychologist",
]


class LevelAction(Item, frozen=True, kw_only=True, tag="level_action", omit_defaults=True):
    """What a therapist does at one level of urgency, whichever danger sign has reached it."""

    level: Level
    therapist_does: str


class Dose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How much, how often, how long; a figure that no trial gives is left out and `note` says so."""

    minutes: tuple[float, float] | None = None
    per_week: tuple[float, float] | None = None
    weeks: tuple[float, float] | None = None
    sessions_most: int | None = None
    repetitions: str | None = None
    note: str | None = None


class Effect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A trial figure: what changed, by how much (with 95 % interval), against what, in whom."""

    outcome: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    against: str
    population: str
    says: str
    """The figure in one plain sentence for the therapist."""
    source: str


class Indication(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a technique is used for, with the grade of the evidence for exactly that."""

    target: Literal["headache", "structure", "factor"]
    ids: tuple[str, ...]
    """Headache codes, structure groups or structures, or finding ids of factors."""
    grade: Grade
    when: Criterion | None = None
    note: str | None = None


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A safety question: while the criterion holds or is open, the technique is forbidden or changed."""

    when: Criterion
    effect: Literal["forbids", "modifies"]
    says: str


class Technique(Item, frozen=True, kw_only=True, tag="technique", omit_defaults=True):
    """A hands-on or other technique: for what, by whom, how, how much, how sure, and when not."""

    lay_name: str
    classes: tuple[TechniqueClass, ...]
    professions: tuple[Profession, ...]
    needs_licence: bool = False
    """Only where the law of the region lets the profession do it; off by default."""
    indications: tuple[Indication, ...]
    how: str
    steps: tuple[str, ...]
    positions: tuple[str, ...]
    dose: Dose
    effects: tuple[Effect, ...] = ()
    grade: Grade
    grade_says: str
    """For the therapist: why this grade."""
    client_says: str
    """For the client: what it is, what may be expected, no promise."""
    adverse: tuple[str, ...]
    gates: tuple[Gate, ...]
    modifications: dict[str, str] = {}
    """Group (child, pregnancy, older, allodynia, migraine) -> what to change."""
    stop_when: tuple[str, ...]
    claims: tuple[str, ...] = ()
    """Claim ids that belong to it."""
    home: tuple[str, ...] = ()
    """Exercises that are the part of it which the client does alone."""


class RegionScope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a region changes in what a profession may do; every entry is technique id -> why, to be checked locally."""

    without: dict[str, str] = {}
    """Not used here."""
    wants_licence: dict[str, str] = {}
    """Only with a licence or training on file, though not everywhere."""
    also: dict[str, str] = {}
    """Not part of the system, but used here where the licence is on file."""


class System(Item, frozen=True, kw_only=True, tag="system", omit_defaults=True):
    """A system of care from first assessment to outcome, as its practitioners state it and as trials found it."""

    profession: Profession
    practised_by: str
    scope: str
    scope_by_region: dict[str, str] = {}
    techniques_by_region: dict[str, RegionScope] = {}
    """The same scope as data, for regions of which the words say something about single techniques."""
    own_ideas: tuple[str, ...]
    assessment: tuple[str, ...]
    """What its practitioners examine, in order: test ids, `palpation`, `drawing`, or finding ids."""
    assessment_says: str
    techniques: tuple[str, ...]
    """Technique ids in the order in which the system would use them."""
    usual_course: str
    course: Dose
    home_care: tuple[str, ...]
    """Exercise and advice ids."""
    evidence_says: str
    claims: tuple[str, ...]
    first_visit: tuple[str, ...]


class Pathway(Item, frozen=True, kw_only=True, tag="pathway", omit_defaults=True):
    """What to offer first for a kind of headache, with caps and the review (the plan's skeleton)."""

    codes: tuple[str, ...]
    order: int
    """Rank where several pathways apply: lower leads."""
    medical_first: bool = False
    refer_to: tuple[Literal["physician", "prescriber", "dentist", "neurologist", "psychologist"], ...] = ()
    first_line: tuple[str, ...]
    """Ids of techniques, exercises and advice, in order."""
    one_of: tuple[str, ...] = ()
    """Alternatives of which one is chosen first."""
    optional: tuple[str, ...] = ()
    not_offered: dict[str, str] = {}
    """Technique id -> why not."""
    dose: Dose
    caps: dict[str, Dose] = {}
    review_weeks: tuple[float, ...]
    stop_rule: str
    change_rule: str
    refer_rule: str
    natural_course: str
    expected: tuple[Effect, ...] = ()
    no_figures: str | None = None
    """Why nothing is expected in figures; required where `expected` is empty."""
    goals: tuple[str, ...]
    client_says: str
    we_agree: tuple[str, ...] = ()
    """The rules for stopping, changing and referring, in the client's words."""


class Pattern(Item, frozen=True, kw_only=True, tag="pattern", omit_defaults=True):
    """A practitioners' concept: what their school sees together. Possible at most, and never a diagnosis."""

    systems: tuple[str, ...]
    """Systems of care whose plans show it."""
    when: Criterion
    test: str | None = None
    """A test that it rests on: while that test must not be done, the concept is not looked at."""
    confidence: Literal["possible"] = "possible"
    says: str
    client_says: str
    record: tuple[str, ...] = ()
    """Findings to write down at every visit, whichever explanation holds."""
    claims: tuple[str, ...] = ()


class PressureLimit(Item, frozen=True, kw_only=True, tag="pressure_limit", omit_defaults=True):
    """How strong hands may be, on the client's scale of 0 (touch) to 10 (cannot be borne)."""

    groups: tuple[str, ...] = ()
    """Groups as in `modifications` of a technique; empty: everybody."""
    start: tuple[float, float] | None = None
    most: float | None = None
    says: str
    client_says: str
    stop_signal: str | None = None
    """For the client: how to end it at once."""


class Exercise(Item, frozen=True, kw_only=True, tag="exercise", omit_defaults=True):
    """Something the client does: steps, dose, progression, safety, at two reading levels."""

    kind_of: Literal[
        "strength", "stretch", "mobility", "self_release", "relaxation", "aerobic", "jaw", "yoga"
    ]
    targets: tuple[str, ...]
    """Structure groups, headache codes or factor findings that it is for."""
    when: Criterion | None = None
    needs_teaching: bool = False
    steps: tuple[str, ...]
    steps_easy: tuple[str, ...]
    """The same in the plainest words."""
    dose: Dose
    progression: tuple[str, ...] = ()
    easier: str | None = None
    grade: Grade
    effects: tuple[Effect, ...] = ()
    gates: tuple[Gate, ...]
    stop_when: tuple[str, ...]
    picture: str
    """What a line drawing of it must show: pose, hands, direction of movement."""
    timer_seconds: int | None = None
    end_range_neck: bool = False


class Advice(Item, frozen=True, kw_only=True, tag="advice", omit_defaults=True):
    """Advice on workstation, car, sleep, water, meals, medicine days, stress or flare, at two reading levels."""

    topic: Literal[
        "workstation", "car", "sleep", "water", "meals", "caffeine", "alcohol", "stress", "medicine", "jaw", "flare",
        "triggers", "breaks", "light",
    ]  # fmt: skip
    targets: tuple[str, ...]
    """Factor findings, headache codes or structure groups that it answers."""
    when: Criterion | None = None
    says: str
    says_easy: str
    check: tuple[str, ...] = ()
    """Lines of a short check that the client can tick."""
    grade: Grade
    grade_says: str
    gates: tuple[Gate, ...] = ()
    effects: tuple[Effect, ...] = ()


class Claim(Item, frozen=True, kw_only=True, tag="claim", omit_defaults=True):
    """A strong sentence of the founding articles, what trials found, and what we say instead."""

    article: tuple[str, ...]
    """Founding articles: 000 to 004."""
    claim: str
    """The sentence, paraphrased."""
    verdict: Literal["supported", "partly", "overstated", "unsupported", "unsafe", "false", "speculative"]
    grade: Grade
    evidence: str
    we_say: str
    """What a client reads instead."""
    never_say: tuple[str, ...] = ()
    """Lower-case phrases (parts of words allowed) that no text for clients may contain because of this claim."""
    about: tuple[str, ...] = ()
    """Technique, system, structure or headache ids that show it."""


AnyCare = LevelAction | Technique | System | Pathway | Pattern | PressureLimit | Exercise | Advice | Claim
