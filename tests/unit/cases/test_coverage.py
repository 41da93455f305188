"""The promised cases are counted, and a technique whose gates nobody tried is named."""

from nuchal.cases.coverage import gaps, possible_verdicts


def test_every_promised_case_is_there(real_cases, knowledge):
    assert [str(gap) for gap in gaps(real_cases, knowledge)] == []


def test_without_cases_everything_is_a_gap(knowledge):
    told = [str(gap) for gap in gaps([], knowledge)]
    assert any("sn04_sudden has 0 cases, 4 are promised" in line for line in told)
    assert any("no case shows snag modified" in line for line in told)
    assert any("no case shows edu allowed" in line for line in told)
    assert not any("edu forbidden" in line for line in told)


def test_what_gates_can_say_follows_from_gates_matrix_and_holds(knowledge):
    verdicts = {
        name: list(possible_verdicts(knowledge.techniques[name], knowledge))
        for name in ("edu", "ccfe", "tpr")
    }
    assert verdicts["edu"] == [("allowed",)]
    assert verdicts["ccfe"] == verdicts["tpr"] == [("allowed",), ("modified",), ("forbidden", "open")]
    assert ("modified",) not in list(possible_verdicts(knowledge.techniques["strength_girls"], knowledge))
