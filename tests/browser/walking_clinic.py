"""A clinic that the real server serves: `python -m tests.browser.walking_clinic found | minutes_pass N`."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django


def found() -> None:
    """Ada treats Dov, whose intake has begun; Bo and Fay work there, Olga owns it. Prints everybody's cookie."""
    from django.conf import settings

    from nuchal.clinic.operations.serving import prepare
    from tests.web.conftest import browser_of, browser_of_client, build_cast
    from tests.web.test_intake import begun

    settings.ALLOWED_HOSTS.append("testserver")  # only here, where the browsers of the tests come from
    prepare()
    cast = build_cast()
    cast.dov.phone = "+1 416 555 0100"
    cast.dov.save()
    dov = browser_of_client(cast)
    begun(dov)
    staff = {
        who: browser_of(getattr(cast, who)).cookies["nuchal_staff"].value for who in ("ada", "bo", "fay")
    }
    link = cast.dovs_link.pk.hex
    print(json.dumps(staff | {"link": link, "dov": dov.cookies[f"nuchal_client_{link}"].value}))


def minutes_pass(minutes: int) -> None:
    """What is due later is due so many minutes earlier."""
    from django.db.models import F

    from nuchal.clinic.notices.models import Notice

    Notice.objects.filter(state="due").update(due_at=F("due_at") - timedelta(minutes=minutes))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "found":
        found()
    else:
        minutes_pass(int(sys.argv[2]))
