"""The order of an interview: danger first, then the map and the medicines, then what tells most, then an end."""

import pytest

from nuchal.knowledge.asking import Checklist
from nuchal.reasoning.interview import (
    AskChecklist,
    AskDrawing,
    AskFinding,
    AskMedicines,
    Done,
    Stop,
    next_question,
)
from tests.conftest import client_from
from tests.making import DRAFTED, finding, headache, network, presentation, sign, structure


def screen_of(name: str, order: int, *covers: str, **more) -> Checklist:
    return Checklist(
        id=name, name=name, order=order, question="x", why="x", covers=covers, review=DRAFTED, **more
    )


RIVALS = (
    structure("masseter", "jaw", "temple"),
    presentation("migraine", 0.6, features={"photophobia": 0.9}),
    presentation("tension", 0.4, features={"photophobia": 0.2}),
)
KNOWLEDGE = network(*RIVALS, screen_of("dangers", 1, "collapse", "fever"))
KNOWN = "age: 40\nsex: female\n"
DENIED = KNOWN + "findings: {collapse: no, fever: no}\n"
DRAWN = "profiles: [{drawing: [{zone: temple, side: left}]}]\n"


def asked(text: str, knowledge=KNOWLEDGE, **how):
    return next_question(client_from(text, knowledge), knowledge, **how)


def name_asked(text: str, knowledge=KNOWLEDGE, **how) -> str:
    step = asked(text, knowledge, **how)
    assert isinstance(step, AskFinding)
    return step.finding.id


# -- the order ------------------------------------------------------------------------------------------------


def test_a_whole_interview_from_the_first_question_to_the_last():
    findings = KNOWLEDGE.findings
    checklist = KNOWLEDGE.checklists[0]
    steps = [
        ("id: someone", AskFinding(findings["age_years"], "some questions depend on it")),
        ("age: 40", AskFinding(findings["sex"], "some questions depend on it")),
        (KNOWN, AskChecklist(checklist, ("collapse", "fever"))),
        (KNOWN + "findings: {collapse: no}", AskChecklist(checklist, ("fever",))),
        (DENIED, AskDrawing()),
        (DENIED + DRAWN, AskMedicines()),
        (
            DENIED + DRAWN + "medicines: []",
            AskFinding(findings["photophobia"], "tells the possibilities apart"),
        ),
        (DENIED + "medicines: []\n" + DRAWN.replace("{drawing", "{photophobia: yes, drawing"), Done()),
    ]
    for text, step in steps:
        assert asked(text) == step, text


def test_a_blank_sheet_counts_as_drawn():
    assert asked(DENIED + "profiles: [{drawing: []}]") == AskMedicines()


def test_a_question_about_the_person_that_was_declined_is_not_asked_again():
    declined = KNOWN + "findings: {collapse: declined, fever: no}\n"
    assert asked(declined) == AskDrawing()


# -- danger ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "stops"),
    [
        ("findings: {collapse: yes}", True),
        ("exam: {findings: {bp_systolic: 180}}", True),
        ("findings: {fever: yes}", False),
        ("exam: {findings: {bp_systolic: 150}}", False),
    ],
)
def test_only_what_needs_help_the_same_day_stops_the_interview_at_once(said, stops):
    step = asked(f"{KNOWN}{said}")
    assert isinstance(step, Stop if stops else AskChecklist)
    if isinstance(step, Stop):
        assert step.screening.positive


def test_age_and_sex_are_asked_before_anything_stops():
    assert name_asked("findings: {collapse: yes}") == "age_years"


def test_screens_come_in_their_order_and_those_of_later_visits_not_at_all():
    knowledge = network(
        *RIVALS, finding("one"), finding("two"), finding("three"),
        screen_of("a_last", 3, "three"), screen_of("b_first", 1, "one"), screen_of("c_middle", 2, "two"),
        screen_of("d_visit", 0, "phonophobia", form="every_visit"),
    )  # fmt: skip
    answers: list[str] = []
    for expected in ("b_first", "c_middle", "a_last"):
        step = asked(f"{KNOWN}findings: {{{', '.join(answers)}}}", knowledge)
        assert isinstance(step, AskChecklist)
        assert step.checklist.id == expected
        answers += [f"{name}: no" for name in step.open]


def test_a_screen_is_passed_over_only_for_whom_it_is_certainly_not_meant():
    knowledge = network(
        *RIVALS, finding("pregnant"), finding("bleeding"),
        screen_of("pregnancy", 1, "bleeding", shown_when="pregnant"), screen_of("dangers", 2, "collapse", "fever"),
    )  # fmt: skip

    def shown(said: str) -> str:
        step = asked(f"{KNOWN}findings: {{{said}}}", knowledge)
        assert isinstance(step, AskChecklist)
        return step.checklist.id

    assert shown("pregnant: yes") == "pregnancy"
    assert shown("pregnant: declined") == "pregnancy"
    assert shown("pregnant: no") == "dangers"


# -- questions that an answer opens -----------------------------------------------------------------------------


def following(*signs, **more) -> str | None:
    """What is asked once every screen is answered, where these signs are still open."""
    knowledge = network(*RIVALS, *more.get("items", ()), screen_of("dangers", 1, "collapse", "fever"), *signs)
    step = asked(DENIED + more.get("said", ""), knowledge)
    if step == AskDrawing():
        return None
    assert isinstance(step, AskFinding)
    assert step.because == "an answer before opens this question"
    return step.finding.id


def test_a_danger_question_on_no_screen_is_asked_by_itself():
    assert following() is None
    assert following(sign("other", ("refer_first", "stiff")), items=[finding("stiff")]) == "stiff"
    stiff_or_weak = sign("other", ("refer_first", "stiff"), ("refer_first", "weak"))
    both = [finding("stiff"), finding("weak")]
    assert following(stiff_or_weak, items=both) == "stiff"
    assert following(stiff_or_weak, items=both, said="exam: {findings: {stiff: no}}") == "weak"
    assert following(stiff_or_weak, items=both, said="exam: {findings: {stiff: declined}}") == "weak"


def test_only_what_somebody_in_the_room_can_say_about_the_person_is_asked():
    beyond = [
        finding("a_scan", asked_of="physician", question=None, prompt="x"),
        finding("b_light", about="profile"),
        finding("c_gait", asked_of="therapist", question=None, prompt="x"),
    ]
    unknown = sign("other", ("refer_first", {"any": ["a_scan", "b_light", "c_gait"]}))
    assert following(unknown, items=beyond) == "c_gait"
    assert following(sign("other", ("refer_first", {"any": ["a_scan", "b_light"]})), items=beyond) is None


def test_a_sign_about_the_place_of_pain_waits_for_the_drawing_and_the_next_question_is_asked():
    drawn_there = sign("other", ("refer_first", {"any": ["pain in temple", "weak"]}))
    assert following(drawn_there, items=[finding("weak")]) == "weak"
    assert following(sign("other", ("refer_first", "pain in temple"))) is None


def test_what_only_an_examination_can_answer_is_not_asked_in_the_interview():
    by_hand = sign("other", ("refer_first", "weak"), answered_by="examination")
    assert (
        following(by_hand, items=[finding("weak", asked_of="therapist", question=None, prompt="x")]) is None
    )


# -- the best question --------------------------------------------------------------------------------------------


def test_a_question_that_settles_types_names_the_first_three():
    codes = ("4.1", "4.2", "4.3", "4.4")
    knowledge = network(
        screen_of("dangers", 1, "collapse", "fever"), structure("masseter", "jaw", "temple"),
        *(headache(code, {"A": "phonophobia"}, family="other_primary") for code in codes),
        presentation("one", 1.0, codes=codes),
    )  # fmt: skip
    step = asked(DENIED + DRAWN + "medicines: []", knowledge)
    assert step == AskFinding(knowledge.findings["phonophobia"], "settles 4.1, 4.2, 4.3")


def test_questions_are_about_the_headache_that_is_asked_for():
    text = (
        DENIED
        + "medicines: []\nprofiles: [{name: a, photophobia: yes, drawing: [{zone: temple, side: left}]}, "
        "{name: b, drawing: [{zone: temple, side: left}]}, {name: c}]"
    )
    assert asked(text) == Done()
    assert asked(text, profile=0) == Done()
    assert name_asked(text, profile=1) == "photophobia"
    assert asked(text, profile=2) == AskDrawing()
