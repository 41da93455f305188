"""The set phrases of letters, plans and programme sheets. Clinical statements come from the knowledge base."""

from __future__ import annotations

from nuchal.letters.document import Role

YES, NO, NONE, OR, TO = "yes", "no", "none", " or ", "to"
AT_LEAST, AT_MOST = "at least", "at most"
NOT_SAID = "not said"
ABSENT = "Absent"
TENDER = "tenderness {grade} of 3"
FAMILIAR, NOT_FAMILIAR = "brings on the familiar pain", "does not bring on the familiar pain"
TAUT, NOT_TAUT = "taut band", "no taut band"
REFERRED = "felt as far as {zones}"
POSITIVE, NEGATIVE = "positive", "negative"

ROLES = {
    Role.LETTER: "Letter to the physician",
    Role.REFERRAL: "Referral",
    Role.WHAT_TO_DO_NOW: "What to do now",
    Role.CLIENT_PLAN: "Your plan",
    Role.PROGRAMME: "Home programme",
    Role.VISIT: "Today’s visit",
}
"""What a document is called."""

# -- the envelope
TO_FILL = "____________________"
FROM, FOR, ABOUT, BORN, DATED = "From", "To", "About", "Born", "Date"
REFERRED_BY, INSURER = "Sent by", "Insurer"
SIGNED = "Signature"
THERAPIST = "Therapist"
YOUR_NAME = "Name"

# -- letter to the physician
DEAR, DEAR_COLLEAGUE = "Dear {name},", "Dear colleague,"
REGARDS = "Kind regards"
LETTER_TITLE = "Headache with neck pain"
LETTER_OPENING = "Thank you for seeing {person}. Our question, findings and plan are below."
PERSON = "this person"
AGED = "{name}, {age} years"
WE_ASK = "What we ask"
ASK_SIGN = "Please assess: {name}. It may point to {suggests}."
ASK_TYPE = "Please see: {says}."
ASK_CONFIRM = "Please confirm or correct our working hypothesis: {says}."
ASK_UNCLEAR = (
    "No headache type has all its criteria met by what we know. Which headache do you think it is, and should anything "
    "be examined before we go on?"
)
ASK_WHO = "Medical care leads here ({who}); what we do is an addition. Please tell us what you plan."
DANGER = "Danger signs"
SCREENED = "{count} of {of} danger signs checked and absent."
OPEN_SIGNS = "Not checked yet: {names}."
HEADACHE = "The headache"
WHERE = "Where it hurts"
CRITERIA = "Criteria"
STRUCTURES = "Structures that fit the drawing, to palpate and retest"
STRUCTURE = "{name}, {side}: {percent} % ({range})"
EXAMINED = "Examination"
MEDICINES = "Medicines"
MEDICINE_HEAD = ("Medicine", "Class", "Days a month", "Months")
NO_MEDICINES = "None taken, by the person’s own account."
MEDICINES_NOT_ASKED = "Not asked yet."
PLANNED = "What we plan"
OPTIONS = "Optional"
SYSTEM = "Way of working"
STEPS = "Steps"
COURSE = "Course"
REVIEW_AT = "Review"
REVIEW_WEEKS = "after {weeks} weeks"
STOP_RULE, CHANGE_RULE, REFER_RULE = "We stop when", "We change when", "We refer when"
LEFT_OUT = "Left out for safety"
HELD_PLAN = "No hands-on care is planned until this is settled."
NO_PLAN = "A plan waits for your answer."

# -- referral
REFERRAL_TITLES = {
    "emergency": "Emergency: please assess now",
    "same_day": "Please assess today",
    "refer_first": "Please assess before neck treatment",
}
REFERRAL_OPENING = (
    "{person} came to us for headaches with neck pain and has what is named below. "
    "Nothing was done to the neck."
)
WHAT_STANDS = "What is present"
BASED_ON = "Based on"
MAY_POINT_TO = "It may point to"
TOLD_CLIENT = "What {person} was told"
CLIENT_COPY = "For you: what to do now"

# -- plan for the client
CLIENT_PLAN_TITLE = "Your plan for headaches with a sore neck"
WHAT_WE_THINK = "What we think"
NOT_DIAGNOSIS = "This is a working idea and not a diagnosis. A physician can confirm or correct it."
GOALS = "What we aim for"
WHAT_WE_DO = "What we would do, if you agree"
CHOICES = "Instead, if the first way does not help or you prefer it"
HOW_SURE = "How sure trials are"
GRADES = {
    "A": "several good trials agree",
    "B": "some good trials",
    "C": "few or small trials",
    "D": "no trial; experience of practitioners",
    "N": "trials found no benefit",
}
DOCTOR_FIRST = "Please see first: {who}."
BESIDE_US = "Please also see: {who}."
ADDED = "Can be added, if you like"
PRESSURE = "How strong"
WHO = {
    "physician": "your doctor",
    "prescriber": "whoever prescribes your medicines",
    "dentist": "your dentist",
    "neurologist": "a neurologist",
    "psychologist": "a psychologist",
}
HOW_OFTEN = "How often"
CHANGES_FOR_YOU = "What we change for you"
EXPECT = "What you may expect"
WITHOUT = "Without treatment"
AT_HOME = "At home"
LOOK_AGAIN = "When we look again"
LOOKS_AFTER = "After {weeks} weeks."
RULES = "Agreed at the start"
HELP_NOW = "When to get help at once"
AGREED = "Agreed"

# -- programme sheet
PROGRAMME_TITLE = "Your exercises and habits"
HOW_MUCH, HARDER, EASIER = "How much", "When it is easy", "If it is too much"
TAUGHT = "Learn this one with your therapist first."
MIND = "For you"
HABITS = "Habits that may help"
STOP_EXERCISE = "Stop an exercise and tell us when"
TICK = "Tick what you did"
TICK_HEADACHE = "Headache, 0 to 10"
BECAUSE = "For: {because}"
EASY_NOTE = "In plain words"
NO_EXERCISES = "No exercise fits safely yet."

# -- today's visit
VISIT_NUMBER, VISIT_OF = "Visit {visit}", "Visit {visit} of at most {most}"
REVIEW_DUE = "The review is due: compare with the start before going on."
ASK_AGAIN = "Ask again, before anything else"
FIRST_VISIT = "A first visit here"
MEASURE = "Measure before and after"
MEASURE_HEAD = ("Test", "Last time", "Before", "After")
EXPLAIN = "Explain"
AT_PLACE, AT_SIDE = "{name}, {where}", "{name}, {where}, {side}"
BY_WISH = "By the client’s wish."
EVIDENCE = "Evidence {grade}: {says}."
STOP_NOW = "Stop when"
VISIT_FOOT = "For the therapist. A proposal within scope and evidence, to accept, change or refuse."

# -- held
NOT_YET = "Not yet"
HELD_BY = "First this has to be settled"

# -- foot
WORKING = "Working hypotheses by ICHD-3 criteria, not diagnoses."
PLAN_FOOT = "Agreed between you and your therapist; nobody has to follow it."
