"""A desk shows what its own people are to know, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.notices.actions import mark_seen, relay
from santai.capabilities.notices.models import Message
from santai.capabilities.notices.queries import applicant_messages, desk_messages
from santai.capabilities.people.access import Actor
from tests import world as w

LATER = w.NOW + timedelta(minutes=1)


def _on_desk(actor: Actor) -> list[int]:
    return [message.order_id for message in desk_messages(actor)]


@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        ("aid-clerk", w.YE, True),
        ("aid-approver", w.YE, True),
        ("aid-clerk", w.LUSHAN, False),
        ("window-clerk", w.YE, False),
        ("auditor", w.PROVINCE, False),
        ("system-admin", w.CITY, False),
    ],
)
def test_the_agency_is_told_and_nobody_else(
    world: w.World, role: str, region: str, seen: bool
) -> None:
    w.ask_for_aid()
    relay(at=LATER)
    assert bool(_on_desk(world.staff(role, region))) is seen


def test_what_a_colleague_has_in_hand_is_on_their_desk_only(world: w.World) -> None:
    order = w.ask_for_aid().order
    mine, other = world.staff("aid-clerk"), world.second("aid-clerk")
    order = w.take(mine, order, "claim")
    w.take(w.holder(order), order, "message", text="我补充一句。")
    relay(at=LATER)
    assert _on_desk(other) == []
    assert order.pk in _on_desk(mine)


def test_a_lawyer_is_told_of_the_case_given_to_them(world: w.World) -> None:
    order = w.take(world.staff("aid-approver"), w.ask_for_aid().order, "grant")
    dispatcher, lawyer = world.staff("aid-dispatcher"), world.lawyers[0]
    order = w.take(dispatcher, order, "assign", practitioner=lawyer.pk)
    relay(at=LATER)
    assert _on_desk(world.lawyer(0)) == [order.pk]
    assert _on_desk(world.lawyer(1)) == []


def test_who_was_replaced_is_told_and_who_came_after_is_not(world: w.World) -> None:
    order = w.take(world.staff("aid-approver"), w.ask_for_aid().order, "grant")
    dispatcher = world.staff("aid-dispatcher")
    order = w.take(dispatcher, order, "assign", practitioner=world.lawyers[0].pk)
    order = w.take(world.lawyer(0), order, "accept")
    relay(at=LATER)
    order = w.take(dispatcher, order, "replace", reason="受援人请求")
    order = w.take(dispatcher, order, "assign", practitioner=world.lawyers[1].pk)
    relay(at=LATER)
    codes = [message.seq for message in desk_messages(world.lawyer(0))]
    assert order.events.get(code="replace").seq in codes
    assert [message.seq for message in desk_messages(world.lawyer(1))] == [order.seq]


def test_what_was_seen_leaves_every_desk(world: w.World) -> None:
    w.ask_for_aid()
    relay(at=LATER)
    clerk = world.staff("aid-clerk")
    ids = [message.pk for message in desk_messages(clerk)]
    assert mark_seen(actor=clerk, messages=ids, at=LATER) == 1
    assert _on_desk(world.staff("aid-approver")) == []
    assert Message.objects.get(pk=ids[0]).seen_by_id == clerk.account_id


def test_nobody_takes_messages_off_a_desk_that_is_not_theirs(world: w.World) -> None:
    w.ask_for_aid()
    relay(at=LATER)
    ids = [message.pk for message in desk_messages(world.staff("aid-clerk"))]
    assert mark_seen(actor=world.staff("aid-clerk", w.LUSHAN), messages=ids, at=LATER) == 0
    assert len(_on_desk(world.staff("aid-clerk"))) == 1


def test_the_applicant_reads_the_newest_first(world: w.World) -> None:
    order = w.take(world.staff("aid-approver"), w.ask_for_aid().order, "grant")
    relay(at=LATER)
    assert [message.title for message in applicant_messages(order)] == ["给予援助", "提交"]
