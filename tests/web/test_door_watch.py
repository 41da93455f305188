"""The watch over reads finds a planted read around the door, however it is written, and lets what is in order pass."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from nuchal.clinic import urls
from tests.web.conftest import browser_of
from tests.web.door_watch import AROUND_THE_DOOR, CLINIC, watched

VIEW = """
from django.db.models import Count
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.people.clients import Client
from nuchal.clinic.record.episodes import Episode, Finding

def shown(viewer):
    {line}
"""
PLANTED = {
    "all rows": ("return Client.objects.count()", "Client"),
    "another name for the manager": ("every = Client.objects; return list(every.all())", "Client"),
    "the plain manager": ("return Client._base_manager.first()", "Client"),
    "a reverse relation": ("return list(Client._meta.model(pk=viewer.one).episodes.all())", "Episode"),
    "an aggregate": ("return Finding.objects.aggregate(n=Count('pk'))", "Finding"),
    "a subquery around the door": (
        "return Episode.objects.filter(client__in=Client.objects.all()).exists()",
        "Episode",
    ),
    "rows of another permission": (
        "return [one.episodes.first() for one in Client.objects.visible_to(viewer)]",
        "Episode",
    ),
    "by its key": ("return Alert.objects.filter(pk=viewer.one).first()", "Alert"),
}
IN_ORDER = {
    "through the door": "return list(Client.objects.visible_to(viewer))",
    "counted through the door": "return Client.objects.visible_to(viewer).count()",
    "what belongs to a row that was seen": (
        "return [list(one.findings.all()) for one in Episode.objects.visible_to(viewer)]"
    ),
    "the row that it belongs to": "return [one.client.family_name for one in Episode.objects.visible_to(viewer)]",
    "the same, fetched at once": (
        "return [one.client for one in Episode.objects.visible_to(viewer).prefetch_related('client')]"
    ),
}


@pytest.fixture
def page_with(cast, settings, monkeypatch):
    """Opens a page of the clinic, as Ada, whose view does one line; gives what the watch found."""

    def opened(line: str) -> list[str]:
        planted: dict = {}
        place = str(CLINIC / "planted" / "views.py")
        exec(compile(VIEW.format(line=line), place, "exec"), planted)  # the fault that is planted

        def view(request: HttpRequest) -> HttpResponse:
            user = request.user
            user.one = cast.dov.pk
            return HttpResponse(str(planted["shown"](user)))

        module = ModuleType("planted_urls")
        module.urlpatterns = [path("planted/", view), *urls.urlpatterns]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        settings.ROOT_URLCONF = module.__name__
        with watched() as watch:
            assert browser_of(cast.ada).get("/planted/").status_code == 200
        return sorted(map(str, watch.reads))

    return opened


@pytest.fixture(autouse=True)
def nothing_is_read_around_the_door():
    """These tests read around it on purpose."""


@pytest.mark.parametrize(("line", "model"), PLANTED.values(), ids=PLANTED)
def test_a_read_around_the_door_is_found(page_with, line, model):
    found = page_with(line)
    assert [one for one in found if one.startswith("planted/views.py:") and one.endswith(f" reads {model}")]


@pytest.mark.parametrize("line", IN_ORDER.values(), ids=IN_ORDER)
def test_what_is_in_order_passes(page_with, line):
    assert page_with(line) == []


def test_every_module_with_a_reason_is_there():
    assert [name for name in AROUND_THE_DOOR if not (CLINIC / name).is_file()] == []
    assert all(reason.strip() for reason in AROUND_THE_DOOR.values())
