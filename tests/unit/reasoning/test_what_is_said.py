"""What a reason says it knows: places, durations, and the order in which danger questions are asked."""

import pytest

from nuchal.findings.model import Origin
from nuchal.knowledge.asking import Checklist
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.screening import screen
from nuchal.reasoning.truth import Truth
from tests.conftest import client_from
from tests.making import DRAFTED, vocabulary

ASKED = Checklist(
    id="screen", name="x", order=1, question="x", why="x", covers=("fever", "collapse"), review=DRAFTED
)
KNOWLEDGE = vocabulary(ASKED)


def reason(text: str, profile: str):
    client = client_from(f"profiles: [{{{profile}}}]", KNOWLEDGE)
    return evaluate(parse(text), Facts(KNOWLEDGE, client, client.profiles[0]))


@pytest.mark.parametrize(
    ("profile", "truth", "known", "origin"),
    [
        ("drawing: [{zone: temple, side: left}]", Truth.YES, "temple", Origin.CLIENT),
        ("drawing: [{zone: forehead, side: left}]", Truth.NO, "not drawn there", Origin.CLIENT),
        ("drawing: []", Truth.NO, "not drawn there", Origin.CLIENT),
        ("name: main", Truth.UNKNOWN, "not drawn", None),
    ],
)
def test_a_reason_about_the_drawing(profile, truth, known, origin):
    found = reason("pain in temporal", profile)
    assert (found.asks, found.finding) == ("pain in temporal", "drawing")
    assert (found.truth, found.known, found.origin) == (truth, known, origin)


def test_several_drawn_places_are_named_in_order():
    found = reason(
        "pain in temple, forehead", "drawing: [{zone: temple, side: left}, {zone: forehead, side: left}]"
    )
    assert found.known == "forehead, temple"


@pytest.mark.parametrize(
    ("duration", "known"),
    [
        ("30 s", "usually 30 s"),
        ("1 min", "usually 1 min"),
        ("90 s", "usually 1.5 min"),
        ("59 min", "usually 59 min"),
        ("1 h", "usually 1 h"),
        ("47 h", "usually 47 h"),
        ("2 d", "usually 2 d"),
        ('">= 4 h"', "usually >= 4 h"),
        ("4 h to 3 d", "shortest 4 h, longest 3 d"),
        ("{usual: 1 h, shortest: 30 min, longest: 5 h}", "usually 1 h, shortest 30 min, longest 5 h"),
    ],
)
def test_a_reason_about_duration_reads_naturally(duration, known):
    assert reason("lasts 4 h to 72 h", f"duration: {duration}").known == known


def test_an_unknown_duration_says_so():
    assert reason("lasts 4 h to 72 h", "name: main").known == "not asked"


@pytest.mark.parametrize(
    ("duration", "truth"),
    [
        ("4 h", Truth.YES), ("72 h", Truth.YES), ("3 h", Truth.NO), ("73 h", Truth.NO),
        ('"< 4 h"', Truth.NO), ('"> 72 h"', Truth.NO), ('">= 72 h"', Truth.UNKNOWN), ('"<= 4 h"', Truth.UNKNOWN),
        ("4 h to 72 h", Truth.YES), ("3 h to 72 h", Truth.UNKNOWN), ("4 h to 73 h", Truth.UNKNOWN),
        ("73 h to 80 h", Truth.NO), ("1 h to 3 h", Truth.NO),
        ("{usual: 10 h, shortest: 1 h}", Truth.YES), ("{usual: 1 h, longest: 10 h}", Truth.NO),
        ("{shortest: 5 h}", Truth.UNKNOWN), ("{longest: 3 h}", Truth.NO), ("{shortest: 80 h}", Truth.NO),
        ("{shortest: 4 h, longest: 72 h}", Truth.YES),
    ],
)  # fmt: skip
def test_every_edge_of_a_duration(duration, truth):
    assert reason("lasts 4 h to 72 h", f"duration: {duration}").truth is truth


def test_danger_questions_come_as_the_screens_have_them_then_by_urgency():
    held = screen(client_from("profiles: [{name: main}]", KNOWLEDGE), KNOWLEDGE).held(examined=True)
    assert held is not None
    assert held.ask == ("fever", "collapse", "bp_systolic")


def test_an_answered_question_is_not_asked_again():
    held = screen(client_from("findings: {fever: no}", KNOWLEDGE), KNOWLEDGE).held(examined=False)
    assert held is not None
    assert held.ask == ("collapse",)
