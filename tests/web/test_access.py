"""Whose rows somebody sees, model by model."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from nuchal.clinic.access.roles import ROLES, Permission, Role
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.exam.models import Posture, Pressure
from nuchal.clinic.intake.alert_letters import write_letters
from nuchal.clinic.intake.models import Alert, Intake, Submission, UrgentCall
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.unions import RecordUnion
from nuchal.clinic.record import actions, consenting
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.closures import Closure
from nuchal.clinic.record.concluding import conclude
from tests.web.conftest import browser_of

MODELS = [model for model in apps.get_models() if isinstance(model._default_manager.all(), VisibleRows)]


@pytest.fixture
def full(cast):
    return filled(cast)


def filled(cast):
    """Both clinics with a row of every kind about their clients."""
    for practitioner, client in ((cast.ada, cast.dov), (cast.cleo, cast.cleos_client)):
        user = practitioner.user
        episode = actions.open_episode(by=user, client=client, started_on=date(2026, 2, 1))
        marks = [{"zone": "temple_anterior", "side": "left", "intensity": 5}]
        actions.keep_drawing(by=user, episode=episode, marks=marks, strokes=[])
        conclude(by=user, episode=episode, on=date(2026, 2, 1))
        Contact.objects.create(client=client, part=Contact.Part.PROXY, name="Pat")
        people.begin_care(by=user, client=client, practitioner=practitioner, since=date(2026, 2, 1))
        link, _ = people.send_link(by=user, client=client, purpose=ClientLink.Purpose.DIARY)
        people.open_link(link)
        ClientPasskey.objects.create(client=client, credential_id=f"{client}", public_key="k", name="Phone")
        consenting.sign(
            by=link,
            client=client,
            text=consenting.consent_texts()["privacy"],
            signed_by="Me",
            signature_kind=Consent.Signature.TYPED,
            signature={"typed": "Me"},
        )
        now = timezone.now()
        other = people.enter_client(
            by=user, clinic=client.clinic, given_name=f"Once {client.given_name}", family_name=""
        )
        Client.objects.filter(pk=other.pk).update(united_into=client)
        RecordUnion.objects.create(client=client, other=other, because="same", at=now, by_user=user)
        Intake.objects.create(episode=episode, started_at=now)
        Submission.objects.create(
            episode=episode, key=uuid4(), digest="0", step="about", by_link=link, at=now
        )
        alert = Alert.objects.create(episode=episode, level="same_day", signs=["em_gca"], raised_at=now)
        UrgentCall.objects.create(alert=alert, client=client, asked_at=now)
        write_letters(alert)
        Closure.objects.create(
            episode=episode,
            reason="resolved",
            closed_at=now,
            closed_by=user,
            reopened_at=now,
            reopened_by=user,
        )
        touched, measured = episode.findings.order_by("sequence")[:2]
        Pressure.objects.create(finding=touched, kilograms=2)
        Posture.objects.create(
            episode=episode, finding=measured, placed="standing", angle=48, error=3, by_user=user, at=now
        )
    return cast


def clinics_of(rows) -> set[object]:
    return {
        getattr(value, "pk", value) for value in rows.values_list(rows.model.Visible.to_clinic, flat=True)
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nobody_sees_rows_of_another_clinic(full, model):
    assert clinics_of(model.objects.all()) >= {full.clinic.pk, full.other_clinic.pk}
    for who in (full.ada, full.bo, full.olga, full.fay):
        assert clinics_of(model.objects.visible_to(who.user)) <= {full.clinic.pk}
    assert clinics_of(model.objects.visible_to(full.cleo.user)) <= {full.other_clinic.pk}
    assert not model.objects.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_client_sees_their_own_rows_or_none(full, model):
    mine = model.objects.visible_to(full.dovs_link)
    to_client = model.Visible.to_client
    owners = set(mine.values_list(to_client, flat=True)) if to_client else set(mine)
    assert owners <= {full.dov.pk}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_who_left_or_was_switched_off_sees_nothing(full, model):
    full.ada.left_at = timezone.now()
    full.ada.save()
    full.cleo.user.is_active = False
    assert not model.objects.visible_to(full.ada.user).exists()
    assert not model.objects.visible_to(full.cleo.user).exists()


def test_front_desk_and_owner_see_people_but_no_health(full):
    for model in MODELS:
        sees = {
            who: model.objects.visible_to(getattr(full, who).user).exists() for who in ("ada", "fay", "olga")
        }
        if model.Visible.permission is Permission.SEE_HEALTH:
            assert sees == {"ada": True, "fay": False, "olga": False}, model
        if model.Visible.permission is Permission.SEE_PEOPLE:
            assert all(sees.values()), model


def test_no_role_may_do_everything():
    assert set(ROLES) == set(Role)
    for role, allowed in ROLES.items():
        assert allowed < set(Permission), role
    assert Permission.SEE_HEALTH not in ROLES[Role.OWNER]


def test_a_role_in_one_clinic_is_none_in_another(cast):
    people.join(by=cast.olga.user, user=cast.cleo.user, clinic=cast.clinic, roles=[Role.FRONT_DESK])
    assert cast.cleo.user.can(Permission.SEE_PEOPLE, cast.clinic)
    assert not cast.cleo.user.can(Permission.SEE_HEALTH, cast.clinic)
    assert cast.cleo.user.can(Permission.SEE_HEALTH, cast.other_clinic)
    assert browser_of(cast.cleo).get(f"/episodes/{cast.episode.pk}/history/").status_code == 404


def test_who_works_in_two_clinics_chooses_where_they_are(cast):
    second = people.join(by=cast.olga.user, user=cast.cleo.user, clinic=cast.clinic, roles=[Role.FRONT_DESK])
    browser = browser_of(cast.cleo)
    assert "Lima, Lia" in browser.get("/clients/").content.decode()
    browser.post("/practice/", {"practitioner": second.pk})
    page = browser.get("/clients/").content.decode()
    assert "Daniels, Dov" in page
    assert "Lima, Lia" not in page
    browser.post("/practice/", {"practitioner": cast.ada.pk})
    assert "Daniels, Dov" in browser.get("/clients/").content.decode()


def test_a_second_factor_is_asked_for_where_the_clinic_wants_it(cast, settings):
    settings.SECOND_FACTOR = True
    answer = browser_of(cast.ada).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/2fa/")
