"""
Tokens of links, invitations and client sessions: shown once, kept only as a hash.

Who holds a token is let in by it, so these look-ups start from the token and not from a viewer.
"""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from nuchal.clinic.people.links import ClientLink, ClientSession
from nuchal.clinic.people.staff import Invitation


def new_token() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a token if it can still be accepted."""
    found = Invitation.objects.select_related("clinic").filter(token_hash=hash_of(token)).first()
    return found if found and found.is_open(timezone.now()) else None


def link_of(token: str) -> ClientLink | None:
    """The link of a token if it still lets somebody in."""
    found = ClientLink.objects.select_related("client__clinic").filter(token_hash=hash_of(token)).first()
    return found if found and found.is_open(timezone.now()) else None


def session_of(link_id: str, key: str) -> ClientSession | None:
    """The session of a link that this browser began, if both still hold."""
    known = ClientSession.objects.select_related("link__client__clinic", "link__created_by")
    session = known.filter(key_hash=hash_of(key)).first()
    if session is None or session.link.pk.hex != link_id or not session.is_open(timezone.now()):
        return None
    session.link.session = session
    return session
