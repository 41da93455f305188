"""One part of the clinic."""

from django.apps import AppConfig


class Demo(AppConfig):
    """The part named demo."""

    name = "nuchal.clinic.demo"
    label = "demo"
