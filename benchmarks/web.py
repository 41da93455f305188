"""
How fast are the chart and Today? Median and 95th of sixty, on SQLite and PostgreSQL, with ten thousand clients.

`python -m benchmarks.web [clients]`. Each database runs in a process of its own; with `here` the one that
NUCHAL_TEST_DATABASE names is measured. The processor time of the program stands beside the time on the clock, which
counts whatever else the machine does.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

CLIENTS = 10_000
ROUNDS = 60
CONCLUSIONS = 50
STORY = Path(__file__).resolve().parents[1] / "cases" / "journeys" / "jaw_headache_of_a_clencher.yaml"


def main(arguments: list[str]) -> None:
    """Measure each database that is here, or, with `here`, the one of this process."""
    numbers = [int(one) for one in arguments if one.isdigit()]
    clients = numbers[0] if numbers else CLIENTS
    if "here" in arguments:
        print(json.dumps(measure(clients)))
        return
    from tests.web.postgres import binaries, start

    databases = {"SQLite": "sqlite"}
    if binaries():
        databases["PostgreSQL"] = start()
    for name, address in databases.items():
        found = _in_a_process(address, clients)
        print(f"{name}, {clients} clients, {found.pop('findings'):.0f} findings in the chart, milliseconds")
        for what, (median, most, busy) in found.items():
            print(f"  {what:<26} median {median:6.1f}   p95 {most:6.1f}   processor {busy:6.1f}")


def _in_a_process(address: str, clients: int) -> dict:
    environment = {
        **os.environ,
        "NUCHAL_TEST_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "tests.web.settings",
    }
    call = [sys.executable, "-m", "benchmarks.web", "here", str(clients)]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(clients: int) -> dict:
    """What each page takes inside the program, without the network."""
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.db import connection
    from django.test.utils import get_runner, setup_test_environment

    from nuchal.clinic.operations.knowing import warm
    from nuchal.clinic.record.assessing import forget_answers, sheet_of
    from tests.web.conftest import browser_of
    from tests.web.test_exam import LIVE, TOUCH

    setup_test_environment()
    runner = get_runner(__import__("django.conf").conf.settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        cast = populate(clients)
        connection.cursor().execute(
            "ANALYZE"
        )  # as every database does by itself some time after so many rows
        ada = browser_of(cast.ada)
        place = f"/episodes/{cast.episode.pk}/"
        answers = ("yes", "no")
        ada.get(place)
        warm()  # as the server does before its first request
        # Each answer is another than the one before, so that it is really recorded and concluded from.
        return {
            "findings": len(sheet_of(cast.episode).rows),
            "chart, remembered": _timed(lambda n: ada.get(place)),
            "chart, worked out anew": _timed(lambda n: ada.get(place), before=forget_answers),
            "answer -> panel": _timed(
                lambda n: ada.post(
                    f"{place}answers/",
                    {"finding": "factor_gum", "answer": answers[n % 2]},
                    HTTP_HX_REQUEST="true",
                ),
                check=b'id="assessment"',
            ),
            "exam, a touch -> panel": _timed(
                lambda n: ada.post(
                    f"{place}exam/palpations/", TOUCH | {"tenderness": str(1 + n % 2)}, **LIVE
                ),
                check=b'id="danger-strip"',
            ),
            "reasons of a type": _timed(lambda n: ada.get(f"{place}reasons/type/ichd_2_2/")),
            "history": _timed(lambda n: ada.get(f"{place}history/")),
            "today, whom I treat": _timed(lambda n: ada.get("/?whose=mine")),
            "today, everybody": _timed(lambda n: ada.get("/?whose=all")),
            "today, search": _timed(lambda n: ada.get("/?q=client 77")),
        }
    finally:
        runner.teardown_databases(old)


def populate(clients: int):
    """A clinic with one full chart, and as many clients, each with an open episode, a finding and a conclusion."""
    from nuchal.clinic.people.clients import CareRelationship, Client
    from nuchal.clinic.record.conclusions import Conclusion
    from nuchal.clinic.record.episodes import Episode, Finding
    from tests.web.conftest import build_cast
    from tests.web.test_chart import told

    cast = build_cast()
    cast.ada.system_of_care = "neuromuscular_therapy"
    cast.ada.save()
    told(cast, STORY.stem)
    first = Conclusion.objects.filter(episode=cast.episode).first()
    Conclusion.objects.bulk_create(
        _copy(first, as_of=number, at=first.at - timedelta(days=CONCLUSIONS - number))
        for number in range(1, CONCLUSIONS)
    )  # fmt: skip
    people = [
        Client(
            clinic=cast.clinic, given_name=f"Client {n}", family_name=f"Number {n}", born_on=date(1980, 1, 1)
        )
        for n in range(clients)
    ]
    Client.objects.bulk_create(people, batch_size=500)
    CareRelationship.objects.bulk_create(
        [CareRelationship(client=one, practitioner=cast.ada if n % 3 else cast.bo, since=date(2026, 1, 1))
         for n, one in enumerate(people)], batch_size=500,
    )  # fmt: skip
    episodes = [
        Episode(
            client=one,
            started_on=date(2026, 1, 1),
            last_sequence=1,
            active_at=first.at - timedelta(minutes=n),
        )
        for n, one in enumerate(people)
    ]
    Episode.objects.bulk_create(episodes, batch_size=500)
    Finding.objects.bulk_create(
        [Finding(episode=one, sequence=1, section="profile", profile="main", key="profile", value=0, state="observed",
                 origin="therapist", by_user=cast.ada.user, at=first.at - timedelta(minutes=n))
         for n, one in enumerate(episodes)], batch_size=500,
    )  # fmt: skip
    Conclusion.objects.bulk_create((_copy(first, episode=one, as_of=1) for one in episodes), batch_size=500)
    return cast


def _copy(stored, **other):
    from nuchal.clinic.record.conclusions import Conclusion

    fields = {field.attname: getattr(stored, field.attname) for field in stored._meta.concrete_fields}
    other = {
        ("episode_id" if key == "episode" else key): getattr(value, "pk", value)
        for key, value in other.items()
    }
    return Conclusion(**{**fields, "id": uuid.uuid4(), **other})


def _timed(
    do: Callable[[int], object], *, before: Callable[[], None] | None = None, check: bytes = b""
) -> tuple[float, float, float]:
    """Median and 95th of many calls, and the median of the program's own processor time, in milliseconds."""
    taken, worked = [], []
    for number in range(ROUNDS + 3):
        if before:
            before()
        began, working = time.perf_counter(), time.process_time()
        answer = do(number)
        taken.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - working))
        assert answer.status_code == 200, answer.status_code
        assert check in answer.content
    kept = sorted(taken[3:])
    return kept[len(kept) // 2], kept[int(len(kept) * 0.95)], sorted(worked[3:])[len(kept) // 2]


if __name__ == "__main__":
    main(sys.argv[1:])
