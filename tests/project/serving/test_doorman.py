"""Inside there is room for so many; who comes beyond them is told so at once, with what was typed (reliability O1)."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from santai.project.serving import doorman as module
from santai.project.serving.busy import busy
from santai.project.serving.doorman import Application, Doorman
from santai.project.serving.intake import Intake, Limits
from tests.project.serving.exchanges import Asked, Line, form

STORY = b"story=%E8%80%81%E6%9D%BF%E8%B7%91%E4%BA%86%EF%BC%8C%E5%B7%A5%E8%B5%84%E6%B2%A1%E7%BB%99"
TOLD = "老板跑了，工资没给"


def serving(view: Callable[[WSGIRequest], Any]) -> Application:
    """A WSGI application that is one view."""

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        response = view(WSGIRequest(environ))
        start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response  # type: ignore[no-any-return]

    return application


def ask(view: Callable[[WSGIRequest], Any], *asked: Asked, threads: int = 2) -> list[Line]:
    """What each is answered when all come at once."""
    return asyncio.run(
        _asked(Doorman(serving(view), busy, Intake(Limits(10_000, 10_000)), threads), asked)
    )


async def _asked(door: Doorman, asked: Iterable[Asked]) -> list[Line]:
    loop = asyncio.get_running_loop()
    door.__rsgi_init__(loop)
    lines = [Line([STORY] if one.method == "POST" else []) for one in asked]
    await asyncio.gather(
        *(door.__rsgi__(one, line) for one, line in zip(asked, lines, strict=True))
    )
    assert door.inside == 0
    door.__rsgi_del__(loop)
    return lines


def test_a_request_is_answered() -> None:
    (line,) = ask(lambda request: HttpResponse(request.POST["story"], status=201), form(STORY))
    assert (line.status, line.sent.content.decode()) == (201, TOLD)
    assert line.headers["Content-Type"] == "text/html; charset=utf-8"


def test_what_is_done_after_an_answer_is_done() -> None:
    closed: list[str] = []

    class Response(HttpResponse):
        def close(self) -> None:
            closed.append(threading.current_thread().name)
            super().close()

    ask(lambda request: Response("ok"), Asked())
    assert closed == ["request_0"]  # the thread whose connection to the database it was


def test_a_long_answer_is_sent_as_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", 10)
    made: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(100):
            made.append(number)
            yield b"%03d" % number

    (line,) = ask(lambda request: StreamingHttpResponse(pieces()), Asked())
    assert line.sent.content == b"".join(b"%03d" % number for number in range(100))
    assert made == list(range(100))


def test_a_file_is_closed_when_its_reader_goes(tmp_path: Any) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-" + bytes(1_000_000))
    opened = path.open("rb")

    class Gone(Line):
        def response_stream(self, status: int, headers: Any) -> Any:
            class Broken:
                async def send_bytes(self, data: bytes) -> None:
                    raise ConnectionResetError

            return Broken()

    async def run() -> None:
        door = Doorman(serving(lambda request: FileResponse(opened)), busy, Intake(Limits(1, 1)), 1)
        door.__rsgi_init__(asyncio.get_running_loop())
        with pytest.raises(ConnectionResetError):
            await door.__rsgi__(Asked(), Gone())
        door.__rsgi_del__(asyncio.get_running_loop())

    asyncio.run(run())
    assert opened.closed


def crowd(monkeypatch: pytest.MonkeyPatch, *asked: Asked) -> list[Line]:
    """One thread, one place in line, and nobody is answered before everybody has come."""
    monkeypatch.setattr(module, "LINE", 1)
    everybody = threading.Event()

    def view(request: WSGIRequest) -> HttpResponse:
        everybody.wait(5)
        return HttpResponse("ok")

    async def run() -> list[Line]:
        asyncio.get_running_loop().call_later(0.5, everybody.set)
        door = Doorman(serving(view), busy, Intake(Limits(10_000, 10_000)), 1)
        return await _asked(door, asked)

    return asyncio.run(run())


def test_who_finds_no_room_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = crowd(monkeypatch, *[Asked()] * 5)
    assert [line.status for line in lines] == [200, 200, 503, 503, 503]
    assert 5 <= int(lines[2].headers["Retry-After"]) <= 20
    assert "系统暂时繁忙" in lines[2].sent.content.decode()


def test_who_waited_long_makes_room_for_those_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """O2: nobody is served who gave up long ago; the place in line is worth a moment, not a minute."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)

    def slow(request: WSGIRequest) -> HttpResponse:
        time.sleep(0.1)
        return HttpResponse("ok")

    lines = ask(slow, Asked(), Asked(), form(STORY), threads=1)
    assert [line.status for line in lines] == [200, 503, 503]
    assert TOLD in lines[2].sent.content.decode()
    assert "Retry-After" in lines[1].headers


def test_what_somebody_typed_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    line = crowd(monkeypatch, Asked(), Asked(), form(STORY))[2]
    page = line.sent.content.decode()
    assert line.status == 503
    assert "没有收到，请稍后再试" in page
    assert f'<input type="hidden" name="story" value="{TOLD}">' in page
    assert line.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in line.headers["Content-Security-Policy"]


def test_a_machine_is_told_so_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    there = form(STORY)
    there.path = "/api/v1/orders"
    line = crowd(monkeypatch, Asked(), Asked(), there)[2]
    assert (line.status, line.headers["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(line.sent.content)["code"] == "busy"
    assert "Retry-After" in line.headers


def test_who_sends_too_slowly_is_told_nothing() -> None:
    (line,) = ask(lambda request: HttpResponse("never"), form(STORY, announced=999))
    assert (line.status, line.sent.content) == (400, b"")


def test_who_names_no_host_is_refused_unless_they_speak_http_of_before() -> None:
    """RFC 9112, 3.2. The name of our own socket must not stand in for it: it is allowed everywhere."""
    old, new = Asked(listed=[], http_version="1"), Asked(listed=[])
    assert [line.status for line in ask(lambda request: HttpResponse(), old, new)] == [200, 400]
