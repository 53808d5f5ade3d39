"""Verify what is kept: every order's record, every file and document, and that news goes out.

Re-computes the chain of events of every order and the hash of every stored file and issued document,
and looks for effects and webhook events that wait in vain. Prints every finding; exit status 1 when
there is one. Reads everything once: run it at night, after every restored backup, and whenever
somebody was at the database.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

REMEMBERED = timedelta(days=30)
PATIENCE = timedelta(hours=1)  # an effect goes out within seconds when the worker runs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print findings only")


def run(args: argparse.Namespace) -> int:
    from santai.project.commands.files import faults

    looks: dict[str, Callable[[], Iterable[str]]] = {
        "留痕": _records,
        "存证账本": _ledger,
        "文件和文书": faults,
        "待发事项": _outbox,
        "推送": _webhooks,
    }
    total = 0
    for what, look in looks.items():
        before = total
        for finding in look():
            print(f"{what}：{finding}", flush=True)
            total += 1
        if total == before and not args.quiet:
            print(f"{what}：没有问题。", flush=True)
    if total:
        print(f"发现 {total} 处问题。")
    return 1 if total else 0


def _records() -> Iterator[str]:
    from santai.capabilities.orders.queries import broken_chains
    from santai.kernel.numbers import grouped

    for order in broken_chains():
        number = grouped(order.number)
        yield f"工单 {number} 的留痕与当时写下的不一致，请与备份核对，并查明谁动过数据库。"


def _ledger() -> list[str]:
    """The whole ledger anew, and what stopped it within the last month."""
    from django.utils import timezone

    import santai.capabilities.orders.actions  # noqa: F401  where events say how they are derived
    from santai.capabilities.ledger.actions.sequencer import look_at_everything
    from santai.capabilities.ledger.queries import alarms

    now = timezone.now()
    found = look_at_everything(at=now)
    return found + [
        f"{timezone.localtime(alarm.at):%Y-%m-%d %H:%M} 告警：{alarm.finding}"
        for alarm in alarms(now - REMEMBERED)
        if alarm.finding not in found
    ]


def _outbox() -> Iterator[str]:
    """What is tried again and again, and since when anything waits at all."""
    from django.utils import timezone

    from santai.capabilities.notices.queries import oldest_waiting, stuck_outbox
    from santai.kernel.numbers import grouped

    for row in stuck_outbox().select_related("order"):
        number = grouped(row.order.number)
        yield f"工单 {number} 的 {row.topic} 试了 {row.attempts} 次没有发出，还在重试：{row.error}"
    since = oldest_waiting()
    if since is not None and timezone.now() - since > PATIENCE:
        hour = timezone.localtime(since)
        yield f"自 {hour:%Y-%m-%d %H:%M} 起有事项没有发出，请看 santai worker 是否在运行。"


def _webhooks() -> Iterator[str]:
    from django.db.models import Count

    from santai.capabilities.notices.queries import stuck_deliveries

    dead = stuck_deliveries().order_by().values("subscription", "subscription__account__username")
    for row in dead.annotate(count=Count("pk")).order_by("subscription"):
        whose = row["subscription__account__username"]
        yield f"订阅 {row['subscription']}（{whose}）有 {row['count']} 项已放弃推送，请联系对方。"
