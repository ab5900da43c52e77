"""Second steps of signing in: an app's codes, and a passkey made of software."""

import hashlib
import json
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from accounts.models import User

SECRET = "JBSWY3DPEHPK3PXP"


def give_app(user: User) -> Authenticator:
    """Give `user` an app that shows codes, and recovery codes."""
    RecoveryCodes.activate(user)
    return TOTP.activate(user, SECRET).instance


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    """Return the app's code now, or `steps` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@dataclass
class Passkey:
    """Answers as a browser and its device do (WebAuthn level 2), for one site."""

    site: str = "testserver"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: str = ""
    name: bytes = b""
    uses: int = 0

    @property
    def id(self) -> bytes:
        own = self.key.private_numbers().private_value
        return self.name or hashlib.sha256(str(own).encode()).digest()

    def create(self, options: dict[str, Any]) -> str:
        public = options["publicKey"]
        self.handle = public["user"]["id"]
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        own = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(0x45) + own}
        return self._answer(
            clientDataJSON=self._client("webauthn.create", public["challenge"]),
            attestationObject=cbor.encode(attestation),
        )

    def get(self, options: dict[str, Any]) -> str:
        self.uses += 1
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(0x05)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + struct.pack(">BI", flags, self.uses)

    def _client(self, kind: str, challenge: str) -> bytes:
        origin = f"http://{self.site}"
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, **parts: bytes) -> str:
        response: dict[str, str] = {name: websafe_encode(part) for name, part in parts.items()}
        if "signature" in parts:
            response["userHandle"] = self.handle
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )
