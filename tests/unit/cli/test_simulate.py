"""`nuchal simulate` and `nuchal accuracy`: files, lines, refusals."""

import json

import pytest

from nuchal.cases.reading import read_person
from nuchal.cli.main import main
from nuchal.simulation.clients import cohort


@pytest.fixture(autouse=True)
def same_knowledge(monkeypatch, knowledge):
    """Both commands and the expectations read one and the same knowledge."""
    for command in ("simulate", "accuracy"):
        monkeypatch.setattr(f"nuchal.cli.{command}.load", lambda: knowledge)


def test_clients_come_as_lines_of_json_with_their_truth(capsys, knowledge):
    main(["simulate", "--n", "3", "--seed", "2"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["case"]["id"] for line in lines] == [f"synthetic_{n:05d}" for n in range(3)]
    assert [line["truth"]["kind"] for line in lines] == [one.truth.kind for one in cohort(knowledge, 2, 3)]


def test_files_read_back_as_the_same_clients_beside_the_truth(tmp_path, knowledge, capsys):
    out = tmp_path / "people"
    main(["simulate", "--n", "3", "--seed", "2", "--noise", "noisy", "--out", str(out)])
    truths = [json.loads(line) for line in (out / "truth.jsonl").read_text().splitlines()]
    for truth, one in zip(truths, cohort(knowledge, 2, 3, noise="noisy"), strict=True):
        assert read_person(out / f"{truth['id']}.yaml", knowledge) == one.client
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("make", ["file", "full"])
def test_a_used_place_is_refused_and_left_as_it_is(tmp_path, capsys, make):
    out = tmp_path / "people"
    if make == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "mine").write_text("mine")
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "--n", "1", "--out", str(out)])
    assert stopped.value.code == 2
    assert "new or empty folder" in capsys.readouterr().err
    assert (out if make == "file" else out / "mine").read_text() == "mine"


def test_accuracy_prints_or_writes_the_same_page(tmp_path, capsys):
    out = tmp_path / "accuracy.md"
    main(["accuracy", "--n", "10", "--seed", "3", "--workers", "1", "--out", str(out)])
    assert "wrote" in capsys.readouterr().err
    main(["accuracy", "--n", "10", "--seed", "3", "--workers", "1"])
    assert capsys.readouterr().out == out.read_text()
    assert "`nuchal accuracy --n 10 --seed 3`" in out.read_text()
