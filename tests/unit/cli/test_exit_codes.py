"""Each kind of mistake ends with its own exit code and a message; nothing that a user types ends in a traceback."""

import json

import pytest

from nuchal.errors import (
    BackupFailed,
    CareHeld,
    CaseFailure,
    FindingError,
    KnowledgeError,
    NuchalError,
    Problems,
    UsageError,
)

GOOD = "age: 40\nprofiles: [{name: main, drawing: [{zone: temple_anterior, side: left, intensity: 5}]}]\n"


@pytest.fixture
def case(tmp_path):
    def write(text, name="case.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_every_family_of_errors_has_its_own_code():
    codes = [
        error.exit_code
        for error in (
            NuchalError, UsageError, FindingError, KnowledgeError, CaseFailure, CareHeld, BackupFailed,
        )
    ]  # fmt: skip
    assert codes == [1, 2, 3, 4, 5, 6, 7]
    assert Problems([KnowledgeError("x")]).exit_code == 4


def test_a_good_case_ends_with_0(run, case):
    code, out, err = run("assess", case(GOOD))
    assert (code, err) == (0, "")
    assert "sudden" in out.lower()


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "nowhere.yaml"],
        ["assess"],
        ["asess", "x.yaml"],
        ["assess", "--nonsense", "x.yaml"],
        ["zones", "tempel_anterior"],
        ["structures", "scm_clavicula"],
        ["knowledge", "show", "sn04_suden"],
        ["knowledge", "list", "dragons"],
        ["cases", "nowhere"],
    ],
)
def test_a_wrong_call_ends_with_2(run, arguments):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert "rror" in err


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "just words", "12", "age: [", "age: 40\nage: 41", "agee: 40", "age: {}", "profiles: 3",
        "profiles: [3]", "profiles: [[]]", "findings: 3", "findings: []", "exam: []", "exam: {palpation: {}}",
        "exam: {palpation: [3]}", "exam: {tests: []}", "exam: {tests: {frt: {up: 3}}}", "medicines: {}", "medicines: [3]",
        "medicines: [{class: []}]", "clearances: 3", "clearances: [3]", "danger_screen: []",
        "profiles: [{drawing: 3}]", "profiles: [{drawing: [3]}]", "profiles: [{drawing: [{zone: [], side: left}]}]",
        "profiles: [{drawing: [{zone: temple_anterior, side: []}]}]",
        "profiles: [{drawing: [{zone: temple_anterior, side: left, intensity: {}}]}]",
        "profiles: [{drawing: [{zone: temple_anterior, side: left, depth: []}]}]",
        "profiles: [{attested: 3}]", "profiles: [{attested: [[]]}]", "profiles: [{duration: []}]",
        "profiles: [{duration: {usual: []}}]", "profiles: [{quality: {has: 3}}]", "profiles: [{quality: [[]]}]",
        "profiles: [{laterality: {}}]", "profiles: [{laterality: [[]]}]", "profiles: [{intensity: 11}]",
        "source: 3", "source: []", "case: x", "- case: x", "- case: x\n  given: []",
        "- case: x\n  given: {}\n  expects: {}",
        "exam: {palpation: [{structure: scm_clavicular, side: left, tenderness: []}]}",
        "exam: {palpation: [{structure: scm_clavicular, side: left, familiar_pain: []}]}",
        "exam: {palpation: [{structure: [], side: left}]}",
        "exam: {palpation: [{structure: scm_clavicular, side: left, referred_to: [[]]}]}",
        "exam: {tests: {frt: {left: [], right: 3}}}",
        "clearances: [{sign: [], by: a, on: b, excluded: c}]",
        "- case: x\n  given: {}\n  expect: {screening: 3}",
    ],
)  # fmt: skip
def test_any_mistake_in_a_case_file_ends_with_3_and_names_the_file(run, case, text):
    path = case(text)
    command = "cases" if "expect: {" in text else "assess"
    code, _, err = run(command, path)
    assert code in (3, 5) if command == "cases" else code == 3
    assert path in err


def test_a_list_of_cases_is_for_the_other_command(run, case):
    code, _, err = run("assess", case("- {case: a, given: {}}\n- {case: b, given: {}}"))
    assert code == 3
    assert "nuchal cases" in err


def test_a_disagreement_ends_with_5_and_reads_as_a_sentence(run, case):
    text = "- case: Nothing was asked\n  given: {age: 30}\n  expect: {held: no, screening: {at_most: none}}\n"
    code, out, err = run("cases", case(text))
    assert code == 5
    assert "expected held no; held by" in err
    assert "0 of 1 cases agree" in out


@pytest.mark.parametrize(
    "expect",
    ["{sign: {no_such: {at_least: none}}}", "{types: {'99': met}}", "{types: {'1.1': perhaps}}",
     "{criteria: {'1.1': {Z: met}}}", "{concluded: ['99']}", "{screening: {at_least: high}}", "{held: perhaps}"],
)  # fmt: skip
def test_an_expectation_that_cannot_be_meant_is_told_and_not_passed_over(run, case, expect):
    code, _, err = run("cases", case(f"- case: x\n  given: {{age: 30}}\n  expect: {expect}\n"))
    assert code in (3, 5)
    assert "error" in err


def test_a_mistake_in_the_knowledge_ends_with_4(run, tmp_path):
    (tmp_path / "vocabulary/findings").mkdir(parents=True)
    (tmp_path / "vocabulary/findings/a.yaml").write_text("id: a\n")
    code, _, err = run("knowledge", "check", str(tmp_path))
    assert code == 4
    assert "a.yaml" in err


def test_knowledge_that_is_not_there_ends_with_4(run, tmp_path):
    code, _, _ = run("knowledge", "check", str(tmp_path))
    assert code == 4


def test_thousands_of_files_go_on_after_a_mistake(run, case, tmp_path):
    case(GOOD, "a.yaml")
    case("agee: 3", "b.yaml")
    case(GOOD, "c.yaml")
    code, out, _ = run("assess", "--jsonl", str(tmp_path))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [("errors" in line) for line in lines] == [False, True, False]


def test_json_is_json_and_carries_its_origin(run, case):
    code, out, _ = run("assess", "--json", case(GOOD))
    told = json.loads(out)
    assert code == 0
    assert told["format"].startswith("nuchal.assessment/")
    assert told["knowledge"]["digest"]
    assert told["held"]


def test_two_kinds_of_output_at_once_are_refused(run, case):
    assert run("assess", "--json", "--jsonl", case(GOOD))[0] == 2


@pytest.mark.parametrize("item", ["sn04_sudden", "1.1", "ichd_1_1", "scm_clavicular", "sternocleidomastoid"])
def test_why_explains_each_kind_of_conclusion(run, case, item):
    code, out, _ = run("assess", "--why", item, "--assume-screened", case(GOOD))
    assert code == 0
    assert "Sources of" in out


def test_why_of_nothing_suggests_what_was_meant(run, case):
    code, _, err = run("assess", "--why", "sn04_suden", case(GOOD))
    assert code == 2
    assert "sn04_sudden" in err


def test_help_and_version_end_with_0(run):
    for arguments in (["--help"], ["assess", "-h"], ["knowledge", "--help"], ["--version"]):
        assert run(*arguments)[0] == 0
