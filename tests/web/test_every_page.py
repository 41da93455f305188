"""What each of the cast sees at every address. An address that is not in the table fails: say who may see it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLResolver, get_resolver, reverse

WHO = ("ada", "bo", "olga", "fay", "cleo", "dov", "eve")
"""Olga owns Ada's clinic and Fay sits at its desk; neither treats. Cleo owns and treats in another clinic."""

STAFF = "200 200 200 200 200 in in"
OWNERS = "404 404 200 404 200 in in"
OWNERS_OF_THE_CLINIC = "404 404 200 404 404 in in"
ONE_CLIENT = "200 200 200 200 404 in in"
ONE_RECORD = "200 200 404 404 404 in in"
POSTED = "405 405 405 405 405 405 405"
EVERYBODY = "200 200 200 200 200 200 200"
BY_INTAKE_LINK = "404 404 404 404 404 200 404"
"""Only Dov, who opened a link to his intake."""
NOBODY = "404 404 404 404 404 404 404"
NOBODY_STAFF = "404 404 404 404 404 in in"
"""Staff find nothing there without saying more; everybody else is asked to sign in."""
PAGES = {
    "today": STAFF,
    "clients": STAFF,
    "client": ONE_CLIENT,
    "particulars": ONE_CLIENT,
    "archive": POSTED,
    "archive_end": POSTED,
    "client_data": "200 200 200 404 404 in in",
    "client_copy": POSTED,
    "erasure": OWNERS_OF_THE_CLINIC,
    "twin_search": "200 200 200 404 404 in in",
    "union": "200 200 200 404 404 in in",
    "separation": POSTED,
    "keeping": OWNERS,
    "clinic_settings": OWNERS_OF_THE_CLINIC,
    "clinic_logo": POSTED,
    "clinic_logo_removal": POSTED,
    "clinic_logo_picture": NOBODY_STAFF,
    "contacts": POSTED,
    "contact_end": POSTED,
    "links": POSTED,
    "link_revocation": POSTED,
    "client_passkey_removal": POSTED,
    "client_passkeys": BY_INTAKE_LINK,
    "client_passkey_challenge": POSTED,
    "passkey_removal": POSTED,
    "client_proof": BY_INTAKE_LINK,
    "client_leave": POSTED,
    "code_address": POSTED,
    "intake_reopening": POSTED,
    "back": "409 409 409 409 409 200 200",
    "back_challenge": POSTED,
    "team": OWNERS,
    "invitation_withdrawal": POSTED,
    "invitation_return": POSTED,
    "member": OWNERS_OF_THE_CLINIC,
    "departure": POSTED,
    "credentials": POSTED,
    "credential_removal": POSTED,
    "settings": STAFF,
    "practice": POSTED,
    "draft_removal": POSTED,
    "drafts": POSTED,
    "use": POSTED,
    "end_of_use": POSTED,
    "invitation": NOBODY,
    "client_link": NOBODY,
    "audit": OWNERS,
    "failed_notices": OWNERS,
    "notice_try": POSTED,
    "notice_discard": POSTED,
    "demo_mail": NOBODY_STAFF,
    "chart": "302 302 404 404 404 in in",
    "episode": ONE_RECORD,
    "answers": ONE_RECORD,
    "question": ONE_RECORD,
    "touches": NOBODY_STAFF,
    "medicines": ONE_RECORD,
    "attestation": POSTED,
    "settlement": POSTED,
    "clearance": ONE_RECORD,
    "reasons": ONE_RECORD,
    "closure": ONE_RECORD,
    "reopening": POSTED,
    "history": ONE_RECORD,
    "drawings": ONE_RECORD,
    "conclusions": ONE_RECORD,
    "conclusion": NOBODY_STAFF,
    "papers": ONE_RECORD,
    "paper_pdf": ONE_RECORD,
    "paper_text": ONE_RECORD,
    "intake": BY_INTAKE_LINK,
    "intake_answer": BY_INTAKE_LINK,
    "intake_pause": BY_INTAKE_LINK,
    "intake_token": BY_INTAKE_LINK,
    "intake_review": BY_INTAKE_LINK,
    "intake_completion": POSTED,
    "intake_doctors_look": "404 404 404 404 404 303 404",
    "intake_clinic_state": BY_INTAKE_LINK,
    "intake_pad": EVERYBODY,
    "alerts": "200 200 404 404 200 in in",
    "alert": NOBODY_STAFF,
    "alert_settings": OWNERS,
    "absences": "200 200 404 404 200 in in",
    "absence_removal": POSTED,
    "cares": POSTED,
    "care_end": POSTED,
    "care_handover": POSTED,
    "alert_bar": STAFF,
    "urgent_calls": STAFF,
    "urgent_call": POSTED,
    "alert_sight": POSTED,
    "alert_settlement": POSTED,
    "exam": ONE_RECORD,
    "palpations": POSTED,
    "movements": POSTED,
    "exam_tests": POSTED,
    "exam_screens": POSTED,
    "postures": POSTED,
    "posture_photo": NOBODY_STAFF,
    "withdrawals": POSTED,
    "exam_completion": POSTED,
    "exam_pad": "200 200 404 404 200 in in",
    "test_library": "200 200 404 404 200 in in",
    "health_live": EVERYBODY,
    "health_ready": EVERYBODY,
    "design:mode": POSTED,
    "design:style": NOBODY,
    "design:screen": NOBODY,
}
"""GET: a status, or `in` for somebody who is asked to sign in."""
OF_NOBODY = ("design:style", "design:screen", "intake_pad", "exam_pad")
"""Pages that show nothing of a clinic or a person: a cache may keep the body map."""
FROM_ALLAUTH = ("account_", "mfa_", "usersessions_")
"""Pages about one's own account; they show nothing of a clinic."""
CHANGES = {
    "archive",
    "client_copy",
    "erasure",
    "closure",
    "reopening",
    "union",
    "separation",
    "clinic_settings",
    "clinic_logo",
    "clinic_logo_removal",
    "member",
    "departure",
    "credentials",
    "particulars",
    "contacts",
    "contact_end",
    "cares",
    "links",
    "link_revocation",
    "clients",
    "team",
    "practice",
    "draft_removal",
    "drafts",
    "use",
}
"""What a POST may change; strangers are turned away."""


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)
        else:
            yield f"{prefix}{one.name}"


def names_in(name: str) -> tuple[str, ...]:
    """What an address needs, whichever of the nested patterns asks for it."""
    resolver = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    return tuple(resolver.reverse_dict.getlist(last)[0][0][0][1])


def address_of(name, cast) -> str:
    samples = {
        "client_id": cast.dov.pk,
        "clinic_id": cast.clinic.pk,
        "other_id": cast.dov.pk,
        "union_id": 1,
        "link_id": cast.dovs_link.pk,
        "contact_id": 1,
        "member_id": cast.bo.pk,
        "notice_id": 1,
        "care_id": 1,
        "absence_id": 1,
        "credential_id": 1,
        "episode_id": cast.episode.pk,
        "finding": "nausea",
        "sign": "em_gca",
        "kind_of": "sign",
        "kind": "letter",
        "id": "em_gca",
        "token": "no-such-token",
        "screen": "chart",
        "step": "about",
        "uidb36": "1",
        "key": "no-such-key",
        "pk": 1,
        "first": 1,
        "last": 1,
    }
    return reverse(name, kwargs={key: samples.get(key, uuid.uuid4()) for key in names_in(name)})


def seen(answer) -> str:
    if answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/"):
        return "in"
    return str(answer.status_code)


def test_every_address_says_who_may_see_it():
    unsaid = {name for name in addresses() if not name.startswith(FROM_ALLAUTH)} - set(PAGES)
    assert unsaid == set(), "say in PAGES what each of the cast sees there"


def test_each_of_the_cast_sees_what_the_table_says(cast, browsers):
    for name in addresses():
        if name in PAGES:
            place = address_of(name, cast)
            answers = " ".join(seen(browsers[who].get(place)) for who in WHO)
            assert (name, answers) == (name, PAGES[name])


def test_no_page_about_an_account_shows_a_client(cast, browsers):
    for name in addresses():
        if name.startswith(FROM_ALLAUTH) and name != "account_logout":
            for who in WHO:
                answer = browsers[who].get(address_of(name, cast))
                assert answer.status_code in (200, 302, 303, 404, 405), (name, who)
                assert "Daniels" not in answer.content.decode(errors="replace")


@pytest.mark.parametrize("who", ["cleo", "dov", "eve"])
def test_strangers_change_nothing(cast, browsers, who):
    for name in addresses():
        if name in CHANGES:
            form = {
                "purpose": "diary",
                "given_name": "X",
                "family_name": "Y",
                "language": "en",
                "part": "guardian",
                "name": "Z",
                "issuer": "I",
                "roles": "owner",
                "keep_years": "1",
            }
            browsers[who].post(address_of(name, cast), form)
    cast.dov.refresh_from_db()
    assert (cast.dov.given_name, cast.dov.archived_at, cast.dov.contacts.count()) == ("Dov", None, 0)
    assert cast.dov.links.count() == 1
    assert cast.dov.links.get().revoked_at is None
    assert cast.clinic.clients.count() == 1
    assert cast.clinic.invitations.count() == 0
    cast.bo.refresh_from_db()
    assert (cast.bo.left_at, cast.bo.credentials.count()) == (None, 0)
    assert [grant.role for grant in cast.bo.grants.all()] == ["therapist"]


def test_every_page_of_staff_is_kept_out_of_caches(cast, browsers):
    for name in addresses():
        if name in PAGES and PAGES[name].startswith("200") and name not in OF_NOBODY:
            answer = browsers["ada"].get(address_of(name, cast))
            assert "no-store" in answer.headers["Cache-Control"], name
