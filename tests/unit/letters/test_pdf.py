"""The PDF is tagged, replayable, and reads danger first."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest

from nuchal.letters import words
from nuchal.letters.content import report_of
from nuchal.letters.pdf import report_pdf

pytest.importorskip("typst", reason="the extra [pdf]; `make check` installs it")
pypdf = pytest.importorskip("pypdf", reason="the extra [test]; `make check` installs it")


def _read(found, known):
    return pypdf.PdfReader(BytesIO(report_pdf(found, known)))


def _text(found, known) -> str:
    return " ".join(" ".join(page.extract_text() for page in _read(found, known).pages).split())


def _tree(node, seen):
    """Every structure element below a node of the tag tree."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and "/S" in kid:
            seen.append(kid)
            _tree(kid, seen)
    return seen


def test_the_same_assessment_gives_the_same_bytes(ranked, known):
    assert report_pdf(ranked, known) == report_pdf(ranked, known)


def test_it_claims_pdf_ua_1_and_is_tagged(ranked, known):
    reader = _read(ranked, known)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in xmp
    assert "<pdfuaid:part>1<" in xmp or 'pdfuaid:part="1"' in xmp
    names = {str(element["/S"]) for element in _tree(root["/StructTreeRoot"], [])}
    assert {"/H1", "/H2", "/Figure", "/P"} <= names


def test_it_holds_no_date(ranked, known):
    reader = _read(ranked, known)
    assert "/CreationDate" not in (reader.metadata or {})


def test_every_picture_has_an_alternative(assumed, known):
    figures = [
        e
        for e in _tree(_read(assumed, known).trailer["/Root"]["/StructTreeRoot"], [])
        if e["/S"] == "/Figure"
    ]
    assert len(figures) >= 3
    assert all(len(str(figure.get("/Alt", ""))) > 20 for figure in figures)


def test_only_shipped_fonts_are_used(ranked, known):
    used = set()
    for page in _read(ranked, known).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            used.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    assert used
    assert all(name.startswith("Nuchal") for name in used)


def test_danger_is_read_before_everything_but_the_title(held, known):
    text = _text(held, known)
    strip = report_of(held, known).strip
    start = text.index(f"{strip.word}.")
    for later in (words.DRAWING, words.HELD, words.TYPES, words.NEXT, words.SOURCES):
        assert start < text.index(later)


def test_a_held_case_has_no_structures(held, known):
    text = _text(held, known)
    assert words.HELD in text
    assert words.STRUCTURES not in text
    assert not any(group.name in text for group in known.groups.values() if group.of == "structures")


def test_assumed_screened_is_said_on_every_page(assumed, known):
    for page in _read(assumed, known).pages:
        assert words.ASSUMED_TITLE in " ".join(page.extract_text().split())


@pytest.mark.parametrize("case", ["ranked", "held", "two_kinds", "assumed"])
def test_it_stays_within_two_pages(case, known, request):
    assert len(_read(request.getfixturevalue(case), known).pages) <= 2


def test_the_report_of_a_case_with_a_foreign_title_shows_it(ranked, known):
    strange = replace(ranked, client=replace(ranked.client, about="Пример ﬁn 頭痛 Łódź"))
    read = pypdf.PdfReader(BytesIO(report_pdf(strange, known)))
    assert "Пример ﬁn 頭痛 Łódź" in " ".join(page.extract_text() for page in read.pages)
