"""Asking for a service on the web, from the first answer to the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.people.models import Party
from santai.kernel.workdays import ZONE
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import LUSHAN, NOW, YE, World, take

AID = "/services/legal-aid/civil/apply/"
PAYLOAD = "<script>alert(1)</script>\"'&"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "key": "k1",
        "region": YE,
        "answers.matter": "劳动报酬",
        "answers.facts": "做了三个月，两万四千元没有给。",
        "applicant.name": "申请人甲",
        "applicant.phone": "13800000001",
        "applicant.groups": ["农民工"],
        "opposite.name": "某建筑公司",
        **changes,
    }


def test_a_citizen_applies_and_gets_number_code_and_the_day(visitor: Visitor) -> None:
    """ORD-07: an order placed by oneself; the receipt says what comes next, by when, by which law."""
    visitor.send(AID, typed(step="check"), status=200)
    assert "两万四千元没有给" in visitor.page.text
    hidden = {**visitor.page.fields, "step": "submit"}
    receipt = visitor.send(AID, hidden)
    order = Order.objects.get()
    assert receipt == f"/matters/{order.number}/receipt/"
    text = visitor.read(receipt).text
    assert f"{order.number[:3]} {order.number[3:7]} {order.number[7:]}" in text
    assert "3 月 9 日（周一）前" in text
    assert "《法律援助法》第四十三条第一款" in text
    assert order.applicant.name == "申请人甲"
    assert order.answers["matter"] == "劳动报酬"
    assert [row.party.name for row in order.parties.order_by("pk")] == ["申请人甲", "某建筑公司"]


def test_pressing_twice_makes_one_order(visitor: Visitor) -> None:
    first = visitor.send(AID, typed(step="submit"))
    second = visitor.send(AID, typed(step="submit"))
    assert (second, Order.objects.count()) == (first, 1)


def test_going_back_and_changing_after_sending_makes_no_second_order(visitor: Visitor) -> None:
    visitor.send(AID, typed(step="submit"))
    changed = typed(step="submit", **{"answers.facts": "改了一下。"})
    assert "已经提交过了" in visitor.send(AID, changed, status=409)
    assert Order.objects.count() == 1


def test_mistakes_are_named_at_the_question_and_above_and_nothing_is_lost(visitor: Visitor) -> None:
    wrong = typed(
        step="check",
        **{
            "region": "",
            "applicant.name": "",
            "applicant.phone": "1380000",
            "applicant.id_number": "410421199003071230",
            "answers.matter": "",
            "answers.facts": "写了很多，不想再写一遍。\n第二段。",
            "opposite.name": "对方",
            "agent.phone": "13900000002",
        },
    )
    text = visitor.send(AID, wrong, status=422)
    page = visitor.page
    assert "有几处需要改一下" in text
    assert "请选择地区。" in text
    assert "身份证号第 18 位不对" in text
    for name in ("q-region", "q-applicant-name", "q-applicant-phone", "q-answers-matter"):
        assert f"#{name}" in page.links
        assert f'id="{name}"' in page.source
    assert page.fields["answers.facts"] == ["写了很多，不想再写一遍。\n第二段。"]
    assert page.fields["applicant.phone"] == ["1380000"]
    assert page.fields["applicant.groups"] == ["农民工"]
    assert page.fields["opposite.name"] == ["对方"]
    assert page.fields["agent.phone"] == ["13900000002"]
    assert page.fields["key"] == ["k1"]


def test_changing_ones_mind_after_reading_back_keeps_everything(visitor: Visitor) -> None:
    visitor.send(AID, typed(step="check"), status=200)
    visitor.send(AID, {**visitor.page.fields, "step": "edit"}, status=200)
    assert visitor.page.fields["answers.facts"] == ["做了三个月，两万四千元没有给。"]
    assert visitor.page.fields["answers.matter"] == ["劳动报酬"]
    assert visitor.page.fields["applicant.groups"] == ["农民工"]


def test_what_the_door_refuses_comes_back_to_the_form(visitor: Visitor) -> None:
    """A region without a responsible body is only known when submitting."""
    text = visitor.send(AID, typed(step="submit", region="320000000000"), status=422)
    assert "还没有办理“民事法律援助”的单位" in text
    assert visitor.page.fields["answers.matter"] == ["劳动报酬"]
    assert not Order.objects.exists()


def test_searching_for_a_place_keeps_what_was_typed_and_sends_nothing(visitor: Visitor) -> None:
    found = typed(step="search:region", **{"region": "", "region.search": "鲁山"})
    visitor.send(AID, found, status=200)
    assert visitor.page.fields["region"] == [LUSHAN]
    assert visitor.page.fields["applicant.name"] == ["申请人甲"]
    assert "有几处" not in visitor.page.text


def test_payloads_are_text(visitor: Visitor) -> None:
    names = ("answers.facts", "applicant.name", "opposite.name", "applicant.address")
    hostile = typed(step="check", **dict.fromkeys(names, PAYLOAD))
    visitor.send(AID, hostile, status=200)
    assert "<script>" not in visitor.page.source
    receipt = visitor.send(AID, {**hostile, "step": "submit"})
    visitor.read(receipt.removesuffix("receipt/"))
    assert "<script>" not in visitor.page.source
    assert "alert(1)" in visitor.page.text


def test_nobody_can_name_themselves_proven(visitor: Visitor) -> None:
    visitor.send(AID, typed(step="submit", **{"applicant.proven": "1", "applicant.demo": "1"}))
    assert Party.objects.get(name="申请人甲").demo is False


@pytest.mark.parametrize("step", ["check", "submit", "edit", "search:region", "", "x"])
def test_an_empty_form_is_answered_kindly(visitor: Visitor, step: str) -> None:
    assert visitor.post(AID, {"step": step}).status_code in {200, 422}
    assert not Order.objects.exists()


def test_questions_for_the_counter_alone_are_not_asked_here(visitor: Visitor) -> None:
    page = visitor.read(AID)
    assert "answers.forwarded_by" not in page.fields
    assert "answers.matter" in page.fields


def test_a_conditional_question_says_for_whom_it_is(visitor: Visitor) -> None:
    assert "选“家庭暴力”或“虐待遗弃”时填写" in visitor.read(AID).text


def test_a_question_without_a_name_can_be_asked(visitor: Visitor) -> None:
    """CAT-07: nobody must say who they are to ask a question."""
    asked = {"region": YE, "answers.question": "遗嘱怎么写？", "step": "submit"}
    visitor.send("/services/consultation/legal/apply/", asked)
    assert Order.objects.get().applicant.name == "未留姓名"


def test_an_objection_begins_with_what_the_order_knows(visitor: Visitor, world: World) -> None:
    visitor.send(AID, typed(step="submit"))
    order = Order.objects.get()
    take(world.staff("aid-approver"), order, "refuse", reason="收入高于标准。", at=NOW)
    page = visitor.read(f"/matters/{order.number}/")
    assert f"/services/legal-aid/objection/begin/?about={order.number}" in page.links
    form = visitor.read("/services/legal-aid/objection/apply/", about=order.number).fields
    assert form["answers.order"] == [order.number]
    assert form["applicant.name"] == ["申请人甲"]
    assert form["region"] == [YE]
    sent = {
        **form,
        "answers.kind": "不予法律援助",
        "answers.reason": "算错了人数。",
        "step": "submit",
    }
    visitor.send("/services/legal-aid/objection/apply/", sent)
    assert Order.objects.get(service="legal-aid/objection").parent_id == order.pk


def test_and_the_outsider_cannot_begin_an_objection_to_it(visitor: Visitor) -> None:
    visitor.send(AID, typed(step="submit"))
    number = Order.objects.get().number
    stranger = Visitor()
    response = stranger.get("/services/legal-aid/objection/apply/", {"about": number})
    nothing = stranger.get("/services/legal-aid/objection/apply/", {"about": "26000000000"})
    assert (response.status_code, nothing.status_code) == (404, 404)
    assert response.content == nothing.content


def test_a_member_with_a_search_open_is_told_before_and_after_filling_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LEARN-17: one at a time; what was typed stays, and a stranger with the same name is told nothing."""
    stop_the_clock(monkeypatch, datetime(2026, 11, 24, 9, tzinfo=ZONE))
    told, path = "您已经提出了一条“帮我搜”，还没有办完", "/services/learning/search/apply/"
    wish = {
        "region": YE,
        "answers.theme": "工伤认定",
        "answers.kinds": ["法律法规"],
        "applicant.name": "申请人甲",
        "applicant.phone": "13800000001",
        "step": "submit",
    }
    member = signed_in(account_of_phone(phone="13800000001", name="申请人甲"))
    assert told not in member.read(path).text
    member.send(path, {**wish, "key": "k1"})
    first = Order.objects.get()

    assert told in member.read(path).text
    assert f"/matters/{first.number}/" in member.page.links
    assert f"{told}。请等它办完，或者打 12348 联系客服。（{first.number}）" in member.send(
        path, {**wish, "key": "k2"}, status=409
    )
    assert member.page.fields["answers.theme"] == ["工伤认定"]
    assert Order.objects.count() == 1

    outsider = Visitor()
    assert told not in outsider.read(path).text
    outsider.send(path, {**wish, "key": "k3"})
    assert Order.objects.count() == 2
