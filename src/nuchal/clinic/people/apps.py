"""The part of the clinic that knows people."""

from django.apps import AppConfig


class People(AppConfig):
    """Clinics, staff and clients."""

    name = "nuchal.clinic.people"
    label = "people"
