"""A link is offered only for pages that exist; it is copied, scanned, printed or mailed, and the demo shows its mail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from nuchal.clinic.demo.views import mails_in
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people import actions
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.forms import LinkForm
from nuchal.clinic.people.link_mail import is_link_open
from nuchal.clinic.people.links import ClientLink
from tests.web.outbox import deliver


def make(browser, client, **sent):
    return browser.post(reverse("links", args=[client.pk]), {"purpose": "intake", **sent})


def test_a_link_is_offered_only_for_what_it_can_open(cast, browsers):
    assert [value for value, _ in LinkForm().fields["purpose"].choices] == ["intake"]
    page = browsers["fay"].get(reverse("client", args=[cast.dov.pk])).content.decode()
    assert "Make a link to the intake" in page
    before = cast.dov.links.count()
    for purpose in ("diary", "programme", "progress", "booking", "x"):
        assert (
            browsers["fay"].post(reverse("links", args=[cast.dov.pk]), {"purpose": purpose}).status_code
            == 302
        )
    assert cast.dov.links.count() == before


def test_a_link_is_shown_with_a_code_a_copy_button_and_for_print(cast, browsers):
    page = make(browsers["ada"], cast.dov).content.decode()
    address = re.search(r'id="address" href="([^"]+)"', page)
    assert address is not None
    for part in ('class="qr"', 'data-copy="address"', "data-print", '<path d="M4 4h1v1h-1z'):
        assert part in page
    assert "style=" not in page.split("<main")[1]
    assert address[1] in page


@pytest.mark.parametrize("by_mail", [True, False])
def test_a_link_is_mailed_when_that_was_asked(cast, browsers, by_mail):
    Client.objects.filter(pk=cast.dov.pk).update(email="dov@people.example")
    page = make(browsers["fay"], cast.dov, **({"by_mail": "1"} if by_mail else {})).content.decode()
    assert ("The mail to dov@people.example is in the outbox" in page) is by_mail
    notices = Notice.objects.filter(kind="client_link")
    assert notices.count() == by_mail
    if by_mail:
        link = ClientLink.objects.filter(client=cast.dov).latest("created_at")
        assert is_link_open(notices.get())
        deliver()
        (sent,) = mail.outbox
        assert sent.to == ["dov@people.example"]
        assert "/with/" in sent.body
        assert "Maple Street" in sent.subject
        assert "headache" not in sent.subject + sent.body
        actions.revoke_link(by=cast.fay.user, link=link)
        assert not is_link_open(notices.get())


def test_the_demonstration_shows_its_mail_and_a_clinic_does_not(cast, browsers, settings, tmp_path):
    assert browsers["olga"].get(reverse("demo_mail")).status_code == 404
    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    for name in ("one", "två"):
        mail.send_mail(
            f"Subject {name}", f"Words of {name}: http://localhost/with/x/", None, ["a@people.example"]
        )
    assert [one.subject for one in mails_in(tmp_path)] == ["Subject två", "Subject one"]
    page = browsers["olga"].get(reverse("demo_mail")).content.decode()
    assert "Words of två" in page
    assert 'href="http://localhost/with/x/"' in page
    assert reverse("demo_mail") in browsers["olga"].get(reverse("team")).content.decode()
