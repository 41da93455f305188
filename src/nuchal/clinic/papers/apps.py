"""One part of the clinic."""

from django.apps import AppConfig


class Papers(AppConfig):
    """The part named papers."""

    name = "nuchal.clinic.papers"
    label = "papers"
