"""The figure, painted: `{% load design_figure %}`. Apart from the other tags, because it loads the body map."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from nuchal.letters.figures import HEIGHT, WIDTH, Picture, overlay

register = template.Library()


@register.simple_tag
def figure(picture: Picture, words: str, name: str, caption: str = "") -> SafeString:
    """
    One view, painted, with referral as areas or lines.

    `words` say what is painted where; `name` is unique on the page, because ids inside start with it.
    """
    told = format_html('<figcaption class="tiny ink-3">{}</figcaption>', caption) if caption else ""
    return format_html(
        '<figure class="drawn"><div class="fig fig-{}"><svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg></div>'
        "{}</figure>",
        picture.view, WIDTH, HEIGHT, words, mark_safe(overlay(picture, name)), told,
    )  # fmt: skip
