"""Everything that changes a client's passkeys, and how a client comes in again by one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from nuchal.clinic.audit.actions import NOBODY, Actor, By, note
from nuchal.clinic.audit.models import Action, ActorKind
from nuchal.clinic.people import webauthn
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink, ClientSession, Proof
from nuchal.clinic.people.opening import what_is_open
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.proving import end_unproven
from nuchal.clinic.people.tokens import hash_of, new_token

MOST = 10
"""Passkeys of one client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A client who showed their passkey: the link that is open for them and the key of the session, or neither."""

    client: Client
    link: ClientLink | None = None
    key: str = ""


@transaction.atomic
def add_passkey(*, by: By, client: Client, fresh: webauthn.Fresh, name: str) -> ClientPasskey | None:
    """Keep a passkey that a client's device has made; None where it is known already, or there are too many."""
    Client.objects.select_for_update().get(pk=client.pk)
    if client.passkeys.count() >= MOST:
        return None
    passkey, created = ClientPasskey.objects.get_or_create(
        credential_id=fresh.credential_id,
        defaults={
            "client": client, "public_key": fresh.public_key, "sign_count": fresh.sign_count, "name": name,
        },
    )  # fmt: skip
    if not created:
        return None
    note(Action.WRITE, by=by, clinic=client.clinic_id, subject=passkey, client=client, added=True)
    kept: ClientPasskey = passkey
    return kept


@transaction.atomic
def remove_passkey(*, by: By, passkey: ClientPasskey) -> None:
    """Forget a passkey, and end every session that it opened."""
    locked = ClientPasskey.objects.select_for_update().select_related("client").filter(pk=passkey.pk).first()
    if locked is None:
        return
    now = timezone.now()
    ended = ClientSession.objects.filter(passkey=locked, ended_at=None).update(ended_at=now)
    note(
        Action.WRITE, by=by, clinic=locked.client.clinic_id, subject=locked, client=locked.client_id,
        removed=True, sessions_ended=ended,
    )  # fmt: skip
    locked.delete()


def come_back(request: HttpRequest, *, ticket: str, answer: str) -> Returned | None:
    """Who shows this passkey, with whatever is open for them; None where it does not hold, which is audited."""
    named = webauthn.credential_named_in(answer)
    known = ClientPasskey.objects.select_related("client__clinic").filter(credential_id=named).first()
    try:
        state = webauthn.state_of(ticket)
        if known is None:
            raise webauthn.NotAnswered
        count = webauthn.count_signed_by(request, known, state=state, answer=answer)
        return _let_in(known, count)
    except webauthn.NotAnswered:
        refused = {"clinic": known.client.clinic_id, "client": known.client_id} if known else {}
        note(Action.REFUSED, by=NOBODY, subject=known, **refused)
        return None


@transaction.atomic
def _let_in(passkey: ClientPasskey, count: int) -> Returned:
    """
    A counter that does not move on means that the passkey was copied: refused.

    Many devices never count and always say 0; that is allowed as long as they never counted before.
    """
    locked = ClientPasskey.objects.select_for_update().select_related("client__clinic").filter(pk=passkey.pk)
    held = locked.first()
    if held is None or ((count or held.sign_count) and count <= held.sign_count):
        raise webauthn.NotAnswered
    held.sign_count, held.last_used_at = count, timezone.now()
    held.save(update_fields=["sign_count", "last_used_at"])
    client = held.client
    link = what_is_open(client)
    if link is None:
        whoever = Actor(kind=ActorKind.CLIENT, id=str(held.pk))
        note(Action.OPEN, by=whoever, clinic=client.clinic_id, subject=held, client=client, opened=False)
        return Returned(client=client)
    key = new_token()
    session = ClientSession.objects.create(
        link=link, passkey=held, key_hash=hash_of(key), proof=Proof.PASSKEY
    )
    link.session = session
    end_unproven(client, but=session)
    note(
        Action.OPEN, by=link, clinic=client.clinic_id, subject=session, client=client, passkey=str(held.pk)
    )  # fmt: skip
    return Returned(client=client, link=link, key=key)


def name_of_device(said: str) -> str:
    """What to call a passkey, from what a browser says of itself."""
    devices = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")
    found = next((one for one in devices if one in said), "")
    return {"Macintosh": "Mac", "CrOS": "Chromebook"}.get(found, found)
