"""
The ceremony of a passkey, by the library fido2: what a browser is asked, and whether its answer holds.

A challenge stays on the server, for a few minutes, under a ticket that the page sends back. It is taken once.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.tokens import hash_of, new_token

CHALLENGE_LASTS = 300
"""Seconds in which a browser answers."""
LONGEST_ID = 1023
"""Bytes of a credential id, as WebAuthn allows."""
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error)
"""What the library raises over an answer that is not one."""
_PREFERRED = UserVerificationRequirement.PREFERRED


class NotAnswered(Exception):
    """The answer of a browser does not hold: a used or expired challenge, another site, a wrong signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A passkey that a device has just made."""

    credential_id: str
    public_key: str
    sign_count: int


def ask_for_new(request: HttpRequest, client: Client, held: Iterable[ClientPasskey]) -> dict[str, Any]:
    """What a browser needs to make a passkey for a client: options, and the ticket of the challenge."""
    options, state = _server(request).register_begin(
        user=PublicKeyCredentialUserEntity(
            id=client.pk.bytes, name=client.called, display_name=client.called
        ),
        credentials=[_descriptor(one) for one in held],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_PREFERRED,
    )
    return {"ticket": _keep(state, about=f"new {client.pk}"), "options": dict(options)}


def new_of(request: HttpRequest, client: Client, *, ticket: str, answer: str) -> Fresh:
    """The passkey that a device has made for this client; NotAnswered where something does not fit."""
    state = _take(ticket, about=f"new {client.pk}")
    try:
        told = _server(request).register_complete(state, json.loads(answer))
    except _BROKEN as broken:
        raise NotAnswered from broken
    made = told.credential_data
    if made is None or len(made.credential_id) > LONGEST_ID:
        raise NotAnswered
    return Fresh(
        credential_id=websafe_encode(made.credential_id),
        public_key=websafe_encode(cbor.encode(made.public_key)),
        sign_count=told.counter,
    )


def ask_for_any(request: HttpRequest) -> dict[str, Any]:
    """What a browser needs to answer with whichever passkey of this site it holds."""
    options, state = _server(request).authenticate_begin(user_verification=_PREFERRED)
    return {"ticket": _keep(state, about="any"), "options": dict(options)}


def credential_named_in(answer: str) -> str:
    """Which passkey an answer names; empty where it names none. That it is theirs is not known yet."""
    try:
        return websafe_encode(AuthenticationResponse.from_dict(json.loads(answer)).raw_id)
    except _BROKEN:
        return ""


def state_of(ticket: str) -> Any:
    """The challenge of a ticket for any passkey; taken once, NotAnswered where it was taken or has ended."""
    return _take(ticket, about="any")


def count_signed_by(request: HttpRequest, passkey: ClientPasskey, *, state: Any, answer: str) -> int:
    """How often the device says that it was used; NotAnswered where the passkey did not sign this challenge."""
    try:
        told = AuthenticationResponse.from_dict(json.loads(answer))
        _server(request).authenticate_complete(state, [_attested(passkey)], told)
    except _BROKEN as broken:
        raise NotAnswered from broken
    return int(told.response.authenticator_data.counter)


def _server(request: HttpRequest) -> Fido2Server:
    """For the host of this request; only pages of exactly this origin are believed."""
    here = f"{request.scheme}://{request.get_host()}"
    named = PublicKeyCredentialRpEntity(id=request.get_host().partition(":")[0], name="Nuchal")
    return Fido2Server(named, verify_origin=lambda origin: origin == here)


def _descriptor(passkey: ClientPasskey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(passkey.credential_id)
    )


def _attested(passkey: ClientPasskey) -> AttestedCredentialData:
    key: Any = cbor.decode(websafe_decode(passkey.public_key))
    return AttestedCredentialData.create(
        Aaguid.NONE, websafe_decode(passkey.credential_id), CoseKey.parse(key)
    )


def _keep(state: Any, *, about: str) -> str:
    ticket = new_token()
    cache.set(_place(ticket), {"state": state, "about": about}, CHALLENGE_LASTS)
    return ticket


def _take(ticket: str, *, about: str) -> Any:
    place = _place(ticket)
    kept = cache.get(place)
    if kept is None or not cache.delete(place) or kept["about"] != about:
        raise NotAnswered
    return kept["state"]


def _place(ticket: str) -> str:
    return f"passkey:{hash_of(ticket)}"
