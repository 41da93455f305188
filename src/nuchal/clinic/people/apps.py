"""The part of the clinic that knows people."""

from django.apps import AppConfig


class People(AppConfig):
    """Clinics, staff and clients."""

    name = "nuchal.clinic.people"
    label = "people"

    def ready(self) -> None:
        """Sign-ins, failed sign-ins and sign-outs are audited; a withdrawn invitation or link is not sent."""
        from nuchal.clinic.notices.kinds import Kind, kinds  # noqa: PLC0415
        from nuchal.clinic.people import signing_in  # noqa: F401, PLC0415

        kinds["client_link"] = Kind(wanted="nuchal.clinic.people.link_mail.is_link_open")
        kinds["invitation"] = Kind(wanted="nuchal.clinic.people.membership.is_invitation_open")
