"""The work loop: sends what is due until it is told to stop, and says every few seconds that it lives."""

from __future__ import annotations

import logging
import signal
import threading
import time
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import close_old_connections
from django.db.utils import DatabaseError
from django.utils import timezone

from nuchal.clinic.notices.delivery import LEASE, deliver_due
from nuchal.clinic.notices.kinds import write_regular
from nuchal.clinic.notices.models import Worker

LOG = logging.getLogger("nuchal.worker")
PAUSE_S = 1.0
"""Between two looks when nothing is due: an alarm leaves within a second."""
HEARD_EVERY_S = 20.0
PAUSE_WITHOUT_DATABASE_S = 5.0
FORGOTTEN_AFTER = timedelta(days=1)


def run_until_stopped() -> None:
    """Send until the process is told to stop (SIGTERM or SIGINT); what is being sent is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)


def run_once() -> int:
    """Send everything that is due now; gives how many notices were taken."""
    worker, taken = uuid4(), 0
    say_alive(worker)
    write_regular()
    while more := deliver_due(worker):
        taken += more
    return taken


def run(stop: threading.Event, *, pause_s: float = PAUSE_S, lease: timedelta = LEASE) -> None:
    """Send until `stop` is set. A database that does not answer is waited for."""
    worker, said_at = uuid4(), -HEARD_EVERY_S
    while not stop.is_set():
        try:
            close_old_connections()
            if time.monotonic() - said_at >= HEARD_EVERY_S:
                say_alive(worker)
                write_regular()
                said_at = time.monotonic()
            busy = deliver_due(worker, lease=lease)
        except DatabaseError as problem:
            LOG.warning("the worker waits for the database", extra={"problem": type(problem).__name__})
            stop.wait(PAUSE_WITHOUT_DATABASE_S)
            continue
        if not busy:
            stop.wait(pause_s)


def say_alive(worker: UUID) -> None:
    """Write down that a worker lives; forget those that have not been heard of for a day."""
    now = timezone.now()
    Worker.objects.update_or_create(
        pk=worker, defaults={"heard_at": now}, create_defaults={"heard_at": now, "started_at": now}
    )
    Worker.objects.filter(heard_at__lt=now - FORGOTTEN_AFTER).delete()
