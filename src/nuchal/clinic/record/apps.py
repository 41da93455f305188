"""One part of the clinic."""

from django.apps import AppConfig


class Record(AppConfig):
    """The part named record."""

    name = "nuchal.clinic.record"
    label = "record"
