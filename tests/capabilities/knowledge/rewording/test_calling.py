"""A model that is slow, dead or speaks nonsense costs its time limit and no more; the address is guarded (KB-07)."""

from __future__ import annotations

import socket
from time import monotonic

import pytest

from santai.capabilities.knowledge.rewording import BadModel, Breaker, Model, NoAnswer, reword
from santai.capabilities.knowledge.rewording.calling import LARGEST, judged
from tests.capabilities.knowledge.rewording.peer import Peer, listening


def asked(peer: Peer, seconds: float = 5) -> str:
    with listening(peer):
        return reword(Model(peer.url, "plain", "k-1", seconds), "问", ["答。"], ["源。"])


def test_it_gets_the_question_the_answer_and_the_sources_and_its_words_come_back() -> None:
    peer = Peer(says="好。")
    assert asked(peer) == "好。"
    assert (peer.heard[0]["model"], peer.keys) == ("plain", ["Bearer k-1"])
    assert (
        peer.heard[0]["messages"][1]["content"]
        == '{"问题": "问", "回答": ["答。"], "依据": ["源。"]}'
    )


@pytest.mark.parametrize(
    "peer",
    [
        Peer(says="好。", status=500),
        Peer(says="好。", status=302),
        Peer(raw=b""),
        Peer(raw=b"<html>busy</html>"),
        Peer(raw=b'{"choices": []}'),
        Peer(raw=b'{"choices": [{"message": {"content": ["x"]}}]}'),
        Peer(raw=b'{"choices": "x"}'),
        Peer(raw=b"[" * 50_000),
        Peer(raw=b" " * (LARGEST + 2)),
    ],
)
def test_nonsense_is_no_answer(peer: Peer) -> None:
    with pytest.raises(NoAnswer):
        asked(peer)
    assert len(peer.heard) == 1  # a redirect is not followed, and nothing is tried twice


@pytest.mark.parametrize("peer", [Peer(says="好。", delay=3), Peer(says="好。" * 90, trickle=0.05)])
def test_who_is_slow_is_cut_off(peer: Peer) -> None:
    began = monotonic()
    with pytest.raises(NoAnswer):
        asked(peer, seconds=0.4)
    assert monotonic() - began < 2.5


def test_nobody_there_is_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer):
        reword(Model(f"http://127.0.0.1:{port}/v1", "plain"), "问", ["答。"], [])


@pytest.mark.parametrize(
    ("scheme", "host"),
    [
        ("http", "8.8.8.8"),  # outside the house without TLS
        ("https", "169.254.169.254"),  # where machines of a cloud are administered
        ("https", "0.0.0.0"),
        ("https", "224.0.0.1"),
        ("file", "127.0.0.1"),
        ("http", ""),
    ],
)
def test_an_address_that_is_no_place_for_a_model_is_refused(scheme: str, host: str) -> None:
    with pytest.raises(BadModel):
        judged(scheme, host, 80)


def test_inside_the_house_and_outside_with_tls_it_is_called() -> None:
    assert judged("http", "127.0.0.1", 80) == ("127.0.0.1", 80)
    assert judged("http", "10.1.2.3", 8000) == ("10.1.2.3", 8000)
    assert judged("https", "8.8.8.8", 443) == ("8.8.8.8", 443)


def failed(breaker: Breaker) -> bool:
    """One try that fails; gives whether it was tried."""
    try:
        with breaker.turn() as may:
            if may:
                raise NoAnswer("slow")
    except NoAnswer:
        return True
    return False


def test_after_three_failures_it_is_left_alone_and_then_tried_once() -> None:
    now = [0.0]
    breaker = Breaker(failures=3, pause=60, clock=lambda: now[0])
    first = [failed(breaker) for _ in range(5)]
    now[0] = 60
    second = [failed(breaker) for _ in range(2)]
    now[0] = 120
    with breaker.turn() as may:
        answered = may

    assert (first, second, answered) == ([True] * 3 + [False] * 2, [True, False], True)
    assert [failed(breaker) for _ in range(4)] == [True] * 3 + [False]


def test_only_two_wait_for_it_at_once() -> None:
    breaker = Breaker(most=2)
    with breaker.turn() as one, breaker.turn() as two, breaker.turn() as three:
        pass
    with breaker.turn() as four:
        pass

    assert (one, two, three, four) == (True, True, False, True)
