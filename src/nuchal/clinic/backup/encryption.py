"""Encrypt a backup for a public key, and decrypt it with the private one, as age does."""

from __future__ import annotations

from pathlib import Path

import pyrage

from nuchal.errors import BackupFailed, UsageError

BEGINNING = b"age-encryption.org/"
"""How every encrypted file begins."""


def new_keys() -> tuple[str, str]:
    """A new private key, and the public key that goes with it."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_encrypted(path: Path) -> bool:
    """Whether a file is encrypted."""
    try:
        with path.open("rb") as opened:
            return opened.read(len(BEGINNING)) == BEGINNING
    except FileNotFoundError:
        raise BackupFailed(f"{path} is not there", remedy="Name the file of a backup.") from None
    except OSError as problem:
        raise BackupFailed(f"{path} cannot be read ({problem.strerror})", remedy="Mend that first.") from None


def encrypt(plain: Path, target: Path, public_key: str) -> None:
    """Write an encrypted copy of a file."""
    try:
        recipient = pyrage.x25519.Recipient.from_str(public_key.strip())
    except pyrage.RecipientError:
        raise UsageError(
            "this is no public key of a backup",
            remedy="`nuchal clinic backup-key FILE` makes a pair and prints it.",
        ) from None
    target.touch(mode=0o600)
    pyrage.encrypt_file(str(plain), str(target), [recipient])


def decrypt(path: Path, target: Path, key_file: Path) -> None:
    """Write what is in an encrypted file, with the private key that a file holds."""
    try:
        lines = key_file.read_text(encoding="utf-8").splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        identities = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        raise UsageError(
            f"{key_file} holds no private key of backups",
            remedy="Name the file that `nuchal clinic backup-key` wrote.",
        ) from None
    target.touch(mode=0o600)
    try:
        pyrage.decrypt_file(str(path), str(target), identities)
    except (pyrage.DecryptError, OSError):
        raise BackupFailed(
            f"{path} cannot be decrypted with {key_file}",
            remedy="Use the key that it was made for, or another backup.",
        ) from None
