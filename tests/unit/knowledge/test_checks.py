"""Each rule about the knowledge notices its own kind of mistake, names the file and says how to mend it."""

import pytest

from nuchal.knowledge import checks

MISTAKES = [
    ("2_screening/sn04_sudden.yaml", "worst_within_5_min", "worst_within_5_mins", "worst_within_5_min"),
    ("2_screening/sn04_sudden.yaml", "ref: nice_cg150", "ref: nice_cg151", "nice_cg150"),
    ("2_screening/sn04_sudden.yaml", "when: worst_within_5_min", "when: {all: []}", "true of everybody"),
    ("2_screening/sn04_sudden.yaml", "state: drafted", "state: reviewed", ""),
    ("vocabulary/settings/stray_mark.yaml", "mark: design", "mark: found", ""),
    ("vocabulary/findings/photophobia.yaml", "question:", "prompt:", "question"),
    ("vocabulary/findings/babinski_positive.yaml", "toe goes up.", "toe goes up", "full stop"),
    ("vocabulary/zones/temple_anterior.yaml", "group: temporal", "group: temporl", "temporal"),
    ("3_classification/ichd_1_1.yaml", "attacks_lifetime >= 5", "photophobia >= 5", ""),
    ("4_localisation/structures/scm_clavicular.yaml", "group: ", "group: no_such_", "no_such_"),
]


def test_the_knowledge_that_ships_is_in_order(root):
    number, errors = checks.run(root / "knowledge")
    assert [str(error) for error in errors] == []
    assert number > 900


@pytest.mark.parametrize(("file", "right", "wrong", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_file(told_of, tmp_path, file, right, wrong, told):
    errors = told_of((file, right, wrong))
    assert errors, f"nobody noticed {wrong!r}"
    assert any(error.path == tmp_path / file for error in errors)
    assert any(told in str(error) for error in errors)
    assert all(error.exit_code == 4 for error in errors)
