"""Encrypt the words of a notice with a key that follows from the clinic's secret key, which is not in the database."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from nuchal.errors import NuchalError


class NotReadable(NuchalError):
    """What was encrypted with another secret key cannot be read with this one."""


def seal(words: str) -> str:
    """Encrypted words, as text."""
    return _box(settings.SECRET_KEY).encrypt(words.encode()).decode()


def unseal(sealed: str) -> str:
    """The words. Raises NotReadable where they were encrypted with another secret key, or changed."""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise NotReadable(
            "the words of this notice were encrypted with another secret key",
            remedy="Discard it, and send it again from where it came.",
        ) from None


@lru_cache(maxsize=2)
def _box(secret: str) -> Fernet:
    digest = hashlib.blake2b(secret.encode(), digest_size=32, person=b"nuchal.notices").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
