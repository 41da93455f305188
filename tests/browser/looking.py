"""How these tests look at a page: what axe finds, whether it fits, what the browser complains of, and where Tab leads."""

from __future__ import annotations

MODES = ("light", "dark", "dim")
PHONE, TABLET = (390, 844), (1180, 820)
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""Rules of axe whose answer a mode can change; modes differ in colours only."""


def viewport(size: tuple[int, int]) -> dict[str, int]:
    """A size as Playwright wants it."""
    return {"width": size[0], "height": size[1]}


IN_THE_FLOW = """() => {
  const stuck = [...document.querySelectorAll("body *")].filter((one) => getComputedStyle(one).position === "sticky");
  stuck.forEach((one) => one.style.setProperty("position", "static"));
  return () => stuck.forEach((one) => one.style.removeProperty("position"));
}"""
"""Puts sticky bars into the flow of the page: what one half covers at first sight is reached by scrolling."""


def findings_of(page, axe: str, rules: list[str] | None = None) -> list:
    """What axe finds on the page as it is, by all of its rules, also the one about small targets, or by some."""
    page.evaluate(axe)
    asked = {"resultTypes": ["violations"]}
    asked |= {"runOnly": rules} if rules else {"rules": {"target-size": {"enabled": True}}}
    back = page.evaluate_handle(IN_THE_FLOW)
    found = page.evaluate("asked => axe.run(document, asked)", asked)["violations"]
    back.evaluate("back => back()")
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


def findings_in_every_mode(page, axe: str) -> list:
    """What axe finds in light, dark and dim; all rules in the first, those about colour in the others."""
    found = []
    for mode in MODES:
        page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
        found += [(mode, *one) for one in findings_of(page, axe, None if mode == MODES[0] else OF_COLOUR)]
    return found


def width_of(page) -> int:
    """How wide the page is; more than the window where something runs out of it."""
    return page.evaluate("document.documentElement.scrollWidth")


def fits(page) -> bool:
    """Whether nothing is wider than the window."""
    return width_of(page) <= page.viewport_size["width"]


def complaints_of(page) -> list[str]:
    """What the browser complains of from now on: a growing list."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def tab_to(page, there: str, most: int = 120) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean({there})"):
            return
    raise AssertionError(f"no focus where {there}")


def until(page, holds: str, was: str = "", seconds: float = 20) -> None:
    """Wait until something holds; the page's policy forbids the browser to wait for it by itself."""
    for _ in range(int(seconds * 10)):
        if page.evaluate(f"was => Boolean({holds})", was):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not {holds}")
