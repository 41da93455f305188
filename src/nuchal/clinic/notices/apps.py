"""The part of the clinic that sends."""

from django.apps import AppConfig


class Notices(AppConfig):
    """The outbox, its work loop, and who was heard of."""

    name = "nuchal.clinic.notices"
    label = "notices"
