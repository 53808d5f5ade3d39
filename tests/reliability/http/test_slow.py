"""I4: bodies that dawdle, readers that dawdle, senders that break off: they wait by themselves, nobody else does."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from tests.project.servers import wait_until
from tests.reliability.clients import Clients
from tests.reliability.house import House, house
from tests.reliability.senders import Senders
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
OF_ONE_ADDRESS = 64
HEAD = (
    b"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)
HASTY = "from santai.project.serving import intake; intake.GRACE, intake.AT_ONCE = 4.0, 64;"
# The plant: the body is read where the request is answered, in a thread (what WSGI servers do).
IN_A_THREAD = """
import asyncio
from santai.project.serving.intake import Intake
from santai.project.serving import doorman
real = doorman.Doorman.__rsgi__
taken = asyncio.Semaphore(8)
async def held(self, scope, exchange):
    async with taken:
        await real(self, scope, exchange)
doorman.Doorman.__rsgi__ = held
"""


@pytest.fixture(scope="module")
def one(django_db_setup: None) -> Iterator[House]:
    with house(connection.settings_dict["NAME"]) as made:
        made.serve(before=HASTY)
        yield made


def open_line(stack: ExitStack, one: House, number: int) -> socket.socket:
    """From an address of its own for every so many: all of 127 is this machine."""
    home = (f"127.0.1.{1 + number // OF_ONE_ADDRESS}", 0)
    line = socket.create_connection(("127.0.0.1", one.port), timeout=30, source_address=home)
    return stack.enter_context(line)


def waits(one: House) -> float:
    """The second slowest of thirty answers, in seconds."""
    taken = []
    for _ in range(30):
        begun = time.monotonic()
        assert one.is_well()
        taken.append(time.monotonic() - begun)
    return sorted(taken)[-2]


def status(line: socket.socket) -> int:
    """What was answered; 0 when the line was ended without a word."""
    try:
        answer = line.recv(4096)
    except ConnectionResetError:
        return 0
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.mark.parametrize("many", [16, 64, 500])
def test_bodies_that_dawdle_hold_nobody_up_and_are_ended(one: House, many: int) -> None:
    before = waits(one)
    with ExitStack() as stack:
        lines = [open_line(stack, one, number) for number in range(many)]
        begun = time.monotonic()
        for line in lines:
            line.sendall(HEAD)
        meanwhile = waits(one)
        ended = Counter(status(line) for line in lines) if many < 100 or size(0, 1) else Counter()
        cut = time.monotonic() - begun
    report(
        f"http-slow-bodies-{many}", before=before, meanwhile=meanwhile, ended=dict(ended), cut=cut
    )
    assert meanwhile < 2 * before + 0.2
    assert set(ended) <= {0, 408}
    assert cut < 15


def test_one_address_has_so_many_unfinished_bodies_and_no_more(one: House) -> None:
    """Those beyond are told so, in words of the interface; another address is taken."""
    with ExitStack() as stack:
        home = ("127.0.2.1", 0)
        lines = [
            stack.enter_context(
                socket.create_connection(("127.0.0.1", one.port), timeout=30, source_address=home)
            )
            for _ in range(4 * OF_ONE_ADDRESS)  # two processes count, each for itself
        ]
        for line in lines:
            line.sendall(HEAD)
        answers = [line.recv(4096) for line in lines]
    told = Counter(int(answer.split(b" ", 2)[1]) if answer else 0 for answer in answers)
    head, _, body = max(answers, key=len).partition(b"\r\n\r\n")
    assert b"retry-after: " in head.lower()
    assert json.loads(body)["status"] == 429
    assert told[429] >= 2 * OF_ONE_ADDRESS
    assert set(told) <= {0, 408, 429}


def test_senders_that_break_off_leave_nothing_behind(one: House) -> None:
    for _round in range(size(2, 50)):
        with ExitStack() as stack:
            for number in range(100):
                line = open_line(stack, one, number)
                line.sendall(HEAD)
                if number % 2:  # ended with a reset instead of a good-bye
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wait_until(lambda: whole(one, OF_ONE_ADDRESS // 2) == {401}, 10)


def whole(one: House, many: int) -> set[int]:
    """What so many of one address are answered who send all they announced; 401 stands for an open door."""
    with ExitStack() as stack:
        lines = [open_line(stack, one, number) for number in range(many)]
        for line in lines:
            line.sendall(HEAD + b" " * 999)
        return {status(line) for line in lines}


def test_readers_that_dawdle_hold_no_thread(one: House) -> None:
    """More of them than there are threads, each with an answer that no buffer holds."""
    clients = Clients(one)
    with clients.working(1):
        while not clients.acked:
            time.sleep(0.01)
    senders = Senders(one, next(iter(clients.acked.values())))
    line = http.client.HTTPConnection("127.0.0.1", one.port, timeout=30)
    senders.send(line, b"0123456789abcdef\n" * (15 * 2**20 // 17))
    line.close()
    (file,) = senders.acked
    before = waits(one)
    request = (
        f"GET /api/v1/orders/{senders.number}/files/{file} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {one.key}\r\n\r\n"
    ).encode()
    with ExitStack() as stack:
        for number in range(size(24, 64)):
            reader = stack.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.bind((f"127.0.3.{1 + number}", 0))
            reader.settimeout(30)
            reader.connect(("127.0.0.1", one.port))
            reader.sendall(request)
            assert reader.recv(12) == b"HTTP/1.1 200"
        meanwhile = waits(one)
    report("http-slow-readers", before=before, meanwhile=meanwhile)
    assert meanwhile < 2 * before + 0.2


def test_a_server_that_waits_in_its_threads_is_caught(one: House) -> None:
    """The last one: it leaves the server as it is."""
    one.kill_server()
    one.serve(before=HASTY.replace("4.0", "20.0") + IN_A_THREAD, SANTAI_PROCESSES="1")
    with ExitStack() as stack:
        for number in range(16):
            open_line(stack, one, number).sendall(HEAD)
        time.sleep(0.2)
        assert not one.is_well()
