"""The texts that clients sign, as data with a version, and signing and withdrawing them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.agreements import Consent
from nuchal.errors import FindingError, KnowledgeError
from nuchal.knowledge.yaml12 import read

TEXTS = Path(__file__).parent / "consent_texts"
NEEDED = ("treatment", "privacy")
"""Without these nobody is treated."""
SELF = "self"
"""The client signs; otherwise a part of a contact, such as a guardian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """
    One version of one text, in the words of a client and of a person who signs for `{name}`.

    Both agree to the same.
    """

    id: str
    version: str
    language: str
    title: str
    text: str
    text_about: str

    def signed_words(self, signed_as: str) -> str:
        """The words that are read and signed: by the client, or by a guardian or proxy for `{name}`."""
        return self.text if signed_as == SELF else self.text_about

    def digest(self, signed_as: str) -> str:
        """The digest of the exact words that are signed, with `{name}` for the client; every letter changes it."""
        return hashlib.sha256(f"{self.title}\n{self.signed_words(signed_as)}".encode()).hexdigest()


@lru_cache(maxsize=1)
def consent_texts() -> dict[str, ConsentText]:
    """The current version of every text, by id."""
    documents = (read(path, error=KnowledgeError) for path in sorted(TEXTS.glob("*.en.yaml")))
    return {text.id: text for text in (ConsentText(**document.value) for document in documents)}


@transaction.atomic
def sign(
    *,
    by: By,
    client: Client,
    text: ConsentText,
    signed_by: str,
    signature_kind: Consent.Signature,
    signature: Any,
    signed_as: str = SELF,
) -> Consent:
    """Sign a text; who has signed this version already gets that signature."""
    if not signed_by.strip():
        raise FindingError("nobody has signed", remedy="Write your name.")
    consent, created = Consent.objects.get_or_create(
        client=client,
        text=text.id,
        version=text.version,
        withdrawn_at=None,
        defaults={
            "language": text.language,
            "text_digest": text.digest(signed_as),
            "signed_by": signed_by.strip(),
            "signed_as": signed_as,
            "signature_kind": signature_kind,
            "signature": signature,
            "signed_at": timezone.now(),
            "by_link": by if isinstance(by, ClientLink) else None,
            "witnessed_by": by if isinstance(by, User) else None,
        },
    )
    if created:
        note(
            Action.WRITE, by=by, clinic=client.clinic_id, subject=consent, client=client, version=text.version
        )
    return consent


@transaction.atomic
def withdraw(*, by: By, consent: Consent) -> bool:
    """Withdraw a consent; false where it was withdrawn already. What it covered before stays covered."""
    done = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if done:
        note(
            Action.WRITE, by=by, clinic=consent.client.clinic_id, subject=consent, client=consent.client_id,
            withdrawn=True,
        )  # fmt: skip
    return bool(done)


def needs_guardian(client: Client) -> list[ConsentText]:
    """Texts that no guardian has signed in their current version: all of them for a minor who signed alone."""
    return _unsigned(client.consents.filter(withdrawn_at=None, signed_as=Contact.Part.GUARDIAN))


def missing(client: Client) -> list[ConsentText]:
    """Texts that are needed and not signed in their current version."""
    return _unsigned(client.consents.filter(withdrawn_at=None))


def _unsigned(held: QuerySet[Consent]) -> list[ConsentText]:
    """Needed texts whose current version is not among these signatures."""
    signed = set(held.values_list("text", "version"))
    texts = consent_texts()
    return [texts[name] for name in NEEDED if (name, texts[name].version) not in signed]
