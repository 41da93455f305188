"""How strong hands may be, and how long a session: limits for everybody, for groups, and the client's own."""

import pytest

from nuchal.findings.model import Client, Observation, Profile, Range, State
from nuchal.knowledge.care import Dose, PressureLimit
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.dosing import dose_warnings, pressure_for
from nuchal.reasoning.gating import Gating, Passage
from nuchal.reasoning.proposal import Pressure, Work
from nuchal.reasoning.truth import Truth
from tests.making import DRAFTED, network, technique


def work(*classes: str, name: str = "press", stage: str = "first", minutes=None) -> Work:
    return Work(technique=technique(name, *classes, dose=Dose(minutes=minutes)), passage=Passage(gating=Gating.ALLOWED),
                target="jaw", grade="C", stage=stage)  # fmt: skip


def limit(name: str, *groups: str, **more) -> PressureLimit:
    return PressureLimit(id=name, name=name, groups=groups, says="x", client_says="x", review=DRAFTED, **more)


EVERYBODY = limit("a_everybody", most=6, stop_signal="Raise a hand.")
GENTLE = limit("b_gentle", "child", "allodynia", start=(2, 3), stop_signal="Say stop.")
OLDER = limit("c_older", "older", most=4)


def pressed(*groups: str, works=None, limits=(EVERYBODY, GENTLE, OLDER), **answers) -> Pressure | None:
    knowledge = network(*limits)
    observations = {
        name: Observation(finding=name, value=value, state=State.OBSERVED) for name, value in answers.items()
    }
    facts = Facts(knowledge, Client(observations=observations), Profile())
    return pressure_for((work("deep_tissue"),) if works is None else works, groups, facts, knowledge)


@pytest.mark.parametrize(
    ("classes", "presses"),
    [
        (("ischaemic_pressure",), True), (("deep_tissue",), True), (("anterior_neck",), True), (("suboccipital",), True),
        (("intra_oral",), True), (("exercise", "suboccipital"), True), (("heat",), False), (("light_touch", "exercise"), False),
        ((), False),
    ],
)  # fmt: skip
def test_only_what_presses_on_tissue_has_a_limit(classes, presses):
    assert (pressed(works=(work("heat"), work(*classes))) is not None) is presses
    assert pressed(works=()) is None


def test_limits_are_for_everybody_or_for_the_groups_of_the_person_and_the_lowest_counts():
    plain, child, older = pressed("migraine"), pressed("child"), pressed("migraine", "older")
    assert plain == Pressure(
        most=6, start=None, limits=(EVERYBODY,), tolerated=False, stop_signal="Raise a hand.",
        stop_signal_agreed=Truth.UNKNOWN,
    )  # fmt: skip
    assert (child.most, child.start, child.limits) == (6, (2, 3), (EVERYBODY, GENTLE))
    assert (older.most, older.start, older.limits) == (4, None, (EVERYBODY, OLDER))


def test_without_any_limit_the_scale_itself_ends_at_ten():
    found = pressed("child", limits=(limit("x", "child"),))
    assert (found.most, found.start, found.stop_signal) == (10, None, "")


def test_the_gentlest_start_counts_and_the_first_signal_that_there_is():
    softer = limit("d_softer", "child", start=(1, 4), stop_signal="Blink.")
    found = pressed("child", limits=(limit("a_silent"), GENTLE, softer))
    assert (found.start, found.stop_signal) == ((1, 4), "Say stop.")


@pytest.mark.parametrize(
    ("tolerated", "most", "start", "own"),
    [
        (9, 6, (2, 3), False),
        (6, 6, (2, 3), False),
        (5, 5, (2, 3), True),
        (2.5, 2.5, (2, 2.5), True),
        (1, 1, (1, 1), True),
    ],
)
def test_the_clients_own_limit_holds_where_it_is_lower(tolerated, most, start, own):
    found = pressed("child", pressure_tolerated=Range.exactly(tolerated))
    assert (found.most, found.start, found.tolerated) == (most, start, own)


def test_of_a_range_that_the_client_gave_the_lower_end_counts():
    assert pressed(pressure_tolerated=Range(3, 7)).most == 3


def test_a_limit_of_their_own_that_the_client_did_not_know_changes_nothing():
    assert pressed(pressure_tolerated=None) == pressed()


@pytest.mark.parametrize(("said", "agreed"), [(True, Truth.YES), (False, Truth.NO), (None, Truth.UNKNOWN)])
def test_whether_a_stop_signal_was_agreed(said, agreed):
    assert pressed(stop_signal_agreed=said).stop_signal_agreed is agreed


TOO_SHORT = "Sessions under 20 minutes are shorter than those of the trials."


def test_short_sessions_are_told_once_and_for_every_technique_tried_in_longer_ones():
    works = (
        work(name="press", minutes=(30, 45)), work(name="press", minutes=(30, 45)), work(name="rub", minutes=(40, 60)),
        work(name="heat"), work(name="later", minutes=(50, 60), stage="alternative"),
    )  # fmt: skip
    press = "Press: trials used sessions of at least 30 minutes."
    rub = "Rub: trials used sessions of at least 40 minutes."
    assert list(dose_warnings(Dose(minutes=(5, 19)), works, 20)) == [TOO_SHORT, press, rub]
    assert list(dose_warnings(Dose(minutes=(5, 20)), works, 20)) == [press, rub]
    assert list(dose_warnings(Dose(minutes=(5, 30)), works, 20)) == [rub]
    assert list(dose_warnings(Dose(minutes=(5, 40)), works, 20)) == []
    assert list(dose_warnings(Dose(), works, 20)) == []


def test_where_everything_waits_nothing_is_too_short():
    assert list(dose_warnings(Dose(minutes=(5, 10)), (work("heat", stage="alternative"),), 20)) == []
    assert list(dose_warnings(Dose(minutes=(5, 10)), (), 20)) == []
