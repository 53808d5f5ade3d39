"""Before a head is signed: what it covers is still as it was written, and nobody else is at it."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

import santai_verify as verify
from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.ledger.models import Alarm, Checkpoint, Leaf
from santai.capabilities.orders.actions import receipts
from tests.reliability.ledger.live import Log
from tests.reliability.ledger.test_attacks import sql
from tests.world import NOW, World, ask_for_aid


def test_what_was_changed_before_it_was_signed_is_not_signed(world: World, log: Log) -> None:
    """Between the event and the next checkpoint is a minute; its leaf holds already."""
    ask_for_aid()
    sql("UPDATE orders_event SET actor_name = '别人'")
    assert log.seal() is None
    assert Checkpoint.objects.count() == 0
    assert Alarm.objects.count() == 1


def test_who_finds_another_sequencer_at_it_does_nothing(world: World, log: Log) -> None:
    """Two would give the same places to different leaves."""
    ask_for_aid()
    there = {k: v for k, v in connection.get_connection_params().items() if k in psycopg_words()}
    with psycopg.connect(**there) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [sequencer.LOCK])
        assert sequencer.seal(at=NOW) is None
        assert Leaf.objects.filter(index=None).count() == 1
    assert sequencer.seal(at=NOW) is not None


def test_a_head_that_only_the_witness_signed_is_none_of_the_log(world: World, log: Log) -> None:
    ask_for_aid()
    head = log.seal()
    assert head is not None
    assert log.ask()
    text, _, own = head.note.rpartition("\n\n")
    seen = head.cosignatures.get().line
    both = (log.key, log.watcher.public)
    assert verify.read_checkpoint(f"{text}\n\n{own}{seen}", *both).size == 1
    with pytest.raises(verify.No, match="has not signed"):
        verify.read_checkpoint(f"{text}\n\n{seen}", *both)


def test_a_receipt_is_written_in_one_way_only(world: World, log: Log) -> None:
    """Else one receipt could be shown as two."""
    order = ask_for_aid().order
    assert log.seal()
    data = receipts.receipt_of(order.number, 1)
    assert data is not None
    assert verify.receipt(data, log.key)
    with pytest.raises(verify.No, match="not written as Santai"):
        verify.receipt(data.replace(b'":', b'": ', 1), log.key)


def psycopg_words() -> set[str]:
    """What says where the database is, of all that Django tells psycopg."""
    return {"dbname", "host", "port", "user", "password"}
