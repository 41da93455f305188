"""One part of the clinic."""

from django.apps import AppConfig


class Today(AppConfig):
    """The part named today."""

    name = "nuchal.clinic.today"
    label = "today"
