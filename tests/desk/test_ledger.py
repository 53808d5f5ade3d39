"""How the ledger stands, for the audit administrator, and fixing a file as evidence (NOT 全网留痕, ENF; L2, L3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from santai.capabilities.files.models import StoredFile
from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.ledger.models import Leaf
from santai.capabilities.orders.actions import add_file
from santai.capabilities.orders.models import Order
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import CITY, LUSHAN, NOW, YE, World, ask_for_aid, holder, take

LEDGER = "/desk/ledger/"


@pytest.fixture(autouse=True)
def keys(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KEYS_ROOT, settings.WITNESS = tmp_path / "keys", ""
    make_keys()
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=5))


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


@pytest.fixture
def reviewer(world: World) -> Visitor:
    return signed_in(world.accounts[("audit-admin", CITY)])


def test_before_anything_was_signed(reviewer: Visitor) -> None:
    text = reviewer.read(LEDGER).text
    assert "还没有" in text
    assert "没有设置" in text


def test_it_says_what_is_signed_and_what_waits(
    order: Order, reviewer: Visitor, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WITNESS = "http://witness.example"
    sequencer.seal(at=NOW)
    assert "1 片叶" in reviewer.read(LEDGER).text
    assert "还没有签过" in reviewer.page.text
    assert "超过一分钟没有签署" not in reviewer.page.text
    ask_for_aid(at=NOW + timedelta(minutes=4, seconds=50))
    assert "超过一分钟没有签署" not in reviewer.read(LEDGER).text
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=6))
    assert "超过一分钟没有签署" in reviewer.read(LEDGER).text


def test_an_alarm_is_shown_with_what_to_do(order: Order, reviewer: Visitor) -> None:
    sequencer.alarm("第 2 位的叶不连续", at=NOW)
    text = reviewer.read(LEDGER).text
    assert "第 2 位的叶不连续" in text
    assert "近 90 天有 1 条告警" in text
    assert "santai ledger fsck" in text


@pytest.mark.parametrize(
    ("role", "region"),
    [("window-clerk", YE), ("system-admin", CITY), ("security-admin", CITY), ("bureau-chief", YE)],
)
def test_nobody_else_sees_it(world: World, role: str, region: str) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    assert outsider.get(LEDGER).status_code == 403
    outsider.read("/desk/")
    assert LEDGER not in outsider.page.links


# --- fixing a file


@pytest.fixture
def file(order: Order) -> StoredFile:
    return add_file(actor=holder(order), number=order.number, name="欠条.txt", content=b"1", at=NOW)


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-clerk", YE)])


def test_a_clerk_fixes_a_file(order: Order, file: StoredFile, clerk: Visitor) -> None:
    address = f"/desk/orders/{order.number}/evidence/"
    assert address in clerk.read(f"/desk/orders/{order.number}/").links
    assert "欠条.txt" in clerk.read(address).text
    clerk.send(address, {"file": file.pk, "how": "scanned"})
    assert Leaf.objects.filter(kind="evidence", owner=order.pk).count() == 1
    assert "固定电子证据" in clerk.read(f"/desk/orders/{order.number}/").text


def test_what_is_not_chosen_is_asked_for_and_nothing_is_lost(
    order: Order, file: StoredFile, clerk: Visitor
) -> None:
    address = f"/desk/orders/{order.number}/evidence/"
    answer = clerk.post(address, {"file": file.pk})
    assert answer.status_code == 422
    assert "请选择这份文件是怎么来的" in answer.content.decode()
    assert f'value="{file.pk}" checked' in answer.content.decode()
    for nonsense in ("", "x", "9" * 30, str(file.pk + 1)):
        answer = clerk.post(address, {"file": nonsense, "how": "given"})
        assert "请选择要固定的文件" in answer.content.decode()
    assert not Leaf.objects.filter(kind="evidence").exists()


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [("aid-clerk", LUSHAN, 404), ("bureau-chief", YE, 403), ("audit-admin", CITY, 404)],
)
def test_who_does_not_handle_it_fixes_nothing(
    world: World, order: Order, file: StoredFile, role: str, region: str, status: int
) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    address = f"/desk/orders/{order.number}/evidence/"
    assert outsider.get(address).status_code == status
    assert outsider.post(address, {"file": file.pk, "how": "given"}).status_code == status
    assert not Leaf.objects.filter(kind="evidence").exists()


# --- the counter's slip


def test_the_window_prints_the_proof_half_a_minute_later(world: World, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(intake=world.office("centre"))
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    address = f"/counter/orders/{order.number}/receipt/proof/"
    assert address in clerk.read(f"/counter/orders/{order.number}/receipt/").links
    assert "约一分钟后就有" in clerk.read(address).text
    take(world.staff("aid-clerk"), order, "note", text="x")
    sequencer.seal(at=NOW)
    assert clerk.get(address).content.decode().count('class="proof-square"') == 1
    assert signed_in(world.accounts[("window-clerk", LUSHAN)]).get(address).status_code == 404
    assert signed_in(world.accounts[("aid-clerk", YE)]).get(address).status_code == 403
