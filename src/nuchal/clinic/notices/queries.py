"""Read the outbox: what failed, and when a worker was last heard of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.notices.models import Notice, Worker

SILENT_AFTER = timedelta(minutes=2)
"""A worker says every 20 seconds that it lives."""


def failed_notices(viewer: Viewer) -> QuerySet[Any]:
    """Notices of the viewer's clinics that failed and wait for a decision, oldest first."""
    found: QuerySet[Any] = Notice.objects.visible_to(viewer).filter(state=Notice.State.FAILED)
    return found.order_by("created_at", "pk")


def last_heard_at() -> datetime | None:
    """When any worker was last heard of; None where none ever was."""
    found: datetime | None = Worker.objects.aggregate(at=Max("heard_at"))["at"]
    return found


def is_silent(*, heard: datetime | None = None) -> bool:
    """Whether no worker was heard of lately, so that no message leaves; `heard` where the caller has asked already."""
    last = heard or last_heard_at()
    return last is None or timezone.now() - last > SILENT_AFTER


def worker_state() -> dict[str, Any]:
    """`silent`: no message leaves; `heard_at`: when a worker was last heard of."""
    heard = last_heard_at()
    return {"silent": is_silent(heard=heard) if heard else True, "heard_at": heard}
