"""One part of the clinic."""

from django.apps import AppConfig


class Exam(AppConfig):
    """The part named exam."""

    name = "nuchal.clinic.exam"
    label = "exam"
