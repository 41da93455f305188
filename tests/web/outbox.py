"""The outbox in a test: what is due now, or after some time, is sent by a worker that lives for one look."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db.models import F

from nuchal.clinic.notices.delivery import deliver_due
from nuchal.clinic.notices.models import Notice

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


def deliver(*, after: timedelta = timedelta()) -> int:
    """Send what is due once this time has passed; gives how many notices were taken."""
    if after:
        Notice.objects.filter(state=Notice.State.DUE).update(due_at=F("due_at") - after)
    return deliver_due(uuid4())


def refuse(*_args: object, **_more: object) -> int:
    """A mail server that is not there."""
    raise ConnectionRefusedError
