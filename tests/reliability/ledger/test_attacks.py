"""L2: twelve things somebody with the database in their hands can do, as SQL on a live copy.

Ten are found by the full look (`santai ledger fsck`, run before the next checkpoint) or stop the next signing. Setting
the log back and showing two versions of it leave everything here in agreement with itself: the run without the
witness misses them, the witness does not.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from santai.capabilities.documents.models import Document
from santai.capabilities.files.queries import blobs
from santai.capabilities.ledger.actions import fsck
from santai.capabilities.ledger.codes import SUITES, commitment
from santai.capabilities.ledger.models import Alarm, Checkpoint, Leaf, Tile
from santai.capabilities.orders.actions import act, add_file
from santai.capabilities.orders.actions.leaves import content_of
from santai.capabilities.orders.models import Event, Order
from santai.project.commands.files import faults
from tests.reliability.ledger.live import Log
from tests.world import NOW, World, ask_for_aid, holder, take

TABLES = ("ledger_leaf", "ledger_checkpoint", "ledger_cosignature", "ledger_tile", "orders_event")


def sql(statement: str, *values: object) -> None:
    """As the owner of the database does it: triggers off first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def live(world: World, log: Log) -> Log:
    """Some orders, three checkpoints, all of them witnessed."""
    clerk = world.staff("aid-clerk")
    for hour in range(3):
        at = NOW + timedelta(hours=hour)
        order = ask_for_aid(at=at).order
        act(actor=clerk, number=order.number, action="claim", at=at, key=f"claim-{hour}")
        assert log.seal()
        assert log.ask()
    assert list(fsck.everything()) == []
    return log


def later(log: Log) -> None:
    """Business goes on after the attack."""
    ask_for_aid()
    log.seal()


def update_a_leaf() -> None:
    sql("UPDATE ledger_leaf SET entry = repeat('a', 64) WHERE \"index\" = 2")


def delete_the_last() -> None:
    sql('DELETE FROM ledger_leaf WHERE "index" = 5')


def delete_one_in_the_middle() -> None:
    sql('DELETE FROM ledger_leaf WHERE "index" = 2')


def swap_two() -> None:
    sql(
        'DROP INDEX leaf_index_once; UPDATE ledger_leaf SET "index" = 3 - "index" WHERE "index" IN (1, 2)'
    )


def insert_in_the_past() -> None:
    """An event that nobody ever saw, chained as it should be, without a leaf."""
    order = Order.objects.order_by("pk").first()
    assert order is not None
    event = Event(
        order=order, seq=order.seq + 1, code="note", at=NOW, role="system", previous=order.head
    )
    event.hash = event.computed_hash()
    event.save()
    Order.objects.filter(pk=order.pk).update(seq=event.seq, head=event.hash)


def change_a_row_but_not_its_leaf() -> None:
    sql("UPDATE orders_event SET actor_name = '别人' WHERE seq = 2")


def change_a_row_and_its_hash() -> None:
    """The last event of an order, hashed anew, so that the chain of the order is whole."""
    event = Event.objects.filter(seq=2).order_by("pk")[0]
    event.actor_name = "别人"
    hashed = event.computed_hash()
    sql("UPDATE orders_event SET actor_name = '别人', hash = %s WHERE id = %s", hashed, event.pk)
    Order.objects.filter(pk=event.order_id).update(head=hashed)


def use_a_leaf_again() -> None:
    """Two leaves for one event, and another event left without."""
    sql(
        "ALTER TABLE ledger_leaf DROP CONSTRAINT leaf_once;"
        "UPDATE ledger_leaf SET (owner, seq, salt, entry) ="
        ' (SELECT owner, seq, salt, entry FROM ledger_leaf WHERE "index" = 0) WHERE "index" = 1'
    )


def change_a_tile() -> None:
    sql("UPDATE ledger_tile SET hashes = overlay(hashes PLACING '\\x00'::bytea FROM 40)")


def clock_back() -> None:
    sql("UPDATE ledger_checkpoint SET at = at - interval '1 day' WHERE size = 6")


def a_key_of_another_deed() -> None:
    """What was sent with this key is answered from now on with a deed that somebody did elsewhere."""
    sql(
        "UPDATE orders_idempotencykey SET (order_id, seq) = (SELECT order_id, seq FROM orders_idempotencykey"
        " WHERE key = 'claim-2') WHERE key = 'claim-1'"
    )


def a_key_nobody_sent() -> None:
    """Written in so that the next request with this key is told: done."""
    sql(
        "INSERT INTO orders_idempotencykey (actor, key, fingerprint, order_id, seq, at)"
        " SELECT actor, 'the-next', fingerprint, order_id, seq, at FROM orders_idempotencykey LIMIT 1"
    )


FOUND_HERE = {
    update_a_leaf: "第 2 位（event",
    delete_the_last: "已排位的叶有 5 片，最后的检查点却不是这个数",
    delete_one_in_the_middle: "第 0 位起的叶不连续：有缺少或者重复",
    swap_two: "片 0/0 与叶不符",
    insert_in_the_past: "有 1 条 event 记录没有进账本",
    change_a_row_but_not_its_leaf: "留痕的内容与当时写下的不符",
    change_a_row_and_its_hash: "记录与账本里的承诺不符",
    use_a_leaf_again: "有 1 条 event 记录没有进账本",
    change_a_tile: "片 0/0 与叶不符",
    clock_back: "检查点 6 的时间早于前一个",
    a_key_of_another_deed: "所指的留痕不是它办的",
    a_key_nobody_sent: "所指的留痕不是它办的",
}


@pytest.mark.parametrize("attack", FOUND_HERE, ids=lambda attack: attack.__name__)
def test_a_full_look_finds(live: Log, attack: Callable[[], None]) -> None:
    attack()
    findings = list(fsck.everything())
    assert [finding for finding in findings if FOUND_HERE[attack] in finding] != [], findings


@pytest.mark.parametrize(
    "attack",
    [update_a_leaf, delete_the_last, change_a_row_but_not_its_leaf, change_a_tile],
    ids=lambda attack: attack.__name__,
)
def test_the_next_signing_stops_and_says_why(live: Log, attack: Callable[[], None]) -> None:
    before = Checkpoint.objects.count()
    attack()
    later(live)
    assert Checkpoint.objects.count() == before
    assert Alarm.objects.count() == 1


def test_a_file_replaced_under_its_row_is_found(world: World, live: Log) -> None:
    order = Order.objects.order_by("pk")[0]
    text = "工资欠条".encode()
    stored = add_file(actor=holder(order), number=order.number, name="a.txt", content=text, at=NOW)
    path = blobs().path(stored.sha256)
    path.chmod(0o600)
    path.write_bytes("没有欠条".encode())
    assert [fault for fault in faults() if fault.startswith(f"文件 {stored.pk}")] != []


def test_a_file_replaced_with_its_row_is_found(world: World, live: Log) -> None:
    """The event says which content was given; the leaf commits to the event."""
    order = Order.objects.order_by("pk")[0]
    add_file(actor=holder(order), number=order.number, name="a.txt", content=b"1", at=NOW)
    assert live.seal()
    event, field = Event.objects.get(code="file_added"), Event._meta.get_field("data")
    said = field.sealed({**event.data, "sha256": "b" * 64}, field.bound_in(event))  # type: ignore[union-attr]
    sql("UPDATE orders_event SET data = %s WHERE id = %s", said, event.pk)
    assert any("留痕的内容与当时写下的不符" in finding for finding in fsck.everything())


OTHER = "orders_order ORDER BY id DESC LIMIT 1"
CHANGED = {
    "content": "sha256 = repeat('c', 64)",
    "order": f"subject = (SELECT 'orders/' || id FROM {OTHER})",
    "gone": "",
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_changed_row_of_a_file_is_found(world: World, live: Log, what: str) -> None:
    """The bytes and the event stay as they are: only the row between them is another."""
    order = Order.objects.order_by("pk")[0]
    stored = add_file(actor=holder(order), number=order.number, name="a.txt", content=b"1", at=NOW)
    change = (
        f"UPDATE files_storedfile SET {CHANGED[what]}"
        if CHANGED[what]
        else "DELETE FROM files_storedfile"
    )
    sql(change)
    assert (
        any(f"文件 {stored.pk} 与现在的登记不符" in found for found in fsck.everything()) is False
    )
    assert live.seal() is None, "not even the first signature over it is given"
    (alarm,) = Alarm.objects.all()
    assert f"所说的文件 {stored.pk} 与现在的登记不符" in alarm.finding


def test_a_decision_swapped_for_another_is_found(world: World, live: Log) -> None:
    """The row of an issued document points at other bytes, which are there and whole."""
    order = Order.objects.order_by("pk")[0]
    take(world.staff("aid-approver"), order, "grant")
    assert live.seal()
    assert list(fsck.everything()) == []
    assert Document.objects.exists()
    sql("UPDATE documents_document SET sha256 = repeat('d', 64)")
    assert any("文书" in found and "登记不符" in found for found in fsck.everything())


def test_what_was_said_in_another_event_put_into_this_one_is_found(world: World, live: Log) -> None:
    """The ciphertext is bound to its order and its number in it: whoever moves it needs the keys too."""
    orders = Order.objects.order_by("pk")[:2]
    for order, text in zip(orders, ("一", "二"), strict=True):
        add_file(
            actor=holder(order), number=order.number, name="a.txt", content=text.encode(), at=NOW
        )
    assert live.seal()
    sql(
        "UPDATE orders_event SET data = (SELECT data FROM orders_event WHERE code = 'file_added'"
        " ORDER BY id DESC LIMIT 1) WHERE id = (SELECT min(id) FROM orders_event WHERE code = 'file_added')"
    )
    assert any("留痕的内容打不开" in finding for finding in fsck.everything())


# --- what only a witness can find


def roll_back(log: Log) -> None:
    """The state after the first checkpoint, as a backup of that day has it; then life goes on."""
    sql(
        "DELETE FROM ledger_cosignature WHERE checkpoint_id IN (SELECT id FROM ledger_checkpoint WHERE size > 2)"
    )
    sql("DELETE FROM ledger_checkpoint WHERE size > 2")
    gone = 'order_id IN (SELECT owner FROM ledger_leaf WHERE "index" >= 2)'
    for table in ("orders_idempotencykey", "orders_event"):
        sql(f"DELETE FROM {table} WHERE {gone}")
    sql('DELETE FROM ledger_leaf WHERE "index" >= 2')
    sql("UPDATE ledger_tile SET hashes = substring(hashes FROM 1 FOR 64)")
    later(log)


def rebuild_from_edited_history(log: Log) -> None:
    """Everything derived anew from one changed event, signed with the real key; then life goes on."""
    change_a_row_and_its_hash()
    another_leaf(Event.objects.get(actor_name="别人"))
    for table in ("ledger_cosignature", "ledger_checkpoint", "ledger_tile"):
        sql(f"DELETE FROM {table}")
    sql('UPDATE ledger_leaf SET "index" = NULL')
    later(log)


def fork(log: Log) -> None:
    """Two heads of one size: the one that the witness signed, and another in which the last event differs."""
    event = Event.objects.order_by("-pk")[0]
    event.actor_name = "别人"
    hashed = event.computed_hash()
    sql("UPDATE orders_event SET actor_name = '别人', hash = %s WHERE id = %s", hashed, event.pk)
    Order.objects.filter(pk=event.order_id).update(head=hashed)
    another_leaf(Event.objects.get(pk=event.pk))
    sql(
        "DELETE FROM ledger_cosignature WHERE checkpoint_id IN (SELECT id FROM ledger_checkpoint WHERE size = 6)"
    )
    sql("DELETE FROM ledger_checkpoint WHERE size = 6")
    sql("UPDATE ledger_tile SET hashes = substring(hashes FROM 1 FOR 128)")
    sql('UPDATE ledger_leaf SET "index" = NULL WHERE "index" >= 4')
    assert log.seal()
    assert Checkpoint.objects.order_by("-size")[0].size == 6


def another_leaf(event: Event) -> None:
    leaf = Leaf.objects.get(owner=event.order_id, seq=event.seq)
    content = content_of(event, event.order.number)
    entry = commitment(content, bytes.fromhex(leaf.salt), SUITES[settings.LEDGER_SUITE].digest)
    sql("UPDATE ledger_leaf SET entry = %s WHERE id = %s", entry.hex(), leaf.pk)


BEHIND_OUR_BACK = (roll_back, rebuild_from_edited_history, fork)


@pytest.mark.parametrize("attack", BEHIND_OUR_BACK, ids=lambda attack: attack.__name__)
def test_without_a_witness_nobody_notices(live: Log, attack: Callable[[Log], None]) -> None:
    attack(live)
    assert list(fsck.everything()) == []
    assert Alarm.objects.count() == 0


@pytest.mark.parametrize("attack", BEHIND_OUR_BACK, ids=lambda attack: attack.__name__)
def test_the_witness_refuses_the_next_checkpoint(live: Log, attack: Callable[[Log], None]) -> None:
    attack(live)
    assert live.ask() is False
    (alarm,) = Alarm.objects.all()
    assert alarm.finding.startswith("见证方拒绝为检查点")


def test_a_witness_that_forgot_sees_nothing_wrong(live: Log, tmp_path: Path) -> None:
    """Planted: a witness without a memory signs the rebuilt history too."""
    rebuild_from_edited_history(live)
    for head in (tmp_path / "witness").glob("*.head"):
        shutil.move(head, head.with_suffix(".gone"))
    assert live.ask() is True
    assert Tile.objects.exists()
