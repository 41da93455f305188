"""The knowledge in memory answers by id, code and group."""

import pytest

from nuchal.errors import KnowledgeError
from nuchal.knowledge.base import code_order
from tests.making import finding, knowledge_of


def test_codes_stand_in_the_order_of_the_chapters():
    codes = ["11.2.1", "2.1", "1.10", "1.2.1", "1.2", "A1.1", "cervicogenic"]
    assert sorted(codes, key=code_order) == ["1.2", "1.2.1", "1.10", "2.1", "11.2.1", "A1.1", "cervicogenic"]


def test_a_zone_group_stands_for_its_zones(small):
    assert small.zones_of(["temporal"]) == {"temple"}
    assert small.zones_of(["temporal", "forehead"]) == {"temple", "forehead"}
    assert small.zones_of(["nowhere"]) == frozenset()


def test_a_missing_setting_says_which_file_to_write(small):
    with pytest.raises(KnowledgeError, match="stray_mark") as refused:
        small.setting("stray_mark")
    assert "settings/stray_mark.yaml" in refused.value.remedy


def test_the_danger_screen_is_every_yes_no_finding_of_the_person_that_a_sign_names(small):
    assert small.danger_findings == {"fever", "collapse"}


def test_items_come_in_the_order_of_their_ids_whatever_the_files_order():
    items = [finding(name) for name in ("c", "a", "b")]
    assert list(knowledge_of(*items).findings) == ["a", "b", "c"]
