"""L1, L4, L6: what is handed out verifies by the second program; no bit of it can be changed, and it names nobody."""

from __future__ import annotations

import base64
import random
from datetime import timedelta

import pytest
from django.db import connection

import santai_verify as verify
from santai.capabilities.ledger import queries as ledger
from santai.capabilities.ledger.models import Checkpoint
from santai.capabilities.orders.actions import receipts
from santai.capabilities.orders.models import Event
from santai.capabilities.people.access import SYSTEM
from tests.reliability.ledger.filling import fill
from tests.reliability.ledger.live import Log
from tests.reliability.sizes import LONG, report, size
from tests.world import APPLICANT, OPPOSITE, World, ask_for_aid, take


def accepted(check, data: bytes, log: Log) -> bool:
    try:
        check(data, log.key, log.watcher.public)
    except verify.No:
        return False
    return True


def bits(data: bytes, count: int) -> list[int]:
    """All of them in the long form, else so many taken by chance."""
    return (
        list(range(8 * len(data))) if LONG else random.Random(7).sample(range(8 * len(data)), count)
    )


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.fixture
def some(world: World, log: Log) -> Log:
    """Two orders, two checkpoints, witnessed."""
    for _ in range(2):
        take(world.staff("aid-clerk"), ask_for_aid().order, "claim")
        assert log.seal()
        assert log.ask()
    return log


@pytest.mark.parametrize("suite", ["sha256-ed25519", "sm3-sm2"], indirect=True)
def test_every_event_has_a_receipt_that_a_stranger_verifies(some: Log) -> None:
    for event in Event.objects.select_related("order"):
        paper = receipts.receipt_of(event.order.number, event.seq)
        assert paper is not None
        content, head = verify.receipt(paper, some.key, some.watcher.public)
        expected = {
            "order": event.order.number,
            "seq": event.seq,
            "code": event.code,
            "hash": event.hash,
        }
        assert {key: content[key] for key in expected} == expected
        assert head.size == 4
        assert head.witnessed != ""


def test_a_receipt_of_the_past_still_holds_when_the_log_has_grown(world: World, some: Log) -> None:
    event = Event.objects.select_related("order").order_by("pk")[0]
    before = receipts.receipt_of(event.order.number, event.seq)
    with fill(600):
        while some.seal():
            assert some.ask()
    after = receipts.receipt_of(event.order.number, event.seq)
    assert before != after
    for paper in (before, after):
        assert paper is not None
        assert accepted(verify.receipt, paper, some)


def test_no_bit_of_a_receipt_can_be_changed(some: Log) -> None:
    event = Event.objects.select_related("order").order_by("pk")[0]
    paper = receipts.receipt_of(event.order.number, event.seq)
    assert paper is not None
    wrong = [bit for bit in bits(paper, 800) if accepted(verify.receipt, flipped(paper, bit), some)]
    assert wrong == []


def test_no_bit_of_a_consistency_proof_can_be_changed(some: Log) -> None:
    old, new = Checkpoint.objects.order_by("size")
    paper = ledger.consistency(old, new)
    assert accepted(verify.consistency, paper, some)
    wrong = [
        bit for bit in bits(paper, 800) if accepted(verify.consistency, flipped(paper, bit), some)
    ]
    assert wrong == []


def test_no_bit_of_an_export_of_a_thousand_can_be_changed(world: World, log: Log) -> None:
    with fill(1_000):
        assert log.seal()
    newest = ledger.newest()
    assert newest is not None
    paper = "".join(ledger.export(newest)).encode()
    assert accepted(verify.export, paper, log)
    note = range(8 * paper.index(b"\n\n"), 8 * len(paper))  # small, and all of it matters
    tried = sorted({*bits(paper, 300), *note})
    assert [bit for bit in tried if accepted(verify.export, flipped(paper, bit), log)] == []
    report("ledger-export", leaves=1_000, bits=len(tried), accepted=0)


def test_every_signature_needs_its_key(some: Log) -> None:
    """A stranger without the witness' key is told so, instead of a yes that leaves it out."""
    event = Event.objects.select_related("order").order_by("pk")[0]
    paper = receipts.receipt_of(event.order.number, event.seq)
    assert paper is not None
    with pytest.raises(verify.No, match="有签名不属于所给的公钥"):
        verify.receipt(paper, some.key, None)


def test_many_receipts_verify(world: World, log: Log) -> None:
    """L4, by the thousand: of leaves whose rows are numbers."""
    from tests.reliability.ledger.filling import KIND, content

    count = size(300, 10_000)
    with fill(count):
        while log.seal():
            pass
        by = random.Random(4)
        for owner in by.sample(range(count), min(count, size(100, 10_000))):
            paper = ledger.receipt(KIND, owner, 1, content(owner, 1))
            assert paper is not None
            verify.CONTENTS[KIND] = {"kind": str, "owner": int, "seq": int}
            try:
                assert accepted(verify.receipt, paper, log)
            finally:
                del verify.CONTENTS[KIND]


def test_nothing_of_the_ledger_names_anybody(world: World, some: Log) -> None:
    """L6: so that restricting or deleting somebody's data never breaks a proof (个人信息保护法 47)."""
    names = [
        str(person[key])
        for person in (APPLICANT, OPPOSITE)
        for key in ("name", "phone", "id_number")
        if person.get(key)
    ]
    assert len(names) == 3
    said = b"".join(
        receipts.receipt_of(event.order.number, event.seq) or b""
        for event in Event.objects.select_related("order")
    ).decode()
    for event in Event.objects.select_related("order"):
        compact = receipts.compact(actor=SYSTEM, number=event.order.number, seq=event.seq) or ""
        text = compact.removeprefix("SANTAI:R1:")
        said += base64.b32decode(text + "=" * (-len(text) % 8)).decode("utf-8", "replace")
    with connection.cursor() as cursor:
        for table in ("leaf", "tile", "checkpoint", "cosignature", "alarm", "keychange"):
            cursor.execute(f"SELECT ledger_{table}::text FROM ledger_{table}")
            said += "".join(row for (row,) in cursor.fetchall())
    assert [name for name in names if name in said] == []
    with connection.cursor() as cursor:  # the same look finds them where they belong
        cursor.execute("SELECT people_party::text FROM people_party")
        found = "".join(row for (row,) in cursor.fetchall())
    assert [name for name in names if name in found] != []


def test_a_leaf_cannot_be_guessed_without_its_salt(some: Log) -> None:
    """The same content twice gives two entries that have nothing in common."""
    from santai.capabilities.ledger.actions import leaf

    content = {"kind": "event", "order": "1", "seq": 1}
    assert leaf("event", 1, 1, content).entry != leaf("event", 1, 1, content).entry


def test_the_merge_delay_is_what_the_query_says(world: World, log: Log) -> None:
    """L3: from an event to the checkpoint over it; the load harness asks this."""
    from santai.capabilities.orders.actions.leaves import merge_delays

    order = ask_for_aid(at=log.now).order
    log.now += timedelta(seconds=20)
    log.seal()  # a minute later
    assert merge_delays(since=order.received_at) == [80.0]
