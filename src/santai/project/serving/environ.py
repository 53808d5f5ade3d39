"""What Django is told of a request (PEP 3333), from what the server received (RSGI 1.5)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Any

from santai.project.serving.rsgi import Scope

ONE_LINE = {
    "cookie": "; "
}  # RFC 6265, 5.4; every other header that comes twice is a list (RFC 9110, 5.2)
PROTOCOLS = {"1": "HTTP/1.0"}
OF_THE_LINE = frozenset({"content-length", "content-type", "transfer-encoding"})


def environ_of(scope: Scope, body: IO[bytes], length: int | None) -> dict[str, Any]:
    """`length`: bytes of the body; None where there is none."""
    server, port = _address(scope.server)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _latin1(scope.path),
        "QUERY_STRING": _latin1(scope.query_string),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": PROTOCOLS.get(scope.http_version, f"HTTP/{scope.http_version}"),
        "REMOTE_ADDR": _address(scope.client)[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    environ |= _headers(scope.headers.items())
    if scope.authority:  # of an absolute address, which goes before the header (RFC 9112, 3.2.2)
        environ["HTTP_HOST"] = scope.authority
    return environ


def _headers(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A name with an underscore could not be told from one with a hyphen, so that it is left out."""
    found: dict[str, str] = {}
    for name, value in items:
        if name == "content-type":
            found["CONTENT_TYPE"] = value
        if name in OF_THE_LINE or "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        found[key] = f"{found[key]}{ONE_LINE.get(name, ',')}{value}" if key in found else value
    return found


def _address(text: str) -> tuple[str, str]:
    """`127.0.0.1:8000` or `[::1]:8000`."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), port


def _latin1(text: str) -> str:
    """As PEP 3333 wants bytes in a string."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
