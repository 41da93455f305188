"""The cast on every page: Ada treats the client, Bo works in Ada's clinic, Cleo in another, Dov is the client, Eve is nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client as PlainBrowser
from django.test.testcases import TransactionTestCase

from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit import anchors, ends
from nuchal.clinic.audit.actions import SYSTEM
from nuchal.clinic.audit.protection import protect, unprotect
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.shown_for import sign_shown_for
from nuchal.clinic.people.staff import Clinic, Practitioner, User
from nuchal.clinic.record import actions as record
from nuchal.clinic.record.episodes import Episode
from tests.web.door_watch import watched


class Browser(PlainBrowser):
    """A browser that comes by HTTPS, as everybody does outside the demonstration."""

    def generic(self, *args: Any, **more: Any) -> Any:
        return super().generic(*args, **more | {"secure": True})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the run on PostgreSQL: only tests that use the database of the run. The others choose theirs or need none."""
    if os.environ.get("NUCHAL_TEST_DATABASE") != "postgresql":
        return
    without = [item for item in items if not _uses_the_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _uses_the_database(item)]


def _uses_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


_FLUSH = TransactionTestCase._fixture_teardown


def _flush_unprotected(self: TransactionTestCase) -> None:
    """A test with real transactions ends by emptying every table, which the audit refuses to everybody else."""
    unprotect(connection)
    _FLUSH(self)
    protect(connection)


TransactionTestCase._fixture_teardown = _flush_unprotected


@pytest.fixture(autouse=True)
def anchors_of_this_test_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test finds the anchors of another; where a test commits nothing, an end is anchored at once."""
    monkeypatch.setattr(ends, "_anchor_when_committed", anchors.anchor_soon)
    yield
    anchors.forget_anchors()


@pytest.fixture(autouse=True)
def nothing_is_read_around_the_door(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a page of any test shows about a client was asked for in the name of who looks (`door_watch`)."""
    if not _uses_the_database(request.node):
        yield
        return
    with watched() as watch:
        yield
    assert sorted(map(str, watch.reads)) == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The five, the clinics that they belong to, and the client's episode."""

    clinic: Clinic
    other_clinic: Clinic
    ada: Practitioner
    bo: Practitioner
    olga: Practitioner
    fay: Practitioner
    cleo: Practitioner
    dov: Client
    dovs_link: ClientLink
    dovs_token: str
    cleos_client: Client
    episode: Episode


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


def build_cast() -> Cast:
    clinic = people.found_clinic(by=SYSTEM, name="Maple Street", time_zone="America/Toronto", country="CA")
    other = people.found_clinic(by=SYSTEM, name="Harbour", time_zone="Europe/Lisbon", country="PT")
    ada = _staff("Ada", clinic, Role.THERAPIST)
    cleo = _staff("Cleo", other, Role.THERAPIST, Role.OWNER)
    dov = people.enter_client(
        by=ada.user, clinic=clinic, given_name="Dov", family_name="Daniels", born_on=date(1985, 3, 14)
    )
    people.begin_care(by=ada.user, client=dov, practitioner=ada, since=date(2026, 1, 5))
    link, token = people.send_link(by=ada.user, client=dov, purpose=ClientLink.Purpose.INTAKE)
    return Cast(
        clinic=clinic,
        other_clinic=other,
        ada=ada,
        bo=_staff("Bo", clinic, Role.THERAPIST),
        olga=_staff("Olga", clinic, Role.OWNER),
        fay=_staff("Fay", clinic, Role.FRONT_DESK),
        cleo=cleo,
        dov=dov,
        dovs_link=link,
        dovs_token=token,
        cleos_client=people.enter_client(by=cleo.user, clinic=other, given_name="Lia", family_name="Lima"),
        episode=record.open_episode(by=ada.user, client=dov, started_on=date(2026, 1, 5)),
    )


def _staff(name: str, clinic: Clinic, *roles: Role) -> Practitioner:
    user = User.objects.create_user(f"{name.lower()}@example.org", "a good long password", name=name)
    return people.join(by=SYSTEM, user=user, clinic=clinic, roles=list(roles))


def browser_of(practitioner: Practitioner) -> Browser:
    """A browser in which this member of staff has signed in; it says with each form that it was shown to them."""
    browser = Browser(HTTP_X_SHOWN_FOR=sign_shown_for(practitioner))
    browser.force_login(practitioner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def browser_of_client(cast: Cast) -> Browser:
    """A browser in which Dov opened his link."""
    browser = Browser()
    browser.get(f"/with/{cast.dovs_token}/")
    return browser


def prove(browser: Browser, link: ClientLink, born_on: str = "1985-03-14") -> Any:
    """Show, beside the link, the birth date of the client."""
    return browser.post(f"/link/{link.pk.hex}/proof/", {"born_on": born_on})


def browsers_of(cast: Cast) -> dict[str, Browser]:
    """A browser of each of the cast."""
    staff = {name: browser_of(getattr(cast, name)) for name in ("ada", "bo", "olga", "fay", "cleo")}
    return {**staff, "dov": browser_of_client(cast), "eve": Browser()}


def proven_browser(cast: Cast) -> Browser:
    """A browser in which Dov opened his link and gave his birth date."""
    browser = browser_of_client(cast)
    prove(browser, cast.dovs_link)
    return browser


@pytest.fixture
def browsers(cast: Cast) -> dict[str, Browser]:
    return browsers_of(cast)
