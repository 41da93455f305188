"""Small pieces for templates: icons, marks, chips and bars, each with its word beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.design import icons, modes
from nuchal.clinic.design.bars import bars_of, marks_of

register = template.Library()

TIERS: Mapping[str, Any] = {
    "emergency": _("Emergency"),
    "same_day": _("Same day"),
    "refer_first": _("Refer first"),
    "modify": _("Modify"),
    "note": _("Note"),
    "none": _("Asked, clear"),
}
MARKS: Mapping[str, Any] = {"met": _("met"), "unmet": _("not met"), "open": _("open")}
TRUTHS: Mapping[str, str] = {
    "yes": "met",
    "no": "unmet",
    "unknown": "open",
    "True": "met",
    "False": "unmet",
    "None": "open",
}
FINDINGS: Mapping[str, Any] = {
    "observed": _("yes"),
    "denied": _("no"),
    "not_asked": _("not asked"),
    "not_known": _("not known"),
    "not_examinable": _("not examinable"),
    "declined": _("declined"),
}
GRADES: Mapping[str, tuple[int, Any]] = {
    "A": (4, _("strong")),
    "B": (3, _("moderate")),
    "C": (2, _("weak")),
    "D": (1, _("opinion only")),
    "N": (0, _("no benefit found")),
}
SIDES: Mapping[str, tuple[Any, Any]] = {
    "left": (_("L"), _("left")),
    "right": (_("R"), _("right")),
    "both": (_("B"), _("both sides")),
    "midline": (_("M"), _("middle")),
}
MODE_WORDS: tuple[tuple[str, str, Any], ...] = (
    ("light", "sun", _("Light")),
    ("dark", "contrast", _("Dark")),
    ("dim", "moon", _("Dim, for sore eyes")),
    ("device", "device", _("As the device")),
)


def _value(thing: Any) -> str:
    """An engine's enum or a plain word, with underscores."""
    return str(thing.value if isinstance(thing, Enum) else thing).strip().replace(" ", "_").replace("-", "_")


def _mode(context: Context) -> str:
    """The mode to show. A page may wish for one where nobody has chosen: `mode_unless_chosen`, the diary at night."""
    return modes.mode_of(context.get("request"), str(context.get("mode_unless_chosen") or ""))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "lock" %}`; give a label only where no word stands beside it."""
    return mark_safe(icons.svg(name, str(conditional_escape(label))))


@register.simple_tag
def brand() -> SafeString:
    """The mark: a head from the side, two lines of the nape, one point."""
    return mark_safe(f'<svg class="brand" viewBox="0 0 40 40" aria-hidden="true">{icons.BRAND}</svg>')


@register.simple_tag(takes_context=True)
def mode_attribute(context: Context) -> SafeString:
    """For `<html>`: the mode this browser was left in, so that the first paint is already right."""
    mode = _mode(context)
    return format_html(' data-mode="{}"', mode) if mode else mark_safe("")


@register.simple_tag(takes_context=True)
def mode(context: Context) -> str:
    """The mode this browser was left in; empty when the device decides."""
    return _mode(context)


@register.simple_tag(takes_context=True)
def papers_of_mode(context: Context) -> list[dict[str, str]]:
    """What the frame of the browser is coloured with, so that no bright bar stands above a dim page."""
    chosen = _mode(context)
    if chosen:
        return [{"colour": modes.PAPER[chosen]}]
    both = (("light", "(prefers-color-scheme: light)"), ("dark", "(prefers-color-scheme: dark)"))
    return [{"colour": modes.PAPER[mode], "media": media} for mode, media in both]


@register.simple_tag(takes_context=True)
def modes_to_choose(context: Context) -> list[dict[str, Any]]:
    """The four entries of the display menu."""
    chosen = _mode(context) or modes.DEVICE
    return [
        {"value": value, "icon": drawn, "words": words, "chosen": value == chosen}
        for value, drawn, words in MODE_WORDS
    ]


@register.simple_tag
def url_if_any(name: str, *args: Any, **kwargs: Any) -> str:
    """An address, or nothing while that page does not exist."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def tier(level: Any, words: str = "") -> SafeString:
    """A danger tier as a tag: sign and word."""
    name = _value(level)
    return format_html(
        '<span class="tier tier-{}">{}{}</span>',
        name,
        icon("clear" if name == "none" else name),
        words or TIERS[name],
    )


@register.inclusion_tag("design/components/danger.html")
def danger(level: Any, words: str, **options: Any) -> dict[str, Any]:
    """The strip: tier, fact, action. Options: `title` for the tier's word, `href` and `button`, `told` at its end."""
    name = _value(level)
    drawn = "clear" if name == "none" else name
    return {
        "level": name,
        "drawn": drawn,
        "words": words,
        "tier_words": options.pop("title", "") or TIERS[name],
        **options,
    }


@register.simple_tag
def mark(state: Any, words: str = "") -> SafeString:
    """Met, not met or open: `state` is one of these, a truth of the engine, or a Python bool or None."""
    name = TRUTHS.get(_value(state), _value(state))
    return format_html('<span class="mark mark-{}">{}{}</span>', name, icon(name), words or MARKS[name])


@register.simple_tag
def finding(state: Any, words: str, said: str = "") -> SafeString:
    """A finding in one of its states, each with a sign and a word."""
    name = _value(state)
    return format_html(
        '<span class="finding finding-{}">{}<span>{} <em>{}</em></span></span>',
        name,
        icon(name),
        words,
        said or FINDINGS[name],
    )


@register.simple_tag
def grade(letter: Any, words: str = "") -> SafeString:
    """How strong the evidence is: four pips, a letter, a word."""
    name = _value(letter).upper()
    filled, usual = GRADES[name]
    pips = format_html_join(
        "",
        '<rect class="pip{}" x="{}" y=".5" width="5" height="7" rx="1.2"/>',
        (("" if n < filled else " pip-off", 0.5 + 7 * n) for n in range(4)),
    )
    return format_html(
        '<span class="grade"><span class="vh">{} </span><svg viewBox="0 0 27 8" aria-hidden="true">{}</svg>'
        "<b>{}</b> {}</span>",
        _t("Evidence:"), pips, name, words or usual,
    )  # fmt: skip


@register.simple_tag
def prob(share: float, low: float, high: float) -> SafeString:
    """A probability as a bar with its range and in digits. All three are shares from 0 to 1."""
    at, start, end = (round(190 * min(1.0, max(0.0, float(n)))) for n in (share, low, high))
    of_100 = [round(100 * float(n)) for n in (share, low, high)]
    ends = _t("%(low)s to %(high)s") % {"low": of_100[1], "high": of_100[2]}
    return format_html(
        '<div class="prob"><svg viewBox="0 0 190 18" aria-hidden="true">'
        '<rect class="prob-track" y="5" width="190" height="8" rx="4"/>'
        '<rect class="prob-fill" y="5" width="{}" height="8" rx="4"/>'
        '<path class="prob-int" d="M{} 1.5v15M{} 1.5v15M{} 9H{}"/></svg>'
        "<b>{}&#8201;%</b><span>{}</span></div>",
        at, start, end, start, end, of_100[0], ends,
    )  # fmt: skip


@register.simple_tag
def side(name: Any) -> SafeString:
    """The side of a structure as a letter in a ring; nothing where it has none."""
    known = SIDES.get(_value(name))
    if known is None:
        return mark_safe("")
    return format_html(
        '<span class="chip chip-side"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>',
        *known,
    )


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """First letters of the first and the last word of a name; silent, because the name stands beside it."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    letters = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "–"
    return format_html(
        '<span class="avatar{}" aria-hidden="true">{}</span>', f" avatar-{size}" if size else "", letters
    )


@register.simple_tag
def progress(done: float, words: str) -> SafeString:
    """How far, from 0 to 1, as a line, and in words."""
    width = round(350 * min(1.0, max(0.0, float(done))))
    return format_html(
        '<div class="progress"><svg viewBox="0 0 350 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="progress-track" width="350" height="4" rx="2"/>'
        '<rect class="progress-fill" width="{}" height="4" rx="2"/>'
        "</svg><p>{}</p></div>",
        width, words,
    )  # fmt: skip


@register.simple_tag
def strip28(days: Iterable[Any], words: str) -> SafeString:
    """28 days in a row for Today: 0 none, 1 mild, 2 moderate, 3 severe, None no entry; `words` say the same."""
    height = {1: 10, 2: 18, 3: 27}
    drawn = []
    for n, level in enumerate(days):
        x = round(0.7 + 7.7 * n, 1)
        if level is None:
            drawn.append(format_html('<circle class="st-x" cx="{}" cy="26" r="2.3"/>', round(x + 2.7, 1)))
        elif level:
            tall = height[int(level)]
            drawn.append(
                format_html(
                    '<rect class="st-{}" x="{}" y="{}" width="5.4" height="{}" rx="1.5"/>',
                    level,
                    x,
                    30 - tall,
                    tall,
                )
            )
    return format_html(
        '<div class="strip"><span class="vh">{}</span><svg viewBox="0 0 216 34" aria-hidden="true">'
        '<path class="st-base" d="M0 31.5H216"/>{}</svg></div>',
        words, mark_safe("".join(drawn)),
    )  # fmt: skip


@register.simple_tag
def dots100(count: int) -> SafeString:
    """A chance as a hundred dots; the sentence with the number stands beside it."""
    dots = format_html_join(
        "",
        '<circle{} cx="{}" cy="{}" r="4"/>',
        (
            (mark_safe(' class="on"') if n < count else "", 5 + 10 * (n % 20), 6 + 17 * (n // 20))
            for n in range(100)
        ),
    )
    return format_html('<svg class="dots100" viewBox="0 0 200 84" aria-hidden="true">{}</svg>', dots)


@register.simple_block_tag
def panel(content: str, title: str = "", meta: str = "", kind: str = "", id: str = "") -> SafeString:
    """`{% panel "Headache types" %}...{% endpanel %}`: a sheet with a serif title; `kind` adds classes."""
    head = ""
    if title:
        told = format_html('<span class="tiny ink-3 push">{}</span>', meta) if meta else ""
        head = format_html('<div class="panel-h"><h2>{}</h2>{}</div>', title, told)
    named = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<section class="panel{}"{}>{}{}</section>', f" {kind}" if kind else "", named, head, content
    )


@register.simple_block_tag
def held(content: str, title: str) -> SafeString:
    """A dashed frame that says which answer opens it."""
    return format_html('<section class="held"><h3>{}{}</h3>{}</section>', icon("lock"), title, content)


@register.simple_block_tag
def disclose(
    content: str, title: str, keep: str = "", opened: bool = False, kind: str = "disclose"
) -> SafeString:
    """Something one tap away. `keep` is a key under which this browser remembers whether it was open."""
    kept = format_html(' data-keep="{}"', keep) if keep else ""
    sign, end = (icon("help"), "") if kind == "why" else ("", icon("down"))
    state = mark_safe(" open") if opened else ""
    return format_html(
        '<details class="{}"{}{}><summary>{}{}{}</summary><div>{}</div></details>',
        kind,
        kept,
        state,
        sign,
        title,
        end,
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """For signing and for what cannot be undone. A button with `data-dialog="ID"` opens it; actions are its content."""
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title"><h2 id="{}-title">{}</h2>{}</dialog>',
        id,
        id,
        id,
        title,
        content,
    )


RAIL: tuple[tuple[str, str, Any], ...] = (
    ("today", "today", _("Today")),
    ("clients", "clients", _("Clients")),
    ("atlas", "atlas", _("Atlas")),
    ("settings", "settings", _("Settings")),
)


@register.simple_tag(takes_context=True)
def rail_items(context: Context) -> list[dict[str, Any]]:
    """`rail` of the page if it has one; else every usual place whose address exists. `section` names where we are."""
    if "rail" in context:
        return list(context["rail"])
    places = [(name, url_if_any(name), drawn, words) for name, drawn, words in RAIL]
    here = context.get("section")
    return [
        {"url": url, "icon": drawn, "words": words, "current": name == here}
        for name, url, drawn, words in places
        if url
    ]


@register.simple_tag(takes_context=True)
def staff_bars(context: Context) -> str:
    """`{% staff_bars %}`: what parts of the clinic show above every page of staff; nothing without a request."""
    request = context.get("request")
    return bars_of(request) if request is not None else ""


@register.simple_tag(takes_context=True)
def client_marks(context: Context, client_id: Any) -> str:
    """`{% client_marks client.pk %}`: what parts of the clinic show beside the name of a client on every list."""
    request = context.get("request")
    return marks_of(request, client_id) if request is not None else ""


@register.simple_tag
def design_sheet(name: str) -> str:
    """The address of one of our style sheets."""
    return static(f"design/{name}.css")


@register.filter
def split_words(words: str) -> list[str]:
    """Words of a line, to go through them in a template."""
    return words.split()


@register.filter
def mark_words(state: Any) -> Any:
    """`met`, `not met`, `open`; any other word stays as it is."""
    return MARKS.get(_value(state), state)


@register.filter
def tier_words(level: Any) -> Any:
    """The words of a danger tier."""
    return TIERS[_value(level)]


@register.filter
def input_kind(bound: Any) -> str:
    """How a field is laid out: `check`, `hidden`, `set` or `line`."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if getattr(widget, "input_type", "") == "checkbox" and not getattr(
        widget, "allow_multiple_selected", False
    ):
        return "check"
    return "set" if bound.use_fieldset or widget.use_fieldset else "line"


@register.filter
def undo_url(message: Any) -> str:
    """Where a message can be undone, if `toasts.say` gave it an address."""
    return next((tag[5:] for tag in str(message.extra_tags or "").split() if tag.startswith("undo=")), "")


ACCOUNT: tuple[tuple[str, Any], ...] = (
    ("account_change_password", _("Password")),
    ("mfa_index", _("Second step")),
    ("account_email", _("E-mail")),
    ("usersessions_list", _("Devices")),
    ("account_logout", _("Sign out")),
)


@register.simple_tag(takes_context=True)
def account_tabs(context: Context) -> list[dict[str, Any]]:
    """The pages of one's own account that this clinic offers."""
    here = context["request"].path
    places = [(url_if_any(name), words) for name, words in ACCOUNT]
    return [{"url": url, "words": words, "current": here.startswith(url)} for url, words in places if url]


@register.filter
def door_button(attrs: Mapping[str, Any]) -> str:
    """One filled button a page: what allauth sends and does not call secondary."""
    tags = set(attrs.get("tags") or ())
    if tags & {"link", "cancel"}:
        return "btn-quiet btn-soft"
    if (
        tags & {"outline", "secondary", "panel", "danger", "delete"}
        or attrs.get("href")
        or (attrs.get("name") and not tags)
    ):
        return ""
    return "btn-main btn-door"
