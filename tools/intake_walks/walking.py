"""A clinic for the walks: each person gets a link and a browser of their own."""

from __future__ import annotations

from typing import Any

from django.test import Client as PlainBrowser

from nuchal.clinic.audit.actions import SYSTEM
from nuchal.clinic.people import actions
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import Clinic
from tools.intake_walks.walks import Walk, typical_people, walk


class Browser(PlainBrowser):
    """A browser that comes by HTTPS."""

    def generic(self, *args: Any, **more: Any) -> Any:
        """Every request is a secure one."""
        return super().generic(*args, **more | {"secure": True})


def browser_with_link(clinic: Clinic, name: str) -> Browser:
    """A browser in which a new client has opened an intake link."""
    client = actions.enter_client(by=SYSTEM, clinic=clinic, given_name=name.title(), family_name="Walker")
    _link, token = actions.send_link(by=SYSTEM, client=client, purpose=ClientLink.Purpose.INTAKE)
    browser = Browser()
    browser.get(f"/with/{token}/")
    return browser


def walk_everybody() -> list[Walk]:
    """The walks of the nine, each to the end."""
    clinic = actions.found_clinic(by=SYSTEM, name="Walks", time_zone="America/Toronto", country="CA")
    return [walk(browser_with_link(clinic, person.id), about, person) for about, person in typical_people()]
