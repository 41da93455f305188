"""The look keeps its promises: contrast, light, keyboard, reach, modes, and no style or script inside the pages."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.looking import MODES, PHONE, TABLET, findings_of, fits, viewport

ROOT = Path(__file__).parents[2]
DESIGN = ROOT / "src" / "nuchal" / "clinic" / "design"
STATIC = DESIGN / "static" / "design"
TEMPLATES = DESIGN / "templates"
pytest.importorskip("django", reason="needs the clinic: `make setup`")

CLIENT = ("question", "strength", "stop", "diary")
STAFF = ("chart", "session", "today")
TOKENS = ROOT / "src/nuchal/bodymap/web/tokens.css"

# ---- colours, from the style sheet alone ----

split = str.split

TEXT = split("""
ink/bg ink/surface ink/sunken ink-2/bg ink-2/surface ink-2/sunken ink-3/bg ink-3/surface ink-3/sunken accent-ink/bg
accent-ink/surface accent-ink/accent-soft on-accent/accent on-action/action ink/accent-soft ink-2/accent-soft
on-emergency/emergency on-sameday/sameday on-refer/refer on-modify/modify emergency-ink/emergency-soft
sameday-ink/sameday-soft refer-ink/refer-soft modify-ink/modify-soft ink/emergency-soft ink/sameday-soft ink/refer-soft
ink/modify-soft emergency-ink/surface sameday-ink/surface refer-ink/surface modify-ink/surface emergency-ink/bg met/surface
met/bg met/met-soft unmet/surface unmet/bg open/surface open/bg open/open-soft referral/surface ink/band-soft bg/ink
""")
"""Text on ground; 4.5 to 1. `bg/ink` is the toast on light paper."""
EDGES = split("""
edge/bg edge/surface focus/bg focus/surface focus/sunken accent/bg accent/surface accent/accent-soft pain-3/surface
pain-4/surface pain-5/surface ink-2/surface
""")
"""Lines and graphics that carry meaning; 3 to 1."""


def tokens(mode: str) -> dict[str, str]:
    css = TOKENS.read_text("utf-8")
    blocks = re.findall(r"([^{}]*)\{([^{}]*)\}", css)
    return {
        name: value
        for selector, body in blocks
        if f'[data-mode="{mode}"]' in selector
        for name, value in re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body)
    }


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (EDGES, 3.0)], ids=["text", "edges"])
def test_every_pair_of_colours_can_be_read(mode, pairs, least):
    known = tokens(mode)
    ratios = {pair: contrast(*(known[name] for name in pair.split("/"))) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


def test_the_frame_of_the_browser_has_the_colour_of_the_page():
    from nuchal.clinic.design.modes import PAPER

    assert {mode: tokens(mode)["bg"] for mode in MODES} == PAPER


def test_colours_come_from_tokens_only():
    """Paper is white in print, and a code to be scanned needs its own paper; nothing else names a colour."""
    found = {
        (path.name, colour)
        for path in STATIC.glob("*.css")
        if path.name != "print.css"
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8"))
    }
    assert {name for name, _ in found} <= {"shell.css"}
    assert len(found) <= 2


def test_every_token_that_is_used_is_defined():
    sheets = {path.name: path.read_text("utf-8") for path in (TOKENS, *STATIC.glob("*.css"))}
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(sheets.values())))
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join(sheets.values())))
    assert used - defined == set()


def test_no_file_is_too_long():
    long = {
        p.name: n
        for p in STATIC.glob("*.*s*")
        if p.suffix in (".css", ".js") and (n := len(p.read_text("utf-8").splitlines())) > 600
    }
    assert long == {}


def test_templates_hold_no_style_and_no_script():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), path
        scripts = re.findall(r"<script\b([^>]*)>", text)
        assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts), path


def test_every_icon_that_is_named_is_drawn():
    from nuchal.clinic.design.icons import ICONS

    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "(\w+)"', path.read_text("utf-8"))
    }
    assert named - set(ICONS) == set()


# ---- in a browser ----


@pytest.fixture(scope="module")
def site():
    command = [sys.executable, "-m", "tests.browser.design_site", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


@pytest.fixture
def opened(browser, site):
    """Open a page as one kind of reader; whatever the browser complains about fails the test."""
    contexts, problems = [], []

    def open_(address, size=TABLET, mode="light", **options):
        language = options.pop("language", "")
        context = browser.new_context(viewport=viewport(size), **options)
        contexts.append(context)
        if mode:
            context.add_cookies([{"name": "nuchal_mode", "value": mode, "url": site}])
        if language:
            context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None
        )
        page.goto(site + address)
        page.evaluate("document.fonts.ready")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


SHOWN = [
    ("/design/style", PHONE), ("/design/style", TABLET), ("/design/style?wrong", TABLET), ("/accounts/login/", PHONE),
    *[(f"/design/style/{name}", PHONE) for name in (*CLIENT, "chart", "today", "404", "500")],
    *[(f"/design/style/{name}", TABLET) for name in (*STAFF, "door")],
]  # fmt: skip
NAMES = [f"{address.rsplit('/', 2)[-1] or 'login'}-{size[0]}" for address, size in SHOWN]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("address", "size"), SHOWN, ids=NAMES)
def test_axe_finds_nothing_and_the_light_keeps_its_budget(opened, axe, address, size, mode):
    page = opened(address, size, mode, bypass_csp=True)
    picture = page.screenshot()
    assert findings_of(page, axe) == []
    mean, brightest, blue = light_of(picture)
    most_mean, most_bright = {"light": (0.88, 0.95), "dark": (0.06, 0.70), "dim": (0.03, 0.40)}[mode]
    assert mean <= most_mean
    assert brightest <= most_bright
    assert mode != "dim" or blue <= 0.010


def light_of(picture: bytes) -> tuple[float, float, float]:
    """
    Mean luminance, where the brightest half per cent begins, mean of the blue channel; white is 1.

    Squares of two by two pixels are averaged first: thin strokes are not seen at their full light.
    """
    import numpy as np
    from PIL import Image

    seen = Image.open(io.BytesIO(picture)).convert("RGB")
    seen = seen.resize((seen.width // 2, seen.height // 2), Image.Resampling.BOX)
    shown = np.asarray(seen, dtype=float) / 255
    linear = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    luminances = np.sort((linear @ np.array([0.2126, 0.7152, 0.0722])).ravel())
    return float(luminances.mean()), float(luminances[-len(luminances) // 200]), float(linear[..., 2].mean())


@pytest.mark.parametrize(("address", "size"), SHOWN, ids=NAMES)
def test_nothing_runs_out_of_the_page(opened, address, size):
    page = opened(address, size)
    for width, letters in ((390, 100), (360, 100), (590, 100), (320, 100), (390, 200), (1180, 200)):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(f"document.documentElement.setAttribute('data-letters', '{letters}')")
        page.evaluate(f"document.documentElement.style.fontSize = '{letters}%'")
        assert fits(page), (width, letters, page.evaluate(WIDEST))


WIDEST = """() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(-4).map(e => e.tagName + '.' + e.getAttribute('class'))"""


@pytest.mark.parametrize(
    "address", ["/design/style", "/design/style/chart", "/design/style/question", "/design/style/session"]
)
def test_right_to_left_turns_the_page_round(opened, address):
    page = opened(address, TABLET, language="ar")
    assert page.get_attribute("html", "dir") == "rtl"
    assert fits(page)
    page.set_viewport_size(viewport(PHONE))
    assert fits(page)


STOPS = """() => { const groups = new Set(); return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(e => !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
  .filter(e => { if (e.type !== 'radio') return true; if (groups.has(e.name)) return false; groups.add(e.name); return true }).length }"""
RING = """() => { const at = document.activeElement; if (!at || at === document.body) return null;
  if (!at.dataset.stop) at.dataset.stop = Math.random();
  const ring = [at.closest('label'), at.nextElementSibling, at].find(e => e && getComputedStyle(e).outlineStyle === 'solid'
    && parseFloat(getComputedStyle(e).outlineWidth) >= 2.9);
  const box = (ring ?? at).getBoundingClientRect(); const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const above = document.elementFromPoint(x, y);
  const covered = above && !at.contains(above) && !above.contains(at) && !(ring && (ring.contains(above) || above.contains(ring)));
  return { name: at.dataset.stop, what: at.outerHTML.slice(0, 120), ring: !!ring, seen: box.width > 1 && y >= 0 && y <= innerHeight && !covered } }"""


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("/design/style", TABLET),
        ("/design/style/question", PHONE),
        ("/design/style/session", TABLET),
        ("/design/style/today", PHONE),
    ],
)
def test_the_keyboard_reaches_everything_and_the_ring_is_seen(opened, address, size):
    page = opened(address, size)
    wanted, reached = page.evaluate(STOPS), {}
    for _ in range(wanted + 8):
        page.keyboard.press("Tab")
        stop = page.evaluate(RING)
        if stop is None or stop["name"] in reached:
            continue
        reached[stop["name"]] = stop
    assert [stop["what"] for stop in reached.values() if not stop["ring"]] == []
    assert [stop["what"] for stop in reached.values() if not stop["seen"]] == []
    assert len(reached) >= wanted


def test_the_mode_is_there_at_the_first_paint_and_changes_at_once(opened, site):
    page = opened("/design/style/question", PHONE, "dark")
    assert page.get_attribute("html", "data-mode") == "dark"
    page.evaluate("window.stayed = true")
    page.click("text=Dim the screen")
    assert page.get_attribute("html", "data-mode") == "dim"
    assert page.evaluate("window.stayed")
    page.reload()
    assert page.get_attribute("html", "data-mode") == "dim"
    page.click("text=Brighter")
    assert page.get_attribute("html", "data-mode") is None
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--bg')") == "#f5efe4"


def test_a_page_that_was_kept_shows_the_mode_of_now(opened, site):
    page = opened("/design/style/question", PHONE, "light")
    kept = page.request.get(f"{site}/design/style/question").text()
    assert 'data-mode="light"' in kept
    page.route("**/design/style/stop", lambda route: route.fulfill(body=kept, content_type="text/html"))
    page.click("text=Dim the screen")
    page.goto(f"{site}/design/style/stop")
    assert page.get_attribute("html", "data-mode") == "dim"


def test_without_scripts_the_mode_is_posted_and_kept(opened):
    page = opened("/design/style/question", PHONE, "light", java_script_enabled=False)
    page.click("text=Dim the screen")
    assert page.url.endswith("/design/style/question")
    assert page.get_attribute("html", "data-mode") == "dim"
    page.click("text=Brighter")
    assert page.get_attribute("html", "data-mode") != "dim"


def test_the_device_decides_until_someone_chooses(opened):
    page = opened("/design/style", TABLET, "", color_scheme="dark")
    assert page.get_attribute("html", "data-mode") is None
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(27, 24, 21)"


def test_strength_starts_unset_and_works_with_keys_taps_and_a_finger(opened):
    page = opened("/design/style/strength", PHONE)
    said, bar = page.locator(".strength-said"), page.locator(".strength-bar")
    assert page.locator(".strength input:checked").count() == 0
    page.click(".strength-bar label:nth-child(5)")
    assert said.inner_text() == "4 of 10, moderate"
    page.keyboard.press("ArrowRight")
    assert said.inner_text() == "5 of 10, moderate"
    box = bar.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.86, box["y"] + 20, steps=6)
    page.mouse.up()
    assert said.inner_text() == "9 of 10, strong"


def test_steppers_count_and_stop_at_their_ends(opened):
    page = opened("/design/style/session", TABLET)
    step = page.locator("[data-step]").nth(1)
    for _ in range(8):
        if step.locator("[data-by='1']").is_enabled():
            step.locator("[data-by='1']").click()
    assert step.locator("input").input_value() == "10"
    assert step.locator("[data-by='1']").is_disabled()


def test_menus_and_dialogs_open_close_and_give_the_focus_back(opened):
    page = opened("/design/style", TABLET)
    page.locator("summary", has_text="More").press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText") == "Print"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.innerText") == "More"
    page.locator("button", has_text="Open the dialog").press("Enter")
    assert page.locator("dialog#sign").evaluate("d => d.open && d.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.innerText") == "Open the dialog"


def test_errors_are_said_above_and_at_the_field_in_the_same_words(opened):
    page = opened("/design/style?wrong", TABLET)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    link = page.locator(".error-summary a", has_text="Write your name")
    field = page.locator(link.get_attribute("href"))
    assert field.get_attribute("aria-invalid") == "true"
    told = " ".join(
        page.locator(f"#{name}").inner_text() for name in field.get_attribute("aria-describedby").split()
    )
    assert "Write your name" in told


def test_a_signature_is_kept_as_a_path_and_can_be_cleared(opened):
    page = opened("/design/style", TABLET)
    canvas, field = page.locator(".signature canvas"), page.locator(".signature input")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 60, steps=4)
    page.mouse.up()
    assert re.fullmatch(r"M[\d. ]+(L[\d. ]+)+", field.input_value())
    page.click(".signature [data-clear]")
    assert field.input_value() == ""


def test_static_files_can_be_collected_with_names_that_never_change(tmp_path):
    asked = f"""
from django.conf import settings; from tests.browser.design_site import configure; configure()
settings.STATIC_ROOT = {str(tmp_path)!r}
settings.STORAGES = {{'staticfiles': {{'BACKEND': 'nuchal.clinic.design.storage.ModuleStaticFilesStorage'}}}}
import django; django.setup()
from django.core.management import call_command
call_command('collectstatic', interactive=False, verbosity=0)
"""
    subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True)
    manifest = (tmp_path / "staticfiles.json").read_text("utf-8")
    for name in (
        "design/figure.css",
        "design/tokens.css",
        "design/fonts/nuchal-sans.woff2",
        "design/fonts/nuchal-serif-italic.woff2",
        "bodymap/plates/front-dim.webp",
        "bodymap/pad/pad.js",
    ):
        assert f'"{name}"' in manifest
    served = {name: (tmp_path / there).read_text("utf-8") for name, there in json.loads(manifest)["paths"].items()
              if name.endswith(".js")}  # fmt: skip
    for name in ("bodymap/pad/pad.js", "bodymap/pad/geometry.js", "design/live.js"):
        imported = re.findall(r'from "\./([^"]+)"', served[name])
        assert imported, name
        assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", one) for one in imported), imported


def test_the_mode_switch_leads_nowhere_else(opened, site):
    page = opened("/design/style/question", PHONE)
    answer = page.request.post(
        f"{site}/design/mode", max_redirects=0, headers={"X-CSRFToken": token_of(page), "Referer": site},
        form={"mode": "dim", "next": "https://example.org/"},
    )  # fmt: skip
    assert answer.headers["location"] == "/"


def token_of(page) -> str:
    return page.locator("[name=csrfmiddlewaretoken]").first.input_value()


def test_fields_give_back_what_was_meant():
    asked = """
from tests.browser.design_site import configure; configure()
import django; django.setup()
from django import forms; from nuchal.clinic.design.forms import *
class F(forms.Form):
    now = StrengthField(required=False); long = DurationField(required=False); many = forms.MultipleChoiceField(choices=[('a', 'A'), ('b', 'B')], widget=ManyChoices)
f = F({'now': '7', 'long_number': '1.5', 'long_unit': 'hours', 'many': ['a', 'b']}); assert f.is_valid(), f.errors
print(f.cleaned_data, F({'many': ['a']}).is_valid() and F.base_fields['long'].widget.decompress(2880))
"""
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert told.strip() == "{'now': 7, 'long': 90, 'many': ['a', 'b']} [2, 'days']"


def test_a_toast_can_be_undone_and_stays_while_someone_is_at_it(opened):
    page = opened("/design/style?toast", TABLET)
    toast = page.locator(".toasts .toast")
    assert "Day saved" in toast.inner_text()
    toast.locator("button").focus()
    assert toast.evaluate("t => getComputedStyle(t).animationName") == "none"


def test_after_an_answer_the_focus_stays_and_the_change_is_marked_and_said(opened):
    page = opened("/design/style", TABLET)
    page.locator("[name=record]").press("Enter")
    page.wait_for_selector("#live.is-changed")
    assert page.evaluate("document.activeElement.name") == "record"
    assert "Semispinalis capitis, upper is now first" in page.inner_text("#said")
    assert "Recorded: flexion-rotation" in page.inner_text("#toasts")


def test_a_request_that_fails_says_so_and_loses_nothing(opened):
    page = opened("/design/style", TABLET)
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")
    page.wait_for_selector("#toasts [role=alert]")
    assert "Nothing is lost" in page.inner_text("#toasts")
    page.click("[data-close-toast]")
    assert page.locator("#toasts .toast").count() == 0


def test_nothing_moves_in_dim_or_when_asked_not_to(opened):
    moving = """() => [...document.querySelectorAll('*')].filter(e => {
      const s = getComputedStyle(e); return parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0 }).length"""
    assert opened("/design/style", TABLET, "dim").evaluate(moving) == 0
    assert opened("/design/style", TABLET, "light", reduced_motion="reduce").evaluate(moving) == 0


def test_forced_colours_still_show_what_is_chosen(opened):
    page = opened("/design/style/question", PHONE, "light", forced_colors="active")
    assert page.locator(".choice:has(:checked)").evaluate("c => getComputedStyle(c).outlineStyle") == "solid"


def test_print_is_white_paper_without_buttons(opened):
    page = opened("/design/style/chart", TABLET, "dim")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()")
        == "#2a231d"
    )
    assert "front-light" in page.locator(".fig-front").evaluate("f => getComputedStyle(f).backgroundImage")
    assert page.locator(".rail").is_hidden()
    assert page.locator(".btn").first.is_hidden()


def test_targets_are_large_enough_for_a_thumb(opened):
    small = """(least) => [...document.querySelectorAll('.client :is(.btn, .choice, .day-btn, .tabbar a)')]
      .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < least).map(e => e.outerHTML.slice(0, 90))"""
    for name in CLIENT:
        assert opened(f"/design/style/{name}", PHONE).evaluate(small, 44) == []
    main = (
        opened("/design/style/question", PHONE)
        .locator(".choice, .btn-main")
        .evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    )
    assert min(main) >= 52
