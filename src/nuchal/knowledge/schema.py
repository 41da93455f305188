"""
What an item of the knowledge base may say.

One struct per kind of item. Fields are strict: unknown keys, wrong types and empty
criteria are refused by the reader. Criteria stay as written here; `expressions.parse`
turns them into trees.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, Union

import msgspec

Criterion = Union[str, dict[str, Any]]
"""A criterion as written in YAML; see `nuchal.knowledge.expressions`."""


class Level(Enum):
    """How urgent a danger sign is, and what it asks for; ordered from least to most urgent."""

    NONE = "none"
    NOTE = "note"
    MODIFY = "modify"
    REFER_FIRST = "refer_first"
    SAME_DAY = "same_day"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for none up to 5 for emergency."""
        return _RANKS[self]

    @property
    def holds(self) -> bool:
        """True where hands-on care of head and neck waits for medical clearance."""
        return self.rank >= Level.REFER_FIRST.rank


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Item(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    tag_field="kind",
    omit_defaults=True,
):
    """What every item carries: its id for ever, its sources and the honest state of its review."""

    id: str
    name: str
    sources: tuple[Citation, ...] = ()
    population: str | None = None
    review: Review
    history: dict[str, str] = {}
    retired_for: str | None = None


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """
    One source, the place in it, and what it supports.

    `mark`: `found` was read in the source; `found2`: a second source agrees; `known` is from the
    literature's general knowledge and wants a clinician's check; `design` is a choice of this project.
    """

    ref: str
    at: str | None = None
    supports: str
    mark: Literal["found", "found2", "known", "design"]


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Only a named clinician who did not write the item may set `reviewed`."""

    state: Literal["drafted", "reviewed", "retired"]
    by: tuple[str, ...] = ()
    still_valid_on: str | None = None
    due: str | None = None


class Source(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    tag_field="kind",
    tag="source",
    omit_defaults=True,
):
    """A publication, or another basis named as what it is."""

    id: str
    name: str
    authors: str | None = None
    year: int | None = None
    published_in: str | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    licence: str
    took: str


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """
    One answer of a choice.

    `means` makes an answer imprecise: `left` may mean `left_locked` or `unilateral_alternating`.
    """

    id: str
    name: str
    short: str | None = None
    """One word, where the name is too long (a button of the drawing pad)."""
    means: tuple[str, ...] = ()


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Whole numbers that a client may name together, because nobody counts them exactly."""

    least: int
    most: int | None = None
    says: str

    @property
    def written(self) -> str:
        """As a case file writes it."""
        if self.most is None:
            return f">= {self.least}"
        if self.least == 0 < self.most:
            return f"<= {self.most}"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What of a physical test fills a finding: the number of one side, the difference of both, or the judged result."""

    test: str
    take: Literal["left", "right", "difference", "judged"]


class Finding(Item, frozen=True, kw_only=True, tag="finding", omit_defaults=True):
    """A word of the vocabulary: one thing that can be observed, asked or measured."""

    about: Literal["person", "profile"]
    value: Literal["yes_no", "number", "choice", "choices"]
    denied: str | None = None
    """How its absence reads where `name` is how its presence reads: "Chewing does not hurt"; only for yes or no."""
    unit: str | None = None
    least: float | None = None
    most: float | None = None
    ordered: bool = False
    options: tuple[Option, ...] = ()
    spans: tuple[Span, ...] = ()
    """What a client chooses from in place of a number; each keeps clear of every limit that a criterion uses."""
    only_after: str | None = None
    """A finding whose yes this question presupposes."""
    speaks_of: str | None = None
    """A finding that names what this question speaks of ("these warning signs"): asked first, and none ends it."""
    asked_of: Literal["client", "therapist", "physician", "derived"]
    question: str | None = None
    """In plain words for a client; required when `asked_of` is client."""
    question_about: str | None = None
    """The same for somebody who answers about `{name}`; required when `asked_of` is client."""
    why: str | None = None
    prompt: str | None = None
    """For the therapist; required when `asked_of` is therapist or physician."""
    seconds: float = 4.0
    """Typical time to answer or examine, for the order of questions."""
    ruled_out_when: Criterion | None = None
    """Whom it cannot be true of, by age or sex: then it counts as no unless it is stated, and nobody asks for it."""
    derived_when: Criterion | None = None
    """If nobody stated the finding, the truth of this criterion; a stated `no` never silences a derived `yes`."""
    familiar_at: tuple[str, ...] = ()
    """Present as soon as palpation brings on the familiar pain at one of these: structures, their groups, `muscle`."""
    reading_of: Reading | None = None
    """Filled from a physical test as soon as it is done, so that criteria can speak of it."""
    base_rate: float | None = None
    """Share of headache clients without the condition who have it all the same (localisation leak)."""


class LevelRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """If the criterion holds, the sign has at least this level."""

    level: Level
    when: Criterion
    because: str
    """One clause for the therapist: why this pattern has this level."""


class DangerSign(Item, frozen=True, kw_only=True, tag="danger_sign", omit_defaults=True):
    """Something that must be excluded before hands go on the neck."""

    family: Literal[
        "snnoop10", "neck_artery", "giant_cell_arteritis", "trauma", "instability", "blood_pressure", "special_state",
        "pregnancy", "child", "look_alike",
    ]  # fmt: skip
    suggests: str
    levels: tuple[LevelRule, ...]
    """From the most to the least urgent."""
    answered_by: Literal["client", "examination"] = "client"
    """An unanswered sign that a client can answer holds everything; one that needs an examination holds the plan."""
    short_form: tuple[int, ...] = ()
    """Which of the ten questions of the every-visit short form open this sign."""
    client_says: str
    """What the client reads when the sign is positive: what to do now, calm and plain."""
    client_says_about: str | None = None
    """The same for somebody who answers about `{name}`; left out where it says "you" to nobody."""
    therapist_does: str
    techniques: dict[str, Literal["contraindicated", "modify", "ok"]] = {}
    """Technique class -> effect while the sign stands at `modify` (the gating matrix)."""
    technique_notes: dict[str, str] = {}
    private: bool = False
    """About safety or the mind: no page repeats the answer, and nobody is asked to read it out."""


class CriterionRule(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """One lettered criterion; `says` paraphrases it for a reader."""

    when: Criterion
    says: str


class OneMissing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Exactly one of the lettered criteria of another type is not met (the pattern of probable types)."""

    code: str
    criteria: tuple[str, ...]


class Headache(Item, frozen=True, kw_only=True, tag="headache", omit_defaults=True):
    """A headache type of ICHD-3 (or a named screening convention) as criteria."""

    code: str
    rank: Literal["definite", "probable", "screen", "convention"]
    """`screen`: this software may raise it but never gives it as a conclusion; `convention`: no ICHD-3 code."""
    family: Literal[
        "migraine", "tension_type", "trigeminal_autonomic", "other_primary", "trauma", "vascular", "pressure",
        "medication", "homoeostasis", "neck", "jaw", "eye", "neuralgia",
    ]  # fmt: skip
    parent: str | None = None
    criteria: dict[str, CriterionRule] = {}
    one_missing: tuple[OneMissing, ...] = ()
    """Any of these patterns gives the probable type."""
    attestation: str | None = None
    """Letter of the criterion 'not better accounted for': a clinician attests it, software never does."""
    gives_way_to: tuple[str, ...] = ()
    """Not given where one of these codes is met."""
    goes_with: tuple[str, ...] = ()
    """Given together with these; says so in the report."""
    action: Level = Level.NONE
    """What meeting the criteria asks for, beyond the danger signs."""
    says: str
    """Working-hypothesis wording: 'features consistent with …'."""
    note: str | None = None


class Zone(Item, frozen=True, kw_only=True, tag="zone", omit_defaults=True):
    """A place on the body map; exists left and right."""

    group: str
    neighbours: tuple[str, ...]
    inset: bool = False
    """True where the zone lies inside (teeth, tongue, throat, deep ear, behind the eye)."""


WhileHeld = Literal["waits", "waits_if_urgent", "goes_on"]
"""What hands or a test do while the assessment is held: wait, wait only for an urgent sign, or help to settle it."""


class Group(Item, frozen=True, kw_only=True, tag="group", omit_defaults=True):
    """Zones or structures that are shown under one name."""

    of: Literal["zones", "structures"]
    lay_name: str
    treatable: bool = True
    while_held: WhileHeld = "waits"
    """May its structures be palpated? Whatever lies away from the neck waits only for an urgent sign."""


class Association(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A symptom that a structure may bring along, as a sentence about findings."""

    when: Criterion
    strength: Literal["strong", "weak"] = "weak"


class Provocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A posture or factor that makes the structure more likely; the likelihood ratio is capped by the engine."""

    when: Criterion
    likelihood_ratio: float = 1.3


class Anatomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Attachments of a muscle, or place and course of a joint or nerve."""

    origin: str | None = None
    insertion: str | None = None
    where: str | None = None
    nerve: str
    action: str | None = None


class Palpation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How a therapist examines the structure by hand."""

    palpable: bool
    how: str
    position: str | None = None
    caution: str | None = None
    blocked_until: tuple[str, ...] = ()
    """Danger signs that must be settled before this touch."""


class Structure(Item, frozen=True, kw_only=True, tag="structure", omit_defaults=True):
    """A muscle part, joint, nerve or disease with the zones where its pain is felt."""

    lay_name: str
    tissue: Literal["muscle", "joint", "nerve", "disease"]
    group: str
    part: str | None = None
    """Name of the part inside its group, for display ("front vertical fibres")."""
    core: tuple[str, ...]
    spillover: tuple[str, ...] = ()
    side: Literal["ipsilateral", "mostly_ipsilateral", "often_both", "both"]
    both_sides_in: tuple[str, ...] = ()
    """Zones that are felt on both sides although the structure is one-sided."""
    associated: tuple[Association, ...] = ()
    associated_note: str | None = None
    provoked_by: tuple[Provocation, ...] = ()
    provoked_note: str | None = None
    exclude_first: tuple[str, ...] = ()
    """Danger signs that can look the same."""
    confidence: Literal["high", "medium", "low"]
    anatomy: Anatomy | None = None
    palpation: Palpation | None = None
    note: str | None = None


class Accuracy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Sensitivity and specificity (0 to 1) of a test for one target, with their 95 % interval where published."""

    target: str
    """A structure id, headache code or danger sign id."""
    sensitivity: float | None
    specificity: float | None
    sensitivity_range: tuple[float, float] | None = None
    specificity_range: tuple[float, float] | None = None
    why_null: str | None = None


class Test(Item, frozen=True, kw_only=True, tag="test", omit_defaults=True):
    """A physical test: how, when positive, how far to trust it, when not to do it."""

    how: str
    position: str | None = None
    records: tuple[str, ...] = ()
    """Finding ids that the test fills."""
    positive_when: Criterion | None = None
    """Over `value`, or for a sided test `this_side`, `other_side` and `side_deficit` (other minus this)."""
    borderline_when: Criterion | None = None
    positive_says: str
    sided: bool = False
    accuracy: tuple[Accuracy, ...] = ()
    reliability: str | None = None
    kappa: float | None = None
    smallest_detectable_change: float | None = None
    unit: str | None = None
    do_not_when: Criterion | None = None
    """The gate: while this holds or is open the test must not be done."""
    do_not_says: str | None = None
    while_held: WhileHeld = "waits"
    """May it be done, its own gate aside? A test that settles a danger sign, or touches nobody, goes on."""
    not_for_outcome: bool = False
    seconds: float = 60.0
    note: str | None = None


class RomNorm(Item, frozen=True, kw_only=True, tag="rom_norm", omit_defaults=True):
    """Range of motion expected by age, in degrees; `null` in a source stays out."""

    ages: tuple[int, int]
    flexion: tuple[float, float]
    extension: tuple[float, float]
    side_bend: tuple[float, float]
    rotation: tuple[float, float]
    approximate: bool = True


class Feature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How often a headache of this kind has a feature (0 to 1)."""

    when: str
    probability: float


class Presentation(Item, frozen=True, kw_only=True, tag="presentation", omit_defaults=True):
    """
    How a kind of headache usually presents: share among clients, features, own pain.

    Feeds the rival explanations of localisation, the order of questions and the synthetic clients.
    """

    codes: tuple[str, ...]
    """ICHD-3 codes whose criteria this kind covers."""
    share: float
    """Share among adults with headache and neck pain who visit a manual therapist."""
    sides: dict[Literal["left", "right", "both"], float]
    own_pain: dict[str, float] = {}
    """Zone -> probability that this headache itself is drawn there (on its side)."""
    structures: dict[str, float] = {}
    """Structure or group -> probability that it (each of its parts) is active on one side; a structure goes first."""
    structures_default: float = 0.04
    features: tuple[Feature, ...] = ()


class Setting(Item, frozen=True, kw_only=True, tag="setting", omit_defaults=True):
    """A number that the engine uses, with where it comes from."""

    value: float
    unit: str | None = None
    meaning: str


AnyItem = Union[
    Source,
    Finding,
    DangerSign,
    Headache,
    Zone,
    Group,
    Structure,
    Test,
    RomNorm,
    Presentation,
    Setting,
]
