"""Every exercise has a picture that can be printed, shown under a strict policy, and heard."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest

from nuchal.errors import UsageError
from nuchal.letters.exercises import alternative, drawn, picture

SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 15_000
NOT_DRAWN: frozenset[str] = frozenset()
"""Exercises that could not be drawn well enough to be handed out, with the reason beside each."""
CLASSES = {
    "ex-line", "ex-body", "ex-hair", "ex-cloth", "ex-dark", "ex-prop", "ex-cord", "ex-move", "ex-tip", "ex-soft", "ex-ghost",
    "ex-dot", "ex-not", "ex-mouth", "ex-tongue",
}  # fmt: skip

each = pytest.mark.parametrize("exercise", sorted(drawn()))


def _elements(exercise: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture(exercise)).iter())


def test_every_exercise_has_a_picture_and_no_picture_is_left_over(known):
    exercises = set(known.exercises)
    assert drawn() | NOT_DRAWN == exercises
    assert not drawn() & NOT_DRAWN


def test_a_picture_that_does_not_exist_says_so():
    with pytest.raises(UsageError, match=r"no picture of the exercise '\.\./pdf'"):
        picture("../pdf")


@each
def test_it_is_a_small_svg_with_a_size(exercise):
    root = _elements(exercise)[0]
    assert root.tag == f"{SVG}svg"
    assert len(picture(exercise).encode()) < MOST_BYTES
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert 120 <= width <= 420
    assert 120 <= height <= 300


@each
def test_it_keeps_to_a_strict_policy(exercise):
    for element in _elements(exercise):
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "path", "circle"}
        assert not {
            name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name
        }
    assert "url(" not in picture(exercise)
    assert "<!" not in picture(exercise)


@each
def test_it_has_classes_and_inks_for_paper(exercise):
    shapes = [e for e in _elements(exercise) if e.tag.removeprefix(SVG) in {"path", "circle"}]
    for shape in shapes:
        assert set(shape.attrib["class"].split()) <= CLASSES
        assert re.fullmatch(r"none|#[0-9a-f]{6}", shape.attrib["fill"])
        assert re.fullmatch(r"none|#[0-9a-f]{6}", shape.attrib.get("stroke", "none"))


@each
def test_it_is_told_in_words(exercise, known):
    title = ElementTree.fromstring(picture(exercise)).findtext(f"{SVG}title")
    assert title == known.exercises[exercise].name
    assert len(alternative(exercise).split()) >= 15
    assert alternative(exercise).endswith(".")


def test_typst_can_print_them_all():
    typst = pytest.importorskip("typst", reason="the extra [pdf]; `make check` installs it")
    pypdf = pytest.importorskip("pypdf", reason="the extra [test]; `make check` installs it")
    sheet = "\n".join(
        f'#image(bytes(read("{exercise}.svg")), format: "svg", width: 45mm, alt: "{exercise}")'
        for exercise in sorted(drawn())
    )
    given = {f"{exercise}.svg": picture(exercise).encode() for exercise in drawn()}
    made = typst.compile({"main": sheet.encode(), **given}, format="pdf", ignore_system_fonts=True)
    assert len(pypdf.PdfReader(BytesIO(made)).pages) >= 1
