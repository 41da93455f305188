"""
Sends thousands of wrong requests to every address of the clinic, as each of the cast: `python -m tools.fuzz_clinic`.

No answer may be a mistake of ours (5xx). `NUCHAL_TEST_DATABASE=postgresql` runs on PostgreSQL. The same seed sends the
same requests; every batch begins with the same clinic and leaves nothing behind.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
import traceback
from collections import Counter
from typing import Any

import django
from django.test.utils import get_runner, setup_test_environment

BATCH = 125
SIGN_OUT = ("account_logout", "usersessions_list", "account_change_password")
"""They end the session of a browser, which would then see nothing but the sign-in page."""


def main() -> int:
    """Send them; the exit code is 1 if one of them broke a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")
    django.setup()
    setup_test_environment()
    logging.disable(logging.CRITICAL)
    from django.conf import settings  # noqa: PLC0415 - only once the settings are chosen

    runner = get_runner(settings)(interactive=False, verbosity=0)
    databases = runner.setup_databases()
    began = time.monotonic()
    stati: Counter[int] = Counter()
    broken: dict[str, str] = {}
    try:
        for start in range(0, chosen.requests, BATCH):
            _batch(chosen.seed + start, min(BATCH, chosen.requests - start), stati, broken)
    finally:
        runner.teardown_databases(databases)
    told = ", ".join(f"{count} times {status}" for status, count in sorted(stati.items()))
    print(f"{sum(stati.values())} requests in {time.monotonic() - began:.0f} s: {told}")
    for where, request in broken.items():
        print(f"BROKEN {where}\n  {request}")
    return 1 if broken else 0


def _batch(seed: int, count: int, stati: Counter[int], broken: dict[str, str]) -> None:
    from django.core.signals import got_request_exception  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from tests.web.conftest import browsers_of, build_cast  # noqa: PLC0415
    from tests.web.nonsense import Nonsense  # noqa: PLC0415
    from tests.web.test_every_page import address_of, addresses  # noqa: PLC0415

    where: list[str] = []

    def note(**_: Any) -> None:
        found = traceback.extract_tb(sys.exc_info()[2])
        ours = next((frame for frame in reversed(found) if "nuchal" in frame.filename), found[-1])
        where.append(f"{sys.exc_info()[1]!r:.200} at {ours.filename}:{ours.lineno}")

    got_request_exception.connect(note)
    try:
        with transaction.atomic():
            cast = build_cast()
            browsers = browsers_of(cast)
            for browser in browsers.values():
                browser.raise_request_exception = False
            places = {name: address_of(name, cast) for name in addresses() if name not in SIGN_OUT}
            nonsense = Nonsense(seed, cast, browsers, places)
            for _ in range(count):
                request = nonsense.request()
                where.clear()
                try:
                    with transaction.atomic():
                        status = request.answered(browsers)
                except Exception as error:
                    status = 599
                    where.append(repr(error)[:300])
                stati[status] += 1
                if status >= 500:
                    broken.setdefault(where[-1] if where else str(status), f"{request} (seed {seed})")
            transaction.set_rollback(True)
    finally:
        got_request_exception.disconnect(note)


if __name__ == "__main__":
    sys.exit(main())
