"""The order in which things were said, drawn or listed never matters."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuchal.findings.model import Drawing
from nuchal.reasoning.localisation import Localisation
from tests.strategies import people


def shuffled(data, client):
    def mixed(mapping):
        return dict(data.draw(st.permutations(list(mapping.items()))))

    profiles = [
        replace(
            profile,
            observations=mixed(profile.observations),
            drawing=profile.drawing and Drawing(tuple(data.draw(st.permutations(profile.drawing.marks)))),
        )
        for profile in client.profiles
    ]
    exam = client.examination
    return replace(
        client,
        observations=mixed(client.observations),
        profiles=tuple(data.draw(st.permutations(profiles))),
        examination=replace(exam, palpated=exam.palpated[::-1], tests=exam.tests[::-1]),
    )


@settings(max_examples=40)
@given(st.data())
def test_order_never_matters(knowledge, clients, quickly, data):
    client = replace(data.draw(people(knowledge, clients)), assumed_screened=data.draw(st.booleans()))
    first, second = quickly(client), quickly(shuffled(data, client))
    assert [(r.sign.id, r.at_least, r.at_most) for r in first.screening.signs] == [
        (r.sign.id, r.at_least, r.at_most) for r in second.screening.signs
    ]
    by_name = {found.profile.name: found for found in second.profiles}
    for found in first.profiles:
        other = by_name[found.profile.name]
        assert [c.code for c in found.classification.concluded] == [
            c.code for c in other.classification.concluded
        ]
        assert type(found.localisation) is type(other.localisation)
        if isinstance(found.localisation, Localisation):
            for ranked in found.localisation.ranked:
                same = other.localisation.of(ranked.group.id, ranked.side)
                assert ranked.probability == pytest.approx(same.probability, abs=1e-9)
