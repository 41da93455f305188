"""A permission is asked for in the clinic of the row, and a form is saved in the clinic that it was shown for."""

from __future__ import annotations

import re
from itertools import permutations
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver

from nuchal.clinic.access.roles import Permission, Role
from nuchal.clinic.audit.models import Event
from nuchal.clinic.intake.models import AlertSettings
from nuchal.clinic.notices.delivery import deliver_due
from nuchal.clinic.papers.writing import envelope_of
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.absences import Absence
from nuchal.clinic.people.doors import CHOSEN
from nuchal.clinic.people.row_clinic import ROWS, names_a_row
from nuchal.clinic.people.shown_for import FIELD, sign_shown_for
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.episodes import Episode
from tests.web.conftest import Browser
from tests.web.test_every_page import FROM_ALLAUTH, PAGES, address_of, addresses, names_in, seen

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BELOW = {"absence_id", "care_id", "notice_id", "other_id", "union_id", "link_id", "contact_id", "passkey_id", "credential_id", "posture_id", "conclusion_id", "finding", "sign",
         "kind_of", "kind", "id", "first", "last", "token", "screen", "step"}  # fmt: skip
"""Names in addresses of what lies below a row, or belongs to no clinic."""


def staff_pages() -> list[str]:
    resolver = get_resolver()
    found = []
    for name in addresses():
        if name.startswith(FROM_ALLAUTH) or ":" in name:
            continue
        view = resolver.resolve(sample(name)).func
        if getattr(view, "door", "") == "staff":
            found.append(name)
    return found


class Row:
    """Stands for every row, so that an address can be written without a database."""

    pk = "00000000-0000-0000-0000-000000000001"

    def __getattr__(self, name: str) -> Row:
        return self


class Numbered(Row):
    pk = 1


class Blank(Row):
    bo = Numbered()


def sample(name: str) -> str:
    return address_of(name, Blank())


def signed_in(user, *, chosen=None, shown_for=None) -> Browser:
    browser = Browser(**({"HTTP_X_SHOWN_FOR": sign_shown_for(shown_for)} if shown_for else {}))
    browser.force_login(user, backend=BACKEND)
    if chosen is not None:
        session = browser.session
        session[CHOSEN] = chosen.pk
        session.save()
    return browser


def works(name: str, clinic, role: Role, user=None):
    user = user or User.objects.create_user(f"{name}@example.org", "a good long password", name=name)
    return people.join(by=user, user=user, clinic=clinic, roles=[role])


def test_every_name_in_an_address_of_staff_says_whose_row_it_is():
    for name in addresses():
        if not name.startswith(FROM_ALLAUTH):
            assert set(names_in(name)) <= set(ROWS) | BELOW, name


@pytest.mark.parametrize(("in_a", "in_b"), list(permutations(Role, 2)), ids=lambda role: role.value)
def test_a_mix_of_roles_opens_of_a_clinic_what_the_role_there_opens(cast, in_a, in_b):
    """The crawl: every address with a row of one clinic, by GET and POST, while another clinic is chosen."""
    only = works("only", cast.clinic, in_b)
    mixed = works("mixed", cast.clinic, in_b)
    elsewhere = works("mixed", cast.other_clinic, in_a, user=mixed.user)
    one = signed_in(only.user, shown_for=only)
    both = signed_in(mixed.user, chosen=elsewhere, shown_for=mixed)
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    pages = [name for name in staff_pages() if names_a_row(dict.fromkeys(names_in(name)))]
    assert len(pages) > 40
    for name in pages:
        place = address_of(name, cast)
        assert (name, seen(both.get(place))) == (name, seen(one.get(place)))
        if name not in (
            "care_end",
            "erasure",
            "departure",
            "member",
        ):  # they change what the next address needs
            assert (name, seen(both.post(place))) == (name, seen(one.post(place)))
    left = Event.objects.filter(
        pk__gt=last, actor_id=str(mixed.user.pk), action__in=("read", "write", "send")
    )
    assert {event.clinic_id for event in left} <= {cast.clinic.pk}


def test_who_treats_in_one_clinic_begins_no_episode_at_the_desk_of_another(cast):
    """The fault as it was found: Cleo treats in Harbour and sits at the desk of Maple Street."""
    fresh = people.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name="Nu", family_name="Ng")
    works("cleo", cast.clinic, Role.FRONT_DESK, user=cast.cleo.user)
    browser = signed_in(cast.cleo.user, chosen=cast.cleo, shown_for=cast.cleo)
    assert browser.post(f"/clients/{fresh.pk}/chart/").status_code == 404
    assert not Episode.objects.filter(client=fresh).exists()


def test_everything_about_a_client_comes_from_the_clinic_of_the_client(cast):
    """Letterhead, day and shell of a chart, whatever clinic was chosen."""
    cast.other_clinic.address, cast.other_clinic.phone = "1 Quay", "555"
    cast.other_clinic.save()
    cast.clinic.address = "9 Maple Street"
    cast.clinic.save()
    works("cleo", cast.clinic, Role.THERAPIST, user=cast.cleo.user)
    browser = signed_in(cast.cleo.user, chosen=cast.cleo, shown_for=cast.cleo)
    page = browser.get(f"/episodes/{cast.episode.pk}/papers/")
    practitioner = page.wsgi_request.practitioner
    assert practitioner.clinic == cast.clinic
    assert page.wsgi_request.user.works_in == cast.clinic.pk
    day = practitioner.clinic.today(cast.episode.active_at)
    envelope = envelope_of(cast.dov, practitioner=practitioner, on=day, to=())
    assert (envelope.clinic, envelope.contact) == ("Maple Street", ("9 Maple Street",))


def test_an_event_in_another_clinic_than_the_one_of_the_request_is_refused(cast):
    """The last line: an action that forgot to look stops at its own event."""
    cast.cleo.user.works_in = cast.other_clinic.pk
    with pytest.raises(PermissionDenied):
        people.add_contact(by=cast.cleo.user, client=cast.dov, part="proxy", name="X")
    assert not cast.dov.contacts.exists()
    assert not cast.cleo.user.can(Permission.SEE_PEOPLE, cast.clinic)


# -- a form is saved where it was shown ------------------------------------------------------------

FORMS_WITHOUT_A_ROW = {
    "clients": {"given_name": "Nu", "family_name": "Ng"},
    "team": {"name": "Gus", "email": "gus@example.org", "roles": ["therapist"]},
    "keeping": {"keep_years": "9"},
    "absences": {"first_on": "2030-01-01", "last_on": "2030-01-05"},
    "alert_settings": {"minutes": "17", "addresses": "", "phone": ""},
}
"""Every address that a form goes to and that names no row: what to send."""


def changes(clinic) -> tuple[object, ...]:
    clinic.refresh_from_db()
    return (
        clinic.clients.count(),
        clinic.invitations.count(),
        clinic.keep_years,
        Absence.objects.filter(practitioner__clinic=clinic).count(),
        list(AlertSettings.objects.filter(clinic=clinic).values_list("minutes", flat=True)),
    )


def test_every_form_without_a_row_in_its_address_is_in_the_table():
    posted = {
        name
        for name in staff_pages()
        if not names_a_row(dict.fromkeys(names_in(name)))
        and PAGES[name] != "405 405 405 405 405 405 405"
        and "POST" in allowed(name)
    }
    assert posted == set(FORMS_WITHOUT_A_ROW)


def allowed(name: str) -> str:
    """What an address answers to, from the view that stands behind its doors."""
    browser = Browser()
    return browser.generic("PURGE", sample(name)).headers.get("Allow", "")


@pytest.mark.parametrize("name", FORMS_WITHOUT_A_ROW)
def test_tab_a_saves_where_it_was_shown_though_tab_b_chose_another_clinic(cast, name):
    role = Role.THERAPIST if name == "absences" else Role.OWNER
    owner = works("both", cast.clinic, role)
    second = works("both", cast.other_clinic, role, user=owner.user)
    browser = signed_in(owner.user, chosen=owner)
    page = browser.get(address_of(name, cast)).content.decode()
    field = re.search(rf'name="{FIELD}" value="([^"]+)"', page)
    assert field, "the form doesn't say which clinic it was shown for"
    browser.post("/practice/", {"practitioner": second.pk})
    before = changes(cast.other_clinic)
    answer = browser.post(address_of(name, cast), FORMS_WITHOUT_A_ROW[name] | {FIELD: field[1]})
    assert answer.status_code == 302
    assert changes(cast.other_clinic) == before
    assert changes(cast.clinic) != before
    if name == "team":
        deliver_due(uuid4())
        assert "Maple Street" in mail.outbox[-1].subject


@pytest.mark.parametrize("said", ["", "forged:value", "of another person"])
@pytest.mark.parametrize("name", FORMS_WITHOUT_A_ROW)
def test_a_form_that_does_not_say_where_it_was_shown_is_refused(cast, name, said):
    value = sign_shown_for(cast.cleo) if said == "of another person" else said
    browser = signed_in(cast.olga.user)
    before = changes(cast.clinic)
    answer = browser.post(address_of(name, cast), FORMS_WITHOUT_A_ROW[name] | {FIELD: value})
    assert answer.status_code == 409
    assert "was not saved" in answer.content.decode()
    assert changes(cast.clinic) == before


def test_a_page_of_one_person_is_not_saved_under_the_name_of_the_next(cast):
    """Ada's tab is still open on the tablet when Bo signs in."""
    page = signed_in(cast.ada.user).get(f"/clients/{cast.dov.pk}/").content.decode()
    fields = re.findall(rf'name="{FIELD}" value="([^"]+)"', page)
    assert len(set(fields)) == 1
    assert len(fields) == page.count('name="csrfmiddlewaretoken"')
    contact = {"part": "proxy", "name": "Pat", "phone": "1", FIELD: fields[0]}
    answer = signed_in(cast.bo.user).post(f"/clients/{cast.dov.pk}/contacts/", contact)
    assert answer.status_code == 409
    assert "opened by Ada" in answer.content.decode()
    assert not cast.dov.contacts.exists()
    assert signed_in(cast.ada.user).post(f"/clients/{cast.dov.pk}/contacts/", contact).status_code == 302


def test_who_works_nowhere_any_more_is_told_so(cast):
    browser = signed_in(cast.bo.user)
    cast.bo.left_at = cast.bo.joined_at
    cast.bo.save()
    for place in ("/", f"/clients/{cast.dov.pk}/", f"/episodes/{cast.episode.pk}/"):
        answer = browser.get(place)
        assert answer.status_code == 403
        assert "You don't work in a clinic here" in answer.content.decode().replace("&#x27;", "'")
        assert "Daniels" not in answer.content.decode()
