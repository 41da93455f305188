"""`nuchal assess --pdf` and `--html` write files, say what they replace, and name what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nuchal.cli.main import main

CASE = str(Path(__file__).parents[3] / "cases" / "journeys" / "cervicogenic_after_collision.yaml")


def _run(*arguments: str) -> int:
    try:
        main(["assess", CASE, *arguments])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_the_page_is_written_and_follows_the_device(tmp_path, capsys):
    target = tmp_path / "report.html"
    assert _run("--html", str(target)) == 0
    assert target.read_text("utf-8").startswith('<!doctype html>\n<html lang="en">')
    told = capsys.readouterr()
    assert told.out == ""
    assert "wrote" in told.err


def test_a_replaced_file_is_told_on_standard_error(tmp_path, capsys):
    target = tmp_path / "report.html"
    target.write_text("old")
    assert _run("--html", str(target)) == 0
    assert "replaced" in capsys.readouterr().err
    assert "old" not in target.read_text("utf-8")[:100]


def test_the_pdf_is_written(tmp_path):
    pytest.importorskip("typst", reason="the extra [pdf]; `make check` installs it")
    assert _run("--pdf", str(tmp_path / "report.pdf")) == 0
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_without_typst_the_message_says_what_to_install(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    assert _run("--pdf", str(tmp_path / "report.pdf")) == 2
    assert "nuchal[pdf]" in capsys.readouterr().err
    assert not (tmp_path / "report.pdf").exists()


def test_a_folder_that_is_not_there_is_a_wrong_call(tmp_path, capsys):
    assert _run("--html", str(tmp_path / "nowhere" / "report.html")) == 2
    assert "cannot write" in capsys.readouterr().err


def test_files_do_not_go_with_lines(tmp_path, capsys):
    assert _run("--jsonl", "--html", str(tmp_path / "x.html")) == 2
    assert "--jsonl" in capsys.readouterr().err
