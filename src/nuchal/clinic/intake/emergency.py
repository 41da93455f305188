"""The number to call for an ambulance, by the country of the clinic."""

from __future__ import annotations

from collections.abc import Mapping

_EUROPEAN_UNION = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
NUMBERS: Mapping[str, str] = {
    **dict.fromkeys(_EUROPEAN_UNION, "112"),
    "IS": "112", "CH": "112", "LI": "112", "GB": "999", "US": "911", "CA": "911", "MX": "911", "AU": "000",
    "NZ": "111", "IN": "112", "JP": "119",
}  # fmt: skip
"""Where a country is not here, the page says "your local emergency number" and draws no button."""


def emergency_number(country: str) -> str:
    """The number, or nothing where we do not know it."""
    return NUMBERS.get(country.upper(), "")
