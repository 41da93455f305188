"""The part of the clinic that asks clients before their visit."""

from django.apps import AppConfig


class Intake(AppConfig):
    """Intake by link, and the alerts that it raises."""

    name = "nuchal.clinic.intake"
    label = "intake"

    def ready(self) -> None:
        """Whoever comes back by a passkey finds an intake that is not handed in."""
        from nuchal.clinic.people.links import ClientLink  # noqa: PLC0415
        from nuchal.clinic.people.opening import in_progress  # noqa: PLC0415

        in_progress[ClientLink.Purpose.INTAKE] = "nuchal.clinic.intake.queries.is_in_progress"
