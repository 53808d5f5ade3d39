"""Nobody makes us call our own network (I5), and a receiver cannot hold us."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from santai.capabilities.notices.actions import outgoing
from tests.capabilities.notices.receiver import Receiver, receiver

_INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.1.2.3
127.255.255.254 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1
192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::2 ::ffff:10.0.0.1 ::ffff:127.0.0.1
::ffff:169.254.169.254 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1
100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2001:db8:ffff::1 2001:10::1
2002:7f00:1:: 2002:a00:1:: 2002:c0a8:1:: 3fff::1 fc00::1 fd00::1 fdff:ffff::1 fe80::1
fe80::1%eth0 fec0::1 ff02::1 ff05::2 ff0e::1 4000::1 5f00::1 1::1 7fff::1 8000::1 e000::1
"""
INSIDE = _INSIDE.split()
OUTSIDE = ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2400:3200::1", "2606:4700:4700::1111"]
NOT_ADDRESSES = ["", "localhost", "0x7f000001", "2130706433", "127.1", "127.0.0.1.", "[::1]", "a"]


@pytest.fixture
def listening(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiver() as told:
        yield told


def _resolving(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_there_are_sixty_ways_inside() -> None:
    assert len(INSIDE) >= 60


@pytest.mark.parametrize("address", INSIDE + NOT_ADDRESSES)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert outgoing.is_public(address) is False


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_public(address: str) -> None:
    assert outgoing.is_public(address) is True


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.cn/hook",
        "http://example.cn/hook",
        "ftp://example.cn/",
        "file:///etc/passwd",
        "gopher://example.cn:70/_x",
        "https://",
        "https:///path",
        "https://user:secret@example.cn/",
        "https://example.cn/#part",
        "https://example.cn:0/",
        "https://example.cn:99999/",
        "https://example.cn:port/",
        "https://[::1",
        "https://例子.cn/",
        "https://example.cn/a b",
        "https://example.cn/\r\nX-Evil: 1",
        "https://exa\tmple.cn/",
        "https://example.cn/\0",
    ],
)
def test_a_url_that_is_not_plain_https_is_refused(url: str) -> None:
    with pytest.raises(outgoing.BadAddress):
        outgoing.judged(url)


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    _resolving(monkeypatch, address)
    with pytest.raises(outgoing.BadAddress):
        outgoing.post("https://innocent.example.cn/", b"{}", {})


def test_one_address_inside_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a name server that gives both lets the connection choose."""
    _resolving(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(outgoing.BadAddress):
        outgoing.addresses("both.example.cn", 443)


def test_the_connection_goes_to_the_address_that_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name server that answers differently the second time is not asked a second time."""
    asked: list[str] = []
    called: list[Any] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]

    def connect(address: Any, timeout: float) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outgoing.Unreachable):
        outgoing.post("https://rebinding.example.cn/", b"{}", {})
    assert (asked, called) == (["rebinding.example.cn"], [("8.8.8.8", 443)])


def test_a_host_the_operator_named_may_be_inside(listening: Receiver) -> None:
    assert outgoing.post(listening.url, b"{}", {"X-Test": "1"}) == 204
    assert listening.got[0][0]["x-test"] == "1"


def test_a_host_the_operator_did_not_name_may_not(settings: Settings) -> None:
    settings.WEBHOOK_HOSTS = ["partner.internal"]
    with receiver() as told, pytest.raises(outgoing.BadAddress):
        outgoing.post(told.url, b"{}", {})
    assert told.got == []


def test_a_redirect_is_an_answer_and_nothing_more(listening: Receiver) -> None:
    listening.status, listening.headers = 302, {"Location": "http://127.0.0.1:1/inside"}
    assert outgoing.post(listening.url, b"{}", {}) == 302
    assert len(listening.got) == 1


def test_proxies_of_the_environment_are_not_used(
    listening: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert outgoing.post(listening.url, b"{}", {}) == 204


@pytest.mark.parametrize("trickle", [b"", b"H"])
def test_a_receiver_that_trickles_is_cut_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, trickle: bytes
) -> None:
    """Each byte in time, but never an answer: the whole call has one deadline."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(outgoing, "DEADLINE", 0.5)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_trickle, args=(server, trickle, done))
        thread.start()
        started = time.monotonic()
        with pytest.raises(outgoing.Unreachable):
            outgoing.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        taken = time.monotonic() - started
        done.set()
        thread.join()
    assert taken < 5


def _trickle(server: socket.socket, trickle: bytes, done: threading.Event) -> None:
    line, _ = server.accept()
    with line:
        while not done.wait(0.1):
            try:
                line.sendall(trickle)
            except OSError:
                return


def test_a_server_without_tls_is_unreachable_by_https(listening: Receiver) -> None:
    with pytest.raises(outgoing.Unreachable):
        outgoing.post(listening.url.replace("http://", "https://"), b"{}", {})
    assert listening.got == []
