"""
The whole tree of reasons, as JSON gives it: a promise to everybody who shows or stores it.

`reasons.json` was read line by line when it was written. A difference is a change of promise, not a file to refresh.
"""

import json
from pathlib import Path

from nuchal.reasoning.classification import classify
from nuchal.reasoning.plain import reason_tree
from nuchal.reasoning.screening import screen
from tests.conftest import client_from
from tests.making import headache, sign, vocabulary

KNOWLEDGE = vocabulary(
    sign(
        "nested",
        ("same_day", {"all": ["fever", {"any": ["collapse", {"not": "photophobia"}]}]}),
        ("modify", "sign sudden at refer_first"),
        ("note", {"at_least": 2, "of": ["fever", "collapse", "light_and_sound"]}),
    ),
    headache(
        "3.1",
        {
            "A": "code 1.1",
            "B": "criterion 1.1 A",
            "C": "sign sudden at refer_first",
            "D": {"any": ["quality has pulsating", "laterality is left_locked", "intensity >= severe"]},
            "E": "attested",
        },
    ),
)
PERSON = """
findings: {fever: yes, collapse: declined}
profiles:
  - attacks_lifetime: 6
    duration: 6 h
    intensity: 7
    quality: [pressing]
    laterality: left
    photophobia: yes
    phonophobia: yes
    drawing: [{zone: temple, side: left}]
"""


def test_every_step_says_what_was_asked_what_is_known_and_from_whom():
    client = client_from(PERSON, KNOWLEDGE)
    screening = screen(client, KNOWLEDGE)
    types = classify(client, client.profiles[0], KNOWLEDGE, screening).types
    signs = {result.sign.id: result for result in screening.signs}
    found = {
        "signs": {"nested": [{"level": level.value, **reason_tree(r)} for level, r in signs["nested"].rules]},
        "types": {
            code: {letter: reason_tree(r) for letter, r in types[code].criteria.items()}
            for code in ("1.1", "1.5.1", "3.1")
        },
    }
    assert found == json.loads((Path(__file__).parent / "reasons.json").read_text())
