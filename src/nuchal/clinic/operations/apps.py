"""The part of the clinic that keeps it running."""

from django.apps import AppConfig


class Operations(AppConfig):
    """Health checks, logs, headers, mail, and pages for what went wrong."""

    name = "nuchal.clinic.operations"
    label = "operations"
