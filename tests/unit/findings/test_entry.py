"""A mistake in a case file is told with its line and the nearest word that would do; all mistakes at once."""

import pytest

from nuchal.errors import FindingError, Problems
from nuchal.findings.model import Origin, Range, State
from nuchal.findings.sheet import suggestion

MISTAKES = [
    ("agee: 40", 1, "`agee` is unknown", "age"),
    ("age: 40\nfindings:\n  feverr: yes", 3, "`feverr` is no finding", "fever"),
    ("findings:\n  fever: perhaps", 2, "neither yes nor no", ""),
    ("findings:\n  photophobia: yes", 2, "wrong place", "under a profile"),
    ("profiles:\n  - fever: yes", 2, "wrong place", "`findings` of the person"),
    ("age: 150", 1, "outside 0 to 120", ""),
    ("age: fourty", 1, "no number", ""),
    ("profiles: main", 1, "is a list", ""),
    ("profiles: [{name: a}, {name: a}]", 1, "same name", "own `name`"),
    ("profiles:\n  - drawing:\n      - {zone: tempel, side: left}", 3, "no zone", "temple"),
    ("profiles:\n  - drawing:\n      - {zone: temple, side: up}", 3, "side 'up'", "left, right or both"),
    ("profiles:\n  - drawing:\n      - {zone: temple}", 3, "side is missing", "left, right or both"),
    ("profiles:\n  - drawing: [{zone: temple, side: left, intensity: 11}]", 2, "0 to 10", ""),
    (
        "profiles:\n  - drawing:\n      - {zone: temple, side: both}\n      - {zone: temple, side: left}",
        2,
        "twice",
        "",
    ),
    ("profiles:\n  - drawing: [{zone: temple, side: left, depth: medium}]", 2, "no depth", "deep or surface"),
    ("profiles:\n  - attested: ['1.11']", 2, "no headache code", "1.1"),
    ("profiles:\n  - duration: long", 2, "`duration`", ""),
    ("medicines:", 1, "empty", "[]"),
    ("medicines:\n  - {class: tripan}", 2, "no class", "triptan"),
    ("medicines:\n  - {class: triptan, days: 3}", 2, "`days` is unknown", "days_per_month"),
    ("medicines:\n  - {class: triptan, days_per_month: 99}", 2, "medicine", ""),
    ("medicines:\n  - {class: triptan, days_per_month: -4}", 2, "medicine", ""),
    ("medicines:\n  - {class: triptan, months: -1}", 2, "medicine", ""),
    ("profiles:\n  - duration: -5 h", 2, "`duration`", ""),
    ("exam: {palpation: [{structure: scm, side: left}]}", 1, "no structure", ""),
    ("exam: {tests: {frt: positive}}", 1, "no test", ""),
    ("clearances: [{sign: sudden, by: Dr Ada}]", 1, "who, when and what", "Fill in"),
    ("clearances: [{sign: suden, by: a, on: b, excluded: c}]", 1, "no danger sign", "sudden"),
    ("danger_screen: done", 1, "danger_screen", ""),
    ("danger_screen: {completed: maybe}", 1, "neither yes nor no", ""),
]


@pytest.mark.parametrize(("text", "line", "message", "remedy"), MISTAKES)
def test_a_mistake_has_its_line_and_its_remedy(small_person, text, line, message, remedy):
    with pytest.raises(Problems) as told:
        small_person(text)
    (error,) = told.value.errors
    assert isinstance(error, FindingError)
    assert error.line == line
    assert message in error.message
    assert remedy in error.remedy


def test_every_mistake_is_told_in_one_reading(small_person):
    with pytest.raises(Problems) as told:
        small_person("agee: 1\nfindings: {feverr: yes, collapse: 3}\nprofiles: [{quality: [burning]}]")
    assert len(told.value.errors) == 4
    assert told.value.exit_code == 3


@pytest.mark.parametrize("text", ["[]", "just words", "12"])
def test_a_file_without_a_person_is_refused(small_person, text):
    with pytest.raises(FindingError, match="described with keys"):
        small_person(text)


def test_silence_denial_and_the_ways_not_to_answer_are_five_states(small_person):
    text = "findings: {fever: no, collapse: declined}\nprofiles: [{photophobia: yes, phonophobia: not examinable}]"
    client = small_person(text)
    assert client.observations["fever"].state is State.DENIED
    assert client.observations["collapse"].state is State.DECLINED
    assert client.observations["collapse"].value is None
    assert client.profiles[0].observations["photophobia"].state is State.OBSERVED
    assert client.profiles[0].observations["phonophobia"].state is State.NOT_EXAMINABLE
    assert "bp_systolic" not in client.observations


def test_a_completed_screen_denies_what_the_file_does_not_answer(small_person):
    client = small_person("danger_screen: completed\nfindings: {fever: yes}")
    assert client.observations["fever"].value is True
    assert client.observations["collapse"].value is False
    assert client.observations["collapse"].origin is Origin.SCREEN


def test_exceptions_of_a_completed_screen_stay_open_or_positive(small_person):
    client = small_person("danger_screen: {completed: yes, except: {fever: not asked, collapse: yes}}")
    assert client.observations["fever"].value is None
    assert client.observations["collapse"].value is True


def test_an_unfinished_screen_denies_nothing(small_person):
    assert small_person("danger_screen: {completed: no}").observations == {}


def test_the_rest_of_a_person(small_person):
    client = small_person(
        """
        age: 41
        sex: female
        about: A person
        profiles:
          - name: main
            intensity: 7
            quality: [pressing]
            duration: 4 h to 1 d
            attested: {"1.1": no}
            drawing: [{zone: temple, side: both, intensity: 5, worst: yes}, {zone: forehead, side: left, intensity: 0}]
        medicines: [{name: a, class: triptan, days_per_month: "> 9"}]
        exam: {findings: {bp_systolic: 150}}
        clearances: [{sign: sudden, by: Dr Dov, on: 2026-01-02, excluded: bleeding}]
        """
    )
    main = client.profiles[0]
    assert client.observations["age_years"].value == Range.exactly(41)
    assert client.observations["bp_systolic"].origin is Origin.THERAPIST
    assert main.observations["dur_max_h"].value == Range.exactly(24)
    assert main.attested == {"1.1": False}
    assert main.drawing.places == {("temple", "left"), ("temple", "right")}
    assert client.observations["any_acute_drug_days"].origin is Origin.DERIVED
    assert client.clearances[0].by == "Dr Dov"


def test_suggestions_are_near_misses_only():
    assert suggestion("photofobia", ["photophobia", "nausea"]) == "Did you mean photophobia?"
    assert suggestion("xyz", ["photophobia", "nausea"]) == ""
