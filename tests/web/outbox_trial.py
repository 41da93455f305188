"""
Kill workers at random while they send, and count what arrived.

    python -m tests.web.outbox_trial --notices 5000 --kills 120

Exit code 1 if a notice never arrived, or arrived under two keys. Each worker is a process of its own; what it hands over
is written to a file by one call, before or after which it may be killed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import django
from django.core.mail.backends.base import BaseEmailBackend

LEASE = timedelta(seconds=1)
ARRIVED = "arrived.txt"


class Receiver(BaseEmailBackend):
    """A mail server that takes a moment before and after it accepts."""

    def send_messages(self, email_messages):
        from django.conf import settings

        for message in email_messages:
            time.sleep(random.uniform(0, 0.004))
            line = f"{message.to[0]} {message.extra_headers['Message-ID']}\n"
            with open(settings.DATA / ARRIVED, "ab", buffering=0) as file:
                file.write(line.encode())
            time.sleep(random.uniform(0, 0.004))
        return len(email_messages)


def work() -> None:
    """One worker, until it is killed."""
    from django.db.utils import DatabaseError

    from nuchal.clinic.notices import loop

    try:
        loop.run(threading.Event(), pause_s=0.02, lease=LEASE)
    except DatabaseError as problem:
        print(problem, file=sys.stderr)
    os._exit(1)


def fork() -> int:
    """Start a worker; nothing of the database is open at the fork."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        signal.alarm(110)
        work()
    return child


def left() -> int:
    """Notices that are neither sent nor failed."""
    from nuchal.clinic.notices.models import Notice

    return Notice.objects.filter(state__in=["due", "sending"]).count()


def kill_and_replace(children: list[int]) -> None:
    """One worker dies without a word, and another starts."""
    victim = children.pop(random.randrange(len(children)))
    os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)
    children.append(fork())


def run(notices: int, kills: int, workers: int, within_s: float) -> dict[str, int]:
    """The trial; gives what was counted."""
    from django.conf import settings
    from django.core.management import call_command

    from nuchal.clinic.notices.actions import Message, write

    call_command("migrate", verbosity=0)
    for number in range(notices):
        write(
            Message(
                kind="trial",
                subject=f"trial/{number}",
                recipient=f"n{number}@example.org",
                title="T",
                words="W",
            )
        )
    children, killed, end = [fork() for _ in range(workers)], 0, time.monotonic() + within_s
    while time.monotonic() < end and (left() or killed < kills):
        time.sleep(random.uniform(0.01, 0.08))
        if killed < kills:
            kill_and_replace(children)
            killed += 1
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    keys, times = defaultdict(set), defaultdict(int)
    for line in Path(settings.DATA / ARRIVED).read_text().splitlines():
        to, key = line.split()
        keys[to].add(key)
        times[to] += 1
    return {
        "notices": notices,
        "killed": killed,
        "never_sent": notices - len(keys),
        "sent_twice_or_more": sum(count > 1 for count in times.values()),
        "keys_per_notice": max(map(len, keys.values()), default=0),
        "left_open": left(),
    }


def main() -> None:
    """Read the options, run the trial, and tell."""
    options = argparse.ArgumentParser()
    options.add_argument("--notices", type=int, default=120)
    options.add_argument("--kills", type=int, default=12)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--within", type=float, default=90, help="seconds")
    asked = options.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"
    django.setup()
    from django.conf import settings

    settings.DELIVERY_BACKEND = "tests.web.outbox_trial.Receiver"
    counted = run(asked.notices, asked.kills, asked.workers, asked.within)
    print(json.dumps(counted))
    sys.exit(counted["never_sent"] > 0 or counted["keys_per_notice"] != 1 or counted["left_open"] > 0)


if __name__ == "__main__":
    main()
