"""The part of the clinic that keeps it running."""

from django.apps import AppConfig
from django.core.signals import got_request_exception

from nuchal.clinic.operations.logging import log_broken


class Operations(AppConfig):
    """Health checks, logs, headers, mail, and pages for what went wrong."""

    name = "nuchal.clinic.operations"
    label = "operations"

    def ready(self) -> None:
        """Log what breaks, wherever it breaks."""
        got_request_exception.connect(log_broken, dispatch_uid="log_broken")
