"""
Take what is due and send it.

A notice is taken by one conditional update, for a while. If the worker dies, the lease ends and another worker takes
the notice with the same Message-ID, so that the receiving side can recognise a repetition. Every notice is handed over
at least once; it is handed over twice only if a worker died between handing it over and writing that down.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from nuchal.clinic.audit.actions import SYSTEM, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.notices.kinds import is_wanted, tell_end
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.notices.sealing import NotReadable, unseal

LOG = logging.getLogger("nuchal.mail")
LEASE = timedelta(minutes=2)
"""Longer than any hand-over lasts: a mail server is given 20 seconds for each step."""
PAUSES = (timedelta(seconds=15), timedelta(minutes=1))
"""The wait after each failure; after one failure more than there are pauses it is a task for the clinic."""
MOST_TAKES = 20
"""A notice that so many workers died of is a task too."""
AT_ONCE = 20
State = Notice.State


def deliver_due(worker: UUID, *, lease: timedelta = LEASE) -> int:
    """Send what is due now, at most a few at once so that the loop can say that it lives; gives how many were taken."""
    taken = 0
    for key in list(_due(timezone.now()).order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        notice = take(key, worker, lease=lease)
        if notice is not None:
            deliver(notice)
            taken += 1
    return taken


def take(key: int, worker: UUID, *, lease: timedelta = LEASE) -> Notice | None:
    """The notice, if it is still due and no other worker was faster."""
    now = timezone.now()
    taken = (
        _due(now)
        .filter(pk=key)
        .update(state=State.SENDING, taken_by=worker, lease_until=now + lease, takes=F("takes") + 1)
    )
    return Notice.objects.get(pk=key) if taken else None


def deliver(notice: Notice) -> None:
    """Send a notice that was taken, and write down what became of it."""
    if notice.takes > MOST_TAKES:
        _end(notice, State.FAILED, problem="workers died")
    elif not is_wanted(notice):
        _end(notice, State.VOID, words="")
    else:
        _send(notice)


def _send(notice: Notice) -> None:
    try:
        hand_over(notice)
    except (OSError, SMTPException, ValueError, NotReadable) as problem:
        # Neither the address nor the words stand in a log.
        LOG.warning("a notice did not leave", extra={"notice": notice.pk, "problem": type(problem).__name__})
        _fail(notice, problem)
    else:
        _end(notice, State.SENT, sent_at=timezone.now(), words="", problem="")


def hand_over(notice: Notice) -> None:
    """Give a notice to the mail server, or to the folder of letters."""
    message = EmailMessage(
        " ".join(
            notice.title.split()
        ),  # a name with a line break in it is no reason for a letter to stay here
        unseal(notice.words),
        None,
        [notice.recipient],
        headers={"Message-ID": message_id(notice)},
        connection=get_connection(settings.DELIVERY_BACKEND),
    )
    message.send()


def message_id(notice: Notice) -> str:
    """The same for every try."""
    return f"<{notice.key}@{settings.ALLOWED_HOSTS[0].strip('[].') or 'localhost'}>"


def _due(now: datetime) -> Any:
    waits, left_over = Q(state=State.DUE, due_at__lte=now), Q(state=State.SENDING, lease_until__lt=now)
    return Notice.objects.filter(waits | left_over)


def _fail(notice: Notice, problem: Exception) -> None:
    failures, name = notice.failures + 1, type(problem).__name__[:80]
    if failures > len(PAUSES) or isinstance(problem, (ValueError, NotReadable)):
        _end(notice, State.FAILED, failures=failures, problem=name)
        return
    again = timezone.now() + PAUSES[failures - 1]
    _mine(notice).update(state=State.DUE, due_at=again, failures=failures, problem=name)


@transaction.atomic
def _end(notice: Notice, state: State, **to: Any) -> None:
    """Write an end down, unless another worker has taken the notice meanwhile."""
    if not _mine(notice).update(state=state, **to):
        return
    notice.refresh_from_db()
    note(
        Action.SEND, by=SYSTEM, clinic=notice.clinic_id, subject=notice, client=notice.client_id,
        kind=notice.kind, state=state.value, tries=notice.takes,
    )  # fmt: skip
    tell_end(notice)


def _mine(notice: Notice) -> Any:
    return Notice.objects.filter(
        pk=notice.pk, state=State.SENDING, taken_by=notice.taken_by, takes=notice.takes
    )
