"""The gallery holds every zone, structure and published drawing, and needs nothing from elsewhere."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest

from nuchal.bodymap import palpation, views, zones
from nuchal.knowledge.reading import load
from tools.gallery import best_seen, page, published


@pytest.fixture(scope="module")
def knowledge():
    return load()


@pytest.fixture(scope="module")
def gallery(knowledge):
    return page(knowledge, published(knowledge))


def test_every_zone_is_named_in_the_list_and_in_a_picture(gallery, knowledge):
    for zone in zones():
        name = escape(knowledge.zones[zone].name)
        assert gallery.count(f'id="zone-{zone}"') == 1
        assert f'href="#zone-{zone}" aria-label="{name}"' in gallery
        assert f'<li class="n-{zone}"' in gallery
        assert re.search(rf'<text class="name"[^>]*>{re.escape(name)}</text>', gallery)


def test_every_zone_is_listed_with_the_view_that_shows_it_best():
    listed = [zone for view, found in best_seen().items() if view != "left" for zone in found]
    assert sorted(listed) == sorted(zones())
    assert best_seen()["left"] == best_seen()["right"]


def test_every_view_has_its_plate_once_in_each_mode(gallery):
    for view in views():
        assert f'id="v-{view.name}"' in gallery
    assert gallery.count("data:image/webp;base64,") == 3 * len(views())


def test_every_structure_has_its_areas_its_words_and_its_site(gallery, knowledge):
    articles = dict(
        re.findall(r'<article class="structure" id="structure-(\w+)">(.*?)</article>', gallery, re.DOTALL)
    )
    assert set(articles) == set(knowledge.structures)
    for name, article in articles.items():
        said = unescape(article)
        structure = knowledge.structures[name]
        assert structure.name in said
        assert f"Confidence {structure.confidence}" in said
        assert all(knowledge.zones[zone].name in said for zone in (*structure.core, *structure.spillover))
        used = {zone for places in re.findall(r'data-places="([^"]*)"', article) for zone in places.split()}
        assert set(structure.core) <= used
        assert ('class="site"' in article) == (name in palpation.structures())


def test_every_published_drawing_is_shown_with_its_source(gallery, knowledge):
    for case in published(knowledge):
        drawn = any(profile.drawing and profile.drawing.places for profile in case.client.profiles)
        assert (f'id="case-{case.client.id}"' in gallery) == drawn
        if drawn:
            assert escape(case.name) in gallery
            assert escape(case.client.source_title) in gallery
            if "note: Side not stated" in case.path.read_text(encoding="utf-8"):
                assert (
                    "Side not stated"
                    in gallery.split(f'id="case-{case.client.id}"')[1].split("</article>")[0]
                )


def test_what_figures_refer_to_is_there_once(gallery):
    ids = re.findall(r'\sid="([^"]+)"', gallery)
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r'href="#([^"]+)"', gallery)) | set(re.findall(r"url\(#([^)]+)\)", gallery))
    assert wanted <= set(ids)


def test_the_page_brings_everything_and_loads_nothing(gallery):
    assert not re.search(r"\sstyle\s*=", gallery)
    assert not re.search(r"<(script|link|img|iframe|object|embed|image)\b", gallery)
    assert not re.search(r"\ssrc(set)?\s*=", gallery)
    assert "@import" not in gallery
    assert all(target.startswith(("data:", "#")) for target in re.findall(r"url\(([^)]*)\)", gallery))
    assert all(tag.startswith("<a ") for tag in re.findall(r"<[^<>]*https?://[^<>]*>", gallery))


def test_the_page_is_small_enough_to_open(gallery):
    assert len(gallery.encode()) < 2_500_000
