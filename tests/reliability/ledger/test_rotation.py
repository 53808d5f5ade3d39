"""A7: the ledger's key is changed by two people; what was signed before still verifies, and nothing else gets by."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import santai_verify as verify
import santai_witness
from santai.capabilities.approvals import actions as approvals
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.approvals.models import Agreement, Approval
from santai.capabilities.ledger.actions import fsck
from santai.capabilities.ledger.actions.keys import former_keys, public_key
from santai.capabilities.ledger.actions.rotation import PURPOSE, rotate
from santai.capabilities.ledger.models import Alarm, KeyChange
from santai.capabilities.orders.actions import receipts
from santai.kernel.errors import Forbidden
from santai.project.commands import ledger as command
from tests.reliability.ledger.live import Log
from tests.world import CITY, NOW, World, ask_for_aid

AGREED = Agreement(
    purpose=PURPOSE,
    asked_by="安全管理员甲",
    allowed_by="审计管理员乙",
    reason="每年更换",
    allowed_at=NOW,
)
NOT_AGREED = {
    "one person alone": replace(AGREED, allowed_by=AGREED.asked_by),
    "nobody allowed it": replace(AGREED, allowed_by=""),
    "nobody asked": replace(AGREED, asked_by=""),
    "about something else": replace(AGREED, purpose="bulk-reveal"),
    "without a reason": replace(AGREED, reason=" "),
    "long ago": replace(AGREED, allowed_at=NOW - timedelta(days=2)),
    "in the future": replace(AGREED, allowed_at=NOW + timedelta(hours=1)),
}


@pytest.mark.parametrize("suite", ["sha256-ed25519", "sm3-sm2"], indirect=True)
def test_what_was_signed_before_still_verifies(world: World, log: Log) -> None:
    order = ask_for_aid().order
    assert log.seal()
    before = receipts.receipt_of(order.number, 1)
    assert before is not None
    new = rotate(AGREED, at=NOW)
    ask_for_aid()
    assert log.seal()
    assert list(fsck.everything()) == []
    after = receipts.receipt_of(order.number, 1)
    assert after is not None
    assert verify.receipt(before, log.key)[1].size == 1
    assert verify.receipt(after, verify.read_key(str(new)))[1].size == 2
    with pytest.raises(verify.No):
        verify.receipt(after, log.key)
    assert [str(public_key()), [str(one) for one in former_keys()]] == [
        str(new),
        [santai_witness.written(log.key)],
    ]


@pytest.mark.parametrize("what", NOT_AGREED)
def test_it_takes_two_people_who_agreed_on_this(world: World, log: Log, what: str) -> None:
    with pytest.raises(Forbidden):
        rotate(NOT_AGREED[what], at=NOW)
    assert str(public_key()) == santai_witness.written(log.key)
    assert not KeyChange.objects.exists()


def test_the_former_private_key_is_gone(world: World, log: Log, settings) -> None:
    kept = next(Path(settings.KEYS_ROOT).glob("ledger-*.key")).read_text()
    rotate(AGREED, at=NOW)
    files = [path.read_text() for path in Path(settings.KEYS_ROOT).iterdir()]
    assert kept not in files
    modes = {path.stat().st_mode & 0o777 for path in Path(settings.KEYS_ROOT).glob("*.key")}
    assert modes == {0o600}


def test_who_changed_it_is_kept_for_good(world: World, log: Log) -> None:
    rotate(AGREED, at=NOW)
    change = KeyChange.objects.get()
    assert (change.asked_by, change.allowed_by) == ("安全管理员甲", "审计管理员乙")
    with (
        pytest.raises(IntegrityError, match="账本只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM ledger_keychange")


def test_the_witness_signs_under_the_new_key_only_when_its_operator_says_so(
    world: World, log: Log
) -> None:
    """And what it had signed under the old one stays what must be continued."""
    ask_for_aid()
    assert log.seal()
    assert log.ask()
    new = verify.read_key(str(rotate(AGREED, at=NOW)))
    ask_for_aid()
    assert log.seal()
    assert log.ask() is False
    assert "403" in Alarm.objects.get().finding
    with pytest.raises(SystemExit):
        log.watcher.trust(new)
    log.watcher.trust(new, instead=True)
    assert log.ask() is True


def test_a_key_put_in_place_by_one_hand_stops_the_signing(
    world: World, log: Log, tmp_path: Path, settings
) -> None:
    """Planted: somebody exchanges the files. The checkpoints of before are of no key that is known now."""
    from santai.capabilities.ledger.actions.keys import make_keys

    ask_for_aid()
    assert log.seal()
    settings.LEDGER_ORIGIN = log.key.name
    for path in Path(settings.KEYS_ROOT).glob("ledger-*"):
        path.unlink()
    make_keys()
    ask_for_aid()
    assert log.seal() is None
    assert "签名不对" in Alarm.objects.get().finding


def asked_at_the_machine(*words: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["rotate", *words]))


def test_the_command_takes_what_another_person_approved_and_takes_it_once(
    world: World, log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    before, now = public_key(), timezone.now()
    keeper = world.accounts[("system-admin", CITY)]
    assert asked_at_the_machine() == asked_at_the_machine("--by", keeper.username) == 1
    assert "请用 --by 写明是谁申请的" in capsys.readouterr().err
    approval = approvals.ask(
        actor=world.staff("system-admin", CITY),
        kind=Kind.LEDGER_KEY,
        subject=Kind.LEDGER_KEY.value,
        title="每年更换",
        reason="钥匙用满一年了",
        region=CITY,
        at=now,
    )
    assert asked_at_the_machine("--by", keeper.username) == 1
    approvals.decide(
        approval.pk,
        actor=world.staff("security-admin", CITY),
        approve=True,
        opinion="",
        at=now,
    )
    assert public_key() == before
    assert asked_at_the_machine("--by", world.accounts[("security-admin", CITY)].username) == 1
    assert asked_at_the_machine("--by", keeper.username) == 0
    assert public_key() != before
    assert former_keys() == [before]
    (change,) = KeyChange.objects.all()
    assert (change.asked_by, change.reason) == (keeper.username, "钥匙用满一年了")
    assert asked_at_the_machine("--by", keeper.username) == 1
    assert Approval.objects.get().used_at is not None
