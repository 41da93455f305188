"""The secrets of second factors: encrypted in the database, with a key that lies outside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction

from nuchal.clinic.operations.secret_keys import factor_cipher
from nuchal.errors import NuchalError

ENCRYPTED = "gAAAA"
"""How every encrypted text (a Fernet token) begins; no secret and no code of allauth begins so."""


class FactorUnreadable(NuchalError):
    """A second factor was not encrypted by a key in the file of the secret key."""


def encrypted(secret: str) -> str:
    """A secret as it is stored."""
    return factor_cipher().encrypt(secret.encode()).decode()


def decrypted(stored: str) -> str:
    """
    A stored secret.

    Raises FactorUnreadable for anything that was not encrypted with a key of this clinic, plain text included: a person
    who may write the database cannot set a factor of their own.
    """
    try:
        return factor_cipher().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise FactorUnreadable(
            "a second factor cannot be read with the keys of this clinic",
            remedy="Put the former key back as a further line of the secret key file, or set the factor up anew.",
        ) from None


@transaction.atomic
def encrypt_plain(authenticators: Any) -> int:
    """Encrypt what a version before encryption stored in the clear; gives how many rows."""
    return _each_secret(authenticators, lambda text: text if text.startswith(ENCRYPTED) else encrypted(text))


@transaction.atomic
def encrypt_anew(authenticators: Any) -> int:
    """Encrypt every secret with the key of now; gives how many rows."""
    return _each_secret(authenticators, lambda text: factor_cipher().rotate(text.encode()).decode())


def _each_secret(authenticators: Any, change: Callable[[str], str]) -> int:
    changed = 0
    for row in authenticators.select_for_update().filter(type__in=("totp", "recovery_codes")):
        for name in ("secret", "seed"):
            if name in row.data:
                row.data[name] = change(row.data[name])
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [change(code) for code in row.data["migrated_codes"]]
        row.save(update_fields=["data"])
        changed += 1
    return changed
