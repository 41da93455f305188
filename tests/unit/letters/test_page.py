"""The page stands under a strict content security policy and speaks to people who do not see it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from nuchal.letters import words
from nuchal.letters.content import report_of
from nuchal.letters.page import report_fragment, report_html


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(params=["ranked", "held", "two_kinds", "assumed"])
def found(request):
    return request.getfixturevalue(request.param)


def test_there_is_no_script_and_no_style_attribute(found, known):
    for tag, attributes in _Tags(report_html(found, known)).tags:
        assert tag != "script"
        assert not any(name == "style" or name.startswith("on") for name in attributes), (tag, attributes)


def test_the_fragment_brings_no_style_at_all(found, known):
    assert not {"style", "link", "script", "html"} & {
        tag for tag, _ in _Tags(report_fragment(found, known)).tags
    }


def test_nothing_is_fetched_from_elsewhere(found, known):
    page = report_html(found, known)
    assert not re.search(r"(?:src|href|url\()\W*(?:https?:)?//", re.sub(r'<a href="[^"]*"', "<a", page))


def test_every_picture_has_words(found, known):
    pictures = [a for tag, a in _Tags(report_fragment(found, known)).tags if tag == "svg"]
    for attributes in pictures:
        spoken = attributes.get("role") == "img" and len(attributes.get("aria-label") or "") > 20
        assert spoken or attributes.get("aria-hidden") == "true"
    assert any(a.get("role") == "img" for a in pictures)


def test_ids_are_unique(found, known):
    ids = [a["id"] for _, a in _Tags(report_html(found, known)).tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_headings_never_skip_a_level(found, known):
    levels = [
        int(tag[1]) for tag, _ in _Tags(report_fragment(found, known)).tags if re.fullmatch("h[1-6]", tag)
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_danger_comes_first(held, known):
    page = report_fragment(held, known)
    assert page.index('class="danger danger-emergency"') < page.index(words.DRAWING)
    assert page.count('class="danger ') == 1


def test_a_held_case_has_no_structures(held, known):
    page = report_fragment(held, known)
    assert words.HELD in page
    assert "r-rank" not in page


def test_what_a_person_wrote_is_never_markup(ranked, known):
    client = replace(ranked.client, about="<b>Ada</b> & co", id="<i>")
    page = report_html(replace(ranked, client=client), known)
    assert "<b>Ada" not in page
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; co" in page


@pytest.mark.parametrize("mode", ["light", "dark", "dim"])
def test_the_mode_is_an_attribute_and_a_switch(ranked, known, mode):
    page = report_html(ranked, known, mode)
    assert f'<html lang="en" data-mode="{mode}">' in page
    assert f'id="mode-{mode}" checked' in page


def test_left_to_the_device_the_page_has_no_mode(ranked, known):
    assert '<html lang="en">' in report_html(ranked, known, "auto")


def test_nothing_promises(found, known):
    page = report_fragment(found, known)
    assert words.WORKING in page
    assert report_of(found, known).reviewed in page
    assert "!" not in re.sub(r"<[^>]*>", "", page)
