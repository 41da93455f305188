"""An episode is closed with a reason, can be read and opened again, and a danger sign reported later still rings."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.audit.models import Event
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.record.closures import Closure, close_episode
from nuchal.clinic.record.episodes import Episode, Finding
from tests.web.conftest import browser_of_client
from tests.web.test_intake import begun, send


def closure(cast) -> str:
    return reverse("closure", args=[cast.episode.pk])


@pytest.mark.parametrize("reason", Closure.Reason.values)
def test_closing_says_why_on_the_chart_and_the_client_page_and_in_the_audit(cast, browsers, reason):
    assert browsers["ada"].get(closure(cast)).status_code == 200
    done = browsers["ada"].post(closure(cast), {"reason": reason, "words": "a note"})
    assert done.status_code == 302
    cast.episode.refresh_from_db()
    held = Closure.objects.get()
    assert (held.reason, held.words, held.closed_by) == (reason, "a note", cast.ada.user)
    assert cast.episode.closed_at == held.closed_at
    why = held.get_reason_display()
    for address in (reverse("client", args=[cast.dov.pk]), closure(cast)):
        assert why in browsers["ada"].get(address).content.decode()
    assert "was closed on" in browsers["ada"].get(reverse("episode", args=[cast.episode.pk])).content.decode()
    assert why not in browsers["fay"].get(reverse("client", args=[cast.dov.pk])).content.decode()
    assert "Dov Daniels" not in browsers["ada"].get("/?whose=all").content.decode()
    event = Event.objects.filter(subject="record.Closure").get()
    assert event.details == {"closed": True}


@pytest.mark.parametrize(
    "sent", [{}, {"reason": "bored"}, {"reason": "other"}, {"reason": "other", "words": " "}]
)
def test_without_a_reason_nothing_is_closed(cast, browsers, sent):
    assert browsers["ada"].post(closure(cast), sent).status_code == 200
    assert not Closure.objects.exists()


def test_a_closed_episode_takes_nothing_on_any_page(cast, browsers):
    browsers["ada"].post(closure(cast), {"reason": "resolved"})
    before = Finding.objects.count()
    for name, sent in (
        ("answers", {"finding": "vomiting", "state": "observed", "value": "yes"}),
        ("attestation", {}),
        ("medicines", {"medicine": "ibuprofen", "days": "3"}),
        ("palpations", {"zone": "temple_anterior", "side": "left", "tenderness": "2"}),
    ):
        answer = browsers["ada"].post(reverse(name, args=[cast.episode.pk]), sent)
        assert answer.status_code < 500, name
    assert Finding.objects.count() == before
    assert browsers["ada"].get(reverse("exam", args=[cast.episode.pk])).status_code == 302
    for name in ("episode", "answers", "history", "drawings", "conclusions", "papers"):
        assert browsers["ada"].get(reverse(name, args=[cast.episode.pk])).status_code == 200, name


def test_it_is_opened_again_with_a_reason_and_closed_once_more(cast, browsers):
    again = reverse("reopening", args=[cast.episode.pk])
    browsers["ada"].post(closure(cast), {"reason": "stopped"})
    assert browsers["bo"].post(again, {"because": ""}).status_code == 200
    assert Episode.objects.get(pk=cast.episode.pk).closed_at is not None
    browsers["bo"].post(again, {"because": "She came back"})
    assert Episode.objects.get(pk=cast.episode.pk).closed_at is None
    held = Closure.objects.get()
    assert (held.reopened_by, held.reopened_because) == (cast.bo.user, "She came back")
    browsers["ada"].post(closure(cast), {"reason": "moved"})
    assert "She came back" in browsers["ada"].get(closure(cast)).content.decode()
    assert Closure.objects.count() == 2


@pytest.mark.parametrize("who", ["olga", "fay", "cleo", "dov", "eve"])
def test_who_may_not_see_health_closes_nothing(cast, browsers, who):
    assert browsers[who].post(closure(cast), {"reason": "resolved"}).status_code in (302, 404)
    assert not Closure.objects.exists()


def test_two_who_close_at_once_close_once(cast):
    assert close_episode(by=cast.ada.user, episode=cast.episode, reason=Closure.Reason.MOVED)
    assert close_episode(by=cast.bo.user, episode=cast.episode, reason=Closure.Reason.RESOLVED) is None
    for row in ({"reason": "moved"}, {"reason": "other", "reopened_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Closure.objects.create(episode=cast.episode, closed_at=timezone.now(), **row)


def test_a_danger_sign_reported_after_the_closing_still_rings(cast, browsers):
    """The phone still shows a page of the closed episode; its answer goes into a new one, and the alert is raised."""
    dov = browser_of_client(cast)
    begun(dov)
    shown_in = str(cast.episode.pk)
    close_episode(by=cast.ada.user, episode=cast.episode, reason=Closure.Reason.RESOLVED)
    answer = send(dov, "list:screen_sudden_and_nerves", tick="worst_within_5_min", intake=shown_in)
    assert answer.status_code in (302, 303)
    alert = Alert.objects.get()
    assert (alert.level, alert.episode.client, alert.episode.closed_at) == ("emergency", cast.dov, None)
    assert "Dov Daniels" in browsers["ada"].get("/alerts/").content.decode()


def test_an_alert_that_stood_when_it_was_closed_stays_on_the_list(cast, browsers):
    Alert.objects.create(episode=cast.episode, level="same_day", signs=["em_gca"], raised_at=timezone.now())
    browsers["ada"].post(closure(cast), {"reason": "referred"})
    assert "Dov Daniels" in browsers["ada"].get("/alerts/").content.decode()
