"""Knowledge is read strictly, and the compiled copy is never stale."""

import os
import shutil

import pytest

from nuchal.errors import KnowledgeError, NuchalError, Problems
from nuchal.knowledge import reading
from nuchal.knowledge.reading import load, read_items

FINDING = """\
id: fever
kind: finding
name: Fever
about: person
value: yes_no
asked_of: client
question: Do you have a fever?
sources: [{ref: nuchal_design, supports: x, mark: design}]
review: {state: drafted}
"""


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "knowledge"
    (home / "vocabulary/findings").mkdir(parents=True)
    (home / "RELEASE").write_text("2026.01.1\n")
    (home / "vocabulary/findings/fever.yaml").write_text(FINDING)
    return home


def only_error(folder) -> NuchalError:
    _, errors = read_items(folder)
    assert len(errors) == 1
    return errors[0]


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (("value: yes_no", "value: maybe"), 5, "maybe"),
        (("name: Fever", "nmae: Fever"), 1, "nmae"),
        (("name: Fever\n", ""), 1, "name"),
        (("review: {state: drafted}", "review: {state: approved}"), 9, "approved"),
        (("seconds", "seconds"), None, None),
        (("supports: x, mark: design", "supports: x, mark: sure"), 8, "sure"),
        (("id: fever", "id: fewer"), 1, "file"),
        (("kind: finding", "kind: zone"), None, ""),
        (("kind: finding", "kind: dragon"), 2, "dragon"),
        (("name: Fever", "name: 12"), 3, "str"),
    ],
)
def test_a_broken_item_is_named_by_file_line_and_key(folder, change, line, message):
    path = folder / "vocabulary/findings/fever.yaml"
    path.write_text(FINDING.replace(*change))
    if message is None:
        assert read_items(folder)[1] == []
        return
    error = only_error(folder)
    assert error.path == path
    assert message in error.message
    if line is not None:
        assert error.line == line


def test_an_item_in_the_wrong_folder_is_refused(folder):
    (folder / "1_intake").mkdir()
    (folder / "vocabulary/findings/fever.yaml").rename(folder / "1_intake/fever.yaml")
    assert "belongs into vocabulary/findings/" in only_error(folder).message


def test_every_broken_file_is_told_at_once(folder):
    for name in ("a", "b"):
        (folder / f"vocabulary/findings/{name}.yaml").write_text("[]")
    with pytest.raises(Problems) as told:
        load(folder, cache=folder)
    assert len(told.value.errors) == 2
    assert told.value.exit_code == 4


def test_no_knowledge_and_no_release_are_said_plainly(tmp_path, folder):
    with pytest.raises(KnowledgeError, match="no knowledge"):
        load(tmp_path / "empty", cache=tmp_path)
    (folder / "RELEASE").unlink()
    with pytest.raises(KnowledgeError, match="RELEASE"):
        load(folder, cache=tmp_path)


def test_the_compiled_copy_is_used_and_gives_the_same(folder, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    first = load(folder, cache=cache)
    monkeypatch.setattr(reading, "_compile", lambda _: pytest.fail("read the YAML again"))
    assert load(folder, cache=cache) == first


@pytest.mark.parametrize("change", ["edited", "added", "removed", "release"])
def test_any_change_of_the_files_makes_it_read_anew(folder, tmp_path, change):
    cache = tmp_path / "cache"
    (folder / "vocabulary/findings/chills.yaml").write_text(FINDING.replace("id: fever", "id: chills"))
    before = load(folder, cache=cache)
    path = folder / "vocabulary/findings/fever.yaml"
    if change == "edited":
        path.write_text(FINDING.replace("name: Fever", "name: Temperature"))
    elif change == "added":
        (folder / "vocabulary/findings/cough.yaml").write_text(FINDING.replace("id: fever", "id: cough"))
    elif change == "removed":
        path.unlink()
    else:
        (folder / "RELEASE").write_text("2026.02.1\n")
    after = load(folder, cache=cache)
    assert after.digest != before.digest
    assert load(folder, cache=tmp_path / "other") == after


def test_a_spoilt_or_unwritable_cache_only_costs_time(folder, tmp_path):
    cache = tmp_path / "cache"
    first = load(folder, cache=cache)
    for compiled in cache.iterdir():
        compiled.write_bytes(b"not this")
    assert load(folder, cache=cache) == first
    blocked = tmp_path / "a_file"
    blocked.write_text("")
    assert load(folder, cache=blocked / "below") == first


def test_the_digest_follows_the_content_and_not_the_place(folder, tmp_path):
    other = tmp_path / "elsewhere"
    shutil.copytree(folder, other)
    assert load(folder, cache=tmp_path / "c").digest == load(other, cache=tmp_path / "c").digest


def test_a_change_that_keeps_size_and_time_is_seen(folder, tmp_path):
    path = folder / "vocabulary/findings/fever.yaml"
    before, state = load(folder, cache=tmp_path / "c"), path.stat()
    path.write_text(FINDING.replace("name: Fever", "name: Fewer"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size
    assert load(folder, cache=tmp_path / "c") != before


def test_checkouts_share_a_cache_and_none_loses_its_own(folder, tmp_path, monkeypatch):
    cache, same, other = tmp_path / "c", tmp_path / "same", tmp_path / "other"
    for copy in (same, other):
        shutil.copytree(folder, copy)
    (other / "RELEASE").write_text("2026.02.1\n")
    for each in (folder, same, other):
        load(each, cache=cache)
    assert len(list(cache.glob("compiled-*"))) == 2
    for number in range(5):  # one of them is worked on
        (folder / "RELEASE").write_text(f"2026.03.{number + 1}\n")
        load(folder, cache=cache)
    assert len(list(cache.glob("compiled-*"))) == 3
    shutil.rmtree(folder)
    (other / "RELEASE").write_text("2026.04.1\n")
    load(other, cache=cache)
    assert len(list(cache.glob("compiled-*"))) == 2
    monkeypatch.setattr(reading, "_compile", lambda _: pytest.fail("read the YAML again"))
    load(same, cache=cache)
    load(other, cache=cache)
