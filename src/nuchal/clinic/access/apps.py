"""The part of the clinic that knows who may come in."""

from django.apps import AppConfig


class Access(AppConfig):
    """Roles, doors and sign-in."""

    name = "nuchal.clinic.access"
    label = "access"

    def ready(self) -> None:
        """Sign-ins, failed sign-ins and sign-outs are audited."""
        from nuchal.clinic.access import signing_in  # noqa: F401, PLC0415
