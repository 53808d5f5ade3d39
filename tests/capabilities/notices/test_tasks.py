from __future__ import annotations

from procrastinate.contrib.django import app

from santai.capabilities.notices import tasks
from santai.capabilities.notices.models import Message, ShortMessage
from santai.capabilities.orders.models import Outbox
from tests import world as w


def test_the_worker_relays_and_sends_every_ten_seconds() -> None:
    registry = app.periodic_registry.periodic_tasks.values()
    ours = {entry.task.name: entry for entry in registry if "notices" in entry.task.name}
    assert set(ours) == {f"{tasks.__name__}.relay_due", f"{tasks.__name__}.deliver_due"}
    for entry in ours.values():
        at = 1_800_000_003.0
        assert entry.croniter.get_next(ret_type=float, start_time=at) == 1_800_000_010.0


def test_what_waits_is_told_by_the_clock_of_now(world: w.World) -> None:
    """Not by the time the task was due at: a worker that was away catches up at once."""
    w.ask_for_aid()
    assert tasks.relay_due(timestamp=0) == 1
    assert tasks.deliver_due(timestamp=0) == 0
    assert (Message.objects.count(), ShortMessage.objects.count()) == (2, 1)


def test_a_limit_is_kept(world: w.World) -> None:
    for number in range(5):
        w.ask_for_aid(applicant=w.APPLICANT | {"name": f"申请人{number}"})
    assert tasks.relay(w.NOW, limit=3) == 3
    assert Outbox.objects.filter(done_at=None).count() == 2
