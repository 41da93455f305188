"""The part of the clinic that watches over it."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """The page of the audit, and the checks of `nuchal doctor`."""

    name = "nuchal.clinic.oversight"
    label = "oversight"

    def ready(self) -> None:
        """A worker mails the anchor of the audit once a day."""
        from nuchal.clinic.notices.kinds import regular  # noqa: PLC0415  # models are ready only now

        regular.append("nuchal.clinic.oversight.anchor_mail.write_due")
