"""The signature of a PDF, in Python's standard library alone: no byte changed since the holder of a certificate signed.

Written from ISO 32000-2 §12.8, RFC 5652 (CMS), RFC 5280 (X.509) and RFC 8017 §8.2 (RSA, PKCS #1 v1.5, SHA-256). The
certificate is the one that is trusted, or one that it signed. Whether it was revoked, and what the time-stamp
beside the signature says, is for a reader of PDF: neither is asked here.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

SIGNED_DATA, DATA = "2a864886f70d010702", "2a864886f70d010701"
CONTENT_TYPE, MESSAGE_DIGEST = "2a864886f70d010903", "2a864886f70d010904"
SHA256 = "608648016503040201"
RSA, RSA_SHA256 = "2a864886f70d010101", "2a864886f70d01010b"
COMMON_NAME = "550403"
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017 §9.2
SEQUENCE, SET, INTEGER, BITS, OCTETS, OID = 0x30, 0x31, 0x02, 0x03, 0x04, 0x06
ZERO, ONE = 0xA0, 0xA1  # [0] and [1], constructed
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
HEX = re.compile(rb"<([0-9a-f]+|[0-9A-F]+)>")


class Unsigned(Exception):
    """The PDF is not what was signed, or whoever signed it is not trusted; says why."""


@dataclass(frozen=True)
class Node:
    """A value of DER: its tag, what is inside, and all of its bytes."""

    tag: int
    body: bytes
    whole: bytes

    def parts(self, *tags: int) -> list[Node]:
        """What it is made of; its first parts must have these tags."""
        found = list(_nodes(self.body))
        if [part.tag for part in found[: len(tags)]] != list(tags):
            raise Unsigned("a structure is not what it should be")
        return found


@dataclass(frozen=True)
class Certificate:
    issuer: bytes
    subject: bytes
    serial: bytes
    modulus: int
    exponent: int
    signed: bytes
    algorithm: str
    signature: bytes

    @property
    def name(self) -> str:
        """As it is written down, for people; the first common name."""
        for group in Node(SEQUENCE, self.subject, b"").parts():
            kind, value = Node(SET, group.body, b"").parts(SEQUENCE)[0].parts(OID)[:2]
            if kind.body.hex() == COMMON_NAME:
                return value.body.decode("utf-8", "replace")
        return ""

    def has_signed(self, data: bytes, signature: bytes) -> bool:
        length = (self.modulus.bit_length() + 7) // 8
        if len(signature) != length or int.from_bytes(signature, "big") >= self.modulus:
            return False
        found = pow(int.from_bytes(signature, "big"), self.exponent, self.modulus)
        end = b"\x00" + DIGEST_INFO + sha256(data).digest()
        expected = b"\x00\x01" + b"\xff" * (length - 2 - len(end)) + end
        return found.to_bytes(length, "big") == expected


def signer(pdf: bytes, trusted: bytes) -> str:
    """The name on the certificate with which every byte of this PDF was signed. `trusted`: a certificate, as PEM
    or DER. Raises Unsigned."""
    try:
        return _signer(pdf, trusted)
    except (IndexError, ValueError):
        raise Unsigned("a structure is not what it should be") from None


def _signer(pdf: bytes, trusted: bytes) -> str:
    covered, message = _split(pdf)
    root = certificate(_der(trusted))
    held, info = _signed_data(message)
    _version, sid, digest, attributes, algorithm, signature, *_ = info.parts(
        INTEGER, SEQUENCE, SEQUENCE, ZERO, SEQUENCE, OCTETS
    )
    _must_be(_oid(digest), SHA256)
    _must_be(_oid(algorithm), RSA, RSA_SHA256)
    issuer, serial = sid.parts(SEQUENCE, INTEGER)
    who = next((c for c in held if (c.issuer, c.serial) == (issuer.body, serial.body)), None)
    if who is None:
        raise Unsigned("the certificate of whoever signed is not there")
    said = {_oid(one): one.parts(OID, SET)[1].parts()[0].body for one in attributes.parts()}
    if said.get(MESSAGE_DIGEST) != sha256(covered).digest():
        raise Unsigned("the PDF was changed after it was signed")
    if said.get(CONTENT_TYPE, b"").hex() != DATA:
        raise Unsigned("it is not a PDF that was signed")
    if not who.has_signed(bytes([SET]) + attributes.whole[1:], signature.body):
        raise Unsigned("the signature is wrong")
    _must_trust(who, root)
    return who.name


def certificate(der: bytes) -> Certificate:
    whole = _one(der)
    signed, algorithm, signature = whole.parts(SEQUENCE, SEQUENCE, BITS)
    _v, serial, _alg, issuer, _valid, subject, key, *_ = signed.parts(
        ZERO, INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE
    )
    kind, bits = key.parts(SEQUENCE, BITS)
    _must_be(_oid(kind), RSA)
    modulus, exponent = _one(bits.body[1:]).parts(INTEGER, INTEGER)
    return Certificate(
        issuer.body,
        subject.body,
        serial.body,
        int.from_bytes(modulus.body, "big"),
        int.from_bytes(exponent.body, "big"),
        signed.whole,
        _oid(algorithm),
        signature.body[1:],
    )


def _split(pdf: bytes) -> tuple[bytes, bytes]:
    """What is signed, which must be all but the signature itself, and the signature."""
    ranges = RANGE.findall(pdf)
    if len(ranges) != 1:
        raise Unsigned("the PDF does not hold exactly one signature")
    start, length, after, rest = map(int, ranges[0])
    written = HEX.fullmatch(pdf[length:after])
    if start or after + rest != len(pdf) or written is None or len(written[1]) % 2:
        raise Unsigned("the signature does not cover the whole PDF")
    return pdf[:length] + pdf[after:], bytes.fromhex(written[1].decode())


def _signed_data(message: bytes) -> tuple[list[Certificate], Node]:
    """The certificates inside, and the one signature."""
    first = next(_nodes(message, alone=False))
    if message[len(first.whole) :].strip(b"\0"):
        raise Unsigned("something stands behind the signature")
    kind, wrapped = first.parts(OID, ZERO)
    _must_be(kind.body.hex(), SIGNED_DATA)
    _version, _digests, content, certificates, *_, infos = wrapped.parts(SEQUENCE)[0].parts(
        INTEGER, SET, SEQUENCE, ZERO
    )
    _must_be(_oid(content), DATA)
    found = infos.parts(SEQUENCE)
    if infos.tag != SET or len(found) != 1:
        raise Unsigned("not exactly one signature")
    return [certificate(one.whole) for one in certificates.parts()], found[0]


def _must_trust(who: Certificate, root: Certificate) -> None:
    if who == root:
        return
    _must_be(who.algorithm, RSA_SHA256)
    if who.issuer != root.subject or not root.has_signed(who.signed, who.signature):
        raise Unsigned("whoever signed has no certificate of the one that is trusted")


def _must_be(oid: str, *known: str) -> None:
    if oid not in known:
        raise Unsigned("not RSA with SHA-256: ask a reader of PDF")


def _oid(node: Node) -> str:
    return node.parts(OID)[0].body.hex()


def _der(given: bytes) -> bytes:
    if not given.startswith(b"-----BEGIN CERTIFICATE-----"):
        return given
    text = b"".join(given.split(b"-----END CERTIFICATE-----")[0].split()[2:])
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Unsigned("the trusted certificate cannot be read") from None


def _one(data: bytes) -> Node:
    return next(iter(Node(SEQUENCE, data, b"").parts(SEQUENCE)))


def _nodes(data: bytes, *, alone: bool = True) -> Iterator[Node]:
    """The values in it, one after another; with `alone` nothing may be left over."""
    at = 0
    while at < len(data):
        start, size = at, data[at + 1] if at + 1 < len(data) else 0
        at += 2
        if size & 0x80:
            count = size & 0x7F
            size, at = int.from_bytes(data[at : at + count], "big"), at + count
        if at + size > len(data) or data[start] & 0x1F == 0x1F:
            raise Unsigned("a structure is cut off")
        yield Node(data[start], data[at : at + size], data[start : at + size])
        at += size
        if not alone:
            return
    if not alone:
        raise Unsigned("there is no signature")
