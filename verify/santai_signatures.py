"""Hashes and signatures for santai-verify, in Python's standard library alone.

Written from RFC 8032 §5.1 (Ed25519), GB/T 32918.2-2016 (SM2) and GB/T 32905-2016 (SM3). It verifies what anybody
may know. Only the witness signs with it, once a minute; the time that takes is not hidden.
"""

from __future__ import annotations

import hashlib

# --- hashes -----------------------------------------------------------------------------------


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:  # an OpenSSL without it
        return sm3_in_python(data)


def _rotate(word: int, by: int) -> int:
    by %= 32
    return (word << by | word >> (32 - by)) & 0xFFFFFFFF


def sm3_in_python(data: bytes) -> bytes:
    """GB/T 32905-2016 §5."""
    state = [
        0x7380166F,
        0x4914B2B9,
        0x172442D7,
        0xDA8A0600,
        0xA96F30BC,
        0x163138AA,
        0xE38DEE4D,
        0xB0FB0E4E,
    ]
    padded = data + b"\x80" + b"\0" * (-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        block = padded[start : start + 64]
        w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ _rotate(w[j - 3], 15)
            w.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            constant = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = _rotate((_rotate(a, 12) + e + _rotate(constant, j)) & 0xFFFFFFFF, 7)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (ff + d + (ss1 ^ _rotate(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, _rotate(b, 9), c
            e, f, g, h = tt2 ^ _rotate(tt2, 9) ^ _rotate(tt2, 17), e, _rotate(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True)]
    return b"".join(word.to_bytes(4, "big") for word in state)


# --- signatures -------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]  # extended coordinates, RFC 8032 §5.1.4
NEUTRAL: Point = (0, 1, 1, 0)


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar: int, point: Point) -> Point:
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


def _unpacked(data: bytes) -> Point | None:
    """RFC 8032 §5.1.3; None when these bytes are no point."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


def ed25519_public(seed: bytes) -> bytes:
    """RFC 8032 §5.1.5."""
    return _packed(_times(_secret(seed)[0], BASE))


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """RFC 8032 §5.1.6."""
    secret, prefix = _secret(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    start = _packed(_times(r, BASE))
    challenge = hashlib.sha512(start + ed25519_public(seed) + message).digest()
    s = (r + int.from_bytes(challenge, "little") * secret) % L
    return start + s.to_bytes(32, "little")


def _secret(seed: bytes) -> tuple[int, bytes]:
    h = hashlib.sha512(seed).digest()
    low = int.from_bytes(h[:32], "little")
    return low & (1 << 254) - 8 | 1 << 254, h[32:]


def _packed(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = _unpacked((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or NEUTRAL


def ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """RFC 8032 §5.1.7."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = _unpacked(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= L:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(challenge, "little") % L
    x, y, z, t = key
    minus = (-x % P, y, z, -t % P)
    return _packed(_add(_times(s, BASE), _times(k, minus))) == signature[:32]


QP = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
QA, QB = QP - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
QN = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
QG = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTITY = b"1234567812345678"  # GM/T 0009: what everybody takes who agreed on nothing else
Affine = tuple[int, int] | None


def _sum(p: Affine, q: Affine) -> Affine:
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % QP == 0:
        return None
    if p == q:
        slope = (3 * p[0] * p[0] + QA) * pow(2 * p[1], -1, QP) % QP
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, QP) % QP
    x = (slope * slope - p[0] - q[0]) % QP
    return (x, (slope * (p[0] - x) - p[1]) % QP)


def _multiple(scalar: int, point: Affine) -> Affine:
    result: Affine = None
    while scalar:
        if scalar & 1:
            result = _sum(result, point)
        point, scalar = _sum(point, point), scalar >> 1
    return result


def sm2(public: bytes, signature: bytes, message: bytes) -> bool:
    """GB/T 32918.2-2016 §7; key x‖y, signature r‖s."""
    if len(public) != 64 or len(signature) != 64:
        return False
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if max(x, y) >= QP or (y * y - x * x * x - QA * x - QB) % QP:
        return False
    if not (0 < r < QN and 0 < s < QN) or (r + s) % QN == 0:
        return False
    curve = b"".join(value.to_bytes(32, "big") for value in (QA, QB, *QG))
    whose = sm3((8 * len(IDENTITY)).to_bytes(2, "big") + IDENTITY + curve + public)
    e = int.from_bytes(sm3(whose + message), "big")
    point = _sum(_multiple(s, QG), _multiple((r + s) % QN, (x, y)))
    return point is not None and (e + point[0]) % QN == r
