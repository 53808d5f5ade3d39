"""A body is taken in whole, at its sender's pace, or not at all (reliability I4)."""

from __future__ import annotations

import asyncio

import pytest
from django.core.exceptions import RequestDataTooBig

from santai.project.serving import intake as module
from santai.project.serving.intake import Intake, Limits, TurnedAway
from tests.project.serving.exchanges import Asked, Line, Pieces, form

MOST = 1000


@pytest.fixture
def intake() -> Intake:
    return Intake(Limits(plain=MOST, files=10 * MOST))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a second of grace, then a hundred bytes a second."""
    monkeypatch.setattr(module, "GRACE", 0.1)
    monkeypatch.setattr(module, "SLOWEST", 100)


def taken(intake: Intake, scope: Asked, *pieces: bytes | float) -> tuple[bytes, int | None]:
    body, length = asyncio.run(intake.body(scope, Line(list(pieces))))
    with body:
        return body.read(), length


def refused(intake: Intake, scope: Asked, *pieces: bytes | float) -> int:
    with pytest.raises(TurnedAway) as turned:
        taken(intake, scope, *pieces)
    return turned.value.status


def test_a_body_in_pieces_is_put_together(intake: Intake) -> None:
    assert taken(intake, form(b"story=1"), b"sto", b"ry=", b"1") == (b"story=1", 7)


def test_a_request_without_a_body_waits_for_none(intake: Intake) -> None:
    assert taken(intake, Asked(), 60.0) == (b"", None)
    assert taken(intake, form(b""), 60.0) == (b"", 0)


def test_chunks_have_the_length_they_turn_out_to_have(intake: Intake) -> None:
    chunked = Asked("POST", listed=[("transfer-encoding", "chunked")])
    assert taken(intake, chunked, b"abc", b"de") == (b"abcde", 5)


def test_a_body_that_breaks_off_is_none(intake: Intake) -> None:
    assert refused(intake, form(b"story=1", announced=20), b"story=1") == 400


@pytest.mark.parametrize("length", ["five", "-5", "٣", "1e3", ""])
def test_a_length_that_is_no_number_is_refused(intake: Intake, length: str) -> None:
    assert refused(intake, Asked("POST", listed=[("content-length", length)]), b"abc") == 400


def test_what_announces_too_much_is_not_waited_for(intake: Intake) -> None:
    body, length = asyncio.run(intake.body(form(b"", announced=MOST + 1), Line([60.0])))
    assert length == MOST + 1
    with pytest.raises(RequestDataTooBig):
        body.read()


def test_what_turns_out_too_much_is_read_no_further(intake: Intake) -> None:
    chunked = Asked("POST", listed=[("transfer-encoding", "chunked")])
    pieces: Pieces = [b"x" * MOST, b"y", 60.0]
    body, _ = asyncio.run(intake.body(chunked, Line(pieces)))
    with pytest.raises(RequestDataTooBig):
        body.readline()


def test_a_form_with_files_may_be_larger(intake: Intake) -> None:
    kind = ("content-type", "multipart/form-data; boundary=x")
    scope = Asked("POST", listed=[kind, ("content-length", str(5 * MOST))])
    assert taken(intake, scope, b"x" * 5 * MOST)[1] == 5 * MOST


@pytest.mark.usefixtures("hurried")
def test_who_says_nothing_more_is_cut_off(intake: Intake) -> None:
    assert refused(intake, form(b"", announced=50), b"sto", 60.0) == 408


@pytest.mark.usefixtures("hurried")
def test_a_byte_now_and_then_buys_no_time(intake: Intake) -> None:
    drops: Pieces = [piece for _ in range(40) for piece in (b"x", 0.02)]
    assert refused(intake, form(b"", announced=500), *drops) == 408


@pytest.mark.usefixtures("hurried")
def test_who_keeps_the_pace_may_take_longer_than_the_grace(intake: Intake) -> None:
    pieces: Pieces = [piece for _ in range(10) for piece in (b"x" * 20, 0.03)]
    assert taken(intake, form(b"", announced=200), *pieces) == (b"x" * 200, 200)


def together(intake: Intake, clients: list[str]) -> list[int]:
    """The statuses of so many bodies on the way at once; 0 for taken in."""

    async def one(client: str) -> int:
        try:
            body, _ = await intake.body(form(b"abc", client=client), Line([b"a", 0.05, b"bc"]))
            body.close()
        except TurnedAway as turned:
            return turned.status
        return 0

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*map(one, clients))

    return asyncio.run(all_of_them())


def test_one_address_has_only_so_many_on_the_way(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    same = ["10.0.0.7:1", "10.0.0.7:2", "10.0.0.7:3", "10.0.0.8:1"]
    assert together(intake, same) == [0, 0, 429, 0]
    assert together(intake, same[:1]) == [0]
    assert (intake.senders, intake.on_the_way) == ({}, 0)


def test_a_proxy_of_ours_speaks_for_many(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    intake.proxied = True
    assert together(intake, ["10.0.0.7:1"] * 5) == [0] * 5


def test_all_bodies_together_have_only_so_much_room(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ON_THE_WAY", 4)
    assert sorted(together(intake, [f"10.0.0.{n}:1" for n in range(3)])) == [0, 0, 503]
    assert intake.on_the_way == 0
