"""One part of the clinic."""

from django.apps import AppConfig


class Operations(AppConfig):
    """The part named operations."""

    name = "nuchal.clinic.operations"
    label = "operations"
