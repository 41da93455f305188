"""One part of the clinic."""

from django.apps import AppConfig


class Chart(AppConfig):
    """The part named chart."""

    name = "nuchal.clinic.chart"
    label = "chart"
