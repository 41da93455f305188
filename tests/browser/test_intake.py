"""The intake works for a person: keyboard alone, a phone without network, three light modes, right to left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM
from tests.browser.looking import PHONE, findings_in_every_mode, fits, viewport
from tests.browser.test_pad import COVERING, bias_of, covered_shares
from tests.web.intake_server import BORN_ON
from tests.web.running_server import Server, environment_of

pytest.importorskip("django", reason="needs the clinic: `make setup`")

MOST_TABS = 400
CONTINUE = ".client-foot .btn-main"
SMALL = """() => [...document.querySelectorAll('.client-main :is(.choice, .unsure, .btn), .client-foot .btn')]
  .filter((e) => e.offsetParent && !e.closest('nuchal-pad') && e.getBoundingClientRect().height < 55.5)
  .map((e) => e.className + ': ' + e.innerText.slice(0, 40))"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic in a process of its own, and links for its clients."""
    environment = environment_of(tmp_path_factory.mktemp("intake") / "data", "sqlite")
    command = [sys.executable, "-m", "tests.web.intake_server"]
    made = subprocess.run(
        [*command, "prepare", "26", "2", "18"], env=environment, capture_output=True, text=True, check=True
    )
    tokens = json.loads(made.stdout.splitlines()[-1])
    server = Server(environment, workers=1)

    def stored() -> dict:
        done = subprocess.run(
            [*command, "stored"], env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])["submissions"]

    yield [f"{server.base}/with/{token}/" for token in tokens], stored
    server.kill()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=viewport(PHONE), reduced_motion="reduce")
    opened = context.new_page()
    opened.problems = []
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    opened.on(
        "console", lambda said: opened.problems.append(said.text) if "Content Security" in said.text else None
    )
    yield opened
    assert opened.problems == []
    context.close()


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        for _tab in range(MOST_TABS):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by the Tab key")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.to(selector)
        self.page.keyboard.press(key)

    def write(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.type(text)


WAITING = """new Promise((done) => {
  const asked = indexedDB.open("nuchal.intake");
  asked.onsuccess = () => {
    const count = asked.result.transaction("answers").objectStore("answers").count();
    count.onsuccess = () => { asked.result.close(); done(count.result); };
  };
})"""


def deny(page) -> None:
    """None of these, group by group."""
    for none in page.locator(".gate input[value=none]").all():
        none.check(force=True)


def tick(page, number: int = 0) -> None:
    """Open the group of a line and tick it."""
    line = page.locator(".tick input[name=tick]").nth(number)
    line.locator("xpath=ancestor::fieldset").locator("input[value=some]").check(force=True)
    line.check(force=True)


def step_of(page) -> str:
    page.wait_for_load_state()
    form = page.locator("form#answer")
    return form.get_attribute("action").rstrip("/").split("/")[-1] if form.count() else ""


def moved_on(page, step: str) -> None:
    page.wait_for_function(
        "s => !location.pathname.includes('/with/') && !document.querySelector(`form#answer[action*='${s}']`)",
        arg=step,
        timeout=20_000,
    )
    page.wait_for_load_state()


def reply(page, keys: Keyboard, step: str, *, second: bool = False) -> None:
    """One answer by keyboard alone."""
    kind = step.partition(":")[0].partition("@")[0]
    if kind == "consent":
        keys.write("input[name=name]", "Somebody")
    elif kind == "about":
        keys.write("input[name=age]", "28")
        keys.press("input[name=sex]", "Space")
    elif kind == "drawing":
        page.wait_for_selector(".pad-said")
        keys.press("[data-tool=list]")
        keys.press(".pad-list [data-place]")
    elif kind == "another":
        keys.to("input[name=answer]")
        page.keyboard.press("Space" if second else "ArrowDown")
    elif page.locator(".medicines").count():
        keys.press("button.when-none")
        return
    elif page.locator(".gate").count():
        for gate in page.locator(".gate input[value=none]").all():
            keys.press(f"[name={gate.get_attribute('name')}]", "Space")
    elif page.locator(".ticks").count():
        keys.press(".choice-none input", "Space")
    elif page.locator("main input[name=answer][type=radio]").count():
        keys.press("main input[name=answer]", "Space")
    else:
        keys.press("input[name=unsure]", "Space")
    keys.press(".client-foot .btn-main")


def test_keyboard_alone_completes_it_and_every_page_is_sound(clinic, page, axe):
    links, _stored = clinic
    keys, seen, wrong = Keyboard(page), set(), []
    page.goto(links[0])
    while step := step_of(page):
        assert page.evaluate("document.activeElement.matches('main h1')"), (
            f"{step}: reading does not begin at the question"
        )
        kind = step.partition("@")[0]
        kind = kind if kind.startswith("ask") else kind.partition(":")[0]
        if kind not in seen and (not step.startswith("ask") or len(seen) < 14):
            seen.add(kind)
            wrong += sound(page, axe, step)
        reply(page, keys, step)
        moved_on(page, step)
    assert page.locator("h1").inner_text() == "Is this right?"
    wrong += sound(page, axe, "review")
    keys.press(".client-foot .btn-main")
    page.wait_for_selector(".next-list")
    wrong += sound(page, axe, "end")
    assert wrong == []
    assert {"consent", "about", "list", "drawing", "medicines", "group", "factors", "another"} <= seen


def sound(page, axe: str, where: str) -> list[str]:
    """Axe in three modes, targets of 56 px, and nothing wider than the phone in either direction of reading."""
    wrong = [f"{where}: small {small}" for small in page.evaluate(SMALL)]
    wrong += [f"{where}: {found}" for found in findings_in_every_mode(page, axe)]
    page.evaluate("delete document.documentElement.dataset.mode")
    for direction in ("rtl", "ltr"):
        page.evaluate("d => { document.documentElement.dir = d }", direction)
        if not fits(page):
            wrong.append(f"{where}, {direction}: wider than the phone")
    return wrong


def begin(page, link: str) -> None:
    page.goto(link)
    page.fill("input[name=name]", "Somebody")
    page.click(".client-foot .btn-main")
    page.check("input[name=sex][value=male]")
    if page.locator("input[name=age]").count():
        page.fill("input[name=age]", "42")
    page.click(".client-foot .btn-main")
    page.wait_for_selector(".gate")


def prove(page) -> None:
    """The date of birth, asked of a browser that does not hold the answers given before."""
    page.wait_for_url("**/proof/")
    page.get_by_label("Date of birth").fill(BORN_ON.isoformat())
    page.get_by_role("button", name="Continue").click()


def test_without_network_the_answer_waits_on_the_phone_and_goes_out_by_itself(clinic, page):
    links, stored = clinic
    begin(page, links[1])
    page.context.set_offline(True)
    deny(page)
    page.click(CONTINUE)
    page.wait_for_selector("#waiting:not([hidden])")
    assert "No network" in page.inner_text("#waiting")
    deny(page)
    page.click(CONTINUE)
    before = step_of(page)
    page.context.set_offline(False)
    moved_on(page, before)
    assert step_of(page) == "list:screen_eyes"
    assert page.evaluate(WAITING) == 0
    assert sum(step == "list:screen_sudden_and_nerves" for step, _episode in stored().values()) >= 1


def test_what_waited_goes_out_when_its_own_link_is_opened_again_and_never_as_another_client(clinic, page):
    links, stored = clinic
    begin(page, links[2])
    page.context.set_offline(True)
    deny(page)
    page.click(CONTINUE)
    page.wait_for_selector("#waiting:not([hidden])")
    later = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    before = len(stored())
    later.goto(links[-1])
    later.wait_for_selector("form#answer[action*=consent]")
    assert (later.evaluate(WAITING), len(stored())) == (1, before)
    later.goto(links[2])
    prove(later)
    later.wait_for_function(
        "() => document.querySelector('form#answer')?.action.includes('screen_eyes')", timeout=20_000
    )


def test_two_quick_taps_are_one_answer(clinic, page):
    links, stored = clinic
    begin(page, links[3])
    before = len(stored())
    deny(page)
    page.evaluate(
        "() => { const b = document.querySelector('.client-foot .btn-main'); b.click(); b.click(); }"
    )
    moved_on(page, "list:screen_sudden_and_nerves")
    assert len(stored()) == before + 1


def test_lines_show_once_a_group_is_not_none_of_these(clinic, page):
    links, _stored = clinic
    begin(page, links[4])
    lines = page.locator(".gate").nth(0).locator(".gate-lines")
    assert not lines.is_visible()
    tick(page, 2)
    assert lines.is_visible()
    page.locator(".tick").nth(2).locator(".unsure").click()
    assert not page.locator(".tick").nth(2).locator("input[name=tick]").is_checked()


def test_a_danger_sign_replaces_the_page(clinic, page, axe):
    links, _stored = clinic
    begin(page, links[5])
    tick(page)
    page.click(CONTINUE)
    page.wait_for_selector(".stop")
    assert page.locator("a.btn[href='tel:911']").is_visible()
    assert sound(page, axe, "stop") == []


def test_it_works_without_a_script(clinic, browser):
    links, _stored = clinic
    context = browser.new_context(viewport=viewport(PHONE), java_script_enabled=False)
    page = context.new_page()
    begin(page, links[6])
    deny(page)
    page.click(CONTINUE)
    page.wait_for_load_state()
    assert step_of(page) == "list:screen_eyes"
    page.goto(page.url.split("/intake/")[0] + "/intake/answers/drawing@main/")
    page.locator("details.disclose").first.locator("summary").click()
    page.locator("input[name=place]").first.check()
    page.click(".client-foot .btn-main")
    page.wait_for_load_state()
    assert step_of(page) == "list:screen_eyes"
    context.close()


def to_drawing(page) -> None:
    page.goto(page.url.split("/intake/")[0] + "/intake/answers/drawing@main/")


@pytest.mark.parametrize(
    ("link", "lost", "why"),
    [
        (7, "**/intake/pad.json", "could not be loaded"),
        (20, "**/bodymap/pad/pad*.css", "cannot show the picture"),
    ],
)
def test_a_pad_without_its_map_or_its_style_gives_way_to_the_list(clinic, page, link, lost, why):
    links, _stored = clinic
    page.route(lost, lambda route: route.fulfill(status=503, body="no"))
    begin(page, links[link])
    to_drawing(page)
    page.wait_for_selector(f"text={why}")
    assert page.locator("nuchal-pad").count() == 0
    page.locator("details.disclose").first.locator("summary").click()
    page.locator("input[name=place]").first.check()
    page.click(".client-foot .btn-main")
    moved_on(page, "drawing")


FINISH = """() => { const all = document.getAnimations().filter((one) => /pad/.test(one.animationName));
  const longest = Math.max(...all.map((one) => one.effect.getTiming().duration)); all.forEach((one) => one.finish()); return longest }"""


@pytest.mark.parametrize(
    ("link", "lost"),
    [(21, "**/bodymap/pad/pad*.js"), (22, "**/bodymap/pad/geometry*.js"), (23, "**/intake/pad.json")],
)
def test_after_eight_seconds_without_the_pad_the_list_is_there_and_says_why(clinic, page, link, lost):
    links, _stored = clinic
    held = []
    page.route(lost, lambda route: held.append(route) if lost.endswith("json") else route.abort())
    begin(page, links[link])
    to_drawing(page)
    place = page.locator("details.disclose summary").first
    assert not place.is_visible()
    assert page.evaluate(FINISH) == 8000
    assert place.is_visible()
    assert page.get_by_text("is still loading, or this browser cannot show it").is_visible()
    place.click()
    page.locator("input[name=place]").first.check()
    if held:
        for route in held:
            route.continue_()
        page.wait_for_selector("[data-use-picture]:not([hidden])")
        assert page.locator("input[name=place]").first.is_visible()
        page.click("[data-use-picture]")
        assert page.locator(".pad-said").inner_text().startswith("Painted:")
        assert page.locator("#drawing-list").is_hidden()
    page.click(".client-foot .btn-main")
    moved_on(page, "drawing")


def test_continue_stays_in_sight_and_nothing_lies_over_the_body(clinic, page):
    links, _stored = clinic
    begin(page, links[24])
    to_drawing(page)
    page.wait_for_selector(".pad-said")
    found = {}
    for size in ((390, 844), (360, 740), (820, 1180), (1280, 800)):
        page.set_viewport_size(viewport(size))
        foot = page.locator(".client-foot .btn-main").bounding_box()
        assert foot["y"] + foot["height"] <= size[1], size
        for view in ("front", "back", "right"):
            page.evaluate(
                "(view) => { scrollTo(0, 0); document.querySelector('nuchal-pad').show(view) }", view
            )
            asked = COVERING.replace("layer.scrollIntoView({ block: 'center' });", "")
            if bias := bias_of(covered_shares(view, page.evaluate(asked))):
                found[size, view] = bias
    assert found == {}


def test_two_kinds_of_headache_by_keyboard_each_question_says_which(clinic, page, axe):
    links, _stored = clinic
    keys, unsaid, wrong, seen = Keyboard(page), [], [], []
    page.goto(links[8])
    while step := step_of(page):
        seen.append(step)
        which = page.locator(".which").inner_text() if page.locator(".which").count() else ""
        if step.endswith("@second"):
            unsaid += [] if which.startswith("The other headache") else [step]
            wrong += sound(page, axe, step) if step.startswith(("drawing", "group")) else []
        reply(page, keys, step, second=True)
        moved_on(page, step)
    assert page.locator("h1").inner_text() == "Is this right?"
    assert unsaid == []
    assert wrong == []
    of_the_second = [step for step in seen if step.endswith("@second")]
    assert "drawing@second" in of_the_second
    assert len(of_the_second) >= 5
    assert len(seen) == len(set(seen)), "nothing is asked twice"
    heads = page.locator(".told h2").all_inner_texts()
    assert {"The main headache", "The other headache"} <= set(heads)
    page.goto(page.url.split("/intake/")[0] + "/intake/answers/group:during@main/")
    assert page.locator(".which").inner_text().startswith("The main headache: ")


def test_two_tabs_meet_and_the_client_sees_it_by_keyboard(clinic, page, axe):
    links, _stored = clinic
    begin(page, links[9])
    here = page.url.split("/intake/")[0]
    step = "list:screen_health_history"
    page.goto(f"{here}/intake/answers/{step}/")
    other = page.context.new_page()
    other.goto(f"{here}/intake/answers/{step}/")
    page.locator(".gate").nth(1).locator("input[value=some]").check(force=True)
    page.locator("input[name=tick][value=rheumatoid_arthritis]").check(force=True)
    page.locator(".gate").nth(0).locator("input[value=none]").check(force=True)
    page.click(CONTINUE)
    moved_on(page, step)
    deny(other)
    other.click(CONTINUE)
    other.wait_for_selector(".both")
    assert "we kept every yes" in other.inner_text(".both")
    assert other.locator("input[name=tick][value=rheumatoid_arthritis]").is_checked()
    assert other.evaluate("document.activeElement.matches('.both')")
    assert sound(other, axe, "kept") == []
    keys = Keyboard(other)
    keys.press(CONTINUE)
    moved_on(other, step)

    step = "ask:laterality@main"
    for tab in (page, other):
        tab.goto(f"{here}/intake/answers/{step}/")
    page.locator("main input[name=answer]").nth(0).check()
    page.click(".client-foot .btn-main")
    moved_on(page, step)
    other.locator("main input[name=answer]").nth(2).check()
    other.click(".client-foot .btn-main")
    other.wait_for_selector(".both")
    assert "Always left" in other.inner_text(".both")
    assert sound(other, axe, "differs") == []
    keys.press(".client-foot .btn-main")
    moved_on(other, step)
    other.goto(f"{here}/intake/answers/{step}/")
    assert other.locator("main input[name=answer]").nth(2).is_checked()
    assert other.evaluate(WAITING) == 0


def test_without_network_a_ticked_danger_sign_says_not_to_wait(clinic, page, axe):
    links, _stored = clinic
    begin(page, links[10])
    page.context.set_offline(True)
    deny(page)
    page.click(CONTINUE)
    page.wait_for_selector("#waiting:not([hidden])")
    assert not page.is_visible("#waiting-danger"), "nothing is ticked"
    assert "The next question follows then" in page.inner_text("#waiting")
    assert step_of(page) == "list:screen_sudden_and_nerves", "no question is passed by"
    tick(page)
    page.click(CONTINUE)
    page.wait_for_selector("#waiting-danger:not([hidden])")
    assert "do not wait" in page.inner_text("#waiting-danger")
    assert page.locator("#waiting-danger a[href='tel:911']").is_visible()
    assert sound(page, axe, "offline") == []
    page.context.set_offline(False)
    page.wait_for_selector(".stop", timeout=40_000)


def test_a_guardian_signs_for_a_girl_of_sixteen_and_answers_about_her(clinic, page, axe):
    links, _stored = clinic
    page.goto(links[11])
    page.fill("input[name=name]", "Mia")
    page.click(".client-foot .btn-main")
    page.wait_for_selector("input[name=age]")
    page.fill("input[name=age]", "16")
    page.check("input[name=sex][value=female]")
    page.click(".client-foot .btn-main")
    moved_on(page, "about")
    assert step_of(page) == "guardian"
    assert sound(page, axe, "guardian") == []
    keys = Keyboard(page)
    keys.write("input[name=name]", "Ann Young")
    keys.write("input[name=relationship]", "mother")
    keys.press("input[name=answers]", "Space")
    keys.press(".client-foot .btn-main")
    moved_on(page, "guardian")
    assert "You answer about" in page.inner_text(".about-line")
    assert sound(page, axe, "about") == []
    tick(page)
    page.click(CONTINUE)
    page.wait_for_selector(".stop")
    assert "needs help now" in page.inner_text("header")
    assert sound(page, axe, "stop about") == []


def test_the_drawing_asks_for_the_body_map_once_and_gets_it(clinic, page):
    links, _stored = clinic
    asked = []
    page.on("response", lambda answer: asked.append(answer.status) if "pad.json" in answer.url else None)
    begin(page, links[12])
    page.goto(page.url.split("/intake/")[0] + "/intake/answers/drawing@main/")
    page.wait_for_selector(".pad-said")
    assert asked == [200], "the page asked ahead for another address than the pad, or was refused"


FAULTS = {
    "403": ("closed", lambda route: route.fulfill(status=403, body="no")),
    "404": ("closed", lambda route: route.fulfill(status=404, body="no")),
    "413": ("large", lambda route: route.fulfill(status=413, body="no")),
    "429": ("busy", lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}, body="no")),
    "500": ("busy", lambda route: route.fulfill(status=500, body="no")),
    "503": ("busy", lambda route: route.fulfill(status=503, body="no")),
    "a captive portal": (
        "foreign",
        lambda route: route.fulfill(status=200, body="<h1>Welcome to our Wi-Fi</h1>"),
    ),
    "a maintenance page": (
        "foreign",
        lambda route: route.fulfill(status=302, headers={"Location": "/maintenance"}),
    ),
    "no network": ("offline", lambda route: route.abort()),
}


def in_place_of_the_clinic(page, reply) -> None:
    """Let something else reply to answers; pages come from the clinic."""

    def handle(route) -> None:
        reply(route) if route.request.method == "POST" else route.continue_()

    page.route("**/intake/answers/**", handle)


def test_a_danger_tick_is_kept_and_shown_whatever_replies_in_place_of_the_clinic(clinic, page, axe):
    links, stored = clinic
    begin(page, links[14])
    before, wrong = len(stored()), []
    for name, (outcome, reply) in FAULTS.items():
        in_place_of_the_clinic(page, reply)
        tick(page)
        page.click(CONTINUE)
        try:
            page.wait_for_selector(f"#waiting [data-outcome={outcome}]:not([hidden])", timeout=10_000)
        except Exception:
            wrong.append((name, page.inner_text("#waiting")))
            break
        assert page.is_visible("#waiting [data-kept]"), name
        assert page.is_visible("#waiting-danger"), name
        assert page.locator(".tick input[name=tick]").nth(0).is_checked(), name
        if outcome == "closed":
            page.reload()
            page.wait_for_selector("#waiting-danger:not([hidden])")
            assert page.locator(".tick input[name=tick]").nth(0).is_checked(), (
                f"{name}: unticked after a reload"
            )
            assert not page.locator("button[name=none]").count(), "one tap would deny it"
        page.unroute("**/intake/answers/**")
        in_place_of_the_clinic(page, FAULTS["no network"][1])
    assert wrong == []
    assert sound(page, axe, "waiting") == []
    assert (len(stored()), page.evaluate(WAITING)) == (before, 1)
    page.unroute("**/intake/answers/**")
    page.wait_for_selector(".stop", timeout=40_000)
    assert (len(stored()), page.evaluate(WAITING)) == (before + 1, 0)


def test_an_old_token_is_renewed_and_the_answer_arrives(clinic, page):
    links, _stored = clinic
    begin(page, links[15])
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    deny(page)
    page.click(CONTINUE)
    moved_on(page, "list:screen_sudden_and_nerves")
    assert step_of(page) == "list:screen_eyes"


def test_where_the_browser_keeps_nothing_the_page_says_so(clinic, page):
    links, _stored = clinic
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('private'); } })"
    )
    begin(page, links[16])
    page.context.set_offline(True)
    tick(page)
    page.click(CONTINUE)
    page.wait_for_selector("#waiting [data-unkept]:not([hidden])")
    assert not page.is_visible("#waiting [data-kept]")
    assert page.is_visible("#waiting-danger")
    page.context.set_offline(False)
    page.wait_for_selector(".stop", timeout=40_000)


def test_another_medicine_without_network_loses_no_name(clinic, page, axe):
    links, _stored = clinic
    begin(page, links[17])
    address = page.url.split("/intake/")[0] + "/intake/answers/medicines/"
    page.goto(address)
    page.context.set_offline(True)
    page.fill("#name-1", "Ibuprofen")
    page.fill("#days-1", "2,5")
    page.click("button[name=more]")
    assert page.evaluate("document.activeElement.id") == "name-2"
    page.fill("#name-2", "Paracetamol")
    page.click("button[name=more]")
    assert page.locator(".medicine").count() == 3
    assert sound(page, axe, "medicines") == []
    page.wait_for_function("() => true")
    page.context.set_offline(False)
    page.goto(address)
    page.wait_for_selector("#name-3")
    assert [page.input_value(f"#name-{n}") for n in (1, 2, 3)] == ["Ibuprofen", "Paracetamol", ""]
    assert page.input_value("#days-1") == "2,5"
    page.click(".client-foot button.when-some")
    moved_on(page, "medicines")
    page.goto(address)
    assert [page.input_value(f"#{name}-1") for name in ("name", "days")] == ["Ibuprofen", "2.5"]
    assert page.evaluate(WAITING) == 0


def test_a_kept_answer_outlives_the_killed_browser(clinic, browser, tmp_path):
    links, _stored = clinic
    profile = tmp_path / "profile"

    def opened():
        return browser.browser_type.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu"],
            viewport=viewport(PHONE),
        )

    context = opened()
    page = context.new_page()
    begin(page, links[18])
    context.set_offline(True)
    tick(page)
    page.click(CONTINUE)
    page.wait_for_selector("#waiting [data-kept]:not([hidden])")
    kill_browser_of(profile)
    with suppress(Exception):
        context.close()
    again = opened()
    page = again.new_page()
    page.goto(links[18])
    prove(page)
    page.wait_for_selector(".stop", timeout=20_000)
    again.close()


def kill_browser_of(profile) -> None:
    """End every process of the browser that runs on this profile, as a crash or an empty battery does."""
    for process in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if str(profile).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
