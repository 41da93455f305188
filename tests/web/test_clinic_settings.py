"""The owner changes what the clinic says of itself; pages and letters follow, and the audit names what was changed."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from nuchal.clinic.audit.models import Event
from nuchal.clinic.operations.pictures import NoPicture, redrawn_png
from nuchal.clinic.people.premises import emergency_number_of, logo_of
from nuchal.clinic.people.staff import Clinic

FIELDS = ("name", "address", "phone", "email", "country", "region", "time_zone", "emergency_number", "paper")


def _picture(form="JPEG", size=(1800, 900), behind=b"", **more) -> bytes:
    kept = BytesIO()
    Image.new("RGB", size, "#1d5a4e").save(kept, form, **more)
    return kept.getvalue() + behind


def _sent(clinic: Clinic, **changed: str) -> dict[str, str]:
    shown = {name: getattr(clinic, name) for name in FIELDS}
    return {**{f"initial-{name}": value for name, value in shown.items()}, **shown, **changed}


def _post(browser, clinic, **changed):
    return browser.post(f"/settings/clinic/{clinic.pk}/", _sent(clinic, **changed))


def test_what_the_owner_writes_holds_and_is_audited(cast, browsers):
    done = _post(
        browsers["olga"],
        cast.clinic,
        name="Maple  Street\nClinic",
        address="1 Maple Street\nHamilton",
        emergency_number="999",
        paper="a4",
        time_zone="America/Vancouver",
    )
    assert done.status_code == 302
    clinic = Clinic.objects.get(pk=cast.clinic.pk)
    assert (clinic.name, clinic.time_zone, clinic.paper_size.value) == (
        "Maple Street Clinic",
        "America/Vancouver",
        "a4",
    )
    assert emergency_number_of(clinic) == "999"
    told = Event.objects.filter(clinic_id=clinic.pk).latest("sequence").details
    assert told == {"fields": ["address", "emergency_number", "name", "paper", "time_zone"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("email", "x"),
        ("country", "C"),
        ("country", "??"),
        ("time_zone", "Mars/Olympus"),
        ("emergency_number", "help"),
        ("emergency_number", "1"),
        ("paper", "a0"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, browsers, field, value):
    shown = _post(browsers["olga"], cast.clinic, **{field: value})
    assert shown.status_code == 200
    assert field in shown.context["form"].errors
    assert getattr(Clinic.objects.get(pk=cast.clinic.pk), field) == getattr(cast.clinic, field)


def test_two_owners_who_change_the_same_field_both_learn_of_it(cast, browsers):
    _post(browsers["olga"], cast.clinic, phone="111")
    shown = _post(browsers["olga"], cast.clinic, phone="222")
    assert "Meanwhile another person changed this to “111”" in shown.content.decode()
    assert Clinic.objects.get(pk=cast.clinic.pk).phone == "111"


@pytest.mark.parametrize(
    ("country", "paper", "number"), [("CA", "us-letter", "911"), ("PT", "a4", "112"), ("DE", "a4", "112")]
)
def test_country_decides_paper_and_number_until_the_clinic_does(db, country, paper, number):
    clinic = Clinic(country=country)
    assert (clinic.paper_size.value, emergency_number_of(clinic)) == (paper, number)


def test_a_logo_is_drawn_anew_and_the_old_file_goes(cast, browsers, django_capture_on_commit_callbacks):
    logo = f"/settings/clinic/{cast.clinic.pk}/logo/"
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    sent = _picture(behind=b"secret tail", exif=exif)
    names = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            shown = names[-1] if names else ""
            done = browsers["olga"].post(logo, {"logo": SimpleUploadedFile("l.jpg", sent), "shown": shown})
        assert done.status_code == 302
        names.append(Clinic.objects.get(pk=cast.clinic.pk).logo.name)
    clinic = Clinic.objects.get(pk=cast.clinic.pk)
    kept = logo_of(clinic)
    assert kept is not None
    assert b"secret" not in kept
    assert Image.open(BytesIO(kept)).size == (600, 300)
    assert not clinic.logo.storage.exists(names[0])
    shown = browsers["fay"].get(f"{logo}picture/")
    assert (shown["Content-Type"], shown.content) == ("image/png", kept)
    assert browsers["cleo"].get(f"{logo}picture/").status_code == 404
    browsers["olga"].post(f"{logo}removal/", {"shown": clinic.logo.name})
    assert logo_of(Clinic.objects.get(pk=cast.clinic.pk)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff rest",
        _picture("PNG")[:200],
        _picture("GIF"),
    ],
)
def test_what_is_no_picture_is_no_logo(data):
    with pytest.raises(NoPicture):
        redrawn_png(data, width=900, height=300)


def test_a_picture_that_unpacks_to_far_too_many_pixels_is_refused():
    with pytest.raises(NoPicture):
        redrawn_png(_picture("PNG", size=(20_000, 9_000)), width=900, height=300)
