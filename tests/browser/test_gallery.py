"""The gallery as a person meets it: nothing for axe to find in any mode, and no sideways scrolling on a phone."""

import pytest

from tests.browser.looking import MODES, PHONE, findings_of, fits, viewport
from tools.gallery import page, published


@pytest.fixture(scope="module")
def written(tmp_path_factory, knowledge):
    path = tmp_path_factory.mktemp("gallery") / "index.html"
    path.write_text(page(knowledge, published(knowledge)), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing(browser, axe, written, mode):
    context = browser.new_context(bypass_csp=True, viewport={"width": 1180, "height": 900})
    sheet = context.new_page()
    sheet.goto(written)
    sheet.check(f"#mode-{mode}", force=True)
    found = findings_of(sheet, axe)
    context.close()
    assert found == []


def test_a_phone_shows_it_without_sideways_scrolling(browser, written):
    sheet = browser.new_page(viewport=viewport(PHONE))
    sheet.goto(written)
    fitting = fits(sheet)
    sheet.close()
    assert fitting
