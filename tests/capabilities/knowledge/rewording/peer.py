"""A language model made up for tests: an OpenAI-compatible address on this machine that behaves as it is told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Peer:
    says: str = ""
    status: int = 200
    delay: float = 0
    trickle: float = 0  # seconds between the bytes of the answer
    raw: bytes | None = None  # instead of an answer
    heard: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/chat/completions"

    @property
    def told(self) -> str:
        """All that it was ever told."""
        return json.dumps(self.heard, ensure_ascii=False)

    def body(self) -> bytes:
        choices = [{"message": {"role": "assistant", "content": self.says}}]
        return self.raw if self.raw is not None else json.dumps({"choices": choices}).encode()


@contextmanager
def listening(peer: Peer) -> Iterator[Peer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            peer.heard.append(json.loads(content))
            peer.keys.append(self.headers["Authorization"])
            time.sleep(peer.delay)
            body = peer.body()
            try:
                self.send_response(peer.status)
                self.send_header("Content-Length", str(len(body)))
                if 300 <= peer.status < 400:
                    self.send_header("Location", f"{peer.url}/elsewhere")
                self.end_headers()
                for byte in body if peer.trickle else ():
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(peer.trickle)
                if not peer.trickle:
                    self.wfile.write(body)
            except OSError:
                pass  # who asked has gone

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer.port = server.server_port
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
