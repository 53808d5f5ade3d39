"""Where a number could lie that should not: every table as a dump shows it, sessions, cache, files, logs, addresses.

Numbers are looked for as they were typed: runs of digits, and the last eleven or eighteen signs of longer ones.
"""

from __future__ import annotations

import logging
import pickle
import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from santai.capabilities.identity.models import Session
from santai.project.logs import OneRecord

RUN = re.compile(rb"\d{11,}[Xx]?")
LENGTHS = (11, 18)  # a telephone, an identity number
BYTES = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")
HREF = re.compile(r'(?:href|src|action)="(?!tel:)([^"]*)"')
_TABLES = """
SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
"""


def found_in(content: bytes, wanted: Collection[bytes]) -> set[bytes]:
    """Which of the numbers stand in it."""
    return {
        part
        for run in RUN.finditer(content)
        for length in LENGTHS
        for start in range(len(run[0]) - length + 1)
        if (part := run[0][start : start + length].upper()) in wanted
    }


class Listening(logging.Handler):
    """Keeps each line of the log as the product writes it, errors with their traces."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(OneRecord())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Browser(Client):
    """Goes through a door and remembers every address it asked for, was sent to, or was shown."""

    addresses: list[str]

    def __init__(self, addresses: list[str]) -> None:
        super().__init__(raise_request_exception=False)
        self.addresses = addresses

    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        self.addresses.append(f"{request.get('PATH_INFO')}?{request.get('QUERY_STRING', '')}")
        response: HttpResponse = super().request(**request)
        self.addresses.append(response.headers.get("Location", ""))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            self.addresses += HREF.findall(response.content.decode())
        return response


def hits(
    wanted: Collection[bytes], *, folders: Iterable[Path], lines: list[str], addresses: list[str]
) -> list[str]:
    """Every place that holds a number outside its home, and how many of them."""
    places = [
        *_tables(),
        ("sessions", _sessions()),
        ("cache", _cache()),
        ("log", "\n".join(lines).encode()),
        ("addresses", unquote("\n".join(addresses)).encode()),
        *(_file(path) for folder in folders for path in sorted(folder.rglob("*"))),
    ]
    counted = ((place, len(found_in(content, wanted))) for place, content in places)
    return [f"{place}: {count}" for place, count in counted if count]


def _tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                yield table, BYTES.sub(_bytes, b"".join(map(bytes, rows)))


def _bytes(written: re.Match[bytes]) -> bytes:
    """What a dump writes in hexadecimal, as it is."""
    return bytes.fromhex(written[1].decode())


def _sessions() -> bytes:
    """What the server remembers of browsers, unpacked as anybody can without a key; sealed, it is noise."""
    kept = Session.objects.values_list("session_data", flat=True)
    return b"\n".join(_unpacked(data) for data in kept)


def _unpacked(data: str) -> bytes:
    packed = data.rsplit(":", 2)[0]
    try:
        content = signing.b64_decode(packed.removeprefix(".").encode())
        return zlib.decompress(content) if packed.startswith(".") else content
    except (ValueError, zlib.error):
        return data.encode()


def _cache() -> bytes:
    kept: Any = getattr(cache, "_cache", {})
    return b"\n".join(value for value in kept.values() if isinstance(value, bytes)) + pickle.dumps(
        list(kept)
    )


def _file(path: Path) -> tuple[str, bytes]:
    return str(path), (path.read_bytes() if path.is_file() else b"") + b"\n" + path.name.encode()
