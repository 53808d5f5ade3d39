"""What a browser left behind is through before the tables are emptied."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.request import urlopen

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer

from tests.browser import server
from tests.browser.server import WaitingServer, serving

EVERY_TIME = 2.0  # seconds; a server without requests stops in half a second


@dataclass
class Slow:
    """An application that is begun, and through when the server has stopped or has had every time to."""

    begun: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    through: list[str] = field(default_factory=list)

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        self.begun.set()
        late = self.stopped.wait(EVERY_TIME)
        self.through.append("after the stop" if late else "before the stop")
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    slow = Slow()
    for kind in (WaitingServer, ThreadedWSGIServer):
        monkeypatch.setattr(kind, "set_app", lambda self, _: setattr(self, "application", slow))
    return slow


def left_behind(slow: Slow) -> list[str]:
    """When a request was through in whose middle the server was stopped."""
    with serving() as address:
        asking = threading.Thread(target=lambda: urlopen(address).read())
        asking.start()
        slow.begun.wait()
    slow.stopped.set()
    asking.join()
    return slow.through


def test_a_request_under_way_is_through_when_the_server_has_stopped(slow: Slow) -> None:
    assert left_behind(slow) == ["before the stop"]


def test_djangos_own_server_would_not_have_waited(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "WaitingServer", ThreadedWSGIServer)
    assert left_behind(slow) == ["after the stop"]


def test_a_line_that_is_kept_open_does_not_hold_up_the_stop(slow: Slow) -> None:
    slow.stopped.set()
    with serving() as address:
        line = HTTPConnection(address.removeprefix("http://"))
        line.request("GET", "/")
        assert line.getresponse().read() == b"ok"
    line.close()
