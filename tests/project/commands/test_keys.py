"""A7: new data keys take two people; listing them and bringing rows after them takes one."""

from __future__ import annotations

from argparse import ArgumentParser

import pytest
from django.utils import timezone

from santai.capabilities.approvals import actions as approvals
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.sealing.actions import listed
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
