"""Light, dark and dim: the choice lies in a cookie, so that the server sets it before the first paint."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "nuchal_mode"
BRIGHT = "nuchal_bright"
MODES = ("light", "dark", "dim")
DEVICE = "device"
PAPER = {"light": "#f5efe4", "dark": "#1b1815", "dim": "#110c07"}
"""The ground of each mode, for the frame of the browser around the page; the same as `--bg`."""
YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest | None) -> str:
    """What this browser was told: a mode, `device`, or nothing yet."""
    told = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return told if told in (*MODES, DEVICE) else ""


def mode_of(request: HttpRequest | None, unless_chosen: str = "") -> str:
    """The mode to show; empty: the device decides. `unless_chosen` counts where nobody has chosen yet."""
    told = chosen(request) or unless_chosen
    return told if told in MODES else ""


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a mode for this browser. `bright` goes back from dim to what was there before."""
    wanted = request.POST.get("mode", "")
    if wanted == "bright":
        wanted = request.COOKIES.get(BRIGHT, "")
    if wanted not in MODES:
        wanted = DEVICE
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        following, {request.get_host()}, require_https=request.is_secure()
    ):
        following = "/"
    answer = HttpResponseRedirect(following)
    _keep(answer, COOKIE, wanted, request.is_secure())
    if wanted != "dim":
        _keep(answer, BRIGHT, wanted, request.is_secure())
    return answer


def _keep(answer: HttpResponse, name: str, mode: str, secure: bool) -> None:
    """Not hidden from scripts: mode.js keeps the same cookie, so that a change is instant and works offline."""
    answer.set_cookie(name, mode, max_age=YEAR, samesite="Lax", secure=secure)
