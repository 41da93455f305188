"""Nothing is cut, completed or spelled otherwise on the way from a keyboard to the record."""

from __future__ import annotations

import unicodedata

import pytest

from nuchal.clinic.people.clients import Client
from tests.web.conftest import browser_of

PERSON = {"given_name": "Zoë", "family_name": "Ångström-Đặng", "phone": "0049 030 0123456"}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_a_name_is_one_name_however_its_accents_were_typed(cast, form):
    typed = {name: unicodedata.normalize(form, value) for name, value in PERSON.items()}
    browser_of(cast.ada).post("/clients/", typed)
    client = Client.objects.get(given_name=PERSON["given_name"])
    assert {name: getattr(client, name) for name in PERSON} == PERSON


def test_a_text_that_is_too_long_is_refused_and_not_cut(cast):
    ada = browser_of(cast.ada)
    page = ada.get("/clients/").content.decode()
    assert (
        "maxlength"
        not in page.split('id="id_given_name"')[0][-200:] + page.split('id="id_given_name"')[1][:200]
    )
    assert ada.post("/clients/", {**PERSON, "family_name": "x" * 81}).status_code != 302
    assert not Client.objects.filter(given_name=PERSON["given_name"]).exists()


def test_a_browser_does_not_write_its_owner_into_a_form_about_a_client(cast):
    page = browser_of(cast.ada).get(f"/clients/{cast.dov.pk}/particulars/").content.decode()
    for name in ("given_name", "family_name", "email", "phone", "born_on"):
        field = (
            page.split(f'name="{name}"')[1].split(">")[0] + page.split(f'name="{name}"')[0].rsplit("<", 1)[1]
        )
        assert 'autocomplete="off"' in field, name
