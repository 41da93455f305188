"""Two releases of knowledge: which items differ, and which conclusions moved?"""

import shutil

import pytest


@pytest.fixture
def changed(root, tmp_path):
    folder = shutil.copytree(root / "knowledge", tmp_path / "knowledge")
    path = folder / "2_screening" / "sn04_sudden.yaml"
    path.write_text(path.read_text().replace("level: emergency", "level: same_day"))
    return folder


def test_the_same_knowledge_differs_in_nothing(run, root):
    code, out, _ = run("knowledge", "diff", str(root / "knowledge"), str(root / "knowledge"))
    assert (code, "0 items differ" in out) == (0, True)


def test_a_change_of_one_level_names_the_item_and_the_cases_that_moved(run, root, changed):
    cases = root / "cases" / "2_screening" / "sn04_sudden.yaml"
    code, out, _ = run("knowledge", "diff", str(root / "knowledge"), str(changed), "--cases", str(cases))
    assert code == 1
    assert "~ dangersign sn04_sudden: levels" in out
    assert "emergency.." in out
    assert "-> same_day.." in out
