"""
The second proof: what a person has to show, beside the link, before earlier answers are shown.

Whoever made a link has seen its address. So an address alone opens an intake in which nothing is answered yet; the
browser that gives the first answer goes on with it, and any other browser has to prove that it is the client's. Where
staff without a right to see health made the link, what they know themselves, the birth date, is no proof.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date

from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink, ClientSession, Proof
from nuchal.clinic.people.opening import holds_answers
from nuchal.clinic.people.tokens import hash_of

CODE_LASTS = 900
"""Seconds in which a code that was mailed is accepted."""
TRIES = 5
"""Wrong codes after which a new one has to be sent."""


def is_wanted(session: ClientSession) -> bool:
    """Whether this session has to prove more before it may see anything."""
    return not session.proof and holds_answers(session.link.client)


def birth_date_proves(link: ClientLink) -> bool:
    """Whether the birth date is a proof: not where the link was shown to staff who may not see health."""
    return link.asks_for == ClientLink.AsksFor.BIRTH_DATE and link.client.born_on is not None


@transaction.atomic
def claim(session: ClientSession) -> bool:
    """
    The first answer is on its way from this browser: it goes on with the intake, and every other browser ends.

    False where answers are there already: then the browser has to prove that it is the client's.
    """
    client = Client.objects.select_for_update().get(pk=session.link.client_id)
    if holds_answers(client):
        return False
    _settle(session, Proof.FIRST)
    return True


@transaction.atomic
def prove_by_birth_date(session: ClientSession, said: date) -> bool:
    """Accept the birth date; a wrong one is audited."""
    link = session.link
    if not birth_date_proves(link) or said != link.client.born_on:
        _refuse(session, "birth date")
        return False
    _settle(session, Proof.BIRTH_DATE)
    return True


@transaction.atomic
def send_code(session: ClientSession) -> bool:
    """Mail a code to the client; False where no address is known."""
    client = session.link.client
    if not client.codes_to:
        return False
    code = f"{secrets.randbelow(10**6):06}"
    cache.set(_place(session), {"hash": hash_of(code), "tries": 0}, CODE_LASTS)
    words = render_to_string("people/code.txt", {"code": code, "client": client, "clinic": client.clinic})
    send_mail(_("Your code for %(clinic)s") % {"clinic": client.clinic.name}, words, None, [client.codes_to])
    note(Action.SEND, by=session.link, clinic=client.clinic_id, subject=session, client=client, code=True)
    return True


@transaction.atomic
def prove_by_code(session: ClientSession, said: str) -> bool:
    """Accept the code that was mailed, once; a wrong one is audited, and the fifth ends the code."""
    kept = cache.get(_place(session))
    right = kept is not None and hmac.compare_digest(kept["hash"], hash_of(said.strip().replace(" ", "")))
    if not right:
        if kept is not None and kept["tries"] + 1 < TRIES:
            cache.set(_place(session), {**kept, "tries": kept["tries"] + 1}, CODE_LASTS)
        else:
            cache.delete(_place(session))
        _refuse(session, "code")
        return False
    cache.delete(_place(session))
    _settle(session, Proof.CODE)
    return True


def end_unproven(client: Client, *, but: ClientSession) -> int:
    """End every other session of a client that has proved nothing but to have come first."""
    others = ClientSession.objects.filter(link__client=client, ended_at=None, proof__in=["", Proof.FIRST])
    return others.exclude(pk=but.pk).update(ended_at=timezone.now())


@transaction.atomic
def sign_out(session: ClientSession) -> None:
    """The client is done in this browser."""
    if ClientSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=timezone.now()):
        link = session.link
        note(Action.SIGN_OUT, by=link, clinic=link.client.clinic_id, subject=session, client=link.client_id)


def _settle(session: ClientSession, proof: Proof) -> None:
    session.proof = proof.value
    session.save(update_fields=["proof"])
    client = session.link.client
    ended = end_unproven(client, but=session)
    session.link.session = session
    note(
        Action.OPEN, by=session.link, clinic=client.clinic_id, subject=session, client=client,
        proof=proof.value, sessions_ended=ended,
    )  # fmt: skip


def _refuse(session: ClientSession, what: str) -> None:
    client = session.link.client
    note(Action.REFUSED, by=session.link, clinic=client.clinic_id, subject=session, client=client, wrong=what)


def _place(session: ClientSession) -> str:
    return f"client-code:{session.pk}"
