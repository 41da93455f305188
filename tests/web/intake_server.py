"""What a clinic that is to be killed holds before and after: `python -m tests.web.intake_server prepare 40 born | stored`."""

from __future__ import annotations

import json
import sys
from datetime import date

import django

BORN_ON = date(1985, 3, 14)
"""Of every client (`prepare 40 born`) or of some by number (`prepare 40 2 18`): the second proof of a second phone."""


def prepare(count: int, born: set[int]) -> None:
    """A clinic with as many clients as intakes; prints the tokens of their links."""
    from nuchal.clinic.audit.actions import SYSTEM
    from nuchal.clinic.operations.serving import migrate
    from nuchal.clinic.people import actions
    from nuchal.clinic.people.links import ClientLink

    migrate()
    clinic = actions.found_clinic(by=SYSTEM, name="Durable", time_zone="America/Toronto", country="CA")
    tokens = []
    for number in range(count):
        client = actions.enter_client(
            by=SYSTEM,
            clinic=clinic,
            given_name=f"N{number}",
            family_name="Test",
            born_on=BORN_ON if number in born else None,
        )
        tokens.append(actions.send_link(by=SYSTEM, client=client, purpose=ClientLink.Purpose.INTAKE)[1])
    print(json.dumps(tokens))


def stored() -> None:
    """Ids of every answer on the disk, how many findings each episode denies, and what was said yes to."""
    from nuchal.clinic.intake.models import Submission
    from nuchal.clinic.record.episodes import Finding

    found = {str(s.key): [s.step, str(s.episode_id)] for s in Submission.objects.all()}
    denied: dict[str, int] = {}
    for episode in Finding.objects.filter(until=None, state="denied").values_list("episode_id", flat=True):
        denied[str(episode)] = denied.get(str(episode), 0) + 1
    said: dict[str, int] = {}
    for key in Finding.objects.filter(until=None, value="yes").values_list("key", flat=True):
        said[key] = said.get(key, 0) + 1
    print(json.dumps({"submissions": found, "denied": denied, "yes": said}))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        count, born = int(sys.argv[2]), sys.argv[3:]
        prepare(count, set(range(count)) if born == ["born"] else {int(number) for number in born})
    else:
        stored()
