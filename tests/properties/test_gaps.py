"""What is not known never counts as no: filling a gap settles what was open and overturns nothing."""

from hypothesis import given
from hypothesis import strategies as st

from nuchal.findings.model import Client
from nuchal.knowledge.schema import Level
from nuchal.reasoning.classification import classify
from nuchal.reasoning.disagreements import disagreements, with_open_facts
from nuchal.reasoning.screening import screen
from nuchal.reasoning.truth import Truth
from tests.strategies import people, with_gaps


def less_and_more(data, knowledge, clients):
    more = data.draw(people(knowledge, clients))
    return data.draw(with_gaps(more)), more


@given(st.data())
def test_filling_a_gap_never_overturns_a_settled_criterion(knowledge, clients, data):
    less, more = less_and_more(data, knowledge, clients)
    before = classify(less, less.profiles[0], knowledge, screen(less, knowledge)).types
    after = classify(more, more.profiles[0], knowledge, screen(more, knowledge)).types
    for code, result in before.items():
        assert result.features in (Truth.UNKNOWN, after[code].features), code
        for letter, reason in result.criteria.items():
            assert reason.truth in (Truth.UNKNOWN, after[code].criteria[letter].truth), f"{code} {letter}"


@given(st.data())
def test_filling_a_gap_never_lowers_a_floor_nor_raises_a_ceiling(knowledge, clients, data):
    less, more = less_and_more(data, knowledge, clients)
    before, after = screen(less, knowledge), screen(more, knowledge)
    for one, other in zip(before.signs, after.signs, strict=True):
        assert one.at_least.rank <= other.at_least.rank, one.sign.id
        assert one.at_most.rank >= other.at_most.rank, one.sign.id
    assert before.at_least.rank <= after.at_least.rank <= after.at_most.rank <= before.at_most.rank


def test_whoever_was_asked_nothing_is_neither_safe_nor_alarming(knowledge):
    for result in screen(Client(), knowledge).signs:
        assert result.at_least is Level.NONE, result.sign.id
        assert result.at_most is knowledge.sign_rules[result.sign.id][0].level, result.sign.id


@given(st.data())
def test_what_is_said_to_be_missing_is_truly_not_known(knowledge, clients, data):
    drawn = data.draw(people(knowledge, clients))
    client = with_open_facts(drawn, disagreements(drawn, knowledge), knowledge)
    profile = client.profiles[0]
    settled = {
        name
        for observations in (client.observations, *(p.observations for p in client.profiles))
        for name, seen in observations.items()
        if isinstance(seen.value, bool)
    }
    signs = screen(client, knowledge)
    if len(client.profiles) == 1:
        for result in signs.signs:
            assert not settled & result.missing - knowledge.derivations.keys(), result.sign.id
    for code, result in classify(client, profile, knowledge, signs).types.items():
        own = settled & (client.observations.keys() | profile.observations.keys())
        assert not own & result.missing - knowledge.derivations.keys(), code
