"""A phone with a passkey, in a few lines: makes a key, signs challenges, counts. It can also misbehave."""

from __future__ import annotations

import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


class Phone:
    """One passkey on one device."""

    def __init__(self, origin: str = "https://testserver") -> None:
        self.origin = origin
        self.id = os.urandom(32)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0

    def make(self, asked: dict) -> str:
        """What the browser sends after it made the passkey."""
        options = asked["options"]["publicKey"]
        made = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._site(options["rp"]["id"]), PRESENT | VERIFIED | NEW, 0, made)
        told = self._client_data("webauthn.create", options["challenge"])
        return self._answer(told, attestationObject=bytes(AttestationObject.create("none", data, {})))

    def sign(self, asked: dict, **changed) -> str:
        """What the browser sends when the passkey is shown; the counter moves on."""
        options = asked["options"]["publicKey"]
        self.count += changed.get("counts", 1)
        flags = changed.get("flags", PRESENT | VERIFIED)
        data = AuthenticatorData.create(self._site(options["rpId"]), flags, self.count)
        told = self._client_data("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(told, authenticatorData=bytes(data), signature=signed)

    def _site(self, host: str) -> bytes:
        return hashlib.sha256(host.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        websafe_decode(challenge)
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, told: bytes, **parts: bytes) -> str:
        response = {name: websafe_encode(part) for name, part in parts.items()}
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {"clientDataJSON": websafe_encode(told), **response},
                "clientExtensionResults": {},
            }
        )
