"""A QR code as one SVG path, drawn on the server: nothing is fetched, and no script is needed."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # it ships no types
from qrcode.main import QRCode  # type: ignore[import-untyped]  # it ships no types

register = template.Library()
QUIET_MODULES = 4
"""The light margin that the standard (ISO/IEC 18004) asks for."""


@register.simple_tag
def qr_code(text: str, label: str) -> SafeString:
    """The code of `text`; `label` is what is heard. Dark on light in every mode, or phones do not read it."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
        len(rows),
        label,
        path,
    )
