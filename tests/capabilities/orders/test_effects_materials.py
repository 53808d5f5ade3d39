"""Front shop, back factory (前店后厂): papers in and out, each hand-over signed for (ORD-15, ORD-19)."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid, Missing, NotNow, Refusal
from tests import world as w
from tests.capabilities.orders.steps import everything, last

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world: w.World) -> Order:
    """Taken in at the counter of 叶县, decided by its agency."""
    return w.ask_for_aid(actor=world.staff("window-clerk")).order


def lie(order: Order, key: str = "identity") -> tuple[str, str | None, str | None]:
    """Where a material is: state, who holds it, where it is going."""
    row = order.materials.get(key=key)
    return (
        row.state,
        row.held_by.kind if row.held_by else None,
        row.going_to.kind if row.going_to else None,
    )


def refused(actor: Actor, order: Order, action: str, **facts: Any) -> str:
    before = everything()
    with pytest.raises((NotNow, Invalid)) as why:
        w.take(actor, order, action, **facts)
    assert everything() == before
    return str(why.value)


def test_papers_go_from_the_counter_to_the_agency_and_back_with_signatures(
    world: w.World, order: Order
) -> None:
    counter, agency = world.staff("window-clerk"), world.staff("aid-clerk")
    target = world.office("legal-aid-agency")

    w.take(counter, order, "receive_material", materials=["identity"], original=True, copies=2)
    assert lie(order) == ("received", "centre", None)
    w.take(
        counter,
        order,
        "hand_over",
        materials=["identity"],
        organisation=target.pk,
        signature="窗口",
    )
    assert lie(order) == ("handed_over", "centre", "legal-aid-agency")
    w.take(agency, order, "sign_for", materials=["identity"], signature="援助")
    assert lie(order) == ("received", "legal-aid-agency", None)
    w.take(agency, order, "return_material", materials=["identity"], signature="申请人甲")
    assert lie(order) == ("returned", None, None)

    paper = order.materials.get(key="identity")
    assert (paper.original, paper.copies) == (True, 2)
    signed = [event.data["facts"].get("signature") for event in order.events.filter(seq__gt=2)]
    assert signed == ["窗口", "援助", "申请人甲"]


def test_the_record_says_what_went_from_whom_to_whom(world: w.World, order: Order) -> None:
    counter, target = world.staff("window-clerk"), world.office("legal-aid-agency")
    papers = ["case_papers", "identity"]
    w.take(counter, order, "receive_material", materials=papers)
    w.take(counter, order, "hand_over", materials=papers, organisation=target.pk, signature="甲")

    data = last(order).data
    assert data["titles"] == ["和这件事有关的材料", "身份证或者其他有效身份证明"]
    assert (data["from"], data["to"]) == (world.office("centre").pk, target.pk)
    assert data["to_name"] == target.name


def test_all_or_none(world: w.World, order: Order) -> None:
    """One of two papers is not here: neither moves."""
    counter, target = world.staff("window-clerk"), world.office("legal-aid-agency")
    w.take(counter, order, "receive_material", materials=["identity"])

    said = refused(
        counter,
        order,
        "hand_over",
        materials=["identity", "case_papers"],
        organisation=target.pk,
        signature="甲",
    )

    assert said == "“和这件事有关的材料”不在本单位手上，不能移交。"
    assert lie(order) == ("received", "centre", None)


def test_what_was_received_is_not_received_again(world: w.World, order: Order) -> None:
    counter = world.staff("window-clerk")
    w.take(counter, order, "receive_material", materials=["identity"])

    said = refused(counter, order, "receive_material", materials=["identity"])
    assert said == "“身份证或者其他有效身份证明”已经接收过了。"


def test_what_came_back_can_be_brought_again(world: w.World, order: Order) -> None:
    counter = world.staff("window-clerk")
    w.take(counter, order, "receive_material", materials=["identity"], copies=3, note="复印件")
    w.take(counter, order, "return_material", materials=["identity"], signature="申请人甲")
    w.take(counter, order, "receive_material", materials=["identity"], original=True)

    paper = order.materials.get(key="identity")
    assert (paper.state, paper.original, paper.copies, paper.note) == (
        "received",
        True,
        3,
        "复印件",
    )


@pytest.mark.parametrize(
    ("action", "facts", "said"),
    [
        ("sign_for", {"signature": "乙"}, "没有移交给本单位，不能签收。"),
        ("return_material", {"signature": "乙"}, "不在本单位手上，不能退还。"),
    ],
)
def test_nobody_signs_for_or_returns_what_is_not_theirs(
    world: w.World, order: Order, action: str, facts: dict[str, Any], said: str
) -> None:
    w.take(world.staff("window-clerk"), order, "receive_material", materials=["identity"])

    text = refused(world.staff("aid-clerk"), order, action, materials=["identity"], **facts)
    assert text == f"“身份证或者其他有效身份证明”{said}"


def test_what_is_on_its_way_is_signed_for_by_the_receiver_or_taken_back_by_the_sender(
    world: w.World, order: Order
) -> None:
    """ORD-19: docking is verified by who receives."""
    counter, target = world.staff("window-clerk"), world.office("legal-aid-agency")
    w.take(counter, order, "receive_material", materials=["identity"])
    w.take(
        counter, order, "hand_over", materials=["identity"], organisation=target.pk, signature="甲"
    )

    for action, facts in (
        ("return_material", {"signature": "甲"}),
        ("receive_material", {}),
        ("hand_over", {"signature": "甲", "organisation": target.pk}),
    ):
        refused(counter, order, action, materials=["identity"], **facts)
    assert lie(order) == ("handed_over", "centre", "legal-aid-agency")
    chief = world.staff("bureau-officer")
    with pytest.raises(Refusal):
        w.take(chief, order, "sign_for", materials=["identity"], signature="外人")
    w.take(counter, order, "sign_for", materials=["identity"], signature="甲")
    assert lie(order)[:2] == ("received", "centre")


def test_papers_stay_between_the_two_offices_that_see_the_order(
    world: w.World, order: Order
) -> None:
    """Anywhere else nobody could sign for them, and nobody could get them back."""
    counter = world.staff("window-clerk")
    w.take(counter, order, "receive_material", materials=["identity"])
    bureau = {"organisation": world.office("bureau").pk, "signature": "甲"}
    with pytest.raises(Invalid) as refusal:
        w.take(counter, order, "hand_over", materials=["identity"], **bureau)
    assert refusal.value.fields == {"organisation": "材料只能在受理单位和办理单位之间移交。"}


def test_papers_go_along_with_an_order_that_is_given_away(world: w.World, order: Order) -> None:
    clerk, target = world.staff("aid-clerk"), world.office("legal-aid-agency", w.LUSHAN)
    w.take(clerk, order, "receive_material", materials=["identity"])
    order = w.take(clerk, order, "transfer", organisation=target.pk, reason="管辖")
    assert order.events.latest("seq").data["titles"] == ["身份证或者其他有效身份证明"]
    there = world.staff("aid-clerk", w.LUSHAN)
    w.take(there, order, "sign_for", materials=["identity"], signature="乙")
    assert order.materials.get(key="identity").held_by == target


def test_who_is_seen_with_their_papers_is_proven(world: w.World, order: Order) -> None:
    """From then on documents and the applicant's own page may show what is on record."""
    clerk = world.staff("aid-clerk")
    w.take(clerk, order, "receive_material", materials=["identity"])
    assert not order.parties.get(role="applicant").proven
    w.take(clerk, order, "return_material", materials=["identity"], signature="甲")
    w.take(clerk, order, "receive_material", materials=["identity"], original=True)
    assert order.parties.get(role="applicant").proven


@pytest.mark.parametrize("target", ["the same", "none", "closed"])
def test_papers_go_to_another_organisation_that_is_there(
    world: w.World, order: Order, target: str
) -> None:
    counter = world.staff("window-clerk")
    w.take(counter, order, "receive_material", materials=["identity"])
    closed = world.office("bureau")
    closed.is_active = False
    closed.save()
    number = {"the same": world.office("centre").pk, "none": 999_999, "closed": closed.pk}[target]

    said = refused(
        counter, order, "hand_over", materials=["identity"], organisation=number, signature="甲"
    )
    assert said == "有几处需要改一下。；organisation：请选择另一个在用的单位。"


def test_papers_this_order_does_not_have(world: w.World, order: Order) -> None:
    said = refused(world.staff("window-clerk"), order, "receive_material", materials=["crown"])
    assert said == "有几处需要改一下。；materials：这件工单没有这些材料：crown。"


def test_papers_are_waived_with_a_reason(world: w.World, order: Order) -> None:
    """CAT-33: commitments and shared data instead of papers."""
    w.take(
        world.staff("aid-clerk"), order, "waive_material", materials=["identity"], reason="共享核验"
    )

    row = order.materials.get(key="identity")
    assert (row.state, row.note) == ("waived", "共享核验")


def test_what_was_received_is_not_waived(world: w.World, order: Order) -> None:
    w.take(world.staff("window-clerk"), order, "receive_material", materials=["identity"])

    said = refused(
        world.staff("aid-clerk"), order, "waive_material", materials=["identity"], reason="x"
    )
    assert said == "“身份证或者其他有效身份证明”已经接收，不用免交。"


def test_an_outsider_handles_no_papers(world: w.World, order: Order) -> None:
    before = everything()
    with pytest.raises(Missing):
        w.take(
            world.staff("window-clerk", w.LUSHAN), order, "receive_material", materials=["identity"]
        )
    assert everything() == before
