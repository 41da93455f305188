"""
Encrypt the words of a notice with a key that follows from the clinic's secret key, which is not in the database.

Words that a former key encrypted stay readable while that key is in the secret key file.
"""

from __future__ import annotations

from cryptography.fernet import InvalidToken

from nuchal.clinic.operations.secret_keys import notice_cipher
from nuchal.errors import NuchalError


class NotReadable(NuchalError):
    """What was encrypted with another secret key cannot be read with this one."""


def seal(words: str) -> str:
    """Encrypted words, as text."""
    return notice_cipher().encrypt(words.encode()).decode()


def unseal(sealed: str) -> str:
    """The words. Raises NotReadable where they were encrypted with an unknown secret key, or changed."""
    try:
        return notice_cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise NotReadable(
            "the words of this notice were encrypted with another secret key",
            remedy="Add that key as a further line to the file of the secret key, or discard the notice.",
        ) from None


def rotate(sealed: str) -> str:
    """The same words, encrypted with the key of now. Raises NotReadable as `unseal` does."""
    return seal(unseal(sealed))
