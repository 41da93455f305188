"""
The keys of this clinic, each derived from its secret key for one purpose, and never stored in the database.

The file of the secret key may hold several lines: the first is the key of now, the others are former keys. What a
former key sealed or encrypted stays readable; everything new is written with the first one. `nuchal clinic rekey` moves
what is stored to the first key, and then the other lines can go.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKey:
    """A key that seals, and the name by which a seal says which key made it; the name gives nothing of the key away."""

    name: str
    secret: bytes

    def seal(self, text: str) -> str:
        """The keyed digest (HMAC-SHA-256) of a text, in hexadecimal digits."""
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()


def sealing_keys() -> dict[str, SealingKey]:
    """Name -> key that seals the audit; the one of now first, then former ones."""
    return _sealing_keys(_secrets())


def sealing_key() -> SealingKey:
    """The key with which the audit is sealed now."""
    return next(iter(sealing_keys().values()))


def factor_cipher() -> MultiFernet:
    """What encrypts the secrets of second factors: writes with the key of now, reads with former ones too."""
    return _cipher(_secrets(), b"nuchal second factors")


def notice_cipher() -> MultiFernet:
    """What encrypts the words of unsent notices: writes with the key of now, reads with former ones too."""
    return _cipher(_secrets(), b"nuchal notices")


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _sealing_keys(secrets: tuple[str, ...]) -> dict[str, SealingKey]:
    made = (_derived(secret, b"nuchal audit seal") for secret in secrets)
    keys = (SealingKey(name=hashlib.sha256(secret).hexdigest()[:8], secret=secret) for secret in made)
    return {key.name: key for key in keys}


@lru_cache(maxsize=8)
def _cipher(secrets: tuple[str, ...], purpose: bytes) -> MultiFernet:
    derived = (_derived(secret, purpose) for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(secret)) for secret in derived])


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
