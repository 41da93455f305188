"""The reader takes YAML 1.2 and nothing that two people could read differently."""

from pathlib import Path

import pytest

from nuchal.errors import FindingError, KnowledgeError
from nuchal.knowledge.yaml12 import read, read_text


def value_of(text: str):
    return read_text(text, path=Path("a.yaml"), error=KnowledgeError).value


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a: yes", "yes"),
        ("a: no", "no"),
        ("a: on", "on"),
        ("a: true", True),
        ("a: False", False),
        ("a: 12", 12),
        ("a: -3", -3),
        ("a: 1.5", 1.5),
        ("a: 2e3", 2000.0),
        ("a: .5", 0.5),
        ("a: 010", 10),
        ("a: 1:30", "1:30"),
        ("a: 2026-09-01", "2026-09-01"),
        ("a: 1_000", "1_000"),
        ("a: ~", None),
        ("a:", None),
        ("a: null", None),
        ('a: "12"', "12"),
        ("a: '1.1'", "1.1"),
        ("a: NO", "NO"),
        ("a: .inf", ".inf"),
        ("a: [1, x]", [1, "x"]),
        ("a: {b: 1}", {"b": 1}),
    ],
)
def test_scalars_follow_yaml_1_2_and_yes_and_no_stay_words(written, expected):
    found = value_of(written)["a"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("written", "line", "message"),
    [
        ("a: 1\na: 2", 2, "stands here twice"),
        ("x: {b: 1, b: 2}", 1, "stands here twice"),
        ("a: &here [1]\nb: *here", 2, "anchors and aliases"),
        ("a: !!python/name:os.system x", 1, "tag"),
        ("a: !mine 1", 1, "tag"),
        ("? [a, b]\n: 1", 1, "key must be a single word"),
        ("a: [1", 1, "not valid YAML"),
        ("a: 1\n\tb: 2", 2, "not valid YAML"),
        ("a: b: c", 1, "not valid YAML"),
        ("--- 1\n--- 2", 2, "not valid YAML"),
    ],
)
def test_what_is_not_strict_is_refused_with_its_line(written, line, message):
    with pytest.raises(KnowledgeError) as refused:
        value_of(written)
    assert message in refused.value.message
    assert refused.value.path == Path("a.yaml")
    assert refused.value.line is not None
    assert abs(refused.value.line - line) <= 1
    assert str(refused.value).startswith("a.yaml:")


def test_the_remedy_names_tabs_and_unquoted_colons():
    for written, hint in (("a:\n\t- 1", "tabs"), ("a: one: two", "quotes")):
        with pytest.raises(KnowledgeError) as refused:
            value_of(written)
        assert hint in refused.value.remedy


def test_every_place_knows_its_line():
    document = read_text("a:\n  - b: 1\n    c: 2\n", path=Path("a.yaml"), error=KnowledgeError)
    assert document.line("a") == 1
    assert document.line("a", 0, "c") == 3
    assert document.line("a", 0, "unknown", "deeper") == 2
    assert document.line("nowhere") == 1


def test_a_file_that_is_not_there_or_not_text_is_the_readers_error(tmp_path):
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.yaml", tmp_path, binary):
        with pytest.raises(FindingError) as refused:
            read(path, error=FindingError)
        assert refused.value.path == path
