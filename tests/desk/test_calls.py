"""The call-back worklist: the dissatisfied first, one at a time, never by whoever served them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions import calling
from santai.capabilities.oversight.models import CallBackClaim
from santai.capabilities.oversight.queries.calls import waiting
from santai.capabilities.people.access import Actor
from santai.capabilities.reading.models import Reading
from santai.kernel.errors import Forbidden
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import CITY, LUSHAN, NOW, YE, World, ask_for_aid, holder, take

ANSWER = {"answer": "可以申请劳动仲裁。"}
LATER = NOW + timedelta(minutes=1)


def answered(actor: Actor, number: int = 0, *, at: datetime = NOW, **applicant: Any) -> Order:
    person = {"name": f"来电人{number}", "phone": f"1380000{number:04}", **applicant}
    request = Request(
        service="consultation/legal",
        region=YE,
        applicant=person,
        answers={"question": f"第 {number} 个问题。"},
        then=[("answer", ANSWER)],
    )
    return submit(actor=actor, request=request, at=at).order


def listed(actor: Actor, *, at: datetime) -> list[Order]:
    return [one.order for one in waiting(actor, at=at)]


def done_again(actor: Actor, order: Order) -> Order:
    """The applicant was not satisfied; it was answered once more."""
    take(holder(order), order, "rate", at=LATER, score="不满意")
    return take(actor, order, "answer", at=LATER, **ANSWER)


@pytest.fixture
def clerk(world: World) -> Actor:
    return world.staff("window-clerk")


@pytest.fixture
def caller(world: World) -> Visitor:
    return signed_in(world.accounts[("visitor", YE)])


def test_the_dissatisfied_come_before_everybody_else(world: World, clerk: Actor) -> None:
    """HOT-15: then whoever has waited longest."""
    first, second, third = (answered(clerk, n, at=NOW - timedelta(days=3 - n)) for n in range(3))
    done_again(clerk, third)
    visitor = world.staff("visitor")
    found = listed(visitor, at=LATER)
    assert found == [third, first, second]


def test_nobody_calls_back_whom_they_served(world: World) -> None:
    agent, colleague = world.staff("hotline-agent", CITY), world.second("hotline-agent", CITY)
    order = answered(agent)
    assert listed(agent, at=NOW) == []
    assert listed(colleague, at=NOW) == [order]


def test_who_asked_not_to_be_called_and_who_left_no_number_is_not_called(
    world: World, clerk: Actor
) -> None:
    answered(clerk, 1, safe_contact={"may_call": False})
    answered(clerk, 2, phone="")
    order = answered(clerk, 3, safe_contact={"may_call": True})
    assert listed(world.staff("visitor"), at=NOW) == [order]


def test_an_agent_calls_only_whose_number_they_may_read(world: World, clerk: Actor) -> None:
    answered(clerk, 1)
    agent, colleague = world.staff("hotline-agent", CITY), world.second("hotline-agent", CITY)
    own = answered(agent, 2)
    assert listed(colleague, at=NOW) == [own]


def test_what_one_office_asked_of_another_is_nobodys_to_judge(world: World) -> None:
    parent, helper = ask_for_aid().order, world.staff("aid-clerk", LUSHAN)
    office = world.office("legal-aid-agency", LUSHAN).pk
    facts = {"organisation": office, "task": "请核实收入。", "reason": "户籍在贵县"}
    take(world.staff("aid-clerk"), parent, "assist", **facts)
    child = Order.objects.get(parent=parent)
    take(helper, child, "take_up")
    take(helper, child, "finish", result="已核实。")
    assert listed(world.staff("visitor", CITY), at=LATER) == []


def test_two_who_take_the_next_get_different_people(world: World, clerk: Actor) -> None:
    answered(clerk, 1)
    answered(clerk, 2)
    one = calling.claim_next(actor=world.staff("visitor"), at=NOW)
    two = calling.claim_next(actor=world.second("visitor"), at=NOW)
    assert one is not None
    assert two is not None
    assert one.pk != two.pk
    assert calling.claim_next(actor=world.staff("visitor"), at=NOW) == one


def test_what_was_taken_and_left_goes_to_somebody_else(world: World, clerk: Actor) -> None:
    order = answered(clerk)
    calling.claim_next(actor=world.staff("visitor"), at=NOW)
    second = world.second("visitor")
    assert calling.claim_next(actor=second, at=NOW + timedelta(minutes=29)) is None
    assert calling.claim_next(actor=second, at=NOW + timedelta(minutes=30)) == order


def test_what_is_put_back_is_free_again(caller: Visitor, clerk: Actor, world: World) -> None:
    order = answered(clerk)
    there = caller.send("/desk/calls/next/")
    assert caller.send(there, {"step": "release"}) == "/desk/calls/"
    assert calling.claim_next(actor=world.second("visitor"), at=NOW) == order
    assert caller.post(there, {"result": "已接通", "score": "满意"}).status_code == 404


def test_a_call_back_is_taken_made_and_written_down(caller: Visitor, clerk: Actor) -> None:
    """HOT-05: through the one door, with the ordinary action."""
    order = answered(clerk)
    there = caller.send("/desk/calls/next/")
    text = caller.read(there).text
    assert "来电人0" in text
    assert "13800000000" in text
    assert "第 0 个问题。" in text
    caller.send(there, {"result": "已接通", "score": "满意", "key": "k"})
    order.refresh_from_db()
    assert (order.evaluated_at, order.visits.get().score) == (NOW, "满意")
    assert not CallBackClaim.objects.exists()


def test_it_does_not_show_who_served_them(caller: Visitor, clerk: Actor) -> None:
    """EVAL-10: whoever asks does not know who is judged."""
    answered(clerk)
    caller.read(caller.send("/desk/calls/next/"))
    assert clerk.name not in caller.page.source
    assert "叶县centre" not in caller.page.source


def test_the_list_of_those_who_call_names_no_office_and_opens_no_order(
    caller: Visitor, clerk: Actor
) -> None:
    """EVAL-10: the pages of orders say who handled them."""
    order = answered(clerk)
    page = caller.read("/desk/calls/")
    assert order.title in page.text
    assert "叶县centre" not in page.source
    assert order.number not in page.source


def test_an_agent_takes_from_the_same_list(world: World, clerk: Actor) -> None:
    """HOT-05: whoever calls, calls by one rule; the hotline keeps its old address."""
    agent = signed_in(world.accounts[("hotline-agent", CITY)])
    order = answered(world.second("hotline-agent", CITY))
    assert agent.get("/hotline/call-backs/").headers["Location"] == "/desk/calls/"
    assert agent.send("/desk/calls/next/") == f"/desk/calls/{order.number}/"
    assert calling.claim_next(actor=world.staff("visitor", CITY), at=NOW) is None


def test_somebody_dissatisfied_is_served_again(caller: Visitor, clerk: Actor) -> None:
    order = answered(clerk)
    there = caller.send("/desk/calls/next/")
    caller.send(there, {"result": "已接通", "score": "不满意"})
    order.refresh_from_db()
    assert (order.state, order.redone) == ("submitted", 1)


def test_an_unanswered_call_rests_some_hours(
    caller: Visitor, clerk: Actor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = answered(clerk)
    caller.send(caller.send("/desk/calls/next/"), {"result": "无人接听"})
    assert listed(world.staff("visitor"), at=NOW + timedelta(hours=3)) == []
    later = NOW + timedelta(hours=4)
    stop_the_clock(monkeypatch, later)
    caller.force_login(world.accounts[("visitor", YE)])  # hours later the sign-in has run out
    assert caller.send("/desk/calls/next/").endswith(f"{order.number}/")
    assert "无人接听" in caller.read(f"/desk/calls/{order.number}/").text


def test_a_missing_answer_is_said_at_its_field(caller: Visitor, clerk: Actor) -> None:
    answered(clerk)
    there = caller.send("/desk/calls/next/")
    caller.send(there, {"comment": "等了很久。"}, status=422)
    assert "#q-result" in caller.page.links
    assert caller.page.fields["comment"] == ["等了很久。"]


def test_with_nobody_to_call_the_page_says_so(caller: Visitor) -> None:
    assert caller.send("/desk/calls/next/") == "/desk/calls/"
    assert "没有等您回访的人" in caller.read("/desk/calls/").text


def test_the_list_asks_as_much_with_one_row_as_with_five(
    caller: Visitor, clerk: Actor, django_assert_num_queries: Any
) -> None:
    answered(clerk, 1)
    with django_assert_num_queries(11):
        caller.read("/desk/calls/")
    for number in range(2, 6):
        answered(clerk, number)
    with django_assert_num_queries(11):
        caller.read("/desk/calls/")


def test_one_call_back_asks_at_most_twelve_questions(
    caller: Visitor, clerk: Actor, django_assert_max_num_queries: Any
) -> None:
    answered(clerk)
    there = caller.send("/desk/calls/next/")
    with django_assert_max_num_queries(12):
        caller.read(there)


def test_the_person_learns_who_saw_their_number_to_call_them(caller: Visitor, clerk: Actor) -> None:
    """P4: it stands there whole, so it is written down like any particular that was uncovered."""
    order = answered(clerk)
    caller.read(caller.send("/desk/calls/next/"))
    noted = Reading.objects.get(what="field")
    assert (noted.order, noted.party, noted.field) == (order.pk, order.applicant_id, "phone")
    assert noted.reason == "回访"


def test_and_the_outsider_calls_nobody_back(world: World, clerk: Actor) -> None:
    order = answered(clerk)
    outsider = signed_in(world.accounts[("window-clerk", LUSHAN)])
    assert outsider.get("/desk/calls/").status_code == 404
    assert outsider.post("/desk/calls/next/").status_code == 403
    assert Visitor().get("/desk/calls/").status_code == 302
    untaken = signed_in(world.accounts[("visitor", CITY)])
    assert untaken.get(f"/desk/calls/{order.number}/").status_code == 404
    assert untaken.post(f"/desk/calls/{order.number}/", {"result": "已接通"}).status_code == 404


def test_who_served_them_once_makes_no_call_past_the_list_either(world: World) -> None:
    """EVAL-10: somebody else has the order now; the one who answered still judges themselves."""
    agent = world.staff("hotline-agent", CITY)
    order = answered(agent)
    Order.objects.filter(pk=order.pk).update(holder=world.accounts[("window-clerk", YE)])
    with pytest.raises(Forbidden):
        take(agent, order, "call_back", result="已接通", score="非常满意")
    assert not order.visits.exists()


def test_nobody_calls_past_the_list_from_the_page_of_an_order(
    caller: Visitor, clerk: Actor
) -> None:
    """Taken and not chosen: the page of an order has no such button and no such form."""
    order = answered(clerk)
    there = f"/desk/orders/{order.number}/"
    assert f"{there}call_back/" not in caller.read(there).links
    response = caller.post(
        f"{there}call_back/", {"result": "已接通", "score": "满意", "step": "do"}
    )
    assert response.status_code != 302
    assert not order.visits.exists()
