"""The part of the clinic that knows who may come in."""

from django.apps import AppConfig


class Access(AppConfig):
    """Roles, the door to rows, and sign-in."""

    name = "nuchal.clinic.access"
    label = "access"

    def ready(self) -> None:
        """Every sign-in is noted with its moment, the first one too."""
        from nuchal.clinic.access import idle  # noqa: F401, PLC0415
