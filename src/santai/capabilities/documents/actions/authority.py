"""The authority of this installation: one root, and under it a certificate for documents and one for time-stamps.

A bureau that has certificates of a licensed authority (电子签名法 16) puts them in place of these files.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys, pem
from asn1crypto import x509 as parsed
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

AUTHORITY, DOCUMENTS, STAMPS = "evidence-authority", "evidence-documents", "evidence-stamps"
TITLES = {AUTHORITY: "三台证书根", DOCUMENTS: "三台电子证据保全", STAMPS: "三台时间戳"}
BITS = 3072
VALID = timedelta(days=3650)  # a certificate is looked at years later; it was valid when it signed


@dataclass(frozen=True, slots=True)
class Pair:
    certificate: parsed.Certificate
    key: keys.PrivateKeyInfo


@dataclass(frozen=True, slots=True)
class Pairs:
    authority: parsed.Certificate
    documents: Pair
    stamps: Pair


def pairs() -> Pairs:
    """What is signed with; made when it is not there yet. What is there stays."""
    make_authority()
    return Pairs(_certificate(AUTHORITY), _pair(DOCUMENTS), _pair(STAMPS))


def make_authority() -> None:
    if all(_path(name, "crt").exists() for name in TITLES):
        return
    root_key = _new(AUTHORITY)
    root = _issued(AUTHORITY, root_key, None, root_key)
    for name in (DOCUMENTS, STAMPS):
        _issued(name, _new(name), root, root_key)


def _new(name: str) -> rsa.RSAPrivateKey:
    """The key of this name; one that is there stays."""
    path = _path(name, "key")
    if path.exists():
        kept = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(kept, rsa.RSAPrivateKey):
            raise TypeError(f"{path} is not an RSA key")
        return kept
    key = rsa.generate_private_key(65537, BITS)
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(path, data, 0o600)
    return key


def _issued(
    name: str, key: rsa.RSAPrivateKey, issuer: x509.Certificate | None, by: rsa.RSAPrivateKey
) -> x509.Certificate:
    path = _path(name, "crt")
    if path.exists():
        return x509.load_pem_x509_certificate(path.read_bytes())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TITLES[name])])
    now, is_root = datetime.now(UTC), issuer is None
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=name == DOCUMENTS,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if name == STAMPS:  # RFC 3161 §2.3: this and nothing else
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    made = builder.sign(by, hashes.SHA256())
    _write(path, made.public_bytes(Encoding.PEM), 0o644)
    return made


def _pair(name: str) -> Pair:
    _, _, der = pem.unarmor(_path(name, "key").read_bytes())
    return Pair(_certificate(name), keys.PrivateKeyInfo.load(der))


def _certificate(name: str) -> parsed.Certificate:
    _, _, der = pem.unarmor(_path(name, "crt").read_bytes())
    return parsed.Certificate.load(der)


def _path(name: str, kind: str) -> Path:
    return Path(settings.KEYS_ROOT) / f"{name}.{kind}"


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
