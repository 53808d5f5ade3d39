"""Faults that a close look found in the core, each told once more so that it stays mended."""

from __future__ import annotations

import pytest

from santai.capabilities.assignment.queries import examine
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import act, renew_code
from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.orders.queries import view
from santai.kernel.errors import Forbidden, Missing
from tests import world as w
from tests.factories.pages import signed_in
from tests.world import YE, World

pytestmark = pytest.mark.django_db

FORM = {
    "key": "k1",
    "service": "consultation/legal",
    "region": YE,
    "answers.topic": "劳动工资",
    "answers.question": "老板不给工资怎么办？",
    "applicant.name": "申请人甲",
    "step": "submit",
}


def test_who_acted_for_one_side_is_not_given_to_the_other(world: World) -> None:
    """律师法 39: a lawyer who was replaced still knows what they were told."""
    dispatcher, lawyer = world.staff("aid-dispatcher"), world.lawyers[0]
    first = w.take(world.staff("aid-approver"), w.ask_for_aid(opposite=B).order, "grant")
    first = w.take(dispatcher, first, "assign", practitioner=lawyer.pk)
    first = w.take(world.lawyer(), first, "accept")
    w.take(dispatcher, first, "replace", reason="受援人请求")
    theirs = w.ask_for_aid(applicant=B, opposite=w.APPLICANT).order

    candidate, _ = examine(lawyer, theirs, on=w.TODAY)
    assert candidate.excluded == "正在或曾经代理对方当事人，利益冲突，应当回避"


B = {"name": "对方乙", "phone": "13800000055"}


def test_offices_that_help_each_other_talk_among_themselves(world: World) -> None:
    order = w.ask_for_aid().order
    w.take(
        world.staff("aid-clerk"),
        order,
        "assist",
        organisation=world.office("centre").pk,
        task="核实收入",
        reason="内部",
    )
    child = Order.objects.get(parent=order)
    told = Outbox.objects.filter(order=child).values_list("tells", flat=True)
    assert "applicant" not in {audience for tells in told for audience in tells}
    applicant = w.citizen(order.applicant)
    with pytest.raises(Missing):
        access.order_for(applicant, child.number)
    with pytest.raises(Missing):
        w.take(applicant, child, "withdraw", reason="不办了")


def test_a_post_without_intake_is_none_at_the_office_that_took_it_in(world: World) -> None:
    order = w.ask_for_aid(actor=world.staff("window-clerk")).order
    dispatcher = w.post_holder("dispatcher", world.office("centre"))
    assert "intake" not in access.capacities(dispatcher, order)
    assert not access.may_reveal(dispatcher, order)


def test_a_partner_system_reads_no_internal_notes(world: World) -> None:
    partner = w.post_holder("partner-system", world.office("12345", w.CITY), kind="partner")
    order = w.ask_for_aid(actor=partner).order
    w.take(world.staff("aid-clerk"), order, "note", text="内部：再核实一下收入。")
    assert "内部" not in repr(view(partner, order, at=w.NOW).timeline)


def test_what_was_merged_is_masked_by_its_own_service(world: World) -> None:
    clerk = world.staff("aid-clerk")
    consult = w.ask_for_aid(
        actor=clerk,
        service="consultation/legal",
        opposite=None,
        answers={"topic": "劳动工资", "question": "问一下。"},
    ).order
    answers = {**w.AID_ANSWERS, "income": "987.65"}
    aid = w.ask_for_aid(applicant={**w.APPLICANT, "groups": []}, answers=answers).order
    assert aid.answers["income"] == "987.65"
    facts = {"order": consult.number, "reason": "同一件事"}
    act(actor=clerk, number=aid.number, action="merge", facts=facts, at=w.NOW)
    auditor = world.staff("auditor", w.PROVINCE)
    assert consult.events.filter(code="merged_in").exists()
    assert "987.65" not in repr(view(auditor, consult, at=w.NOW).timeline)


@pytest.mark.parametrize(
    ("role", "region", "path"),
    [("window-clerk", YE, "/counter/intake/"), ("hotline-agent", w.CITY, "/hotline/")],
)
def test_a_form_sent_changed_and_sent_again_can_be_sent(
    world: World, role: str, region: str, path: str
) -> None:
    """Back in the browser, one word changed: a second matter, or the first by mistake; a person decides."""
    staff = signed_in(world.accounts[(role, region)])
    staff.send(path, FORM)
    changed = {**FORM, "answers.question": "还有加班费呢？"}
    assert "已经提交过一次" in staff.send(path, changed, status=422)
    assert staff.page.fields["answers.question"] == ["还有加班费呢？"]
    staff.send(path, {**changed, "key": staff.page.fields["key"][0]})
    assert Order.objects.count() == 2


def test_a_reason_without_punctuation_is_not_lost_either(world: World) -> None:
    """Somebody was quicker and the page is gone: what was written is shown to be copied."""
    order = w.ask_for_aid().order
    clerk = signed_in(world.accounts[("aid-approver", YE)])
    w.take(world.staff("aid-approver"), order, "grant")
    reason = "申请事项不属于法律援助的范围请走其他途径"
    path = f"/desk/orders/{order.number}/refuse/"
    assert reason in clerk.send(path, {"reason": reason, "order.seq": "1", "key": "k"}, status=409)


def test_a_renewed_code_is_not_given_by_who_only_dispatches(world: World) -> None:
    order = w.ask_for_aid(actor=world.staff("window-clerk")).order
    dispatcher = w.post_holder("dispatcher", world.office("centre"))
    with pytest.raises(Forbidden):
        renew_code(actor=dispatcher, number=order.number, at=w.NOW)
