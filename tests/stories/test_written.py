"""A worker who cannot write has his claim written; a closed case is read again by somebody who did not handle it."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.models import Order
from tests.stories.begun import applicant_does, begun, titles
from tests.stories.telling import Tale, Time, desk, staff
from tests.world import World

CLAIM = {
    "paper": "劳动仲裁申请书",
    "matter": "劳动报酬",
    "facts": "做了三个月，工钱两万四没有给，我不会写字。",
}
WORKER = {"name": "申请人甲", "phone": "13800000001", "groups": ["农民工"]}
CASE = {
    "case_number": "叶援〔2026〕1 号",
    "kind": "民事、行政案件",
    "lawyer": "律师甲，叶县律师事务所",
    "why": "受援人不满意",
}
AGENCY = {"name": "叶县法律援助中心"}
POINTS = {"process": "18", "handling": "20", "opinion": "20", "result": "4", "file": "8"}


@pytest.fixture
def asked(world: World, time: Time) -> Tale:
    clerk = world.staff("window-clerk")
    return begun(world, time, "legal-aid/drafting", CLAIM, by=clerk, applicant=WORKER)


@pytest.fixture
def graded(world: World, time: Time) -> Tale:
    """Reviewed by an expert, and the firm was told."""
    officer = world.staff("bureau-officer")
    tale = begun(world, time, "legal-aid/quality-review", CASE, by=officer, applicant=AGENCY)
    named = {"reviewer": "评查人乙", "source": "律师协会专家", "free": "已确认"}
    reviewing = staff(world, "bureau-officer")
    reviewing.does(desk(tale.order, "name_reviewer"), **named)
    said = {**POINTS, "grade": "合格", "comment": "没有及时通报进展。"}
    reviewing.does(desk(tale.order, "grade"), **said)
    return tale


def test_a_migrant_workers_claim_is_written_at_once(asked: Tale) -> None:
    """AID-02, AID-09, ORD-26; 法律援助法 22, 42(3): no check of means, and he takes it home."""
    clerk = staff(asked.world, "aid-clerk")
    page = clerk.read(desk(asked.order, "write_now"))
    assert "“符合法律援助条件”：符合" in page.text
    assert "《法律援助法》第四十二条第三项" in page.text
    clerk.presses("do", desk(asked.order, "write_now"), {"content": "请求支付工资二万四千元。"})
    assert titles(asked, "aid-clerk") == {"叶援书字〔2026〕第1号": "代拟的法律文书"}
    applicant_does(asked, "change", what="工地名字写错了。")
    assert asked.now().state == "writing"


def test_silence_means_that_it_is_right(asked: Tale) -> None:
    """Fifteen days after the draft it counts as done; nothing is lost, and it can be written again."""
    written = {"content": "请求支付工资二万四千元。"}
    staff(asked.world, "aid-clerk").does(desk(asked.order, "write_now"), **written)
    asked.at(3, 18)
    assert (asked.now().state, asked.order.outcome) == ("completed", "drafted")


def test_whoever_disagrees_is_read_by_somebody_else(graded: Tale) -> None:
    """AID-24, AID-26, AID-27; 法律援助法 57, 59: only the chief closes the second look."""
    applicant_does(graded, "disagree", reason="通报过三次，有记录。")
    kept = {"reviewer": "评查人丙", "grade": "良好", "comment": "通报有记录。"}
    staff(graded.world, "bureau-officer").send(desk(graded.order, "change_grade"), kept, status=403)
    staff(graded.world, "bureau-chief").does(desk(graded.order, "change_grade"), **kept)
    assert graded.now().state == "settled"


def test_a_fault_is_corrected_by_a_day_and_checked(graded: Tale) -> None:
    """AID-24, AID-26: without an objection the grade stands; the correction is checked."""
    graded.at(3, 11)
    assert graded.now().state == "settled"
    ordered = {"faults": "通报不及时", "measures": "每月通报", "correct_by": "2026-04-10"}
    staff(graded.world, "bureau-officer").does(desk(graded.order, "order_correction"), **ordered)
    applicant_does(graded, "put_right", done="已定每月通报日。")
    found = {"found": "抽查两件，都已通报。"}
    staff(graded.world, "bureau-officer").does(desk(graded.order, "accept_correction"), **found)
    assert (graded.now().state, graded.order.outcome) == ("completed", "corrected")


def test_the_fault_of_a_person_is_another_matter(graded: Tale) -> None:
    """法律援助法 63: it goes on as an inquiry, with the rights of whoever is complained of."""
    graded.at(3, 11)
    handed = {"about": "办理质量", "facts": "两次没有出庭。"}
    staff(graded.world, "bureau-chief").does(desk(graded.order, "hand_to_complaint"), **handed)
    child = Order.objects.get(parent=graded.order)
    assert (child.service, child.answers["about"]) == ("complaint/service", "办理质量")
