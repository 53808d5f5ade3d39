"""Leaves, their places, and signed heads (L2, L3, D4; ENF, NOT 全网留痕)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from santai.capabilities.ledger.actions import fsck, sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.ledger.models import Alarm, Checkpoint, Leaf, Tile
from santai.capabilities.orders.models import Event
from santai.kernel.errors import Refusal
from tests.world import NOW, World, ask_for_aid, take

SUITES = ("sha256-ed25519", "sm3-sm2")


@pytest.fixture(autouse=True)
def keys(settings, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    make_keys()


def test_every_event_has_its_leaf(world: World) -> None:
    order = ask_for_aid().order
    take(world.staff("aid-clerk"), order, "claim")
    written = set(Event.objects.values_list("order_id", "seq"))
    assert set(Leaf.objects.values_list("owner", "seq")) == written
    assert len(written) == 2


def test_what_was_refused_leaves_no_leaf(world: World) -> None:
    with pytest.raises(Refusal):
        ask_for_aid(answers={})
    assert not Leaf.objects.exists()


@pytest.mark.parametrize("suite", SUITES)
def test_a_seal_gives_places_from_zero_and_signs(world: World, settings, suite: str) -> None:
    settings.LEDGER_SUITE = suite
    make_keys()
    for number in range(3):
        ask_for_aid(at=NOW + timedelta(minutes=number))
        checkpoint = sequencer.seal(at=NOW + timedelta(minutes=number))
        assert checkpoint is not None
        assert checkpoint.size == number + 1
    assert sequencer.seal(at=NOW + timedelta(hours=1)) is None
    assert list(Leaf.objects.order_by("id").values_list("index", flat=True)) == [0, 1, 2]
    assert list(fsck.everything()) == []


def test_batches_fill_tiles_of_256(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 300)
    order = ask_for_aid().order
    clerk = world.staff("aid-clerk")
    for _ in range(10):
        order = take(clerk, order, "note", text="再打一次电话")
    # More leaves than anybody writes by hand: of a kind whose rows are these numbers.
    from tests.reliability.ledger.filling import fill

    with fill(700):
        sizes = []
        while checkpoint := sequencer.seal(at=NOW):
            sizes.append(checkpoint.size)
        assert sizes == [300, 600, 711]
        assert list(
            Tile.objects.filter(level=0).order_by("number").values_list("number", flat=True)
        ) == [0, 1, 2]
        assert list(fsck.everything()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET entry = repeat('0', 64)",
        'UPDATE ledger_leaf SET "index" = 7',
        'UPDATE ledger_leaf SET "index" = NULL',
        "DELETE FROM ledger_leaf",
        "UPDATE ledger_checkpoint SET root = repeat('0', 64)",
        "DELETE FROM ledger_checkpoint",
    ],
)
def test_the_database_refuses_to_change_the_log(world: World, statement: str) -> None:
    ask_for_aid()
    assert sequencer.seal(at=NOW)
    with (
        pytest.raises(IntegrityError, match="账本只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_clock_set_back_stops_the_signing(world: World) -> None:
    ask_for_aid()
    assert sequencer.seal(at=NOW)
    ask_for_aid()
    assert sequencer.seal(at=NOW - timedelta(hours=1)) is None
    assert Checkpoint.objects.count() == 1
    assert Alarm.objects.get().finding == "服务器的时钟早于上一个检查点"
    assert Leaf.objects.filter(index=None).count() == 1, "it waits"


def test_a_lost_key_stops_the_signing_and_no_new_one_takes_its_place(
    world: World, settings
) -> None:
    ask_for_aid()
    next(Path(settings.KEYS_ROOT).glob("*.key")).unlink()
    assert sequencer.seal(at=NOW) is None
    assert Alarm.objects.get().finding == "账本的签名钥匙不见了"


def test_keys_are_for_their_owner_alone(settings) -> None:
    modes = {
        path.suffix: path.stat().st_mode & 0o777 for path in Path(settings.KEYS_ROOT).iterdir()
    }
    assert modes == {".key": 0o600, ".pub": 0o644}
