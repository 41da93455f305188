"""The commands of whoever runs the clinic."""

from __future__ import annotations

import re
import stat

import pytest

from nuchal.clinic.people.staff import Clinic, Invitation
from tests.web.conftest import Browser

FOUNDED = ("--name", "Elm", "--country", "ca", "--owner", "Olga", "--email", "o@example.org")


@pytest.mark.django_db
def test_a_clinic_begins_with_a_link_for_its_owner_and_no_password(run):
    code, out, _ = run("clinic", "create", *FOUNDED, "--time-zone", "America/Toronto")
    assert code == 0
    place = re.search(r"https://testserver(/invitation/\S+)", out)[1]
    assert Clinic.objects.get().country == "CA"
    assert Invitation.objects.get().roles == ["owner"]
    assert Browser().get(place).status_code == 200


@pytest.mark.django_db
def test_a_time_zone_that_is_none_founds_nothing(run):
    code, _, err = run("clinic", "create", *FOUNDED, "--time-zone", "Nowhere/No")
    assert code == 2
    assert "Nowhere/No is no time zone" in err
    assert not Clinic.objects.exists()


def test_a_key_is_for_its_owner_only_and_never_overwritten(run, tmp_path):
    path = tmp_path / "key"
    assert run("clinic", "key", str(path))[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text()) > 50
    assert run("clinic", "key", str(path))[0] == 2
