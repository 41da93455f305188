"""The part of the clinic that asks clients before their visit."""

from django.apps import AppConfig


class Intake(AppConfig):
    """Intake by link, and the alerts that it raises."""

    name = "nuchal.clinic.intake"
    label = "intake"
