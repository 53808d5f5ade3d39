"""A wall between neighbours, told from both sides: each has an order, a telephone and a signature of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.meetings.models import Session
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Mark, asked_of_side, sign_as_staff, sign_with_code
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole, papers_of
from santai.capabilities.people.actions import digits_of, make_code
from santai.capabilities.people.enums import CodeFor
from santai.kernel.errors import Invalid, Missing, NotNow, Refusal
from tests import world as w
from tests.stories.mediating import Committee, child, committee, day, due, made, passes

pytestmark = pytest.mark.django_db

ASKERS, NEIGHBOURS = "13800000011", "13800000012"
WALL: dict[str, Any] = {
    "matter": "邻里物业",
    "story": "李大叔砌墙占了我家滴水的地方。",
    "opposite_view": "不知道",
    "stage": "没有找过",
    "risk": ["没有"],
}
TERMS = {"facts": "两家相邻。", "duties": "一人让一步。", "terms": "李大叔拆墙三十厘米。"}


@pytest.fixture
def at_work(world: w.World) -> Committee:
    return committee(world)


def called(at_work: Committee) -> tuple[Order, Order]:
    """The committee asked the neighbour, on the number it had checked."""
    order = at_work.opens("mediation/people", day(3, 2), **WALL)
    order = at_work.does(order, "ask_opposite", day(3, 3), how="电话", phone=NEIGHBOURS)
    return order, child(order, "mediation/answer")


def says(side: Order, action: str, at: datetime, **facts: Any) -> Order:
    """The neighbour, with the query code that came by text message."""
    return w.take(w.holder(side), side, action, at=at, **facts)


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def talking(at_work: Committee) -> tuple[Order, Order]:
    order, side = called(at_work)
    side = says(side, "agree", day(3, 4), says="可以坐下来谈。")
    return at_work.chooses(fresh(order), day(3, 5)), fresh(side)


def signs(order: Order, phone: str, paper: Document, at: datetime) -> None:
    """On their own telephone, with the digits that were sent to it."""
    code = make_code(phone=phone, purpose=CodeFor.SIGN, at=at)
    typed = {"code": code.pk, "typed": digits_of(code.pk), "mark": Mark("本人")}
    sign_with_code(actor=w.holder(order), number=order.number, document=paper.pk, at=at, **typed)


def mediator_signs(at_work: Committee, order: Order, paper: Document, at: datetime) -> None:
    given = {"number": order.number, "document": paper.pk, "mark": Mark("调解员赵")}
    sign_as_staff(actor=at_work.mediator, at=at, **given)  # type: ignore[arg-type]


def paper(order: Order, key: str) -> Document:
    return Document.objects.get(subject=order.subject, key=key)


def test_the_neighbour_is_asked_in_an_order_of_their_own_and_reads_nothing_of_the_story(
    at_work: Committee,
) -> None:
    """MED-01, PRIV: 人民调解法 17; what it is about is told, the other side's words are not."""
    _order, side = called(at_work)
    assert (side.state, side.answers) == ("asked", {"matter": "邻里物业"})
    assert (side.applicant.name, due(side, "asked")) == ("东街李大叔", "2026-03-10")


def test_a_yes_on_their_telephone_begins_the_mediation(at_work: Committee) -> None:
    """MED-01: 人民调解法 17: nobody has to type the neighbour's answer."""
    order, side = called(at_work)
    side = says(side, "agree", day(3, 4), says="可以坐下来谈。")
    order = fresh(order)
    assert (order.state, fresh(side).state) == ("choosing", "taking_part")
    assert made(order)[-2:] == ["调解受理通知书", "调解当事人权利义务告知书"]
    told = order.events.get(code="side_acted").data
    assert told["said"] == {"想先对对方说的话（可以不写）": "可以坐下来谈。"}


def test_a_no_on_their_telephone_ends_it_and_names_the_way_on(at_work: Committee) -> None:
    """MED-06: 人民调解法 17, 26."""
    order, side = called(at_work)
    side = says(side, "decline", day(3, 4))
    order = fresh(order)
    assert (order.state, order.outcome) == ("no_consent", "no_consent")
    assert (side.state, side.outcome) == ("completed", "declined")
    assert made(order)[-1] == "对方答复不愿意告知书"


def test_silence_ends_it_on_both_sides(at_work: Committee) -> None:
    order, side = called(at_work)
    passes(order, day(3, 11))
    assert [(one.stage, one.outcome) for one in (fresh(order), fresh(side))] == [
        ("completed", "no_consent"),
        ("completed", "main_ended"),
    ]


def test_a_session_is_told_to_both_and_its_minutes_wait_for_both_names(
    at_work: Committee,
) -> None:
    """MED-18, MED-27: 人民调解法 22, 27."""
    order, side = talking(at_work)
    at = {"day": "2026-03-10", "time": "9:30", "minutes": 60, "whom": "双方", "room": "东街调解室"}
    order = at_work.mediates(order, "summon", day(3, 6), **at)
    told = "3 月 10 日 09:30，约定调解时间，东街调解室"
    assert [one.events.get(code="session").data["arranged"] for one in (order, side)] == [told] * 2
    session = Session.objects.get(order=order)
    came = [str(guest.pk) for guest in session.guests.all()]
    held = {
        "present": came,
        "minutes": "墙可以让三十厘米。",
        "openness": "不公开",
        "position": "基本一致",
    }
    order = at_work.mediates(order, "hold", day(3, 10, 11), **held)
    minutes = paper(order, "session_minutes")
    assert asked_of_side(order) == asked_of_side(side) == [minutes]
    assert minutes.facts["paragraphs"][2].endswith("没有到：无。"), (
        "all came, and the paper says so"
    )


def test_the_agreement_is_in_force_when_both_and_the_mediator_have_signed(
    at_work: Committee,
) -> None:
    """MED-18, MED-19: 人民调解法 28, 29, 33: from that day the thirty days for the court run."""
    order, side = talking(at_work)
    words = {**TERMS, "perform_by": "2026-03-31"}
    order = at_work.mediates(order, "write_agreement", day(3, 10), **words)
    agreement = paper(order, "agreement_to_sign")
    assert agreement in papers_of(side)
    signs(order, ASKERS, agreement, day(3, 10, 10))
    with pytest.raises(NotNow) as refusal:
        at_work.mediates(fresh(order), "agree_signed", day(3, 10, 11), perform_by="2026-03-31")
    assert "东街李大叔" in refusal.value.message
    signs(side, NEIGHBOURS, agreement, day(3, 12))
    mediator_signs(at_work, order, agreement, day(3, 12, 10))
    order = at_work.mediates(fresh(order), "agree_signed", day(3, 12, 11), perform_by="2026-03-31")
    assert (order.state, order.outcome, fresh(side).state) == ("performing", "agreed", "agreed")
    assert (due(order, "performance"), due(order, "confirmation")) == ("2026-03-31", "2026-04-13")
    done = {"performed_on": "2026-03-25", "proof": "现场看到"}
    order = at_work.mediates(order, "performed", day(3, 26), **done)
    side = fresh(side)
    assert [(one.state, one.outcome) for one in (order, side)] == [("completed", "performed")] * 2
    assert chain_is_whole(order)
    assert chain_is_whole(side)


def test_neither_side_signs_for_the_other(at_work: Committee) -> None:
    """The digits on the asker's telephone are no signature of the neighbour."""
    order, side = talking(at_work)
    order = at_work.mediates(order, "write_agreement", day(3, 10), **TERMS, perform_by="2026-03-31")
    agreement = paper(order, "agreement_to_sign")
    with pytest.raises(Invalid):
        signs(side, ASKERS, agreement, day(3, 10, 10))
    assert asked_of_side(side) == [agreement]


def test_an_outsider_finds_neither_order_nor_paper(at_work: Committee, world: w.World) -> None:
    """USER-07: not the clerk of the next county, and not the one side's order with the other's code."""
    order, side = talking(at_work)
    for one in (order, side):
        with pytest.raises(Refusal):
            access.order_for(world.staff("window-clerk", w.LUSHAN), one.number)
    with pytest.raises(Missing):
        access.order_for(w.holder(side), order.number)
    with pytest.raises(Missing):
        access.order_for(w.holder(order), side.number)


def test_who_stops_is_heard_and_the_mediator_ends_it(at_work: Committee) -> None:
    """人民调解法 23, 26: either side may stop at any time."""
    order, side = talking(at_work)
    side = says(side, "stop", day(3, 9))
    assert (side.outcome, fresh(order).state) == ("stopped", "mediating")
    ended = {"cause": "一方不愿意继续", "ways": ["打官司"]}
    order = at_work.mediates(fresh(order), "end_without", day(3, 10), **ended)
    assert (order.state, made(order)[-1]) == ("failed", "调解终止通知书")
