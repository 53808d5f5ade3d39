"""A trader claims the price of goods; the buyer is served, answers, counterclaims and reads the award in their own."""

from __future__ import annotations

import pytest

from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.models import Document
from santai.capabilities.orders import access
from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.kernel.errors import Missing
from tests.stories.houses import asked, at_work
from tests.stories.telling import Browser, Tale, Time, desk
from tests.stories.test_arbitration import AGAINST, COMMISSION, GOODS
from tests.world import CITY, LUSHAN, World, holder, take

pytestmark = pytest.mark.django_db
NUMBER = "13800000044"


def clerk_of(tale: Tale) -> Browser:
    return at_work(tale.world, "body-clerk", COMMISSION, CITY)


def head_of(tale: Tale) -> Browser:
    return at_work(tale.world, "body-head", COMMISSION, CITY)


def side_of(tale: Tale) -> Order:
    return Order.objects.get(parent=tale.order, service="arbitration/commercial-answer")


@pytest.fixture
def called(world: World, time: Time) -> Tale:
    """Asked for on a Tuesday, accepted on Thursday; the buyer is called on the number that was checked."""
    time.moves_to(11, 24)
    tale = asked(world, time, "arbitration/commercial", GOODS, **AGAINST)
    tale.at(11, 26)
    clerk_of(tale).does(desk(tale.order, "accept"), fee="3100")
    clerk_of(tale).does(desk(tale.order, "call_respondent"), phone=NUMBER)
    return tale


@pytest.fixture
def served(called: Tale) -> Tale:
    """On Friday a clerk brings the papers, and keeps the receipt."""
    called.at(11, 27)
    side, paper = (
        side_of(called),
        Document.objects.filter(subject=called.order.subject).latest("pk"),
    )
    given = {"document": str(paper.pk), "side": str(side.applicant_id), "day": "2026-11-27"}
    clerk_of(called).does(desk(called.order, "serve"), way="当面送达", proof="签了回执", **given)
    return called


def test_the_time_for_the_answer_is_the_institutions_and_runs_from_the_service(
    called: Tale, served: Tale
) -> None:
    """ARB-02; 仲裁法 36: the law leaves it to the rules; fifteen days until an institution enters its own."""
    limit = catalogue().parameter("limit_arbitration_answer", CITY, called.order.received_at.date())
    assert limit is not None
    assert (limit.value, limit.verified) == (15, False)
    # the fifteenth day is a Saturday (民法典 203)
    clock = Clock.objects.get(subject=side_of(served).subject, name="asked")
    assert (clock.due_on.isoformat(), clock.state) == ("2026-12-14", ClockState.RUNNING)


def test_what_is_answered_and_claimed_in_return_reaches_the_claimant(served: Tale) -> None:
    """ARB-02; 仲裁法 36: the answer and the counterclaim, and nothing else of the other side's."""
    side, at = side_of(served), served.time.now
    take(holder(side), side, "agent", at=at, name="代理人丁", phone="13800000045")
    take(holder(side), side, "choose_arbitrator", at=at, choice="委托主任指定")
    take(holder(side), side, "counterclaim", at=at, asks="货有一半是坏的，请求减价三万元。")
    take(holder(side), side, "defend", at=at, said="没有欠那么多。")
    page = served.worker_reads().text
    shown = [
        text in page for text in ("货有一半是坏的", "没有欠那么多。", "13800000045", "委托主任指定")
    ]
    assert shown == [True, True, False, False]
    assert side_of(served).state == "answered"


def test_whoever_does_not_answer_stops_nothing(served: Tale) -> None:
    """仲裁法 36, 54."""
    served.at(12, 15)
    side = side_of(served)
    assert side.events.get(code="clock_breached").data["clock"] == "asked"
    assert (side.state, served.now().state) == ("asked", "in_hand")
    assert clerk_of(served).get(desk(served.order, "hearing")).status_code == 200


def test_the_award_ends_both_orders_and_tells_the_buyer_of_the_remedy(served: Tale) -> None:
    """仲裁法 70, 71, 72: final, slips in thirty days, setting aside in three months."""
    served.at(12, 18)
    head_of(served).does(desk(served.order, "award"), findings="欠款属实。", result="支付十万元。")
    side = side_of(served)
    assert (side.state, side.outcome) == ("awarded", "awarded")
    spec = catalogue().service_version(side.service, side.version).states["awarded"]
    assert spec.remedy is not None
    assert (spec.remedy.service, str(spec.remedy.within)) == ("arbitration/set-aside", "3 months")


@pytest.mark.parametrize(
    ("action", "facts", "outcome"),
    [
        ("mediate", {"agreed": "分三个月付清。"}, "mediated"),
        ("absent", {"reason": "通知了两次，没有到庭。"}, "deemed_withdrawn"),
        ("reject_sham", {"findings": "合同是编的。", "result": "驳回请求。"}, "rejected"),
    ],
)
def test_however_the_claim_ends_the_buyers_order_ends_with_it(
    served: Tale, action: str, facts: dict[str, str], outcome: str
) -> None:
    """仲裁法 54, 61, 64."""
    served.at(12, 18)
    head_of(served).does(desk(served.order, action), **facts)
    side = side_of(served)
    assert (side.stage, side.outcome) == ("completed", outcome)


def test_neither_side_opens_the_order_of_the_other_and_an_outsider_opens_none(called: Tale) -> None:
    """ARB-05: and the outsider?"""
    side, main = side_of(called), called.now()
    with pytest.raises(Missing):
        access.order_for(holder(side), main.number)
    with pytest.raises(Missing):
        access.order_for(holder(main), side.number)
    stranger = at_work(called.world, "body-head", "labour-arbitration", LUSHAN)
    assert [stranger.get(desk(one)).status_code for one in (main, side)] == [404, 404]


def test_a_case_of_before_keeps_its_way(world: World, time: Time) -> None:
    """Born before 24 November: what the respondent says is written down by the commission."""
    time.moves_to(11, 23)
    tale = asked(world, time, "arbitration/commercial", GOODS, **AGAINST)
    tale.at(11, 26)
    clerk_of(tale).does(desk(tale.order, "accept"), fee="3100")
    assert clerk_of(tale).get(desk(tale.order, "call_respondent")).status_code == 409
    clerk_of(tale).does(desk(tale.order, "defence"), said="没有欠那么多。")
    assert tale.now().version == "2026-03-01"
