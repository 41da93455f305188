"""The figure, painted: `{% load design_figure %}`. Apart from the other tags, because it loads the body map."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from nuchal.bodymap import Drawing, svg
from nuchal.bodymap.svg import Referral
from nuchal.letters.figures import HEIGHT, WIDTH, Picture, overlay

register = template.Library()


@register.simple_tag
def drawing(
    view: str, drawn: Drawing, words: str, name: str, refers: Referral | None = None, caption: str = ""
) -> SafeString:
    """
    What a person drew, in one view; with `refers`, the referral of one structure as lines over it.

    `words` say what is painted where; `name` is unique on the page, because ids inside start with it.
    """
    painted = svg(view, title=words, drawing=drawn, name=name).removesuffix("</svg>")
    lines = ""
    if refers:
        over = Picture(view=view, pain={}, core=refers.core, spill=refers.spill, outlined=True)
        lines = overlay(over, f"{name}-lines")
    return _framed(view, mark_safe(f"{painted}{lines}</svg>"), caption)


@register.simple_tag
def picture(shown: Picture, words: str, name: str, caption: str = "") -> SafeString:
    """Whole zones instead of strokes, and referral as areas or lines, as a letter shows them."""
    return _framed(
        shown.view,
        format_html(
            '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            WIDTH, HEIGHT, words, mark_safe(overlay(shown, name)),
        ),
        caption,
    )  # fmt: skip


def _framed(view: str, drawn: SafeString, caption: str) -> SafeString:
    told = format_html('<figcaption class="tiny ink-3">{}</figcaption>', caption) if caption else ""
    return format_html('<figure><div class="fig fig-{}">{}</div>{}</figure>', view, drawn, told)
