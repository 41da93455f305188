"""Every rule about disagreements is shown by a case on paper, and speaks of findings that can be told apart."""

from pathlib import Path

from nuchal.cases.reading import case_files, read_cases

CASES = Path(__file__).parents[3] / "cases" / "1_intake"


def test_every_rule_is_shown_by_a_case_in_which_it_stands(knowledge):
    cases = [case for path in case_files((CASES,)) for case in read_cases(path, knowledge)]
    shown = {name for case in cases for name in case.expect.get("disagree") or ()}
    assert shown == set(knowledge.disagreements)


def test_the_drawing_knows_the_same_kinds_of_pain_as_the_question(knowledge):
    drawn, asked = (knowledge.findings[name].options for name in ("drawn_quality", "quality"))
    assert [option.id for option in drawn] == [option.id for option in asked]
    contested = str(knowledge.disagreements["kind_of_pain"].when)
    assert all(f"drawn_quality has {option.id}" in contested for option in asked)
