"""A second opinion of an antivirus program, and the one sign every such program knows.

Where the operator names a clamd (`SANTAI_CLAMD`), every file is shown to it before it is kept. A scanner that
was named and does not answer lets nothing in: better asked to try again than given something unknown.
Without a name nobody is asked; the checks by structure hold all the same.
"""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from santai.capabilities.files.actions.content import CHUNK, Content
from santai.capabilities.files.actions.refusal import FileRefused

PATIENCE = 10.0  # seconds for one answer; 20 MB take about one
LONGEST_ANSWER = 4096
# Put together here, so that no scanner takes this file for what it looks for.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

log = logging.getLogger(__name__)


def scan(content: Content) -> None:
    """FileRefused("virus") or, when the scanner that was named is silent, FileRefused("unscanned")."""
    if content.find(_EICAR) >= 0:
        raise FileRefused("virus")
    if not settings.CLAMD:
        return
    try:
        answer = _asked(content)
    except OSError as fault:
        log.error("clamd: %s", type(fault).__name__)
        raise FileRefused("unscanned") from fault
    if answer.endswith("FOUND"):
        log.warning("clamd: %s", answer)
        raise FileRefused("virus")
    if not answer.endswith("OK"):
        log.error("clamd: %s", answer or "no answer")
        raise FileRefused("unscanned")


def _asked(content: Content) -> str:
    """INSTREAM of clamd's protocol: pieces with their lengths before them, an empty one at the end."""
    content.file.seek(0)
    with _line(settings.CLAMD) as line:
        line.sendall(b"zINSTREAM\0")
        while piece := content.file.read(CHUNK):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        told = b""
        while len(told) < LONGEST_ANSWER and (piece := line.recv(LONGEST_ANSWER)):
            told += piece
    return told.decode("utf-8", "replace").strip("\0\n ")


@contextmanager
def _line(address: str) -> Iterator[socket.socket]:
    """A connection to a socket file (`/run/clamav/clamd.ctl`) or to `host:port`."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
    else:
        host, _, port = address.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
    with line:
        if address.startswith("/"):
            line.connect(address)
        yield line
