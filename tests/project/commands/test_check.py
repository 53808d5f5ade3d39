"""`santai check` names what is not as it was, and what does not go out (ASVS 16.4.2)."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from santai.capabilities.files.actions import store
from santai.capabilities.files.queries import blobs
from santai.capabilities.notices.models import Delivery, Subscription
from santai.capabilities.orders.models import Event, Order, Outbox
from santai.kernel.numbers import grouped
from santai.project.commands import check
from tests import world as w
from tests.factories.partners import make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(tmp_path: Path, settings: Settings) -> Order:
    """An application received a moment ago, by the clock of the machine."""
    settings.FILES_ROOT = tmp_path
    w.build()
    return w.ask_for_aid(at=timezone.now()).order


def run(*arguments: str) -> int:
    parser = ArgumentParser()
    check.add_arguments(parser)
    return check.run(parser.parse_args(list(arguments)))


def findings(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert run("--quiet") == 1
    *found, total = capsys.readouterr().out.splitlines()
    assert total == f"发现 {len(found)} 处问题。"
    return found


@pytest.mark.usefixtures("order")
def test_what_is_whole_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert capsys.readouterr().out.splitlines() == [
        "留痕：没有问题。",
        "存证账本：没有问题。",
        "文件和文书：没有问题。",
        "待发事项：没有问题。",
        "推送：没有问题。",
    ]
    assert (run("--quiet"), capsys.readouterr().out) == (0, "")


def test_a_changed_record_is_named(order: Order, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:  # as whoever owns the table could
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE orders_event DISABLE TRIGGER orders_event_no_change")
        Event.objects.filter(order=order).update(actor_name="别人")
        cursor.execute("ALTER TABLE orders_event ENABLE TRIGGER orders_event_no_change")
    number = grouped(order.number)
    assert findings(capsys) == [
        f"留痕：工单 {number} 的留痕与当时写下的不一致，请与备份核对，并查明谁动过数据库。"
    ]


def test_a_lost_file_is_named(order: Order, capsys: pytest.CaptureFixture[str]) -> None:
    file = store(order.subject, "a.txt", b"hello", by=None, at=timezone.now())
    blobs().remove(file.sha256)
    assert findings(capsys) == [f"文件和文书：文件 {file.pk}（{order.subject}，a.txt）：内容不见了"]


def test_an_outbox_that_stands_still_is_named(
    order: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    since = timezone.now() - timedelta(hours=2)
    Outbox.objects.update(at=since, attempts=21, error="KeyError")
    number, hour = grouped(order.number), timezone.localtime(since)
    assert findings(capsys) == [
        f"待发事项：工单 {number} 的 order.submitted 试了 21 次没有发出，还在重试：KeyError",
        f"待发事项：自 {hour:%Y-%m-%d %H:%M} 起有事项没有发出，请看 santai worker 是否在运行。",
    ]


def test_a_receiver_that_was_given_up_is_named_once(
    order: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    now, partner = timezone.now(), make_partner(order.organisation)
    subscription = Subscription.objects.create(
        account=partner, url="https://example.cn/", salt="x", created_at=now
    )
    for seq in (1, 2):
        Delivery.objects.create(
            subscription=subscription, order=order, seq=seq, event={}, next_at=now, dead_at=now
        )
    assert findings(capsys) == [
        f"推送：订阅 {subscription.pk}（partner-12345）有 2 项已放弃推送，请联系对方。"
    ]
