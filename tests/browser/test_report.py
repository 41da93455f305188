"""The report page in a real browser: axe finds nothing, nothing overflows, every mode can be chosen without a script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nuchal.cases.reading import read_person
from nuchal.knowledge.reading import load
from nuchal.letters.page import report_html
from nuchal.reasoning.pathway import assess
from tests.browser.looking import MODES, PHONE, findings_of, fits, viewport

JOURNEYS = Path(__file__).parents[2] / "cases" / "journeys"
CASES = (
    "cervicogenic_after_collision",
    "torn_artery_disguised_as_neck",
    "two_kinds_in_one_person",
    "published/pain_046",
)


@pytest.fixture(scope="session", params=CASES)
def address(request, tmp_path_factory) -> str:
    knowledge = load()
    client = read_person(JOURNEYS / f"{request.param}.yaml", knowledge)
    client = replace(client, assumed_screened=request.param.startswith("published"))
    target = tmp_path_factory.mktemp("report") / "report.html"
    target.write_text(report_html(assess(client, knowledge), knowledge, "auto"), encoding="utf-8")
    return target.as_uri()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=viewport(PHONE))
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_in_any_mode(page, address, axe, mode):
    page.goto(address)
    page.check(f"#mode-{mode}")
    assert findings_of(page, axe) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1180, 1440])
def test_nothing_overflows(page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert fits(page)


def test_the_reader_chooses_the_mode(page, address):
    page.goto(address)
    seen = set()
    for mode in MODES:
        page.check(f"#mode-{mode}")
        seen.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(seen) == 3


def test_print_is_white_paper_in_every_mode(page, address):
    page.goto(address)
    page.check("#mode-dim")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
