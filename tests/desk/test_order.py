"""One order at the desk, and acting on it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from santai.capabilities.orders.actions import code_of, open_with_code
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Practitioner
from tests.factories.pages import Visitor, signed_in
from tests.world import (
    CITY,
    ELSEWHERE,
    LUSHAN,
    NOW,
    PROVINCE,
    YE,
    World,
    ask_for_aid,
    holder,
    take,
)


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-clerk", YE)])


@pytest.fixture
def granted(order: Order, world: World) -> Order:
    return take(world.staff("aid-approver"), order, "grant", form_of_aid="劳动争议调解与仲裁代理")


@pytest.fixture
def dispatcher(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-dispatcher", YE)])


def at(order: Order, *more: str) -> str:
    return "/".join(("/desk/orders", order.number, *more, ""))


def test_the_page_tells_the_story_whose_turn_and_why_that_day(clerk: Visitor, order: Order) -> None:
    text = clerk.read(at(order)).text
    assert "两万四千元工资没有给" in text
    assert "申请人甲" in text
    assert "3 月 9 日（周一）前" in text
    assert "《法律援助法》第四十三条第一款" in text
    assert "还没有人领办" in text
    assert "身份证或者其他有效身份证明" in text


def test_actions_are_offered_to_those_who_may_take_them(clerk: Visitor, order: Order) -> None:
    links = clerk.read(at(order)).links
    assert at(order, "ask_for_more") in links
    assert at(order, "grant") not in links


@pytest.mark.parametrize(
    ("role", "region"),
    [("aid-clerk", LUSHAN), ("system-admin", CITY), ("bureau-chief", ELSEWHERE)],
)
def test_and_the_outsider_finds_nothing(world: World, order: Order, role: str, region: str) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    for rest in ((), ("grant",), ("files", "1"), ("documents", "1")):
        denied, missing = (
            outsider.get(at(order, *rest)),
            outsider.get("/".join(("/desk/orders/26000000000", *rest, ""))),
        )
        assert (denied.status_code, missing.status_code) == (404, 404)
        assert denied.content == missing.content


def test_the_auditor_reads_masked_and_may_do_nothing(world: World, order: Order) -> None:
    auditor = signed_in(world.accounts[("auditor", PROVINCE)])
    take(holder(order), order, "message", text="请问到哪一步了？")
    page = auditor.read(at(order))
    assert "13800000001" not in page.source
    assert "申请人甲" not in page.source
    assert "现在没有您能办的动作" in page.text
    assert auditor.get(at(order, "claim")).status_code == 403
    assert auditor.post(at(order, "renew-code")).status_code == 403


def test_claiming_is_one_button_and_stands_in_the_timeline(clerk: Visitor, order: Order) -> None:
    form = clerk.read(at(order, "claim")).fields
    assert clerk.send(at(order, "claim"), form) == at(order)
    order.refresh_from_db()
    assert order.holder is not None
    assert "领办" in clerk.read(at(order)).text


def test_who_was_overtaken_is_told_by_whom_and_keeps_their_words(
    clerk: Visitor, order: Order, world: World
) -> None:
    form = clerk.read(at(order, "note")).fields
    take(world.second("aid-clerk"), order, "claim")
    text = clerk.send(at(order, "note"), {**form, "text": "写到一半的记录"}, status=409)
    assert "刚刚有人办理过" in text
    assert "领办" in text
    assert clerk.page.fields["text"] == ["写到一半的记录"]
    clerk.send(at(order, "note"), clerk.page.fields)
    assert order.events.filter(code="note").count() == 1


def test_mistakes_stay_on_the_form_with_what_was_typed(clerk: Visitor, order: Order) -> None:
    wrong = {"missing": "工资条和身份证", "reply_by": "昨天"}
    clerk.send(at(order, "ask_for_more"), wrong, status=422)
    assert clerk.page.fields["missing"] == ["工资条和身份证"]
    assert clerk.page.fields["reply_by"] == ["昨天"]
    assert "#q-reply-by" in clerk.page.links


def test_the_rule_beside_the_button_says_yes_and_why(world: World, order: Order) -> None:
    """AID-09: hardship waived for a migrant worker's wages, with the article named."""
    approver = signed_in(world.accounts[("aid-approver", YE)])
    text = approver.read(at(order, "grant")).text
    assert "“符合法律援助条件”：符合" in text
    assert "《法律援助法》第四十二条第三项" in text


def test_an_action_of_another_state_is_refused_with_what_can_be_done(
    clerk: Visitor, order: Order
) -> None:
    assert clerk.get(at(order, "complete")).status_code == 409
    assert "现在可以" in clerk.page.text


def test_a_lawyer_is_proposed_with_reasons_and_one_left_out_with_the_reason(
    dispatcher: Visitor, granted: Order, world: World
) -> None:
    other_side = ask_for_aid(
        applicant={"name": "对方建筑公司", "phone": "13800000008"},
        opposite={"name": "某分包人"},
    ).order
    Order.objects.filter(pk=other_side.pk).update(assignee=world.lawyers[2])
    other_side.parties.filter(role="applicant").update(
        party=granted.parties.get(role="opposite").party
    )
    page = dispatcher.read(at(granted, "assign"))
    assert "擅长劳动争议" in page.text
    assert "利益冲突" in page.text
    assert "指派首选：律师甲" in page.text


def test_the_best_is_assigned_with_one_button(dispatcher: Visitor, granted: Order) -> None:
    form = dispatcher.read(at(granted, "assign")).fields
    assert dispatcher.send(
        at(granted, "assign", "best"), {"order.seq": form["order.seq"][0]}
    ) == at(granted)
    granted.refresh_from_db()
    assert granted.assignee is not None
    assert granted.assignee.name == "律师甲"


def test_the_lawyer_can_be_called_from_the_page(
    dispatcher: Visitor, granted: Order, world: World
) -> None:
    Practitioner.objects.filter(pk=world.lawyers[0].pk).update(phone="13900000009")
    dispatcher.send(f"/desk/orders/{granted.number}/assign/best/", {"order.seq": str(granted.seq)})
    assert "tel:13900000009" in dispatcher.read(f"/desk/orders/{granted.number}/").links


def test_another_can_be_chosen(dispatcher: Visitor, granted: Order, world: World) -> None:
    form = dispatcher.read(at(granted, "assign")).fields
    chosen = str(world.lawyers[1].pk)
    dispatcher.send(at(granted, "assign"), {**form, "practitioner": chosen})
    granted.refresh_from_db()
    assert granted.assignee == world.lawyers[1]


def test_a_colleague_is_chosen_from_those_at_work_here(
    clerk: Visitor, order: Order, world: World
) -> None:
    colleague = world.second("aid-clerk")
    page = clerk.read(at(order, "give"))
    assert f'value="{colleague.account_id}"' in page.source
    assert f'value="{world.accounts[("aid-clerk", LUSHAN)].pk}"' not in page.source
    assert f'value="{world.accounts[("aid-clerk", YE)].pk}"' not in page.source
    clerk.send(at(order, "give"), {"account": str(colleague.account_id), "reason": "休假"})
    order.refresh_from_db()
    assert order.holder_id == colleague.account_id


def test_a_transfer_goes_to_bodies_of_the_same_kind(
    clerk: Visitor, order: Order, world: World
) -> None:
    page = clerk.read(at(order, "transfer"))
    there = world.office("legal-aid-agency", LUSHAN).pk
    assert f'value="{there}"' in page.source
    assert f'value="{world.office("centre", YE).pk}"' not in page.source
    clerk.send(at(order, "transfer"), {"organisation": str(there), "reason": "住在鲁山"})
    order.refresh_from_db()
    assert order.organisation_id == there


def test_searching_a_body_by_name_sends_nothing(clerk: Visitor, order: Order, world: World) -> None:
    sent = {"step": "search:organisation", "organisation.search": "鲁山", "reason": "写了一半"}
    clerk.send(at(order, "transfer"), sent, status=200)
    assert f'value="{world.office("legal-aid-agency", LUSHAN).pk}"' in clerk.page.source
    assert clerk.page.fields["reason"] == ["写了一半"]


def test_materials_are_ticked(world: World, order: Order) -> None:
    """ORD-15: received with a signature, here for two of them at once."""
    clerk = signed_in(world.accounts[("aid-clerk", YE)])
    sent = {"materials": ["identity", "case_papers"], "original": "yes", "copies": "1"}
    clerk.send(at(order, "receive_material"), sent)
    assert order.materials.filter(state="received", original=True).count() == 2
    assert "没有可以选的" in clerk.read(at(order, "sign_for")).text


def test_limits_that_can_be_extended_are_chosen_from(
    world: World, granted: Order, dispatcher: Visitor
) -> None:
    dispatcher.send(at(granted, "assign", "best"), {})
    take(world.lawyer(), granted, "accept")
    lawyer = signed_in(world.lawyers[0].account)
    page = lawyer.read(at(granted, "ask_extension"))
    assert "承办期限" in page.text
    assert page.fields["clock"] == ["in_hand"]


def test_a_child_is_linked_both_ways(clerk: Visitor, order: Order, world: World) -> None:
    sent = {
        "organisation": str(world.office("bureau", YE).pk),
        "task": "请核实工商登记",
        "reason": "需要",
    }
    clerk.send(at(order, "assist"), sent)
    child = order.children.get()
    assert "协办" in clerk.read(at(order)).text
    bureau = signed_in(world.accounts[("bureau-officer", YE)])
    assert child.number in bureau.read(at(child)).source


def test_a_new_code_is_told_once_and_the_old_one_opens_nothing(
    clerk: Visitor, order: Order
) -> None:
    old = code_of(order)
    clerk.send(at(order, "renew-code"))
    order.refresh_from_db()
    assert code_of(order) in clerk.read(at(order)).text
    assert code_of(order) != old
    assert open_with_code(order.number, code_of(order), at=NOW) == order


def test_a_file_is_added_and_served_so_that_it_cannot_run(clerk: Visitor, order: Order) -> None:
    clerk.send(at(order, "files"), {"files": SimpleUploadedFile("说明.txt", "说明".encode())})
    link = next(x for x in clerk.read(at(order)).links if "/files/" in x)
    response = clerk.get(link)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert b"".join(response.streaming_content).decode() == "说明"
    bad = SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 100)
    assert "没有收下" in clerk.send(at(order, "files"), {"files": bad}, status=422)


def test_payloads_in_an_order_are_text(clerk: Visitor) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    order = ask_for_aid(answers={"matter": "劳动报酬", "facts": hostile}).order
    clerk.send(at(order, "note"), {"text": hostile})
    page = clerk.read(at(order))
    assert "<img" not in page.source
    assert page.text.count(hostile) == 2


@pytest.mark.parametrize("notes", [1, 3])
def test_the_order_page_costs_the_same_whatever_happened(
    clerk: Visitor, order: Order, world: World, notes: int, django_assert_num_queries: object
) -> None:
    for n in range(notes):
        take(world.staff("aid-clerk"), order, "note", text=f"第 {n} 次")
    with django_assert_num_queries(12):  # type: ignore[operator]
        clerk.read(at(order))


def test_a_telephone_number_that_may_be_read_can_be_called(world: World) -> None:
    """ADV-01: on the way, with one thumb. A masked one is no number."""
    order = ask_for_aid().order
    clerk = signed_in(world.accounts[("aid-clerk", YE)])
    asked = {"party": order.applicant_id, "field": "phone", "reason": "约时间"}
    uncovered = clerk.post(at(order, "uncover"), asked).content.decode()
    assert 'href="tel:13800000001"' in uncovered
    chief = signed_in(world.accounts[("bureau-chief", YE)]).read(f"/desk/orders/{order.number}/")
    assert not [link for link in chief.links if link.startswith("tel:138")]
