"""`nuchal doctor --advisories FILE`: which published weaknesses the installed packages have."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest

from nuchal.cli.advisories import matching

CLICK = version("click")


def _entry(events, name="Click", **more):
    span = {"type": "ECOSYSTEM", "events": events}
    package = {"ecosystem": "PyPI", "name": name}
    return {"id": "X-1", "summary": "bad", "affected": [{"package": package, "ranges": [span]}], **more}


@pytest.mark.parametrize(
    ("events", "version", "hit"),
    [
        ([{"introduced": "0"}, {"fixed": "2.0"}], "1.9", True),
        ([{"introduced": "0"}, {"fixed": "2.0"}], "2.0", False),
        ([{"introduced": "1.5"}, {"fixed": "2.0"}], "1.4", False),
        ([{"introduced": "1.5"}, {"last_affected": "2.0"}], "2.0", True),
        ([{"introduced": "1.5"}, {"last_affected": "2.0"}], "2.0.1", False),
        ([{"introduced": "1"}, {"fixed": "1.2"}, {"introduced": "2"}, {"fixed": "2.2"}], "2.1", True),
        ([{"introduced": "1"}, {"fixed": "1.2"}, {"introduced": "2"}, {"fixed": "2.2"}], "1.1", True),
        ([{"introduced": "1"}, {"fixed": "1.2"}, {"introduced": "2"}, {"fixed": "2.2"}], "1.5", False),
        ([{"introduced": "0"}], "9", True),
        ([{"introduced": "0"}, {"fixed": "2.0rc1"}], "2.0b1", True),
    ],
)
def test_a_range_is_read_as_osv_means_it(events, version, hit):
    assert bool(list(matching([_entry(events)], {"click": version}))) == hit


def test_what_was_withdrawn_or_is_of_another_world_does_not_count():
    events = [{"introduced": "0"}]
    assert not list(matching([_entry(events, withdrawn="2026-01-01")], {"click": "1"}))
    other = _entry(events)
    other["affected"][0]["package"]["ecosystem"] = "npm"
    assert not list(matching([other], {"click": "1"}))


def test_the_command_names_it_and_ends_with_1(run, tmp_path):
    path = tmp_path / "list.json"
    path.write_text(json.dumps([_entry([{"introduced": "0"}, {"fixed": "9999"}])]))
    code, out, _ = run("doctor", "--advisories", str(path))
    assert code == 1
    assert f"click {CLICK}: X-1 bad" in out
    path.write_text(json.dumps({"vulns": [_entry([{"introduced": "0"}, {"fixed": "0.1"}])]}))
    code, out, _ = run("doctor", "--advisories", str(path))
    assert (code, "1 advisories" in out) == (0, True)


@pytest.mark.parametrize("text", ["{", "3", '{"a": 1}', "[3]", "[" * 100_000])
def test_a_file_that_is_no_list_of_advisories_ends_with_2(run, tmp_path, text):
    path = tmp_path / "list.json"
    path.write_text(text)
    assert run("doctor", "--advisories", str(path))[0] == 2
