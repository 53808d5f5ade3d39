"""A7: new data keys take two people; listing them and bringing rows after them takes one."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from santai.capabilities.approvals import actions as approvals
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.files.queries import blobs
from santai.capabilities.sealing import keys as data_keys
from santai.capabilities.sealing.actions import indexes, listed
from santai.capabilities.sealing.models import DataKey
from santai.project.commands import keys
from tests.world import CITY, World


def run(*words: str) -> int:
    parser = ArgumentParser()
    keys.add_arguments(parser)
    return keys.run(parser.parse_args(list(words)))


def approved(world: World) -> str:
    """What a system administrator asked for and that of security approved; gives who asked."""
    now = timezone.now()
    approval = approvals.ask(
        actor=world.staff("system-admin", CITY),
        kind=Kind.SEALING_KEY,
        subject=Kind.SEALING_KEY.value,
        title="换一批数据密钥",
        reason="每年更换一次",
        region=CITY,
        at=now,
    )
    safe = world.staff("security-admin", CITY)
    approvals.decide(approval.pk, actor=safe, approve=True, opinion="", at=now)
    return world.accounts[("system-admin", CITY)].username


def test_nobody_makes_new_keys_alone(world: World) -> None:
    before = [key.number for key in listed()]
    alone = world.accounts[("system-admin", CITY)].username
    assert (run("rotate"), run("rotate", "--by", alone), run("rotate", "--by", "没有")) == (1, 1, 1)
    assert [key.number for key in listed()] == before


@pytest.mark.usefixtures("ring_put_back")
def test_what_two_agreed_on_is_done_once(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before, who = len(listed()), approved(world)
    assert run("rotate", "--by", who) == 0
    assert "启用了" in capsys.readouterr().out
    made = len(listed()) - before
    assert made > 0
    assert run("rotate", "--by", who) == 1
    assert len(listed()) == before + made


@pytest.mark.usefixtures("ring_put_back")
def test_a_new_index_key_takes_two_as_well_and_goes_through_to_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("rotate-index") == 1
    waits: list[float] = []

    def waits_for_it(seconds: float) -> None:
        waits.append(seconds)
        ago = timezone.now() - timedelta(hours=1)
        DataKey.objects.filter(number=listed()[-1].number).update(at=ago)

    # who waits goes by the real one
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC))
    monkeypatch.setattr(keys.time, "sleep", waits_for_it)
    who = approved(world)
    assert run("rotate-index", "--by", who) == 0
    said = capsys.readouterr().out
    assert "旧的索引密钥已停用" in said
    assert [round(wait) > 200 for wait in waits] == [True]
    assert (indexes.ready_at(), len(data_keys.blinders())) == (None, 1)
    assert run("reindex") == 0
    assert "没有正在进行的更换" in capsys.readouterr().out
    assert run("list") == 0
    assert "停用" in capsys.readouterr().out


@pytest.mark.usefixtures("ring_put_back")
def test_after_a_change_of_keys_files_are_read_and_lie_under_the_new_one(world: World) -> None:
    name = blobs().put(b"evidence")
    assert run("rotate", "--by", approved(world)) == 0
    with blobs().path(name).open("rb") as file:
        assert data_keys.FILES.is_newest(file)
    assert blobs().get(name) == b"evidence"
