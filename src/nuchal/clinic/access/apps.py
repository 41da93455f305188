"""The part of the clinic that knows who may come in."""

from django.apps import AppConfig


class Access(AppConfig):
    """Roles, the door to rows, and sign-in."""

    name = "nuchal.clinic.access"
    label = "access"
