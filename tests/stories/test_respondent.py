"""A worker claims wages; the builder is called, served, answers in ten days, is heard and reads the minutes."""

from __future__ import annotations

import pytest

from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.models import Document
from santai.capabilities.meetings.models import Session
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import asked_of_side
from santai.capabilities.orders.models import Order
from santai.kernel.errors import Missing
from tests.stories.houses import asked, at_work
from tests.stories.telling import Tale, Time, desk
from tests.stories.test_arbitration import LABOUR, WAGES
from tests.world import LUSHAN, World, holder, take

pytestmark = pytest.mark.django_db
AGAINST = {"opposite__name": "对方建筑公司"}
NUMBER = "13800000044"


@pytest.fixture
def called(world: World, time: Time) -> Tale:
    """Accepted on Wednesday; the builder is called on the number that was checked."""
    tale = asked(world, time, "arbitration/labour", WAGES, **AGAINST)
    tale.at(3, 4)
    clerk = at_work(world, "body-clerk", LABOUR)
    clerk.does(desk(tale.order, "accept"))
    clerk.does(desk(tale.order, "call_respondent"), phone=NUMBER)
    return tale


def side_of(tale: Tale) -> Order:
    return Order.objects.get(parent=tale.order, service="arbitration/answer")


def served(tale: Tale) -> Order:
    """On Friday a clerk brings the notice, and keeps the receipt."""
    tale.at(3, 6)
    side, paper = side_of(tale), Document.objects.filter(subject=tale.order.subject).latest("pk")
    given = {"document": str(paper.pk), "side": str(side.applicant_id), "day": "2026-03-06"}
    clerk = at_work(tale.world, "body-clerk", LABOUR)
    clerk.does(desk(tale.order, "serve"), way="当面送达", proof="签了回执", **given)
    return side_of(tale)


def test_ten_days_to_answer_run_from_the_service_and_not_before(called: Tale) -> None:
    """ARB-02; 劳动争议调解仲裁法 30."""
    side = side_of(called)
    assert not Clock.objects.filter(subject=side.subject, state=ClockState.RUNNING).exists()
    side = served(called)
    assert Clock.objects.get(subject=side.subject, name="asked").due_on.isoformat() == "2026-03-16"


def test_whoever_does_not_answer_in_ten_days_stops_nothing(called: Tale) -> None:
    """ARB-02; 劳动争议调解仲裁法 30: it is written down that no answer came, and the case is heard."""
    side = served(called)
    called.at(3, 16, 23)
    assert not side.events.filter(code="clock_breached").exists()
    called.at(3, 17)
    assert side.events.get(code="clock_breached").data["clock"] == "asked"
    assert (side_of(called).state, called.now().state) == ("asked", "in_hand")
    clerk = at_work(called.world, "body-clerk", LABOUR)
    assert clerk.get(desk(called.order, "hearing")).status_code == 200


def test_the_answer_reaches_the_worker_and_nothing_else_of_theirs_does(called: Tale) -> None:
    """ARB-02; 劳动争议调解仲裁法 30: what is said in answer is passed on, the agent's number is not."""
    side, at = served(called), called.time.now
    take(holder(side), side, "agent", at=at, name="代理人丁", phone="13800000045")
    take(holder(side), side, "defend", at=at, said="工资已经结清。")
    acts = [event.data for event in called.now().events.filter(code="side_acted")]
    assert [act.get("said") for act in acts] == [None, {"您的答辩，会送给对方": "工资已经结清。"}]
    page = called.worker_reads().text
    assert ("工资已经结清。" in page, "13800000045" in page) == (True, False)


def test_both_are_told_of_the_hearing_and_asked_to_sign_its_minutes(called: Tale) -> None:
    """ARB-02; 劳动争议调解仲裁法 35, 40."""
    side = served(called)
    clerk = at_work(called.world, "body-clerk", LABOUR)
    day = {"day": "2026-03-20", "time": "9:30", "minutes": "120", "whom": "双方"}
    clerk.does(desk(called.order, "hearing"), room="第一仲裁庭", **day)
    told = [one.events.get(code="session").data["arranged"] for one in (called.now(), side)]
    assert told == ["3 月 20 日 09:30，通知开庭，第一仲裁庭"] * 2
    called.at(3, 20, 12)
    came = [str(one.pk) for one in Session.objects.get(order=called.order).guests.order_by("pk")]
    clerk = at_work(called.world, "body-clerk", LABOUR)
    clerk.does(desk(called.order, "heard"), present=came, minutes="双方对欠款数额没有争议。")
    (minutes,) = asked_of_side(called.now())
    assert (minutes.key, asked_of_side(side_of(called))) == ("hearing_minutes", [minutes])


def test_the_award_ends_both_orders(called: Tale) -> None:
    served(called)
    called.at(3, 24)
    head = at_work(called.world, "body-head", LABOUR)
    head.does(desk(called.order, "award"), findings="欠薪属实。", result="支付两万四千元。")
    side = side_of(called)
    assert (side.state, side.outcome) == ("completed", "awarded")


def test_neither_side_opens_the_order_of_the_other_and_an_outsider_opens_none(
    called: Tale,
) -> None:
    """ARB-05: and the outsider?"""
    side, main = side_of(called), called.now()
    with pytest.raises(Missing):
        access.order_for(holder(side), main.number)
    with pytest.raises(Missing):
        access.order_for(holder(main), side.number)
    stranger = at_work(called.world, "body-head", LABOUR, LUSHAN)
    assert [stranger.get(desk(one)).status_code for one in (main, side)] == [404, 404]
