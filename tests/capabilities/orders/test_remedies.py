"""The way on after a decision: an objection goes to the right body, in time, once, and comes back to the order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import view
from santai.catalogue.schema import Remedy
from santai.kernel.citation import Citation
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.kernel.numbers import order_number
from tests import world as w
from tests.capabilities.orders.steps import (
    clock,
    codes,
    everything,
    fresh,
    last,
    object_to,
    permit,
    refused,
)

pytestmark = pytest.mark.django_db


def test_an_objection_to_a_refusal_goes_to_the_bureau_that_set_up_the_agency(
    world: w.World, order: Order
) -> None:
    """法律援助法 49; AID."""
    objection = object_to(refused(world, order))

    assert (objection.parent, objection.link) == (order, "remedy")
    assert objection.organisation == world.office("bureau")


def test_it_follows_the_agency_and_not_the_applicants_address(world: w.World, order: Order) -> None:
    """Refused in 鲁山 after a transfer: the bureau of 叶县 has nothing to say about it."""
    target = world.office("legal-aid-agency", w.LUSHAN)
    order = w.take(
        world.staff("aid-clerk"), order, "transfer", organisation=target.pk, reason="管辖"
    )
    Order.objects.filter(pk=order.pk).update(state="refused", stage="completed", completed_at=w.NOW)

    assert object_to(fresh(order)).organisation == world.office("bureau", w.LUSHAN)


def test_a_decision_of_a_bureau_is_looked_at_again_one_level_up(world: w.World) -> None:
    """信访工作条例 28: nobody judges a complaint about their own decision."""

    def complain(number: str | None, actor: w.Actor) -> Order:
        answers = {"about": "服务态度", "facts": "没有人接电话。"}
        request = Request(
            service="complaint/service",
            region=w.YE,
            applicant=w.APPLICANT,
            answers=answers | ({"order": number} if number else {}),
        )
        return submit(actor=actor, request=request, at=w.NOW).order

    first = complain(None, w.anyone())
    first = w.take(world.staff("bureau-officer"), first, "not_accept", reason="不属于受理范围")
    second = complain(first.number, w.holder(first))

    assert first.organisation == world.office("bureau", w.YE)
    assert (second.parent, second.link) == (first, "remedy")
    assert second.organisation == world.office("bureau", w.CITY)


def test_while_one_objection_is_open_there_is_no_second(world: w.World, order: Order) -> None:
    order = refused(world, order)
    first = object_to(order)
    before = everything()

    with pytest.raises(Conflict):
        object_to(order)

    assert everything() == before
    w.take(world.staff("bureau-officer"), first, "maintain", reason="没有新的事实")
    assert object_to(order).link == "remedy"


def test_a_limit_for_objecting_ends_with_its_last_day(world: w.World, trial: None) -> None:
    """Ten days from Monday 2 March end on Thursday 12 March."""
    order = w.take(world.staff("centre-head"), permit(), "refuse")

    def appeal(days: int) -> Order:
        request = Request(
            service="trial/appeal",
            region=w.YE,
            applicant=w.APPLICANT,
            answers={"order": order.number},
        )
        at = w.NOW + timedelta(days=days)
        return submit(actor=w.holder(order), request=request, at=at).order

    with pytest.raises(NotNow) as late:
        appeal(11)
    assert late.value.message == "已经超过10 日，不能再提出。"
    assert appeal(10).link == "remedy"


def test_an_objection_that_is_upheld_reopens_the_application(world: w.World, order: Order) -> None:
    """法律援助法 49.2: the agency decides anew; the applicant does not apply again."""
    order = refused(world, order)
    objection = object_to(order)

    w.take(world.staff("bureau-officer"), objection, "correct", reason="符合第四十二条")

    order = fresh(order)
    assert (order.state, order.stage, order.outcome, order.completed_at) == (
        "correcting",
        "open",
        "",
        None,
    )
    assert codes(order) == ["submitted", "refuse", "child_done", "reopen"]
    assert order.events.get(code="child_done").data == {
        "child": objection.number,
        "link": "remedy",
        "outcome": "corrected",
    }
    assert last(order).data == {"facts": {"reason": f"异议成立（{objection.number}），按决定改正"}}
    assert (last(order).role, last(order).actor_name) == ("system", "系统")
    assert clock(order, "correcting").limit == "3 days"


def test_an_objection_that_is_not_upheld_leaves_the_refusal(world: w.World, order: Order) -> None:
    order = refused(world, order)
    objection = object_to(order)

    w.take(world.staff("bureau-officer"), objection, "maintain", reason="没有新的事实")

    assert (fresh(order).state, codes(order)[-1]) == ("refused", "child_done")


def test_an_agency_that_corrects_itself_first_does_not_stop_the_bureau(
    world: w.World, order: Order
) -> None:
    """The order is open again already: the bureau's word is written down and changes nothing more."""
    order = refused(world, order)
    objection = object_to(order)
    order = w.take(world.staff("aid-approver"), order, "reopen", reason="自行改正")

    objection = w.take(world.staff("bureau-officer"), objection, "correct", reason="应予援助")

    assert objection.state == "corrected"
    assert (fresh(order).state, codes(order)[-1]) == ("correcting", "child_done")


def test_a_refusal_is_not_archived_while_an_objection_is_open(world: w.World, order: Order) -> None:
    order = refused(world, order)
    order = w.take(w.holder(order), order, "rate", score="不满意")
    objection = object_to(order)

    with pytest.raises(NotNow) as refusal:
        w.take(world.staff("aid-clerk"), order, "archive")
    assert refusal.value.message == "对这个决定的异议还没有办结，不能归档。"

    w.take(world.staff("bureau-officer"), objection, "maintain", reason="没有新的事实")
    assert w.take(world.staff("aid-clerk"), order, "archive").state == "archived"


def test_a_refusal_that_was_filed_away_can_still_be_objected_to(
    world: w.World, order: Order
) -> None:
    """The law sets the applicant no day; being called back and filed takes nothing from them."""
    order = refused(world, order)
    order = w.take(w.holder(order), order, "rate", score="不满意")
    order = w.take(world.staff("aid-clerk"), order, "archive")

    objection = object_to(order)
    assert (objection.parent, objection.link) == (order, "remedy")
    assert view(w.holder(order), order, at=w.NOW).remedy == Remedy(
        "legal-aid/objection", None, (Citation.parse("法律援助法 49.1"),)
    )

    w.take(world.staff("bureau-officer"), objection, "correct", reason="符合第四十二条")
    assert (fresh(order).state, fresh(order).closed_at) == ("correcting", None)


# --- complaints, and what there is nothing to say against ---------------------------------------------


def complain(actor: Any, number: str) -> Order:
    said = {"about": "服务态度", "facts": "打电话没有人接。", "order": number}
    request = Request(service="complaint/service", region=w.YE, applicant=w.APPLICANT, answers=said)
    return submit(actor=actor, request=request, at=w.NOW).order


def test_a_complaint_is_linked_to_what_it_is_about(world: w.World, order: Order) -> None:
    """EVAL-11."""
    complaint = complain(w.holder(order), order.number)

    assert (complaint.parent, complaint.link) == (order, "complaint")
    assert complaint.organisation == world.office("bureau")


def test_nobody_complains_about_an_order_they_may_not_see(world: w.World, order: Order) -> None:
    """Abuse case 6: denied and missing are the same answer."""
    answers = []
    for number in (order.number, order_number(2026, 77_777_777, b"guess")):
        with pytest.raises(Invalid) as refused:
            complain(w.anyone(), number)
        answers.append(refused.value.fields)
    assert answers == [{"answers.order": "没有找到这件工单，请核对工单号。"}] * 2


def test_there_is_nothing_to_object_to_before_a_decision(world: w.World, order: Order) -> None:
    before = everything()
    with pytest.raises(NotNow) as refused:
        object_to(order)
    assert refused.value.message == "这件工单现在没有可以提出异议的决定。"
    assert everything() == before
