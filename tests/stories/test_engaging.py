"""Somebody looks for a lawyer, and somebody else met a man who only said he was one."""

from __future__ import annotations

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.orders.actions import Mark, sign_as_staff, sign_with_code
from santai.capabilities.people.access import actor_for
from santai.capabilities.people.actions import digits_of, make_code
from santai.capabilities.people.enums import CodeFor
from santai.kernel.errors import Refusal
from tests.stories.asking import (
    asks,
    by_applicant,
    by_lawyer,
    by_staff,
    children,
    goes_to,
    paper,
    titles,
)
from tests.stories.telling import Tale, Time, desk, staff, timeline
from tests.world import TODAY, World, holder

CHECKED = {"checked": ["本所没有为对方代理"], "meet_on": "2026-03-06"}
TWO = "律师甲（叶县律师事务所，劳动争议）；律师乙（叶县律师事务所，合同）"


@pytest.fixture
def seeker(world: World, time: Time) -> Tale:
    """A shop owner whose supplier took the money and sent nothing."""
    person = {"name": "小店主", "phone": "13800000031", "opposite.name": "批发公司"}
    return asks(
        world,
        time,
        "lawyer/engage",
        person,
        matter="合同",
        facts="付了货款没有收到货。",
        help=["打官司"],
        cannot_pay="no",
    )


def test_several_are_shown_and_the_person_chooses(seeker: Tale) -> None:
    """LAW-01, DIR-13; 律师法 25, 26: nobody is pushed, no fee for showing, the firm takes the money."""
    assert by_staff(seeker, "window-clerk", "offer", candidates=TWO) == "choosing"
    said = paper(seeker, "法律服务人员介绍单")
    for words in (TWO, "介绍不收任何费用", "请不要把钱交给个人"):
        assert words in said
    assert by_applicant(seeker, "choose", chosen="律师乙") == "chosen"


def test_a_conflict_is_found_before_anything_is_signed(seeker: Tale) -> None:
    """律师法 23, 39: the first lawyer acts for the other side; the second signs, in writing."""
    by_staff(seeker, "window-clerk", "offer", candidates=TWO)
    by_applicant(seeker, "choose", chosen="律师甲")
    clerk = staff(seeker.world, "window-clerk")
    clerk.does(desk(seeker.order, "assign"), practitioner=str(seeker.world.lawyers[0].pk))
    assert by_lawyer(seeker, "decline", reason="利益冲突") == "submitted"

    seeker.at(3, 3)
    by_staff(seeker, "window-clerk", "offer", candidates="律师乙；律师丁")
    by_applicant(seeker, "choose", chosen="律师乙")
    assert goes_to(seeker, "window-clerk", 1, **CHECKED) == "talking"
    seeker.at(3, 6)
    contract = {"signed_on": "2026-03-06", "contract_no": "叶律2026-12", "scope": "一般代理"}
    assert by_lawyer(seeker, "sign", 1, **contract, fee_agreed="3000") == "in_hand"
    said = paper(seeker, "委托情况登记单")
    assert "合同编号叶律2026-12" in said
    assert "承办人：律师乙" in said

    seeker.at(5, 6)
    assert by_lawyer(seeker, "close", 1, result="调解", summary="货款已退。") == "completed"
    assert seeker.order.outcome == "served"
    assert titles(seeker) == ["法律服务人员介绍单"] * 2 + ["委托情况登记单", "委托事项办结告知书"]
    assert timeline(seeker.worker_reads()).count("不能接受") == 1


def ready_to_sign(seeker: Tale) -> Document:
    """The lawyer has written the contract, and asks both to sign it on the screen."""
    by_staff(seeker, "window-clerk", "offer", candidates=TWO)
    by_applicant(seeker, "choose", chosen="律师甲")
    goes_to(seeker, "window-clerk", **CHECKED)
    words = {
        "scope": "一般代理",
        "work": "要回货款，一审。",
        "fee_agreed": "3000",
        "pay_by": "2026-03-20",
    }
    assert by_lawyer(seeker, "write_contract", **words) == "talking"
    return Document.objects.get(subject=seeker.order.subject, key="contract")


def test_a_contract_signed_by_both_on_the_screen_begins_the_work(seeker: Tale) -> None:
    """LAW-01; 律师法 25.1: client and lawyer sign one text; with the second name the work begins by itself."""
    contract, at = ready_to_sign(seeker), seeker.time.now
    given = {"number": seeker.order.number, "document": contract.pk, "at": at}
    code = make_code(phone="13800000031", purpose=CodeFor.SIGN, at=at)
    typed = {"code": code.pk, "typed": digits_of(code.pk), "mark": Mark("小店主")}
    sign_with_code(actor=holder(seeker.now()), **typed, **given)
    assert seeker.now().state == "talking"
    acting = actor_for(seeker.world.lawyers[0].account, "portal", TODAY)
    sign_as_staff(actor=acting, mark=Mark("律师甲"), **given)
    assert (seeker.now().state, seeker.order.outcome) == ("in_hand", "engaged")
    assert "费用（元）3000.00" in paper(seeker, "委托合同")


def test_another_lawyer_cannot_sign_in_the_place_of_the_one_chosen(seeker: Tale) -> None:
    """And the outsider? Law firms are full of colleagues; none of them is asked."""
    contract, at = ready_to_sign(seeker), seeker.time.now
    other = actor_for(seeker.world.lawyers[1].account, "portal", TODAY)
    given = {"number": seeker.order.number, "document": contract.pk, "at": at}
    with pytest.raises(Refusal):
        sign_as_staff(actor=other, mark=Mark("律师乙"), **given)
    assert list(contract.signatures.all()) == []


def test_the_client_may_leave_at_any_time(seeker: Tale) -> None:
    """律师法 32.1: who entrusted may end it and engage another; the lawyer left sees it no longer."""
    by_staff(seeker, "window-clerk", "offer", candidates=TWO)
    by_applicant(seeker, "choose", chosen="律师甲")
    goes_to(seeker, "window-clerk", **CHECKED)
    contract = {"signed_on": "2026-03-02", "contract_no": "1", "scope": "一般代理"}
    by_lawyer(seeker, "sign", **contract)
    assert by_applicant(seeker, "change", reason="不回电话。") == "submitted"
    assert seeker.order.assignee is None


def test_who_never_chooses_is_left_in_peace(seeker: Tale) -> None:
    by_staff(seeker, "window-clerk", "offer", candidates=TWO)
    seeker.at(4, 2)
    assert (seeker.now().state, seeker.order.outcome) == ("completed", "no_reply")


def test_a_man_who_said_he_was_a_lawyer_is_not_found(world: World, time: Time) -> None:
    """DIR-01, DIR-05; 律师法 13, 55: nobody of that name is licensed, and asking becomes a complaint."""
    tale = asks(world, time, "lawyer/licence-query", kind="律师", who="高大状", asked_money="yes")
    page = staff(world, "bureau-officer").read(desk(tale.order, "not_found"))
    assert "“私自收费是违法的，可以投诉”：符合" in page.text
    where = "查了全国和省内名册，没有这个人。不要付钱。"
    assert by_staff(tale, "bureau-officer", "not_found", answer=where) == "completed"
    assert where in paper(tale, "执业信息查询结果（没有查到）")
    assert tale.order.outcome == "not_found"


def test_the_question_about_a_lawyer_becomes_a_complaint(world: World, time: Time) -> None:
    """EVAL-11: what was said is not told twice."""
    tale = asks(world, time, "lawyer/licence-query", kind="律师", who="高大状")
    facts = {"about": "违规收费或者收受财物", "facts": "要我打钱给他个人。", "reason": "私自收费"}
    by_applicant(tale, "complain", **facts)
    assert children(tale) == ["complaint/service"]
