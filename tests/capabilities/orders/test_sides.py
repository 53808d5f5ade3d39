"""The other side of a matter: called into an order of its own, told and heard, and nobody else's answers seen.

MED-01 invitation, agreement to mediate by both; ARB-02 service of papers.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.models import Document
from santai.capabilities.notices.actions import relay
from santai.capabilities.notices.models import Message, ShortMessage
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Request, add_file, submit, sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import papers_of, view
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow
from tests import world as w
from tests.capabilities.orders.steps import clock, codes, everything, fresh, last

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]

THEM = {"name": "对方乙", "phone": "13800000002"}
ANSWERS = {"quarrel": "借款", "amount": "800", "wish": "早点还。"}


def talks(**changes: Any) -> Order:
    request: dict[str, Any] = {
        "service": "trial/talks",
        "region": w.YE,
        "applicant": w.APPLICANT,
        "opposite": THEM,
        "answers": ANSWERS,
        **changes,
    }
    return submit(actor=w.anyone(), request=Request(**request), at=w.NOW).order


def clerk(world: w.World) -> Actor:
    return world.staff("window-clerk")


def called(world: w.World, **facts: Any) -> tuple[Order, Order]:
    main = w.take(clerk(world), talks(), "invite", **facts)
    return main, Order.objects.get(parent=main)


def both(world: w.World) -> tuple[Order, Order]:
    """Both sides talk."""
    main, side = called(world)
    side = w.take(w.holder(side), side, "agree", line="500", says="可以分期")
    return fresh(main), side


def serving(
    main: Order, whom: Order, way: str = "邮寄送达", day: str = "2026-03-02"
) -> dict[str, Any]:
    paper = Document.objects.filter(subject=main.subject).latest("pk")
    return {
        "document": paper.pk,
        "side": whom.applicant_id,
        "way": way,
        "day": day,
        "proof": "回执已收到",
    }


# --- called ---------------------------------------------------------------------------------------


def test_the_other_side_gets_an_order_of_its_own(world: w.World) -> None:
    main, side = called(world)

    assert (side.service, side.link, side.state) == ("trial/answer", "summoned", "asked")
    assert (side.applicant.name, side.organisation) == ("对方乙", main.organisation)
    people = sorted(side.parties.values_list("party__name", "role"))
    assert people == [("对方乙", "applicant"), ("申请人甲", "opposite")]
    assert last(main).data["child"] == side.number
    assert side.events.get(seq=1).actor_name == "系统"


def test_it_holds_what_its_service_asks_for_and_nothing_personal(world: w.World) -> None:
    """Neither the applicant's limit, asked under the same name, nor their story."""
    _main, side = called(world)

    assert side.answers == {"quarrel": "借款"}


def test_they_learn_number_and_code_by_text_message(world: w.World) -> None:
    main, side = called(world)
    relay(at=w.NOW)

    texts = ShortMessage.objects.filter(order=side)
    assert [(one.phone, one.with_code) for one in texts] == [("13800000002", True)]
    assert texts[0].text.startswith("有一件事与您有关，请看一看、作个答复：“试办调解的答复”")
    assert not ShortMessage.objects.filter(order=main, phone="13800000002").exists()


def test_a_checked_number_takes_the_place_of_the_one_that_was_told(world: w.World) -> None:
    _main, side = called(world, phone="13800000003")
    relay(at=w.NOW)

    assert [one.phone for one in ShortMessage.objects.filter(order=side)] == ["13800000003"]


def test_who_gives_their_own_number_as_the_other_sides_does_not_answer_for_it(
    world: w.World,
) -> None:
    order = talks(opposite={"name": "对方乙", "phone": w.APPLICANT["phone"]})
    main = w.take(clerk(world), order, "invite")
    relay(at=w.NOW)

    side = Order.objects.get(parent=main)
    assert ShortMessage.objects.filter(order=side).count() == 0  # … on paper then
    assert side.parties.get(role="applicant").told == {"name": "对方乙"}


def test_and_no_clerk_puts_it_in_either(world: w.World) -> None:
    order, before = talks(), everything()
    with pytest.raises(Invalid) as refusal:
        w.take(clerk(world), order, "invite", phone=w.APPLICANT["phone"])
    assert refusal.value.fields == {"phone": "这是申请人一方的电话，请向对方核实号码。"}
    assert {**everything(), "orders_order": ""} == {**before, "orders_order": ""}


def test_nobody_is_called_where_nobody_is_named(world: w.World) -> None:
    order = talks()
    order.parties.filter(role="opposite").delete()
    with pytest.raises(NotNow) as refusal:
        w.take(clerk(world), order, "invite")
    assert refusal.value.message == "还没有登记对方当事人，请先登记。"


# --- who sees what --------------------------------------------------------------------------------


def test_each_side_sees_its_own_order_and_the_outsider_none(world: w.World) -> None:
    main, side = called(world)

    assert list(access.orders_for(w.holder(main))) == [main]
    assert list(access.orders_for(w.holder(side))) == [side]
    assert list(access.orders_for(w.anyone())) == []
    for actor, order in ((w.holder(main), side), (w.holder(side), main), (w.anyone(), side)):
        with pytest.raises(Missing):
            access.order_for(actor, order.number)
        with pytest.raises(Missing):
            w.take(actor, order, "agree")


def test_a_telephone_opens_to_each_side_what_is_theirs(world: w.World) -> None:
    """USER-01: neither sees the order of the other by the number that stands in it."""
    main, side = called(world)
    ours = Actor("citizen", "甲", "portal", told=(w.APPLICANT["phone"], w.APPLICANT["name"]))
    theirs = Actor("citizen", "乙", "portal", told=(THEM["phone"], THEM["name"]))

    assert list(access.orders_for(ours)) == [main]
    assert list(access.orders_for(theirs)) == [side]


def test_whoever_has_the_main_order_has_the_other(world: w.World) -> None:
    _main, side = called(world)

    assert side in access.orders_for(clerk(world))
    assert side not in access.orders_for(world.staff("window-clerk", w.LUSHAN))


def test_they_are_shown_by_name_to_each_other(world: w.World) -> None:
    main, side = called(world)

    seen = view(w.holder(side), side, at=w.NOW).people
    assert [(one.name, one.phone) for one in seen] == [("对方乙", "13800000002"), ("申请人甲", "")]
    mine = view(w.holder(main), main, at=w.NOW).people
    assert [(one.name, one.phone) for one in mine] == [("申请人甲", "13800000001"), ("对方乙", "")]


# --- heard and moved ------------------------------------------------------------------------------


def test_what_they_do_moves_the_main_order_and_tells_what_may_be_told(world: w.World) -> None:
    main, side = both(world)

    assert (main.state, side.state) == ("talking", "taking_part")
    told = main.events.get(code="side_acted")
    assert told.data == {
        "child": side.number,
        "did": "同意调解",
        "said": {"想对对方说": "可以分期"},
    }
    assert (told.public, told.actor_name) == (True, "系统")
    assert "500" not in str([event.data for event in main.events.all()])
    assert codes(side) == ["submitted", "agree"]


def test_a_refusal_ends_both(world: w.World) -> None:
    main, side = called(world)
    side = w.take(w.holder(side), side, "decline")

    assert (fresh(main).state, fresh(main).outcome) == ("completed", "refused")
    assert (side.state, side.outcome) == ("completed", "declined")
    assert side.evaluated_at is not None  # who was called is not asked how it was


def test_what_is_said_to_the_office_alone_is_not_shown_to_the_applicant(world: w.World) -> None:
    main, side = both(world)
    w.take(w.holder(side), side, "recuse", whom="调解员丙")

    told = last(main)
    assert (told.code, told.data["did"], told.public) == ("side_acted", "申请回避", False)
    shown = [moment.seq for moment in view(w.holder(main), fresh(main), at=w.NOW).timeline]
    assert told.seq not in shown


def test_what_the_main_order_decides_moves_theirs(world: w.World) -> None:
    main, side = both(world)
    main = w.take(clerk(world), main, "settle", terms="分三期还清", private="甲急着用钱")

    side = fresh(side)
    assert (main.state, side.state) == ("settled", "settled")
    told = side.events.get(code="main_acted")
    assert told.data == {"did": "达成协议", "said": {"协议内容": "分三期还清"}}
    assert "甲急着用钱" not in str([event.data for event in side.events.all()])


def test_what_is_for_one_side_is_not_told_to_the_other(world: w.World) -> None:
    main, side = both(world)
    before = codes(side)
    w.take(clerk(world), main, "hint", word="对方可能分期")

    assert codes(side) == before


def test_a_main_order_that_ends_otherwise_ends_theirs(world: w.World) -> None:
    main, side = called(world)
    w.take(w.holder(main), main, "withdraw", reason="私下说好了")

    side = fresh(side)
    assert (side.state, side.outcome) == ("completed", "main_ended")
    assert last(side).data == {"did": "撤回申请"}
    assert [message.order for message in told(side)] == [side]


def told(order: Order) -> list[Message]:
    relay(at=w.NOW)
    return list(Message.objects.filter(order=order, audience="applicant").order_by("-seq")[:1])


def test_nobody_takes_back_what_they_did_not_ask_for(world: w.World) -> None:
    _main, side = called(world)

    assert "withdraw" not in [one.name for one in view(w.holder(side), side, at=w.NOW).actions]
    with pytest.raises(NotNow):
        w.take(w.holder(side), side, "withdraw", reason="不想参加")


def test_papers_of_one_side_are_told_and_not_shown(world: w.World) -> None:
    main, side = both(world)
    add_file(
        actor=w.holder(side),
        number=side.number,
        name="欠条.txt",
        content="一千元".encode(),
        at=w.NOW,
    )

    assert (last(main).code, last(main).public) == ("side_acted", False)
    assert view(w.holder(main), fresh(main), at=w.NOW).files.count() == 0
    assert view(clerk(world), fresh(side), at=w.NOW).files.count() == 1


def test_both_orders_go_where_the_matter_goes(world: w.World) -> None:
    main, side = both(world)
    there = world.office("centre", w.LUSHAN)
    main = w.take(clerk(world), main, "transfer", organisation=there.pk, reason="管辖")

    assert (main.organisation, fresh(side).organisation) == (there, there)
    assert fresh(side) in access.orders_for(world.staff("window-clerk", w.LUSHAN))


def test_they_may_name_somebody_who_speaks_for_them(world: w.World) -> None:
    _main, side = both(world)
    w.take(w.holder(side), side, "agent", name="代理人丁", phone="13800000009")

    row = side.parties.get(role="agent")
    assert (row.party.name, row.told) == ("代理人丁", {"name": "代理人丁", "phone": "13800000009"})
    with pytest.raises(Invalid):
        w.take(w.holder(side), side, "agent", name="代理人丁", phone="13800000009")


def test_a_deed_sent_twice_is_done_once_on_both_sides(world: w.World) -> None:
    from santai.capabilities.orders.actions import act

    main, side = called(world)
    sent: dict[str, Any] = {
        "actor": w.holder(side),
        "number": side.number,
        "action": "agree",
        "facts": {},
        "at": w.NOW,
        "key": "one",
    }
    first, again = act(**sent), act(**sent)

    assert (first.seq, again.seq, again.repeated) == (2, 2, True)
    assert codes(main).count("side_acted") == 1


# --- served ---------------------------------------------------------------------------------------


def test_time_counts_for_each_side_from_the_day_it_was_served(world: w.World) -> None:
    main, side = called(world)
    assert not Clock.objects.filter(subject=side.subject).exists()

    later = w.NOW + timedelta(days=4)
    facts = serving(main, side, day="2026-03-04")
    w.take(clerk(world), main, "serve", at=later, **facts)

    assert clock(side, "asked").due_on == date(2026, 3, 9)
    assert fresh(side).due_at == clock(side, "asked").due_at
    assert [one.title for one in papers_of(fresh(side))] == ["调解邀请书"]
    served = last(side)
    assert (served.code, served.data["served"]["way"], served.public) == (
        "document_served",
        "邮寄送达",
        True,
    )


def test_a_limit_that_passed_is_acted_on(world: w.World) -> None:
    main, side = called(world)
    w.take(clerk(world), main, "serve", **serving(main, side))
    sweep(at=w.NOW + timedelta(days=9))

    assert (fresh(side).state, fresh(side).outcome) == ("completed", "silent")
    assert fresh(main).state == "invited"  # nothing in its file answers silence


def test_the_applicants_own_time_counts_from_their_own_day(world: w.World) -> None:
    main, side = both(world)
    main = w.take(clerk(world), main, "settle", terms="分三期还清")
    assert main.due_at is None

    w.take(clerk(world), main, "serve", **serving(main, side))
    assert fresh(main).due_at is None  # the other side has it, they have not
    main = w.take(clerk(world), main, "serve", **serving(main, main))

    assert clock(main, "settled").due_on == clock(side, "settled").due_on == date(2026, 3, 12)


def test_a_paper_is_served_once_on_each_side(world: w.World) -> None:
    main, side = called(world)
    w.take(clerk(world), main, "serve", **serving(main, side))
    before = everything()

    with pytest.raises(Conflict):
        w.take(clerk(world), main, "serve", **serving(main, side))
    assert everything() == before


def test_it_is_served_electronically_on_who_agreed(world: w.World) -> None:
    main, side = both(world)
    wired = serving(main, side, way="电子送达")
    with pytest.raises(NotNow):
        w.take(clerk(world), main, "serve", **wired)
    w.take(w.holder(side), side, "wire")
    w.take(w.holder(side), side, "no_wire")
    with pytest.raises(NotNow):
        w.take(clerk(world), fresh(main), "serve", **wired)

    w.take(w.holder(side), side, "wire")
    w.take(clerk(world), fresh(main), "serve", **wired)
    assert [one.title for one in papers_of(fresh(side))] == ["调解邀请书"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"side": 999_999}, "side"),
        ({"document": 999_999}, "document"),
        ({"day": "2026-03-01"}, "day"),
    ],
)
def test_what_is_served_is_there(world: w.World, wrong: dict[str, Any], field: str) -> None:
    main, side = called(world)
    before = everything()
    with pytest.raises(Invalid) as refusal:
        w.take(clerk(world), main, "serve", **{**serving(main, side), **wrong})
    assert list(refusal.value.fields) == [field]
    assert everything() == before


def test_nobody_outside_serves(world: w.World) -> None:
    main, side = called(world)
    facts = serving(main, side)
    with pytest.raises(Forbidden):
        w.take(w.holder(main), main, "serve", **facts)
    with pytest.raises(Missing):
        w.take(w.holder(side), main, "serve", **facts)


def test_nobody_speaks_for_both_sides(world: w.World) -> None:
    main, side = both(world)
    main = w.take(clerk(world), main, "agent", name="代理人丁", phone="13800000009")

    with pytest.raises(Invalid) as refusal:
        w.take(w.holder(side), side, "agent", name="代理人丁", phone="13800000009")
    assert refusal.value.fields == {"name": "这个人已经在这件事里了。"}


def test_nor_for_the_side_that_asked_after_the_side_that_was_called(world: w.World) -> None:
    main, side = both(world)
    w.take(w.holder(side), side, "agent", name="代理人丁", phone="13800000009")

    with pytest.raises(Invalid):
        w.take(clerk(world), fresh(main), "agent", name="代理人丁", phone="13800000009")
    assert not main.parties.filter(role="agent").exists()
