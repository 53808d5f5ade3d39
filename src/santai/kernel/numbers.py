"""Order numbers people can read over the telephone, and codes nobody can guess.

An order number has eleven digits, like a mobile number: two of the year, eight that a keyed permutation
makes of the running serial (so that a number tells neither how many orders there are nor what the next one
is called), and a check digit that catches every single wrong digit and swapped neighbours except 0/9 (Luhn).
A number is a name, never a key: what opens an order is access or a query code.
"""

from __future__ import annotations

import hmac
from hashlib import blake2b, sha256

HALF = 10_000  # the eight digits are two halves of four
ROUNDS = 4
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: read aloud, written by hand
CODE_LENGTH = 10  # 31^10 is 8e14, and doors let nobody try often


def order_number(year: int, serial: int, secret: bytes) -> str:
    """The number of the order with this serial (1 … 99,999,999) in this year.

    >>> order_number(2026, 1, b"k") != order_number(2026, 2, b"k")
    True
    >>> len(order_number(2026, 1, b"k"))
    11
    """
    body = f"{year % 100:02}{_spread(serial % HALF**2, secret):08}"
    return body + _luhn(body)


def well_formed(number: str) -> bool:
    """Whether the check digit fits; says nothing about whether the order exists."""
    return (
        len(number) == 11
        and number.isascii()
        and number.isdigit()
        and _luhn(number[:-1]) == number[-1]
    )


def grouped(number: str) -> str:
    """`26483920715` as it is shown and read: `264 8392 0715`."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if len(number) == 11 else number


def in_threes(number: str) -> str:
    """`483920715` as it is shown and read: `483 920 715`."""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))


def plain(text: str) -> str:
    """What a person typed as a number or code, without the spaces and dashes."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def query_code(secret: bytes, purpose: str, salt: str) -> str:
    """A code derived from a secret and a salt, so that it is stored nowhere and can be given again."""
    value = int.from_bytes(hmac.digest(secret, f"{purpose}:{salt}".encode(), sha256), "big")
    signs = []
    for _ in range(CODE_LENGTH):
        value, index = divmod(value, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[index])
    return "".join(signs)


def six_digits(secret: bytes, purpose: str, salt: str) -> str:
    """A code to be typed from a text message, derived like a query code. A million are soon guessed:
    whoever takes it counts the tries."""
    digest = hmac.digest(secret, f"{purpose}:{salt}".encode(), sha256)
    return f"{int.from_bytes(digest, 'big') % 10**6:06}"


def _spread(serial: int, secret: bytes) -> int:
    left, right = divmod(serial, HALF)
    for turn in range(ROUNDS):
        digest = blake2b(f"{turn}:{right}".encode(), key=secret[:64], digest_size=4).digest()
        left, right = right, (left + int.from_bytes(digest, "big")) % HALF
    return left * HALF + right


def _luhn(body: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(body)):
        digit = int(sign) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)
