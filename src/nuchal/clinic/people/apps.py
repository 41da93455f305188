"""The part of the clinic that knows people."""

from django.apps import AppConfig


class People(AppConfig):
    """Clinics, staff and clients."""

    name = "nuchal.clinic.people"
    label = "people"

    def ready(self) -> None:
        """Sign-ins, failed sign-ins and sign-outs are audited."""
        from nuchal.clinic.people import signing_in  # noqa: F401, PLC0415
