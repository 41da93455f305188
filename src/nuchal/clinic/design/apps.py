"""One part of the clinic."""

from django.apps import AppConfig


class Design(AppConfig):
    """The part named design."""

    name = "nuchal.clinic.design"
    label = "design"
