"""Break-glass (A7, abuse case 23): with a reason, masked, half an hour, told, judged, for ever written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.emergencies import access
from santai.capabilities.emergencies.actions import judge, open_in_emergency
from santai.capabilities.emergencies.enums import A_DAY, OPEN_FOR
from santai.capabilities.emergencies.models import Opening
from santai.capabilities.orders import access as orders
from santai.capabilities.orders.models import Event, Order, Outbox
from santai.capabilities.orders.queries import chain_is_whole
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Post
from santai.capabilities.trail.models import Entry
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, TooMany
from santai.kernel.numbers import order_number
from tests import world as w

REASON = "来电人说要自杀，要找到他"
NOT_THERE = order_number(2026, 77_777_777, b"guess")


@pytest.fixture
def far(world: w.World) -> Order:
    """A matter of another county."""
    return w.ask_for_aid(region=w.LUSHAN).order


def opened(actor: Actor, order: Order, *, at: object = w.NOW, reason: str = REASON) -> Opening:
    return open_in_emergency(actor=actor, number=order.number, reason=reason, at=at)  # type: ignore[arg-type]


def test_it_opens_for_half_an_hour_and_no_longer(world: w.World, far: Order) -> None:
    clerk = world.staff("window-clerk")
    with pytest.raises(Missing):
        access.opened(clerk, far.number, at=w.NOW)
    opened(clerk, far)
    last = w.NOW + OPEN_FOR - timedelta(seconds=1)
    assert access.opened(clerk, far.number, at=last).order == far
    with pytest.raises(Missing):
        access.opened(clerk, far.number, at=w.NOW + OPEN_FOR)


def test_it_opens_for_one_person_and_one_matter(world: w.World, far: Order) -> None:
    clerk, other = world.staff("window-clerk"), w.ask_for_aid(region=w.LUSHAN).order
    opened(clerk, far)
    with pytest.raises(Missing):
        access.opened(world.second("window-clerk"), far.number, at=w.NOW)
    with pytest.raises(Missing):
        access.opened(clerk, other.number, at=w.NOW)


def test_and_gives_no_right_besides(world: w.World, far: Order) -> None:
    """No list, no action, no file: what the orders themselves ask is not changed by it."""
    clerk = world.staff("window-clerk")
    opened(clerk, far)
    assert not orders.sees(clerk, far)
    assert not orders.may_reveal(clerk, far)
    assert orders.capacities(clerk, far) == frozenset()
    assert far not in orders.orders_for(clerk)
    with pytest.raises(Missing):
        w.take(clerk, far, "note", text="看过")


def test_the_citizen_is_told_and_reads_it_in_the_story(world: w.World, far: Order) -> None:
    opened(world.staff("window-clerk"), far)
    event = Event.objects.filter(order=far).latest("seq")
    assert (event.code, event.public, event.data["cause"]) == ("read_in_emergency", True, REASON)
    assert Outbox.objects.get(order=far, seq=event.seq).tells == ["applicant"]
    assert chain_is_whole(Order.objects.get(pk=far.pk))


def test_the_trail_has_a_line_and_so_has_what_was_not_found(world: w.World, far: Order) -> None:
    clerk = world.staff("window-clerk")
    opened(clerk, far)
    with pytest.raises(Missing):
        open_in_emergency(actor=clerk, number=NOT_THERE, reason=REASON, at=w.NOW)
    lines = Entry.objects.order_by("pk").values_list("kind", "about", "reason")
    assert list(lines) == [
        ("emergency", far.number, REASON),
        ("not-there", NOT_THERE, REASON),
    ]


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("system-admin", w.CITY),
        ("security-admin", w.CITY),
        ("audit-admin", w.CITY),
        ("auditor", w.PROVINCE),
        ("aid-approver", w.YE),
    ],
)
def test_and_the_outsider_has_no_glass_to_break(
    world: w.World, far: Order, role: str, region: str
) -> None:
    with pytest.raises(Forbidden):
        opened(world.staff(role, region), far)
    assert Opening.objects.count() == 0


def test_a_day_has_five_of_them(world: w.World) -> None:
    clerk = world.staff("window-clerk")
    for _ in range(A_DAY):
        opened(clerk, w.ask_for_aid(region=w.LUSHAN).order)
    more = w.ask_for_aid(region=w.LUSHAN).order
    with pytest.raises(TooMany):
        opened(clerk, more, at=w.NOW + timedelta(hours=23))
    assert opened(clerk, more, at=w.NOW + timedelta(hours=25)).order == more


def test_a_reason_is_needed_and_what_is_seen_anyway_needs_none(world: w.World, far: Order) -> None:
    clerk = world.staff("window-clerk")
    with pytest.raises(Invalid):
        opened(clerk, far, reason="急")
    with pytest.raises(Conflict):
        opened(clerk, w.ask_for_aid().order)


def test_who_lost_the_post_reads_no_further(world: w.World, far: Order) -> None:
    clerk = world.staff("window-clerk")
    opened(clerk, far)
    Post.objects.filter(account=clerk.account_id).update(ends=w.TODAY)
    with pytest.raises(Missing):
        access.opened(world.staff("window-clerk"), far.number, at=w.NOW)


def test_the_audit_administrator_judges_once(world: w.World, far: Order) -> None:
    auditor, opening = world.staff("audit-admin", w.CITY), opened(world.staff("window-clerk"), far)
    with pytest.raises(Invalid):
        judge(opening.pk, actor=auditor, verdict="unfit", opinion="", at=w.NOW)
    judge(opening.pk, actor=auditor, verdict="unfit", opinion="没有紧急情况", at=w.NOW)
    with pytest.raises(Conflict):
        judge(opening.pk, actor=auditor, verdict="fit", opinion="", at=w.NOW)
    opening.refresh_from_db()
    assert (opening.verdict, opening.judged_by_id) == ("unfit", auditor.account_id)


def test_security_reads_the_list_and_judges_nothing(world: w.World, far: Order) -> None:
    opening, safe = opened(world.staff("window-clerk"), far), world.staff("security-admin", w.CITY)
    assert list(access.seen_by(safe)) == [opening]
    with pytest.raises(Missing):
        judge(opening.pk, actor=safe, verdict="fit", opinion="", at=w.NOW)
    assert list(access.seen_by(world.staff("bureau-chief", w.CITY))) == []


def test_the_database_lets_nothing_of_it_be_changed(world: w.World, far: Order) -> None:
    row = Opening.objects.filter(pk=opened(world.staff("window-clerk"), far).pk)
    for change in ({"reason": "别的"}, {"until": w.NOW + timedelta(days=9)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
