"""The counter: one screen for a matter, papers in and out."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Party
from tests.factories.halls import make_hall, queue, seat
from tests.factories.pages import Visitor, signed_in
from tests.factories.people import identity_number
from tests.world import CITY, LUSHAN, NOW, YE, World, ask_for_aid, take

INTAKE = "/counter/intake/"


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("window-clerk", YE)])


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "key": "k1",
        "service": "legal-aid/civil",
        "region": YE,
        "answers.matter": "劳动报酬",
        "answers.facts": "工资没有给。",
        "applicant.name": "申请人甲",
        "applicant.phone": "13800000001",
        "here": ["identity", "case_papers"],
        "original": ["case_papers"],
        "copies.case_papers": "2",
        "step": "submit",
        **changes,
    }


def test_one_screen_takes_the_matter_and_the_papers_in(clerk: Visitor, world: World) -> None:
    """ORD-08, ORD-16: received in one place with its papers, and an order made of it."""
    receipt = clerk.send(INTAKE, typed())
    order = Order.objects.get()
    assert receipt == f"/counter/orders/{order.number}/receipt/"
    assert order.intake == world.office("centre", YE)
    papers = {m.key: (m.state, m.original, m.copies) for m in order.materials.all()}
    assert papers["identity"] == ("received", False, 1)
    assert papers["case_papers"] == ("received", True, 2)
    assert papers["hardship"] == ("wanted", False, 1)
    text = clerk.read(receipt).text
    assert code_of(order) in text
    assert "原件" in text
    assert "申请人签名" in text


def test_pressing_twice_makes_one_order(clerk: Visitor) -> None:
    assert clerk.send(INTAKE, typed()) == clerk.send(INTAKE, typed())
    assert Order.objects.count() == 1


def test_somebody_known_is_filled_in_with_what_they_came_for(clerk: Visitor) -> None:
    """ORD-26: nobody tells their story twice."""
    order = ask_for_aid(
        applicant={"name": "申请人甲", "phone": "13800000001", "address": "东街 1 号"}
    )
    clerk.send(INTAKE, {"q": "13800000001", "step": "find"}, status=200)
    assert order.order.number in clerk.page.source
    sent = {**clerk.page.fields, "service": "legal-aid/civil", "step": "service"}
    clerk.send(INTAKE, sent, status=200)
    assert clerk.page.fields["applicant.name"] == ["申请人甲"]
    assert clerk.page.fields["applicant.address"] == ["东街 1 号"]


def test_of_several_the_right_one_is_picked_and_can_be_dropped(clerk: Visitor) -> None:
    for phone in ("13800000001", "13800000002"):
        ask_for_aid(applicant={"name": "同名同姓", "phone": phone})
    clerk.send(INTAKE, {"q": "同名同姓", "step": "find"}, status=200)
    second = Party.objects.get(phone="13800000002")
    picked = {"q": "同名同姓", "pick": str(second.pk), "service": "legal-aid/civil"}
    clerk.send(INTAKE, picked, status=200)
    assert clerk.page.fields["applicant.phone"] == ["13800000002"]
    clerk.send(INTAKE, {**clerk.page.fields, "pick": "none"}, status=200)
    assert "party" not in clerk.page.fields


def test_a_seen_identity_card_puts_the_record_right(clerk: Visitor) -> None:
    number = identity_number()
    ask_for_aid(applicant={"name": "申请人甲", "phone": "13800000001", "id_number": number})
    changed = {"applicant.id_number": number, "applicant.phone": "13800000007"}
    clerk.send(INTAKE, typed(**changed))
    assert Party.objects.get(id_number=number).phone == "13800000001"
    clerk.send(INTAKE, typed(key="k2", seen="yes", **changed))
    assert Party.objects.get(id_number=number).phone == "13800000007"


def test_mistakes_keep_everything_papers_too(clerk: Visitor) -> None:
    wrong = typed(**{"applicant.name": "", "answers.matter": "", "copies.case_papers": "x"})
    clerk.send(INTAKE, wrong, status=422)
    page = clerk.page
    assert page.fields["here"] == ["identity", "case_papers"]
    assert page.fields["original"] == ["case_papers"]
    assert page.fields["copies.case_papers"] == ["x"]
    assert page.fields["answers.facts"] == ["工资没有给。"]
    assert "#q-answers-matter" in page.links
    assert not Order.objects.exists()


def test_a_wrong_number_of_copies_is_named(clerk: Visitor) -> None:
    text = clerk.send(INTAKE, typed(**{"copies.case_papers": "x"}), status=422)
    assert "份数" in text
    assert not Order.objects.exists()


def test_changing_the_service_keeps_what_was_typed_about_the_person(clerk: Visitor) -> None:
    changed = typed(service="consultation/legal", step="service")
    clerk.send(INTAKE, changed, status=200)
    assert clerk.page.fields["applicant.name"] == ["申请人甲"]
    assert "answers.question" in clerk.page.fields


def test_questions_for_the_clerk_are_asked_here(clerk: Visitor) -> None:
    clerk.send(INTAKE, typed(step="service"), status=200)
    assert "answers.forwarded_by" in clerk.page.fields


@pytest.mark.parametrize("path", ["/counter/", INTAKE, "/counter/materials/"])
@pytest.mark.parametrize(("role", "region"), [("auditor", "410000000000"), ("system-admin", CITY)])
def test_and_the_outsider_does_not_work_here(
    world: World, path: str, role: str, region: str
) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    assert outsider.get(path).status_code == 403
    assert Visitor().get(path).headers["Location"] == f"/login/?next={path}"


def test_the_receipt_with_its_code_is_for_those_who_took_it_in(
    clerk: Visitor, world: World
) -> None:
    clerk.send(INTAKE, typed())
    path = f"/counter/orders/{Order.objects.get().number}/receipt/"
    approver = signed_in(world.accounts[("aid-clerk", YE)])
    assert approver.get(path).status_code == 403
    stranger = signed_in(world.accounts[("window-clerk", LUSHAN)])
    assert stranger.get(path).status_code == 404


def test_today_lists_what_came_in_here_today(clerk: Visitor, world: World) -> None:
    clerk.send(INTAKE, typed())
    ask_for_aid()  # by itself, on the web
    order = Order.objects.get(channel="counter")
    links = [x for x in clerk.read("/counter/").links if x.startswith("/desk/orders/")]
    assert links == [f"/desk/orders/{order.number}/"]
    there = signed_in(world.accounts[("window-clerk", LUSHAN)])
    assert order.number not in there.read("/counter/").source


def test_a_person_is_looked_up_without_an_address_that_names_them(clerk: Visitor) -> None:
    ask_for_aid()
    assert "138****0001" not in clerk.read("/counter/", q="13800000001").text
    clerk.send("/counter/", {"q": "13800000001"}, status=200)
    assert "来过的事" in clerk.page.text


def test_papers_go_from_hand_to_hand_with_signatures(clerk: Visitor, world: World) -> None:
    """ORD-15, ORD-19: taken in at the counter, handed over, signed for at the agency."""
    clerk.send(INTAKE, typed())
    order = Order.objects.get()
    page = clerk.read("/counter/materials/")
    assert order.number in page.source
    over = {
        "action": "hand_over",
        "number": order.number,
        "organisation": str(order.organisation_id),
        "materials": ["identity", "case_papers"],
    }
    clerk.send("/counter/materials/", {**over, "signature": ""}, status=422)
    clerk.send("/counter/materials/", {**over, "signature": "窗口甲"})
    assert order.number not in clerk.read("/counter/materials/").source
    agency = signed_in(world.accounts[("aid-clerk", YE)])
    assert order.number in agency.read("/counter/materials/").source
    signed = {**over, "action": "sign_for", "signature": "受理员乙"}
    agency.send("/counter/materials/", signed)
    assert set(order.materials.filter(state="received").values_list("held_by", flat=True)) == {
        order.organisation_id
    }
    assert order.number not in agency.read("/counter/materials/").source
    codes = list(order.events.order_by("seq").values_list("code", flat=True))
    assert codes[-2:] == ["hand_over", "sign_for"]


def test_and_the_outsider_signs_for_nothing(clerk: Visitor, world: World) -> None:
    clerk.send(INTAKE, typed())
    order = Order.objects.get()
    take(
        world.staff("window-clerk"),
        order,
        "hand_over",
        at=NOW,
        materials=["identity"],
        organisation=order.organisation_id,
        signature="甲",
    )
    outsider = signed_in(world.accounts[("window-clerk", LUSHAN)])
    sent = {
        "action": "sign_for",
        "number": order.number,
        "materials": ["identity"],
        "signature": "丙",
    }
    assert "没有找到" in outsider.send("/counter/materials/", sent, status=422)


@pytest.mark.parametrize("orders", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    clerk: Visitor, world: World, orders: int, django_assert_num_queries: object
) -> None:
    hall = make_hall(world)
    for n in range(orders):
        clerk.send(INTAKE, typed(key=f"k{n}"))
        queue(hall)
    with django_assert_num_queries(11):  # type: ignore[operator]
        clerk.read("/counter/")
    seat(world.staff("window-clerk"), hall)
    clerk.send("/counter/serve/", {"do": "next"})
    with django_assert_num_queries(12):  # type: ignore[operator]
        clerk.read("/counter/")
    with django_assert_num_queries(8):  # type: ignore[operator]
        clerk.read(f"/counter/halls/{hall.pk}/")
    with django_assert_num_queries(5):  # type: ignore[operator]
        Visitor().read(f"/counter/halls/{hall.pk}/screen/")
    with django_assert_num_queries(6):  # type: ignore[operator]
        clerk.read("/counter/materials/")
