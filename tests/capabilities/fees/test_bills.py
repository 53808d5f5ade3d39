"""From the bill to the money and back: made by the rules, paid once, waited for, void when nobody was served."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.documents.queries import documents_of, pdf_of
from santai.capabilities.fees.actions import charging, forget, hand_in_voucher
from santai.capabilities.fees.models import Bill, Relief
from santai.capabilities.files.actions import FileRefused
from santai.capabilities.orders import access
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.queries import chain_is_whole, service_of
from santai.capabilities.people.models import Account
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow
from tests import world as w
from tests.capabilities.documents.paper import text_of
from tests.capabilities.fees.matters import (
    PNG,
    asked,
    bill_of,
    billed,
    clerk,
    colleague,
    confirmed,
    paid,
    state_of,
    total_of,
)

REASON = {"reason": "算错了"}
MONEY = {
    *("charge", "void_bill", "send_voucher", "confirm_payment", "return_voucher"),
    *("check_payment", "dispute_payment"),
    *("waive_bill", "refund", "allow_relief", "refuse_relief"),
}


def last(order: Order, code: str) -> Event:
    return Event.objects.get(order=order.pk, code=code)


# --- making one ---------------------------------------------------------------------------------


def test_a_bill_is_reckoned_and_every_line_explained(world: w.World) -> None:
    order = billed(world)
    bill = bill_of(order)
    assert (bill.state, bill.total, bill.by_hand) == ("due", Decimal("23.00"), Decimal("0.00"))
    paper, value = bill.lines
    assert paper == {
        "key": "paper",
        "title": "许可证工本费",
        "amount": "8.00",
        "off": "0.00",
        "due": "8.00",
        "how": ["8.00 元（灯笼许可证工本费）（待核实）"],
        "basis": ["《服务承诺》"],
    }
    assert value["due"] == "15.00"
    assert chain_is_whole(order)


def test_the_event_keeps_the_lines_and_the_values_of_the_place(world: w.World) -> None:
    data = last(billed(world, "30000.00"), "bill").data
    assert data["total"] == "238.00"
    assert [line["due"] for line in data["items"]] == ["8.00", "230.00"]
    assert data["parameters"] == {
        "lantern_paper": {"value": "8.00", "region": "41", "from": "2026-01-01"},
        "lantern_rate": {"value": 30, "region": "41", "from": "2026-01-01"},
    }


def test_the_applicants_groups_count(world: w.World) -> None:
    order = w.take(clerk(world), asked(groups=("老年人",)), "bill")
    assert total_of(order) == Decimal("11.50")  # half of 8.00 and of 15.00


def test_what_costs_nothing_is_settled_at_once(world: w.World) -> None:
    order = w.take(clerk(world), asked(aided=True), "bill")
    assert (state_of(order), total_of(order)) == ("nothing", Decimal("0.00"))
    assert w.take(clerk(world), order, "issue").outcome == "issued"


def test_no_bill_is_made_of_what_nobody_knows(world: w.World) -> None:
    order = asked(copies=None)
    with pytest.raises(NotNow, match="还不能算费用：还不知道要几份副本"):
        w.take(clerk(world), order, "bill")
    assert not Bill.objects.exists()


def test_one_more_item_by_hand_has_a_name_a_sum_and_a_reason(world: w.World) -> None:
    """NOT-32: what is charged beside the schedule is seen."""
    extra = {"extra": "上门费", "extra_amount": "30.00", "extra_reason": "老人腿脚不便，上门办理"}
    bill = bill_of(billed(world, **extra))
    assert (bill.total, bill.by_hand) == (Decimal("53.00"), Decimal("30.00"))
    assert (bill.lines[-1]["title"], bill.lines[-1]["how"]) == ("上门费", [extra["extra_reason"]])


def test_where_the_place_has_set_no_price_it_is_entered_by_hand(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NOT-32: a matter does not wait for a table of prices; what was entered is counted apart."""
    monkeypatch.setattr(charging, "parameters_of", lambda region, on: lambda name: None)
    order = asked()
    with pytest.raises(NotNow, match=r"本地还没有设定“许可证工本费”的收费标准.*另加一项"):
        w.take(clerk(world), order, "bill")
    assert not Bill.objects.exists()

    extra = {"extra": "许可费", "extra_amount": "40.00", "extra_reason": "省里公布的标准"}
    bill = bill_of(w.take(clerk(world), order, "bill", **extra))
    assert "extra" in [line["key"] for line in bill.lines]
    assert bill.by_hand == Decimal("40.00")
    with pytest.raises(
        NotNow, match="还不知道要几份副本"
    ):  # what the applicant has not said still is asked
        w.take(clerk(world), asked(copies=None), "bill", **extra)


@pytest.mark.parametrize("left_out", ["extra", "extra_amount", "extra_reason"])
def test_and_is_refused_without_one_of_them(world: w.World, left_out: str) -> None:
    extra = {"extra": "上门费", "extra_amount": "30.00", "extra_reason": "上门办理"}
    with pytest.raises(Invalid) as refused:
        billed(world, **{key: text for key, text in extra.items() if key != left_out})
    assert list(refused.value.fields) == [left_out]


def test_a_second_bill_is_refused_while_the_first_counts(world: w.World) -> None:
    order = billed(world)
    with pytest.raises(Conflict, match="已经开过账单"):
        w.take(clerk(world), order, "bill")
    order = w.take(clerk(world), order, "void_bill", **REASON)
    order = w.take(clerk(world), order, "bill")
    assert [bill.state for bill in Bill.objects.order_by("serial")] == ["void", "due"]


def test_the_database_lets_no_two_bills_count(world: w.World) -> None:
    bill = bill_of(billed(world))
    bill.pk, bill.serial = None, 2
    with pytest.raises(IntegrityError, match="bill_one_that_counts"), transaction.atomic():
        bill.save(force_insert=True)


def test_and_the_outsider_makes_none(world: w.World) -> None:
    with pytest.raises(Missing):
        w.take(world.staff("bureau-chief", w.ELSEWHERE), asked(), "bill")
    order = asked()
    with pytest.raises(Forbidden):
        w.take(w.holder(order), order, "bill")


# --- paying -------------------------------------------------------------------------------------


def test_a_picture_is_proof_until_somebody_looked(world: w.World) -> None:
    """LEARN-20, NOT-01."""
    order = billed(world)
    hand_in_voucher(
        actor=w.holder(order), number=order.number, name="转账.png", content=PNG, at=w.NOW
    )
    assert (state_of(order), bill_of(order).voucher is not None) == ("claimed", True)
    order = w.take(clerk(world), order, "return_voucher", reason="看不清金额，请重新拍")
    assert (state_of(order), bill_of(order).reason) == ("due", "看不清金额，请重新拍")
    assert state_of(confirmed(world, order)) == "paid"


@pytest.mark.parametrize(
    ("name", "content"),
    [("凭证.pdf", b"%PDF-1.4\n%%EOF"), ("凭证.png", b"not a picture at all"), ("a.png", b"")],
)
def test_nothing_but_jpg_and_png_is_taken(world: w.World, name: str, content: bytes) -> None:
    """LEARN-20: by what it holds, whatever it is called."""
    order = billed(world)
    with pytest.raises(FileRefused):
        hand_in_voucher(
            actor=w.holder(order), number=order.number, name=name, content=content, at=w.NOW
        )
    assert state_of(order) == "due"


def test_a_picture_of_another_matter_proves_nothing(world: w.World) -> None:
    one, other = billed(world), billed(world)
    hand_in_voucher(actor=w.holder(one), number=one.number, name="a.png", content=PNG, at=w.NOW)
    with pytest.raises(Invalid):
        w.take(w.holder(other), other, "send_voucher", voucher=bill_of(one).voucher)


def test_only_the_whole_sum_is_payment(world: w.World) -> None:
    order = billed(world)
    with pytest.raises(Invalid) as refused:
        confirmed(world, order, amount="22.99")
    assert "应缴 23.00 元" in refused.value.fields["amount"]
    assert state_of(order) == "due"


def test_and_the_applicant_confirms_nothing(world: w.World) -> None:
    order = billed(world)
    facts = {"method": "现金", "amount": "23.00", "received_on": f"{w.TODAY}"}
    with pytest.raises(Forbidden):
        w.take(w.holder(order), order, "confirm_payment", **facts)


def test_the_step_that_waits_for_the_money_waits(world: w.World) -> None:
    order = asked()
    with pytest.raises(NotNow, match="还没有开账单"):
        w.take(clerk(world), order, "issue")
    order = w.take(clerk(world), order, "bill")
    with pytest.raises(NotNow, match=r"应缴 23\.00 元，待缴费"):
        w.take(clerk(world), order, "issue")
    order = confirmed(world, order)
    assert w.take(clerk(world), order, "issue").outcome == "issued"


def test_money_given_back_whole_no_longer_pays_for_it(world: w.World) -> None:
    order = w.take(clerk(world), paid(world), "refund", amount="23.00", reason="不办了")
    assert state_of(order) == "refunded"
    with pytest.raises(NotNow, match="还没有开账单"):
        w.take(clerk(world), order, "issue")


# --- letting off and giving back ------------------------------------------------------------------


def test_a_small_sum_is_let_off_by_one(world: w.World) -> None:
    order = w.take(clerk(world), billed(world), "waive_bill", reason="家里遭了灾")
    assert state_of(order) == "waived"
    assert w.take(clerk(world), order, "issue").outcome == "issued"


def test_a_large_sum_takes_two(world: w.World) -> None:
    order = billed(world, "30000.00")  # 238.00, and 200.00 is what one may give
    order = w.take(clerk(world), order, "waive_bill", reason="家里遭了灾")
    assert state_of(order) == "due"
    with pytest.raises(Forbidden, match="要由另一个人决定"):
        w.take(clerk(world), order, "allow_relief")
    order = w.take(colleague(world), order, "allow_relief")
    assert state_of(order) == "waived"


def test_and_the_second_may_say_no(world: w.World) -> None:
    order = w.take(clerk(world), billed(world, "30000.00"), "waive_bill", reason="认识")
    order = w.take(colleague(world), order, "refuse_relief", reason="不符合免缴的规定")
    assert (state_of(order), Relief.objects.get().allowed) == ("due", False)


def test_a_refund_in_small_parts_takes_two_all_the_same(world: w.World) -> None:
    order = paid(world, "30000.00")
    order = w.take(clerk(world), order, "refund", amount="150.00", reason="少办了一项")
    assert bill_of(order).refunded == Decimal("150.00")
    order = w.take(clerk(world), order, "refund", amount="60.00", reason="又少办了一项")
    assert bill_of(order).refunded == Decimal("150.00")
    order = w.take(colleague(world), order, "allow_relief")
    assert (bill_of(order).refunded, state_of(order)) == (Decimal("210.00"), "paid")


@pytest.mark.parametrize("amount", ["23.01", "0.00"])
def test_no_more_is_refunded_than_was_paid(world: w.World, amount: str) -> None:
    order = paid(world)
    with pytest.raises(Invalid) as refused:
        w.take(clerk(world), order, "refund", amount=amount, reason="不办了")
    assert refused.value.fields == {"amount": "最多能退 23.00 元。"}
    assert not Relief.objects.exists()


def test_the_database_lets_nobody_decide_their_own(world: w.World) -> None:
    order = w.take(clerk(world), billed(world, "30000.00"), "waive_bill", reason="家里遭了灾")
    relief = Relief.objects.get()
    relief.allowed, relief.decided_by_id = True, relief.asked_by_id
    with pytest.raises(IntegrityError, match="relief_by_another"), transaction.atomic():
        relief.save()
    assert state_of(order) == "due"


def test_while_a_waiver_waits_nothing_else_is_done_with_the_bill(world: w.World) -> None:
    order = w.take(clerk(world), billed(world, "30000.00"), "waive_bill", reason="家里遭了灾")
    with pytest.raises(Conflict):
        w.take(clerk(world), order, "waive_bill", reason="再来一次")
    with pytest.raises(NotNow):
        w.take(clerk(world), order, "void_bill", **REASON)
    with pytest.raises(NotNow):
        confirmed(world, order)


# --- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["withdraw", "refuse"])
def test_who_was_not_served_owes_nothing(world: w.World, way: str) -> None:
    order = billed(world)
    actor = w.holder(order) if way == "withdraw" else clerk(world)
    order = w.take(actor, order, way, reason="不办了")
    assert state_of(order) == "void"
    assert last(order, "bill_voided").data == {"bill": 1, "sum": "23.00"}
    assert chain_is_whole(order)
    went = [(one.code, one.target) for one in Event.objects.filter(order=order).order_by("seq")]
    assert went[-2:] == [(way, order.state), ("bill_voided", order.state)], (
        "no effect before its cause"
    )


def test_money_that_may_be_there_is_looked_at_first(world: w.World) -> None:
    order = billed(world)
    hand_in_voucher(actor=w.holder(order), number=order.number, name="a.png", content=PNG, at=w.NOW)
    order = w.take(w.holder(order), order, "withdraw", reason="不办了")
    assert state_of(order) == "claimed"
    order = w.take(w.holder(order), order, "rate", score="满意")
    with pytest.raises(NotNow, match="账单还没有了结"):
        w.take(clerk(world), order, "archive")
    order = confirmed(world, order)
    order = w.take(clerk(world), order, "refund", amount="23.00", reason="没有办成")
    assert w.take(clerk(world), order, "archive").stage == "closed"


def test_what_is_paid_is_not_void_and_not_gone(world: w.World) -> None:
    order = w.take(clerk(world), paid(world), "refuse", reason="不符合条件")
    assert state_of(order) == "paid"
    order = w.take(clerk(world), order, "refund", amount="23.00", reason="没有办成")
    assert state_of(order) == "refunded"


def test_the_sums_stay_and_the_words_go_with_the_matter(world: w.World) -> None:
    order = w.take(clerk(world), paid(world), "refund", amount="3.00", reason="少办了一项")
    forget([order])
    bill = bill_of(order)
    assert (bill.total, bill.refunded, bill.lines, bill.reason) == (
        Decimal("23.00"),
        Decimal("3.00"),
        [],
        "",
    )
    assert Relief.objects.get().reason == "（已删除）"


def shown(world: w.World, order: Order) -> set[str]:
    """The buttons about money that the clerk finds."""
    state = service_of(order).state(order.state)
    found = access.offered(clerk(world), order, dict(state.actions))
    return {spec.name for spec in found if spec.effect in MONEY}


def test_buttons_are_there_for_what_can_be_done(world: w.World) -> None:
    order = asked()
    assert shown(world, order) == {"bill"}
    order = w.take(clerk(world), order, "bill")
    assert shown(world, order) == {"confirm_payment", "waive_bill", "void_bill"}
    assert shown(world, confirmed(world, order)) == {"refund"}


def test_a_service_without_bills_has_none_of_these_actions(world: w.World) -> None:
    order = w.ask_for_aid().order
    states = service_of(order).states.values()
    effects = {spec.effect for state in states for spec in state.actions.values()}
    assert effects & MONEY == set()


# --- papers -------------------------------------------------------------------------------------


def papers(order: Order) -> dict[str, str]:
    """What was printed about money: number and what it says."""
    found = documents_of(order.subject).order_by("pk")
    return {one.number: text_of(pdf_of(one)) for one in found}


def test_the_bill_is_a_paper_with_a_number_that_says_where_to_pay(world: w.World) -> None:
    """NOT-31, NOT-60."""
    order = billed(world)
    ((number, said),) = papers(order).items()
    assert number == "叶公服缴通〔2026〕第1号"
    for words in (
        "缴费通知单",
        "23.00元（人民币贰拾叁元整）",
        "许可证工本费",
        "灯笼许可证工本费",
        "以您的工单页面上写的为准",
    ):
        assert words in said, words
    assert "未提供" not in said
    assert last(order, "bill").data["documents"][0]["number"] == number


def test_the_receipt_says_that_money_came_and_that_it_is_no_invoice(world: w.World) -> None:
    """LEARN-20."""
    order = confirmed(world, billed(world), reference="0001")
    said = papers(order)["叶公服收据〔2026〕第1号"]
    for words in (
        "收款收据",
        "今收到提灯人缴来的",
        "人民币贰拾叁元整",
        "缴费通知单：叶公服缴通〔2026〕第1号",
        "缴费方式：银行转账",
        "流水号或者票据号：0001",
        "它不是发票",
    ):
        assert words in said, words


def test_nobody_pays_by_a_notice_whose_bill_is_void(world: w.World) -> None:
    order = w.take(clerk(world), billed(world), "void_bill", **REASON)
    order = w.take(clerk(world), order, "bill")
    old, new = documents_of(order.subject).order_by("pk")
    assert (old.voided_reason, new.voided_at) == (REASON["reason"], None)


def test_what_costs_nothing_has_no_paper(world: w.World) -> None:
    order = w.take(clerk(world), asked(aided=True), "bill")
    assert papers(order) == {}


def test_a_waived_bill_gives_no_receipt(world: w.World) -> None:
    order = w.take(clerk(world), billed(world), "waive_bill", reason="家里遭了灾")
    assert list(papers(order)) == ["叶公服缴通〔2026〕第1号"]


# --- large sums ---------------------------------------------------------------------------------

# 12,023.00 with what is added by hand, and one person confirms up to 10,000.00
LARGE = {"extra": "勘验费", "extra_amount": "12000.00", "extra_reason": "外出勘验"}


def test_a_large_payment_is_looked_at_by_another(world: w.World) -> None:
    """NOT-32: no receipt, and nothing issued, before the second look."""
    order = confirmed(world, billed(world, **LARGE))
    assert (state_of(order), len(papers(order))) == ("seen", 1)
    with pytest.raises(NotNow, match="到账待复核"):
        w.take(clerk(world), order, "issue")
    with pytest.raises(Forbidden, match="要由另一个人决定"):
        w.take(clerk(world), order, "check_payment")
    order = w.take(colleague(world), order, "check_payment")
    assert (state_of(order), len(papers(order))) == ("paid", 2)
    assert (bill_of(order).seen_by_id, bill_of(order).settled_by_id) == (
        clerk(world).account_id,
        Account.objects.get(username="同事").pk,
    )
    assert w.take(clerk(world), order, "issue").outcome == "issued"


def test_money_that_is_not_there_is_owed_again(world: w.World) -> None:
    order = confirmed(world, billed(world, **LARGE), reference="0002")
    order = w.take(colleague(world), order, "dispute_payment", reason="账户里没有这一笔")
    bill = bill_of(order)
    assert (bill.state, bill.method, bill.reference, bill.received_on, bill.seen_by_id) == (
        "due", "", "", None, None,
    )  # fmt: skip
    assert bill.reason == "账户里没有这一笔"
    order = w.take(colleague(world, name="又一位"), confirmed(world, order), "check_payment")
    assert (state_of(order), bill_of(order).reason) == ("paid", "")


def test_the_database_lets_nobody_look_twice_alone(world: w.World) -> None:
    bill = bill_of(confirmed(world, billed(world, **LARGE)))
    bill.state, bill.settled_by_id = "paid", bill.seen_by_id
    with pytest.raises(IntegrityError, match="bill_looked_at_by_another"), transaction.atomic():
        bill.save()
    assert Bill.objects.get().state == "seen"


def test_the_outsider_and_the_applicant_take_no_second_look(world: w.World) -> None:
    order = confirmed(world, billed(world, **LARGE))
    with pytest.raises(Missing):
        w.take(world.staff("bureau-chief", w.ELSEWHERE), order, "check_payment")
    with pytest.raises(Forbidden):
        w.take(w.holder(order), order, "check_payment")
    assert state_of(order) == "seen"


def test_it_is_not_archived_before_the_second_look(world: w.World) -> None:
    order = confirmed(world, billed(world, **LARGE))
    order = w.take(clerk(world), order, "refuse", reason="不符合条件")
    order = w.take(w.holder(order), order, "rate", score="满意")
    with pytest.raises(NotNow, match="账单还没有了结"):
        w.take(clerk(world), order, "archive")
    assert shown(world, order) == {"check_payment", "dispute_payment"}
