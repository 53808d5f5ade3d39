"""The same order, asked for by everybody: each gets exactly what they should, and denied equals missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import act, open_with_code
from santai.capabilities.orders.actions.submit import code_of
from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.orders.persons import uncover
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import SYSTEM, Actor, code_holder
from santai.capabilities.people.models import Party, Post
from santai.catalogue.current import catalogue
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.numbers import order_number
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build()


@pytest.fixture
def order(world: w.World) -> Order:
    """An application from 叶县, taken in at its counter."""
    return w.ask_for_aid(actor=world.staff("window-clerk")).order


SEES: dict[str, Callable[[w.World, Order], Actor]] = {
    "the applicant": lambda _, order: w.citizen(order.applicant),
    "the applicant with the query code": lambda _, order: w.holder(order),
    "the clerk of the agency that has it": lambda world, _: world.staff("aid-clerk"),
    "the approver there": lambda world, _: world.staff("aid-approver"),
    "the clerk at the counter of the county": lambda world, _: world.staff("window-clerk"),
    "the hotline of the city": lambda world, _: world.staff("hotline-agent", w.CITY),
    "the chief of the county's bureau": lambda world, _: world.staff("bureau-chief"),
    "the chief of the city's bureau": lambda world, _: world.staff("bureau-chief", w.CITY),
    "the province's auditor": lambda world, _: world.staff("auditor", w.PROVINCE),
    "the system itself": lambda _, __: SYSTEM,
}
DOES_NOT: dict[str, Callable[[w.World, Order], Actor]] = {
    "the other side": lambda _, order: w.citizen(order.parties.get(role="opposite").party),
    "another county's window clerk": lambda world, _: world.staff("window-clerk", w.LUSHAN),
    "another county's aid clerk": lambda world, _: world.staff("aid-clerk", w.LUSHAN),
    "another province's bureau chief": lambda world, _: world.staff("bureau-chief", w.ELSEWHERE),
    "the county bureau's officer": lambda world, _: world.staff("bureau-officer"),
    "a system administrator": lambda world, _: world.staff("system-admin", w.CITY),
    "a lawyer it was not assigned to": lambda world, _: world.lawyer(),
    "a stranger": lambda _, __: w.anyone(),
    "the applicant of another order": lambda _, __: w.holder(_another_order()),
}


def _another_order() -> Order:
    return w.ask_for_aid(
        applicant={"name": "外人", "phone": "13800000099", "groups": ["农民工"]}
    ).order


@pytest.mark.parametrize("who", SEES)
def test_who_may_see_it_finds_it_alone_and_in_the_list(
    world: w.World, order: Order, who: str
) -> None:
    actor = SEES[who](world, order)

    assert access.order_for(actor, order.number) == order
    assert order in access.orders_for(actor)


@pytest.mark.parametrize("who", DOES_NOT)
def test_who_may_not_see_it_finds_nothing_either_way(
    world: w.World, order: Order, who: str
) -> None:
    actor = DOES_NOT[who](world, order)

    with pytest.raises(Missing) as denied:
        access.order_for(actor, order.number)
    with pytest.raises(Missing) as missing:
        access.order_for(actor, order_number(2026, 77_777_777, b"guess"))
    assert (denied.value.message, denied.value.status) == (missing.value.message, 404)
    assert order not in access.orders_for(actor)


def test_the_list_and_the_single_order_go_by_the_same_rule(world: w.World) -> None:
    """Every role at every office, for orders taken in here and there, one of them assigned."""
    counter = world.staff("window-clerk")
    orders = [w.ask_for_aid(actor=counter).order, w.ask_for_aid(region=w.LUSHAN).order]
    orders += [w.ask_for_aid(actor=world.staff("hotline-agent", w.CITY), region=w.LUSHAN).order]
    Order.objects.filter(pk=orders[1].pk).update(assignee=world.lawyers[0])
    orders[1].refresh_from_db()
    actors = [look(world, order) for order in orders for look in (SEES | DOES_NOT).values()]
    actors += [
        w.post_holder(role, office)
        for role in catalogue().roles
        for office in world.offices.values()
    ]
    actors += [Actor("staff", "律师甲", "desk", practitioner_id=world.lawyers[0].pk)]
    for actor in actors:
        listed = set(access.orders_for(actor))
        assert {order for order in orders if access.sees(actor, order)} == listed & set(orders)


def test_who_sees_people_whole_is_one_rule_for_lists_too(world: w.World) -> None:
    counter = world.staff("window-clerk")
    orders = [w.ask_for_aid(actor=counter).order, w.ask_for_aid(region=w.LUSHAN).order]
    for role in catalogue().roles:
        for office in world.offices.values():
            actor = w.post_holder(role, office)
            listed = set(access.orders_for(actor).filter(access.revealed_to(actor)))
            seen = {order for order in orders if access.sees(actor, order)}
            assert {order for order in seen if access.may_reveal(actor, order)} == listed


@pytest.mark.parametrize("who", DOES_NOT)
def test_who_may_not_see_it_cannot_act_on_it(world: w.World, order: Order, who: str) -> None:
    before = Order.objects.get(pk=order.pk).seq

    with pytest.raises(Missing):
        act(
            actor=DOES_NOT[who](world, order),
            number=order.number,
            action="note",
            facts={"text": "我来了"},
            at=w.NOW,
        )
    assert Order.objects.get(pk=order.pk).seq == before


@pytest.mark.parametrize("who", ["the province's auditor", "the hotline of the city"])
def test_who_sees_without_handling_sees_people_masked(
    world: w.World, order: Order, who: str
) -> None:
    """A4: people, not companies, whose names stand in a public register."""
    seen = view(SEES[who](world, order), order, at=w.NOW)

    assert [(person.name, person.phone) for person in seen.people] == [
        ("申**甲", "138****0001"),
        ("对方建筑公司", ""),
    ]


def test_who_sees_people_masked_reads_that_a_visitor_asked(world: w.World) -> None:
    order = w.ask_for_aid().order
    seen = view(SEES["the province's auditor"](world, order), order, at=w.NOW)

    assert seen.timeline[0].who == "访客"


def test_who_sees_people_masked_reads_the_name_of_a_company_in_the_story(
    world: w.World, order: Order
) -> None:
    company = code_holder(order.pk, "portal", name="对方建筑公司")
    order = w.take(company, order, "withdraw", reason="和解")
    seen = view(SEES["the province's auditor"](world, order), order, at=w.NOW)

    assert seen.timeline[-1].who == "对方建筑公司"


def test_the_agency_that_handles_it_sees_names_and_uncovers_one_particular_at_a_time(
    world: w.World, order: Order
) -> None:
    """A4: masked until somebody says why."""
    clerk = world.staff("aid-clerk")
    seen = view(clerk, order, at=w.NOW)
    assert [(person.name, person.phone) for person in seen.people] == [
        ("申请人甲", "138****0001"),
        ("对方建筑公司", ""),
    ]
    asked = uncover(clerk, order, party=str(order.applicant_id), field="phone", reason="约时间")
    assert view(clerk, order, at=w.NOW, uncovered=asked).people[0].phone == "13800000001"


def test_an_auditor_may_look_and_nothing_else(world: w.World, order: Order) -> None:
    auditor = world.staff("auditor", w.PROVINCE)

    assert view(auditor, order, at=w.NOW).actions == []
    for action in ("note", "claim", "grant", "urge"):
        with pytest.raises(Forbidden):
            act(actor=auditor, number=order.number, action=action, facts={}, at=w.NOW)


def test_the_applicant_does_not_see_internal_notes(world: w.World, order: Order) -> None:
    w.take(world.staff("aid-clerk"), order, "note", text="内部意见")

    titles = [moment.title for moment in view(w.holder(order), order, at=w.NOW).timeline]
    assert titles == ["提交"]
    assert len(view(world.staff("aid-clerk"), order, at=w.NOW).timeline) == 2


def test_rights_end_with_the_post_at_the_next_request(world: w.World, order: Order) -> None:
    """A6: no session, no cache keeps a right alive."""
    account = world.accounts[("aid-clerk", w.YE)]
    access.order_for(world.staff("aid-clerk"), order.number)

    Post.objects.filter(account=account).update(ends=w.TODAY)

    with pytest.raises(Missing):
        access.order_for(world.staff("aid-clerk"), order.number)


def test_a_transfer_takes_the_order_out_of_sight_of_those_who_had_it(
    world: w.World, order: Order
) -> None:
    clerk = world.staff("aid-clerk")
    target = world.office("legal-aid-agency", w.LUSHAN)

    w.take(clerk, order, "transfer", organisation=target.pk, reason="管辖")

    with pytest.raises(Missing):
        access.order_for(clerk, order.number)
    assert access.order_for(world.staff("aid-clerk", w.LUSHAN), order.number) == order
    assert access.order_for(world.staff("window-clerk"), order.number) == order  # ORD-18 tracks on


def test_an_agent_follows_the_matter_and_the_other_side_does_not(
    world: w.World, order: Order
) -> None:
    agent = Party.objects.create(name="代理人", phone="13800000002")
    OrderParty.objects.create(order=order, party=agent, role="agent")

    assert access.order_for(w.citizen(agent), order.number) == order


def test_number_and_code_open_the_order_and_each_alone_does_not(
    world: w.World, order: Order
) -> None:
    assert open_with_code(order.number, code_of(order), at=w.NOW) == order
    for number, code in ((order.number, "AAAAAAAAAA"), ("26000000000", code_of(order))):
        with pytest.raises(Missing) as refused:
            open_with_code(number, code, at=w.NOW)
        assert refused.value.message.startswith("工单号或查询码不对")


def test_a_query_code_expires(order: Order) -> None:
    with pytest.raises(Missing):
        open_with_code(order.number, code_of(order), at=w.NOW + timedelta(days=181))


def test_what_may_be_done_once_is_offered_once(world: w.World, order: Order) -> None:
    """法律援助法 43.2: missing papers are named one single time."""
    clerk = world.staff("aid-clerk")
    actions = dict(
        catalogue().service_version(order.service, order.version).states["submitted"].actions
    )

    assert "ask_for_more" in {spec.name for spec in access.offered(clerk, order, actions)}
    order = w.take(clerk, order, "ask_for_more", missing="工资条", reply_by="2026-03-12")
    order = w.take(w.holder(order), order, "supply", note="补了")
    assert "ask_for_more" not in {spec.name for spec in access.offered(clerk, order, actions)}
    happened = list(order.events.all())
    assert access.offered(clerk, order, actions, happened=happened) == access.offered(
        clerk, order, actions
    )
