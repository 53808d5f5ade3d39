"""A device with passkeys, in software: what a browser and its authenticator do together (WebAuthn Level 2)."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
NO_MAKER = bytes(16)


@dataclass
class Device:
    """`origin`: where its browser is; `proves`: it asks for finger, face or number."""

    origin: str = "http://testserver"
    proves: bool = True
    counter: int = 0
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: str) -> str:
        """The answer to a request to make a key."""
        asked = json.loads(options)
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(NO_MAKER, self.credential, public)
        said = AuthenticatorData.create(
            _digest(asked["rp"]["id"]), self._flags | FLAG.AT, self.counter, bytes(made)
        )
        attested = AttestationObject.create("none", said, {})
        return self._answer(
            {
                "clientDataJSON": self._client(asked, "webauthn.create"),
                "attestationObject": bytes(attested),
            }
        )

    def sign(self, options: str, **otherwise: Any) -> str:
        """The answer to a request to sign; `otherwise`: another challenge or site than was asked for."""
        asked = {**json.loads(options), **otherwise}
        self.counter += 1
        said = AuthenticatorData.create(_digest(asked["rpId"]), self._flags, self.counter)
        client = self._client(asked, "webauthn.get")
        signed = self.key.sign(bytes(said) + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {"clientDataJSON": client, "authenticatorData": bytes(said), "signature": signed}
        )

    @property
    def _flags(self) -> FLAG:
        return FLAG.UP | FLAG.UV if self.proves else FLAG.UP

    def _client(self, asked: dict[str, Any], kind: str) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps({**said, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        name = websafe_encode(self.credential)
        texts = {part: websafe_encode(content) for part, content in response.items()}
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": texts,
                "clientExtensionResults": {},
            }
        )


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
