"""Letters, plans and programme sheets say the same on paper and as text, and nothing that the reasons do not hold."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from nuchal.cases.reading import read_cases, read_person
from nuchal.errors import UsageError
from nuchal.knowledge.client_words import contradictions
from nuchal.letters import phrases, words
from nuchal.letters.client_plan import client_plan
from nuchal.letters.document import Card, Envelope, Facts, Habit, Points, Strip, Text
from nuchal.letters.document_pdf import document_pdf
from nuchal.letters.physician import physician_letter
from nuchal.letters.plain_text import document_text
from nuchal.letters.programme_sheet import programme_sheet
from nuchal.letters.referral import referral_letter, what_to_do_now
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.plan import Plan, propose
from nuchal.reasoning.programme import Programme, assign
from nuchal.reasoning.screening import Held

pypdf = pytest.importorskip("pypdf", reason="the extra [test]; `make check` installs it")

JOURNEYS = Path("cases/journeys")
ADA = Envelope(
    clinic="Clinic at the Canal", therapist="Ada Lind", to=("Dr Mara Voss",), name="Jan Example",
    born_on="3 May 1982", dated_on="20 November 2026",
)  # fmt: skip
SYSTEM = "manual_physical_therapy"


@pytest.fixture(scope="module")
def person(knowledge):
    def read(name, **changes):
        client = replace(read_person(JOURNEYS / f"{name}.yaml", knowledge), **changes)
        return assess(client, knowledge, with_next=False)

    return read


@pytest.fixture(scope="module")
def cervicogenic(person):
    return person("cervicogenic_after_collision")


@pytest.fixture(scope="module")
def torn_artery(person):
    return person("torn_artery_disguised_as_neck")


def documents(found, knowledge, system=SYSTEM):
    plan = propose(found, knowledge, system=system)
    told = [physician_letter(found, plan, knowledge, ADA)]
    if isinstance(plan, Plan):
        programme = assign(plan, found)
        assert isinstance(programme, Programme)
        told += [client_plan(found, plan, knowledge, ADA), programme_sheet(found, programme, knowledge, ADA)]
    else:
        told += [referral_letter(found, knowledge, ADA), what_to_do_now(found, knowledge, ADA)]
    return told


def printed(document):
    pages = pypdf.PdfReader(BytesIO(document_pdf(document))).pages
    return squeezed(" ".join(page.extract_text() for page in pages))


def squeezed(text):
    """Without spaces and line breaks: a PDF breaks lines where paper ends."""
    return "".join(text.replace("\u00ad", "").split())


def sentences(document):
    for block in document.blocks:
        if isinstance(block, Text | Strip):
            yield block.text
        elif isinstance(block, Points):
            yield from block.items
        elif isinstance(block, Facts):
            yield from (told for _, told in block.rows)
        elif isinstance(block, Card):
            yield from (block.name, *block.steps, *block.minds)
        elif isinstance(block, Habit):
            yield from (block.text, *block.minds, *block.ticks)


@pytest.mark.parametrize("name", ["cervicogenic_after_collision", "torn_artery_disguised_as_neck"])
def test_paper_and_text_hold_every_sentence(person, knowledge, name):
    for document in documents(person(name), knowledge):
        paper, text = printed(document), squeezed(document_text(document))
        for sentence in sentences(document):
            assert squeezed(sentence) in text, (document.kind, sentence)
            assert squeezed(sentence) in paper, (document.kind, sentence)


def test_every_document_claims_pdf_ua_and_is_the_same_every_time(cervicogenic, knowledge):
    for document in documents(cervicogenic, knowledge):
        once = document_pdf(document)
        assert once == document_pdf(document)
        root = pypdf.PdfReader(BytesIO(once)).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert b"pdfuaid" in root["/Metadata"].get_data()


def test_the_letter_asks_first_and_names_danger_before_the_headache(cervicogenic, knowledge):
    text = document_text(physician_letter(cervicogenic, None, knowledge, ADA))
    places = [
        text.index(part) for part in (phrases.WE_ASK, phrases.DANGER, phrases.HEADACHE, phrases.MEDICINES)
    ]
    assert places == sorted(places)
    assert "confirm or correct our working hypothesis: features consistent with cervicogenic" in text.replace(
        "\n   ", " "
    )
    assert "ibuprofen" in text
    assert "24°, positive" in text


def test_the_letter_of_a_plan_names_its_rules_and_what_was_left_out_for_safety(cervicogenic, knowledge):
    plan = propose(cervicogenic, knowledge, system=SYSTEM)
    text = squeezed(document_text(physician_letter(cervicogenic, plan, knowledge, ADA)))
    assert squeezed(plan.pathway.stop_rule) in text
    assert squeezed(plan.pathway.refer_rule) in text
    unsafe = [out for out in plan.ruled_out if out.gating is not None]
    assert unsafe
    assert squeezed(unsafe[0].name) in text


def test_a_held_person_gets_no_plan_in_any_document(torn_artery, knowledge):
    plan = propose(torn_artery, knowledge, system=SYSTEM)
    assert isinstance(plan, Held)
    assert isinstance(assign(plan, torn_artery), Held)
    text = document_text(physician_letter(torn_artery, plan, knowledge, ADA))
    assert phrases.HELD_PLAN in text
    assert phrases.STEPS not in text


def test_a_plan_agreed_before_is_held_by_what_is_answered_today(cervicogenic, torn_artery, knowledge):
    plan = propose(cervicogenic, knowledge, system=SYSTEM)
    assert isinstance(assign(plan, torn_artery), Held)


def test_the_referral_names_the_most_urgent_first_and_on_what_it_rests(torn_artery, knowledge):
    document = referral_letter(torn_artery, knowledge, ADA)
    assert document.title == phrases.REFERRAL_TITLES["emergency"]
    assert "New drooping eyelid" in document_text(document)
    first = next(block for block in document.blocks if isinstance(block, Strip))
    assert first.tier == "emergency"


def test_the_page_for_the_person_says_what_to_do_in_the_words_of_the_knowledge(torn_artery, knowledge):
    document = what_to_do_now(torn_artery, knowledge, ADA)
    worst = max(torn_artery.plan_held.standing, key=lambda result: result.at_least.rank)
    assert document.blocks[0].text == worst.sign.client_says
    assert document.title == phrases.CLIENT_COPY


def test_a_type_that_a_physician_sees_first_is_referred_too(person, knowledge):
    found = person("continuous_side_locked_not_the_neck")
    assert "hemicrania continua" in document_text(referral_letter(found, knowledge, ADA))
    assert what_to_do_now(found, knowledge, ADA).blocks


def test_an_open_question_is_no_referral(cervicogenic, knowledge):
    for write in (referral_letter, what_to_do_now):
        with pytest.raises(UsageError, match="no danger sign stands"):
            write(cervicogenic, knowledge, ADA)


def test_an_assumed_screen_is_named_on_every_document(person, knowledge):
    found = person("cervicogenic_after_collision", assumed_screened=True)
    for document in documents(found, knowledge):
        assert document_text(document).splitlines()[1] == words.ASSUMED_TITLE
        pages = pypdf.PdfReader(BytesIO(document_pdf(document))).pages
        assert all(squeezed(words.ASSUMED_TITLE) in squeezed(page.extract_text()) for page in pages)


def test_what_nobody_filled_in_is_a_line_for_the_pen(cervicogenic, knowledge):
    text = document_text(physician_letter(cervicogenic, None, knowledge, Envelope()))
    assert text.count(phrases.TO_FILL) >= 4
    assert "this person, 44 years" in text


def test_who_sent_the_person_and_the_insurer_stand_on_letters_only(cervicogenic, knowledge):
    sent = replace(ADA, referred_by="Dr Ito", insurer="Canal Health 12-345")
    letter = document_text(physician_letter(cervicogenic, None, knowledge, sent))
    assert "Sent by:  Dr Ito" in letter
    assert "Insurer:  Canal Health 12-345" in letter
    plan = propose(cervicogenic, knowledge, system=SYSTEM)
    assert "Canal Health" not in document_text(client_plan(cervicogenic, plan, knowledge, sent))


def test_the_easy_programme_says_the_same_exercises_in_plainer_words(cervicogenic, knowledge):
    plan = propose(cervicogenic, knowledge, system=SYSTEM)
    usual = assign(plan, cervicogenic)
    easy = assign(plan, cervicogenic, reading="easy")
    assert [task.exercise for task in usual.tasks] == [task.exercise for task in easy.tasks]
    for task in easy.tasks:
        assert task.steps == task.exercise.steps_easy
    sheet = programme_sheet(cervicogenic, easy, knowledge, ADA)
    cards = [block for block in sheet.blocks if isinstance(block, Card)]
    assert all(card.picture.startswith("<svg") and card.alternative for card in cards)


def test_reasons_to_stop_an_exercise_stand_once_each(cervicogenic, knowledge):
    programme = assign(propose(cervicogenic, knowledge, system=SYSTEM), cervicogenic)
    assert programme.stop
    assert len(set(programme.stop)) == len(programme.stop)
    for task in programme.tasks:
        assert set(task.exercise.stop_when) <= set(programme.stop)


def test_the_plan_for_the_client_has_the_agreed_rules_and_when_to_get_help(cervicogenic, knowledge):
    plan = propose(cervicogenic, knowledge, system=SYSTEM)
    text = squeezed(document_text(client_plan(cervicogenic, plan, knowledge, ADA)))
    for line in plan.pathway.we_agree:
        assert squeezed(line) in text
    assert squeezed(knowledge.advice["after_treatment"].says) in text
    assert squeezed(phrases.NOT_DIAGNOSIS) in text


def journeys():
    return sorted(path.relative_to(JOURNEYS).with_suffix("") for path in JOURNEYS.rglob("*.yaml"))


@pytest.mark.parametrize("name", journeys(), ids=str)
def test_no_paper_for_a_client_contradicts_a_claim(knowledge, name):
    """Whole documents, so that a phrase put together from two sources is found too."""
    for client in (case.client for case in read_cases(JOURNEYS / f"{name}.yaml", knowledge)):
        found = assess(replace(client, assumed_screened=False), knowledge, with_next=False, arguments_for=0)
        for system in knowledge.systems:
            plan = propose(found, knowledge, system=system)
            if isinstance(plan, Held):
                continue
            papers = [client_plan(found, plan, knowledge, ADA)]
            papers += [
                programme_sheet(found, assign(plan, found, reading=reading), knowledge, ADA)
                for reading in ("usual", "easy")
            ]
            for paper in papers:
                found_in_it = contradictions(document_text(paper), knowledge)
                assert not found_in_it, (system, paper.kind, found_in_it)


def test_every_pathway_says_its_rules_in_the_client_s_words(knowledge):
    assert [pathway.id for pathway in knowledge.pathways.values() if not pathway.we_agree] == []
