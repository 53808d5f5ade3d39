"""The hotline: history first, answer and record in one."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Party
from santai.channels.hotline.models import Call
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, ELSEWHERE, YE, World, ask_for_aid

COMPLAINT = {"about": "服务态度", "facts": "等了两个小时没人理。"}


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "key": "k1",
        "q": "13800000001",
        "service": "consultation/legal",
        "region": YE,
        "answers.question": "工地欠我三个月工资，怎么办？",
        "applicant.phone": "13800000001",
        "answer.answer": "可以申请劳动仲裁，也可以申请法律援助。",
        "answer.told_of_aid": "yes",
        "step": "submit",
        **changes,
    }


def test_a_question_is_answered_and_recorded_in_one(agent: Visitor) -> None:
    """HOT-01: answered on the telephone; the record is the order."""
    told = agent.send("/hotline/", typed())
    order = Order.objects.get()
    assert told == f"/hotline/orders/{order.number}/"
    assert (order.state, order.outcome, order.channel) == ("completed", "answered", "hotline")
    call = Call.objects.get()
    assert (call.disposition, call.order, call.phone) == ("complete", order, "13800000001")


def test_a_question_nobody_can_answer_at_once_waits_for_an_answer(agent: Visitor) -> None:
    agent.send("/hotline/", typed(**{"answer.answer": "", "answer.told_of_aid": ""}))
    assert Order.objects.get().state == "submitted"


def test_another_service_is_opened_and_the_caller_is_told_number_and_code(agent: Visitor) -> None:
    """HOT-02: the hotline accepts matters, and the web goes on with them."""
    aid = typed(
        service="legal-aid/civil",
        **{
            "answers.matter": "劳动报酬",
            "answers.facts": "工地欠我三个月工资。",
            "applicant.name": "来电人",
        },
    )
    told = agent.send("/hotline/", aid)
    order = Order.objects.get(service="legal-aid/civil")
    text = agent.read(told).text
    assert code_of(order) in text
    assert f"/desk/orders/{order.number}/" in agent.page.links


def test_pressing_twice_is_one_call_and_one_order(agent: Visitor) -> None:
    assert agent.send("/hotline/", typed()) == agent.send("/hotline/", typed())
    assert (Order.objects.count(), Call.objects.count()) == (1, 1)


def test_the_callers_history_and_wishes_come_first(agent: Visitor) -> None:
    wishes = {"may_call": False, "when": "白天", "say_who": False, "words": "送快递的"}
    person = {"name": "来电人甲", "phone": "13800000001", "safe_contact": wishes}
    order = ask_for_aid(applicant=person).order
    agent.send("/hotline/", {"q": "13800000001", "step": "find"}, status=200)
    text = agent.page.text
    for said in ("不要打电话", "方便的时候：白天", "不要说是哪里打来的", "送快递的"):
        assert said in text
    assert text.index("不要打电话") < text.index("来过的事") < text.index("问什么")
    assert order.number in agent.page.source


def test_somebody_known_is_not_asked_again_and_not_shown_whole(agent: Visitor) -> None:
    ask_for_aid(applicant={"name": "来电人甲", "phone": "13800000001", "address": "东街 1 号"})
    agent.send("/hotline/", {"q": "13800000001", "step": "find"}, status=200)
    assert "applicant.name" not in agent.page.fields
    assert "东街 1 号" not in agent.page.source
    form = {**agent.page.fields, "answers.question": "再问一件。", "step": "submit"}
    agent.send("/hotline/", form)
    assert Party.objects.count() == 2  # the caller and the other side of before
    assert Order.objects.get(service="consultation/legal").applicant.name == "来电人甲"


def test_a_call_about_a_known_matter_makes_no_second_one(agent: Visitor) -> None:
    """HOT-04: asked after and followed, the story told once."""
    agent.send("/hotline/", typed(**{"answer.answer": "", "answer.told_of_aid": ""}))
    order = Order.objects.get()
    agent.send("/hotline/", {"q": "13800000001", "step": "find"}, status=200)
    asked = {**agent.page.fields, "answers.question": "有人看了吗？"}
    there = agent.send("/hotline/", {**asked, "step": f"about:{order.number}"})
    assert there == f"/desk/orders/{order.number}/"
    assert order.events.get(code="note").data["facts"]["text"] == "来电问：有人看了吗？"
    assert [call.order_id for call in Call.objects.all()] == [order.pk, order.pk]
    assert Order.objects.count() == 1


def test_a_matter_elsewhere_is_not_asked_after_from_here(agent: Visitor) -> None:
    elsewhere = ask_for_aid(region=ELSEWHERE, service="complaint/service", answers=COMPLAINT).order
    asked = {"q": "13800000001", "step": f"about:{elsewhere.number}"}
    assert agent.post("/hotline/", asked).status_code == 404
    assert not Call.objects.exists()


@pytest.mark.parametrize("ended", ["dropped", "silent", "abusive", "wrong"])
def test_calls_that_came_to_nothing_are_counted(agent: Visitor, ended: str) -> None:
    assert agent.send("/hotline/", {"q": "13800000001", "ended": ended}) == "/hotline/"
    assert Call.objects.get().disposition == ended
    assert not Order.objects.exists()
    assert "今天接了 1 个电话" in agent.read("/hotline/").text


def test_mistakes_stay_beside_the_question_and_the_answer_is_not_lost(agent: Visitor) -> None:
    wrong = typed(**{"answers.question": "", "applicant.phone": "12"})
    agent.send("/hotline/", wrong, status=422)
    assert agent.page.fields["answer.answer"] == ["可以申请劳动仲裁，也可以申请法律援助。"]
    assert agent.page.fields["applicant.phone"] == ["12"]
    assert "#q-answers-question" in agent.page.links
    assert (Order.objects.count(), Call.objects.count()) == (0, 0)


def test_a_mistake_in_the_answer_is_named_at_the_answer(agent: Visitor) -> None:
    wrong = typed(**{"answer.answer": "", "answer.law": "劳动法"})
    agent.send("/hotline/", wrong, status=422)
    assert "#q-answer-answer" in agent.page.links
    assert (Order.objects.count(), Call.objects.count()) == (0, 0)


@pytest.mark.parametrize(("role", "region"), [("auditor", "410000000000"), ("system-admin", CITY)])
def test_and_the_outsider_does_not_answer_calls(world: World, role: str, region: str) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    assert outsider.get("/hotline/").status_code == 403
    assert Visitor().get("/hotline/").headers["Location"] == "/login/?next=/hotline/"


def test_the_code_is_told_by_those_who_took_the_call(agent: Visitor, world: World) -> None:
    told = agent.send("/hotline/", typed())
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    assert clerk.get(told).status_code == 403
    assert agent.get("/hotline/orders/26000000000/").status_code == 404
