"""A service of which nobody has two open at once (LEARN-17): a member is told, a stranger learns nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from santai.capabilities.orders.actions import Request, idempotency, submit
from santai.capabilities.orders.actions.door import Done
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import register_party
from santai.capabilities.people.models import Party
from santai.kernel.errors import Conflict
from santai.kernel.workdays import ZONE
from tests import world as w

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, tzinfo=ZONE)
MEMBER = {"name": "申请人甲", "phone": "13800000001"}
OUTSIDER = {"name": "外人", "phone": "13800000003"}
THEME = {"theme": "工伤认定", "kinds": ["法律法规"]}


def search(actor: Actor, applicant: dict[str, str] = MEMBER, key: str = "") -> Done:
    request = Request(
        service="learning/search", region=w.YE, applicant=applicant, answers=dict(THEME)
    )
    return submit(actor=actor, request=request, at=AT, key=key)


@pytest.fixture
def member(world: w.World) -> Party:
    return register_party(**MEMBER)


@pytest.fixture
def first(member: Party) -> Order:
    return search(w.citizen(member), key="first").order


def test_who_has_one_open_is_told_which(member: Party, first: Order) -> None:
    with pytest.raises(Conflict) as refused:
        search(w.citizen(member))
    told = "您已经提出了一条“帮我搜”，还没有办完。请等它办完，或者打 12348 联系客服。"
    assert str(refused.value) == f"{told}（{first.number}）"
    assert Order.objects.count() == 1


def test_the_same_request_once_more_is_the_same_order(member: Party, first: Order) -> None:
    again = search(w.citizen(member), key="first")
    assert (again.order, again.repeated) == (first, True)


def test_sent_twice_at_one_moment_it_is_one_order_too(
    member: Party, first: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looked for the key before the first had committed, and met its order."""
    real, looks = idempotency.recall, iter([False])
    late = lambda *of: real(*of) if next(looks, True) else None  # noqa: E731
    monkeypatch.setattr(idempotency, "recall", late)
    again = search(w.citizen(member), key="first")
    assert (again.order, again.repeated) == (first, True)


def test_when_it_is_done_there_may_be_another(world: w.World, member: Party, first: Order) -> None:
    clerk = world.staff("window-clerk")
    w.take(clerk, first, "deliver", at=AT, found="工伤保险条例。", sources="公报，2010。")
    assert search(w.citizen(member)).order != first


def test_and_the_outsider_learns_nothing_of_it(first: Order) -> None:
    """Neither who types the member's name and telephone, nor who is signed in as somebody else."""
    assert search(w.anyone()).order.stage == "open"
    someone = w.citizen(register_party(**OUTSIDER))
    assert search(someone, OUTSIDER).order.stage == "open"


def test_staff_who_write_for_a_person_are_not_held_up(world: w.World, first: Order) -> None:
    assert search(world.staff("window-clerk")).order.stage == "open"


def test_before_that_day_it_was_asked(member: Party) -> None:
    earlier = Request(
        service="learning/search",
        region=w.YE,
        applicant=MEMBER,
        answers=THEME | {"open_one": True},
    )
    for _ in range(2):
        submit(actor=w.citizen(member), request=earlier, at=w.NOW)
    assert Order.objects.count() == 2
