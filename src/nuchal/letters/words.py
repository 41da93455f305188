"""The sentences of the report template. Clinical statements come from the knowledge base, never from here."""

from __future__ import annotations

from nuchal.knowledge.schema import Level
from nuchal.reasoning.truth import Truth

TIERS = {
    Level.EMERGENCY: "Emergency",
    Level.SAME_DAY: "Same day",
    Level.REFER_FIRST: "Refer first",
    Level.MODIFY: "Modify",
    Level.NOTE: "Note",
    Level.NONE: "Clear",
}
TRUTHS_MET, TRUTHS_OPEN = "met", "open"
TRUTHS = {Truth.YES: "met", Truth.NO: "not met", Truth.UNKNOWN: "open"}
VIEWS = {
    "front": "Front",
    "back": "Back",
    "left": "Left",
    "right": "Right",
    "top": "From above",
    "face": "Face",
    "nape": "Back of the neck",
    "arms_front": "Arms from the front",
    "arms_back": "Arms from behind",
    "mouth": "Mouth",
}
SEEN = {
    "front": "Seen from the front",
    "back": "Seen from behind",
    "left": "Seen from the left",
    "right": "Seen from the right",
    "top": "Seen from above",
    "face": "The face",
    "nape": "The back of the neck",
    "arms_front": "The arms, seen from the front",
    "arms_back": "The arms, seen from behind",
    "mouth": "The open mouth",
}

KIND_OF_DOCUMENT = "Assessment report"
ASSUMED_TITLE = "ASSUMED SCREENED: not a clinical assessment"
ASSUMED_TEXT = (
    "For teaching and research on written cases only. Danger questions that the source does not mention were left "
    "aside. Nobody may be treated on this basis."
)
DANGER = "Danger signs"
CLEAR_FACT = "No danger sign is present."
CLEAR_ACTION = (
    "All danger questions are answered. A clear screen never proves safety: ask again at each visit."
)
UNSETTLED_FACT = "No danger sign is stopping treatment."
UNSETTLED_ACTION = (
    "Nothing urgent is open. Still to settle: {names}. A clear screen never proves safety: ask again at each "
    "visit."
)
ASSUMED_FACT = "No danger sign is present in what the source reports."
ASSUMED_ACTION = "What it does not report was not asked."
EXAMINE_FACT = "Care is held: the examination is not complete."
EXAMINE_ACTION = "Examine what is open below before touching the neck."
OPEN_TIER = "Open"
OPEN_ACTION = "Not asked is not safe. Ask these before anything else."
ALSO = "Also present"
UNLOCKS_CARE = "Care is held until this is examined."
TYPE_NEEDS_PHYSICIAN = "Only a physician can settle this."
CLEARED = "cleared by {by} on {on}: {excluded}"

DRAWING = "Where it hurts"
STRUCTURES = "Structures to palpate and retest"
TYPES = "Headache types"
SOURCES = "Sources of what is shown"
KEY_PAINTED = "Painted, mild to strong"
KEY_USUAL = "No. 1 is usually felt here"
KEY_SOMETIMES = "No. 1 is sometimes felt here"
KEY_THUMB = (
    "The small picture in each row shows where that structure is felt: usually (deep) and sometimes (pale)."
)
NOT_ON_PICTURE = "not on the pictures"
NO_DRAWING = "No drawing yet. Shade where it hurts, and structures can be ranked."
SIDE_OPEN = "The drawing and the answers show different sides. Settle that, and structures can be ranked."
DIFFERENTLY = "Reported differently"
BLANK_DRAWING = "Nothing was drawn."
STRENGTH_NOT_SAID = "strength not given"
NO_STRENGTHS = "Strength not given."
BEST_PART = "Best fitting part: {part}, {percent}\u00a0%."
EXPLAINS = "Explains"
FOR, AGAINST = "For", "Against"
MUCH, SOME, LITTLE = "much", "some", "little"
PALPATE = "Palpate"
CAUTION = "Caution"
SAME_TOUCH = "As for number {rank}, on this side, with the same caution."
BLOCKED = "Palpate only after this is settled"
NONE_STANDS_OUT = (
    "No structure stands out. The kind of headache alone accounts for this drawing; "
    "hands may still find otherwise."
)
RIVALS = "Kind of headache, all findings weighed together"
UNEXPLAINED = "Not well explained by anything yet"
LEFT_ASIDE = "Drawn, but not weighed: the drawing is very wide"
LOOKALIKES = "Diseases felt in the same places, to stay alert to"
BASIS = "Model estimates. The range shows how much they change under other assumptions."

HELD = "Structures are held"
HELD_STANDING = "A danger sign is present: {names}."
HELD_AGE = "Because of age: {names}. A precaution, not an alarm."
AGE_FACT = "{name}: because of age: {because}. A precaution, not an alarm."
HELD_TYPES = "A physician has to see this first: {names}."
HELD_OPEN = "Danger questions are open: {names}."
HELD_UNTIL = "Nothing is ranked until this is clear."
ASK_FIRST = "Ask first"
AND_MORE = "and {count} more"

CANNOT_SAY = "Cannot say yet: no type has all its criteria met by what is known."
ATTESTATION = "No other diagnosis fits better"
ATTESTED = {
    Truth.YES: "confirmed by a clinician",
    Truth.UNKNOWN: "for a clinician to confirm",
    Truth.NO: "refused by a clinician",
}
ONE_MISSING = "Exactly one criterion of the full type is not met"
STILL_OPEN = "Still open"
NEEDS = "needs"
SET_ASIDE = "Also met, but {rivals} takes precedence"
SCOPE = "Features consistent with; a physician confirms."

NEXT = "Next best step"
NEXT_MINUTES = "about {minutes}"
NEXT_SETTLES = "Would settle {names}."
NEXT_MOVES = "Expected to settle most in the time it takes."
ACT = "Act on the danger sign above. Everything else can wait."
FINISH_DANGER = "Finish the danger questions first."
NOTHING_LEFT = "Nothing is left that would change a decision."
THEN_ASK = "Then ask"
THEN_HANDS = "Then palpate or test"
TEST, FEEL = "Test", "Palpate"

MARKS = "found: read in the source; known: general literature, a clinician still checks it."
MARK_NAMES = {"found2": "found twice", "found": "found", "known": "known"}
OWN_CHOICES = "Weights and conventions marked as choices of this project are listed with every item."
WORKING = "Working hypotheses, not diagnoses; a physician confirms. Probabilities are model estimates."
REVIEWED = "{reviewed} of {items} items reviewed by a clinician"
RELEASE = "Knowledge {release} ({digest}), engine {engine}"
REASONS = "Reasons and sources of every line: nuchal assess {client} --why ID"
ANOTHER = "and {count} other sources"
PAGE = "Page {page} of {pages}"
MODES = {"auto": "As the device", "light": "Light", "dark": "Dark", "dim": "Dim"}
MODE_LEGEND = "Display"
