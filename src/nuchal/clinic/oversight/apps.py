"""The part of the clinic that watches over it."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """The page of the audit, and the checks of `nuchal doctor`."""

    name = "nuchal.clinic.oversight"
    label = "oversight"
