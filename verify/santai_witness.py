#!/usr/bin/env python3
"""santai-witness: keeps the last head of a log and signs only what continues it. 见证程序，只用 Python 标准库。

  santai-witness init  --data FOLDER --name NAME          make the witness' key; prints the public one
  santai-witness trust --data FOLDER --key KEY            witness this log (its public key); --instead: a new key
  santai-witness serve --data FOLDER [--host H] [--port P]

Run it under another account than Santai's, best on another machine in another office: it is the one who notices when a
log is set back or shown in two versions. It speaks C2SP tlog-witness: POST /add-checkpoint with `old N`, the
lines of the consistency proof, an empty line and the checkpoint. 200 and a signature line; or 400 malformed,
403 bad signature, 404 unknown log, 409 not from the last size (which it gives), 422 bad proof.
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import json
import os
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from santai_signatures import ed25519_public, ed25519_sign
from santai_tree import consistent
from santai_verify import WITNESS, Key, No, read_checkpoint, read_key, unbase64

MOST = 64 * 1024  # bytes of a request; 63 lines of proof and a note are some 4,000
PROOF_LINES = 63


class Refused(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Witness:
    """A folder: `key`, and for each log `ORIGIN-HASH.key` and `ORIGIN-HASH.head`, its last size and root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = json.loads((folder / "key").read_text())
        self.seed = bytes.fromhex(kept["seed"])
        self.public = Key(kept["name"], WITNESS, ed25519_public(self.seed))

    def add(self, request: bytes, *, now: int) -> str:
        """Sign this checkpoint if it continues the last one. Raises Refused."""
        old, proof, note = _read(request)
        origin = note.partition("\n")[0]
        path = self.folder / f"{_file_name(origin)}.key"
        if not path.is_file():
            raise Refused(404, "unknown log")
        key = read_key(path.read_text())
        with self._locked(origin):
            size, root = self._last(origin)
            try:
                head = read_checkpoint(_own_part(note, key), key)
            except No as no:
                raise Refused(403, str(no)) from None
            if old > head.size:
                raise Refused(400, "old size is beyond the checkpoint")
            if old != size or (head.size == size and size and head.root != root):
                raise Refused(409, f"{size}\n")
            if not consistent(old, head.size, proof, root, head.root, key.digest):
                raise Refused(422, "the proof does not hold")
            self._keep(origin, head.size, head.root)
        text = note.rpartition("\n\n")[0] + "\n"
        signed = ed25519_sign(self.seed, f"cosignature/v1\ntime {now}\n{text}".encode())
        line = base64.b64encode(self.public.id + now.to_bytes(8, "big") + signed).decode()
        return f"— {self.public.name} {line}\n"

    def trust(self, key: Key, *, instead: bool = False) -> None:
        """`instead`: the log has a new key; what this witness signed of it stays what it must continue."""
        path = self.folder / f"{_file_name(key.name)}.key"
        if not instead and path.exists() and read_key(path.read_text()) != key:
            raise SystemExit(
                "this log is known with another key; if it really has a new one: --instead"
            )
        _write(path, written(key) + "\n")

    def _last(self, origin: str) -> tuple[int, bytes]:
        path = self.folder / f"{_file_name(origin)}.head"
        if not path.exists():
            key = read_key((self.folder / f"{_file_name(origin)}.key").read_text())
            return 0, key.digest(b"")
        size, root = path.read_text().split()
        return int(size), bytes.fromhex(root)

    def _keep(self, origin: str, size: int, root: bytes) -> None:
        """Durable before the answer: who forgets what it signed can be shown another history."""
        _write(self.folder / f"{_file_name(origin)}.head", f"{size} {root.hex()}\n")

    @contextmanager
    def _locked(self, origin: str) -> Iterator[None]:
        with (self.folder / f"{_file_name(origin)}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _read(request: bytes) -> tuple[int, list[bytes], str]:
    try:
        top, gap, note = request.decode().partition("\n\n")
        first, *lines = top.split("\n")
        found = re.fullmatch(r"old (0|[1-9][0-9]{0,17})", first)
        if not gap or not found or len(lines) > PROOF_LINES or not note.endswith("\n"):
            raise ValueError("not a request")
        proof = [unbase64(line) for line in lines]
        if any(len(node) != 32 for node in proof):
            raise ValueError("not a proof")
    except (ValueError, No):
        raise Refused(400, "malformed") from None
    return int(found[1]), proof, note


def _own_part(note: str, key: Key) -> str:
    """The checkpoint with the lines of its log alone: what others put under it is not for us to judge."""
    text, gap, lines = note.rpartition("\n\n")
    own = [line for line in lines.split("\n") if line.startswith(f"— {key.name} ")]
    return f"{text}{gap}" + "".join(f"{line}\n" for line in own)


def _file_name(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()[:32]


def written(key: Key) -> str:
    return f"{key.name}+{key.id.hex()}+{base64.b64encode(key.kind + key.key).decode()}"


def _write(path: Path, text: str) -> None:
    """Temporary file, fsync, rename, fsync of the folder."""
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def init(folder: Path, name: str) -> Key:
    """Make the key of a new witness; one that is there stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / "key").exists():
        _write(folder / "key", json.dumps({"name": name, "seed": secrets.token_hex(32)}))
    return Witness(folder).public


class Handler(BaseHTTPRequestHandler):
    witness: Witness
    timeout = 10

    def do_POST(self) -> None:
        status, text = self._answer()
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/x.tlog.size" if status == 409 else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self) -> tuple[int, str]:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            return 404, "not here\n"
        if not length.isdecimal() or int(length) > MOST:
            return 400, "malformed\n"
        try:
            return 200, self.witness.add(self.rfile.read(int(length)), now=int(time.time()))
        except Refused as refused:
            return refused.status, refused.text

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the library names it
        print(f"{self.log_date_time_string()} {format % args}", file=sys.stderr)


def server(folder: Path, host: str, port: int) -> ThreadingHTTPServer:
    handler = type("Handler", (Handler,), {"witness": Witness(folder)})
    return ThreadingHTTPServer((host, port), handler)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="santai-witness", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("init", "trust", "serve"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--name", default="santai-witness")
    parser.add_argument("--key")
    parser.add_argument("--instead", action="store_true", help="in place of the key known so far")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8348)
    given = parser.parse_args(arguments)
    if given.what == "init":
        print(written(init(given.data, given.name)))
    elif given.what == "trust":
        text = given.key or ""
        try:
            Witness(given.data).trust(
                read_key(text if "+" in text else Path(text).read_text()), instead=given.instead
            )
        except No as no:
            print(no, file=sys.stderr)
            return 2
    else:
        server(given.data, given.host, given.port).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
