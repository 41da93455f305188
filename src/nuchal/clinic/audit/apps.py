"""The part of the clinic that remembers who did what."""

from django.apps import AppConfig


class Audit(AppConfig):
    """Append-only events, hash-chained per clinic."""

    name = "nuchal.clinic.audit"
    label = "audit"
