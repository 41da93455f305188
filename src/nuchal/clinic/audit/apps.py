"""The part of the clinic that remembers who did what."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Audit(AppConfig):
    """Append-only events, hash-chained per clinic, and digests of the rows of the record."""

    name = "nuchal.clinic.audit"
    label = "audit"

    def ready(self) -> None:
        """Seal every row of the record that is written, and once, after an update, what was there before seals."""
        from nuchal.clinic.audit.row_digests import watch  # noqa: PLC0415  # models are ready only now

        watch()
        post_migrate.connect(_adopt, sender=self, dispatch_uid="adopt what was there before seals")


def _adopt(**_more: Any) -> None:
    from nuchal.clinic.audit.resealing import adopt  # noqa: PLC0415  # models are ready only now

    adopt()
