"""What once went wrong in the stories, kept so that it stays mended."""

from __future__ import annotations

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from tests.capabilities.documents.paper import text_of
from tests.stories.telling import Time, desk, lawyer, own, papers, staff, with_code
from tests.world import CITY, PROVINCE, World, ask_for_aid

pytestmark = pytest.mark.django_db
OBJECTION = "/services/legal-aid/objection/apply/"


def test_assigned_in_time_on_friday_and_accepted_on_monday_is_not_late(
    world: World, time: Time
) -> None:
    """A clock stopped while it pauses is counted to the end of the pause."""
    order = ask_for_aid().order
    time.moves_to(3, 4)
    staff(world, "aid-approver").does(desk(order, "grant"))
    time.moves_to(3, 6, 10)
    dispatcher = staff(world, "aid-dispatcher")
    dispatcher.read(desk(order, "assign"))
    dispatcher.presses("", desk(order, "assign", "best"))
    time.moves_to(3, 9, 9)
    lawyer(world).does(desk(order, "accept"))

    assert not Clock.objects.get(name="granted").late


def test_what_may_be_done_once_is_not_offered_again(world: World, time: Time) -> None:
    order = ask_for_aid().order
    clerk = staff(world, "aid-clerk")
    clerk.does(desk(order, "register"))

    assert desk(order, "register") not in clerk.read(desk(order)).links


def test_the_calling_number_is_filled_in(world: World, time: Time) -> None:
    agent = staff(world, "hotline-agent", CITY)
    agent.read("/hotline/")
    agent.presses("find", "/hotline/", {"q": "13800000001"}, status=200)

    assert agent.page.fields["applicant.phone"] == ["13800000001"]


def test_the_auditor_does_not_read_the_income_in_a_reason(world: World, time: Time) -> None:
    answers = {"matter": "赡养抚养", "facts": "三年没有给过赡养费。", "income": "987.00"}
    order = ask_for_aid(answers=answers).order
    staff(world, "aid-approver").does(desk(order, "grant"))

    assert "987.00" in staff(world, "aid-clerk").read(desk(order)).source
    assert "987.00" not in staff(world, "auditor", PROVINCE).read(desk(order)).source


def test_the_auditor_does_not_open_papers_that_name_people(world: World, time: Time) -> None:
    order = ask_for_aid().order
    staff(world, "aid-approver").does(desk(order, "grant"))
    clerk, auditor = staff(world, "aid-clerk"), staff(world, "auditor", PROVINCE)
    _, path = next(iter(papers(clerk.read(desk(order))).values()))

    assert papers(auditor.read(desk(order))) == {}
    assert "申请人甲" in text_of(clerk.get(path).content)
    assert auditor.get(path).status_code == 403


def test_the_way_on_after_a_dismissed_objection_leads_somewhere(world: World, time: Time) -> None:
    order = ask_for_aid().order
    staff(world, "aid-approver").does(desk(order, "refuse"), reason="不符合。")
    worker = with_code(order.number, code_of(order))
    worker.read(f"{OBJECTION}?about={order.number}")
    said = {"answers.kind": "不予法律援助", "answers.reason": "不同意。"}
    worker.presses("submit", OBJECTION, said)
    objection = Order.objects.get(parent=order)
    staff(world, "bureau-officer").does(desk(objection, "maintain"), reason="无误。")

    again = with_code(objection.number, code_of(objection))
    page = again.read(own(objection))
    onward = [link for link in page.links if "about=" in link]
    assert [again.get(link).status_code for link in onward] == [200] * len(onward)
    assert "到窗口或者拨打 12348" in page.text
