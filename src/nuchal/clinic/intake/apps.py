"""The part of the clinic that asks clients before their visit."""

from django.apps import AppConfig


class Intake(AppConfig):
    """Intake by link, and the alerts that it raises."""

    name = "nuchal.clinic.intake"
    label = "intake"

    def ready(self) -> None:
        """A passkey finds an unfinished intake; letters about alerts ask if they are wanted, and tell their end."""
        from nuchal.clinic.design.bars import bars, marks  # noqa: PLC0415
        from nuchal.clinic.notices.kinds import Kind, kinds  # noqa: PLC0415
        from nuchal.clinic.people.links import ClientLink  # noqa: PLC0415
        from nuchal.clinic.people.opening import answered, in_progress  # noqa: PLC0415

        in_progress[ClientLink.Purpose.INTAKE] = "nuchal.clinic.intake.queries.is_in_progress"
        answered.append("nuchal.clinic.intake.answered.was_answered")

        bars.append("nuchal.clinic.intake.alert_bar.bar")
        marks.append("nuchal.clinic.intake.alert_bar.mark")
        letters = "nuchal.clinic.intake.alert_letters"
        kinds["alert"] = Kind(wanted=f"{letters}.is_wanted", ended=f"{letters}.keep_end")
        kinds["call"] = Kind(wanted=f"{letters}.is_wanted")
