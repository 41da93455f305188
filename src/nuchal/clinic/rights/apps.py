"""The part of the clinic that hands a client's data over, and erases it."""

from django.apps import AppConfig


class Rights(AppConfig):
    """Copy, retention and erasure of what is kept about one client."""

    name = "nuchal.clinic.rights"
    label = "rights"
