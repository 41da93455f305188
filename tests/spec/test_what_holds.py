"""What is withheld while a danger sign stands or is open. One table; docs/decisions/0004 says why."""

from dataclasses import replace

import pytest

from nuchal.reasoning.screening import screen

# findings                                        ranking   plan
TABLE = """
fever: no   collapse: no   systolic: 120          given     given
fever: no   collapse: no   systolic: -            given     held
fever: no   collapse: no   systolic: 185          held      held
fever: no   collapse: no   systolic: 150          given     given
fever: no   collapse: -    systolic: 120          held      held
fever: yes  collapse: no   systolic: 120          held      held
fever: no   collapse: yes  systolic: 120          held      held
fever: -    collapse: -    systolic: -            held      held
"""


def lines():
    for line in TABLE.strip().splitlines():
        words = line.replace(":", "").split()
        yield dict(zip(words[0:6:2], words[1:6:2], strict=True)), words[6] == "held", words[7] == "held"


def client_of(said, small_person):
    person = ", ".join(f"{name}: {said[name]}" for name in ("fever", "collapse") if said[name] != "-")
    pressure = f"bp_systolic: {said['systolic']}" if said["systolic"] != "-" else ""
    return small_person(f"findings: {{{person}}}\nexam: {{findings: {{{pressure}}}}}")


@pytest.mark.parametrize(("said", "ranking", "plan"), list(lines()))
def test_ranking_and_plan(small, small_person, said, ranking, plan):
    screening = screen(client_of(said, small_person), small)
    assert (screening.held(examined=False) is not None) is ranking
    assert (screening.held(examined=True) is not None) is plan


@pytest.mark.parametrize(("said", "ranking", "plan"), list(lines()))
def test_an_assumed_screen_sets_open_signs_aside_and_never_one_that_stands(
    small, small_person, said, ranking, plan
):
    client = replace(client_of(said, small_person), assumed_screened=True)
    screening = screen(client, small)
    stands = "yes" in said.values() or said["systolic"] == "185"
    assert (screening.held(examined=True) is not None) is stands
    assert (screening.held(examined=False) is not None) is stands


def test_what_holds_names_what_to_ask_most_urgent_first(small, small_person):
    held = screen(small_person("age: 40"), small).held(examined=True)
    assert held.ask == ("collapse", "fever", "bp_systolic")
