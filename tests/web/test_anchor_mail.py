"""The end of the audit leaves the machine by mail: once a day, where the clinic wants it, and it finds what was cut."""

from __future__ import annotations

import pytest
from django.core import mail

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.notices.kinds import write_regular
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.oversight import checkup
from nuchal.clinic.people.premises import change_clinic
from tests.web.outbox import deliver


@pytest.fixture
def mailed(cast):
    """A clinic that wants its anchor by mail."""
    after = {"anchor_address": "keeper@law.example"}
    change_clinic(by=cast.olga.user, clinic=cast.clinic, before={"anchor_address": ""}, after=after)
    return cast


def told() -> str:
    return next(one.says for one in checkup.examine() if one.name == "anchor by mail")


def test_without_an_address_nothing_leaves_and_the_doctor_says_so(cast):
    write_regular()
    assert not Notice.objects.exists()
    assert "off in 2 of 2 clinics" in told()


def test_the_owner_sets_the_address_on_the_page_of_the_clinic(cast, browsers):
    page = f"/settings/clinic/{cast.clinic.pk}/"
    form = browsers["olga"].get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert browsers["olga"].post(page, sent | {"anchor_address": "no address"}).status_code == 200
    assert browsers["olga"].post(page, sent | {"anchor_address": "keeper@law.example"}).status_code == 302
    assert "off in 1 of 2 clinics" in told()


def test_one_mail_a_day_says_where_the_audit_ends_and_nothing_of_a_client(mailed):
    for _ in range(3):
        write_regular()
    assert deliver() == 1
    (letter,) = mail.outbox
    assert letter.to == ["keeper@law.example"]
    assert "nuchal audit verify --against FILE" in letter.body
    assert not any(word in letter.body + letter.subject for word in ("Dov", "Daniels", "&quot;"))


def test_a_saved_mail_is_compared_by_the_command(mailed, run, tmp_path, monkeypatch):
    monkeypatch.setattr("nuchal.cli.audit.get_ready", lambda **_: None)
    note(Action.READ, by=mailed.ada.user, clinic=mailed.clinic, subject=mailed.clinic)
    write_regular()
    deliver()
    kept = tmp_path / "mail.txt"
    kept.write_text(mail.outbox[0].message().as_string())
    code, out, _ = run("audit", "verify", "--against", str(kept))
    assert (code, "1 anchors compared" in out) == (0, True)
    other = mail.outbox[0].body.replace('"sequence":', '"sequence":1')
    kept.write_text(other)
    assert run("audit", "verify", "--against", str(kept))[0] == 1
