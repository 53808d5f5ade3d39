"""What a notarised inheritance costs: by value, half in hardship, proved by a picture, given back in part."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from santai.capabilities.fees.models import Bill
from santai.capabilities.orders.queries import chain_is_whole
from tests.stories.houses import asked, at_work, money
from tests.stories.telling import PNG, Browser, Tale, Time, desk, own, staff, timeline
from tests.stories.test_inheritance import ANSWERS
from tests.world import LUSHAN, World

pytestmark = pytest.mark.django_db
OFFICE = "notary-office"
RESULT = {"heirs_found": "申请人甲。", "estate_found": "房屋一套。", "copies": "1"}
REFUND = {"amount": "500.00", "reason": "房子评估下来值二十万元，多收的退回。"}


@pytest.fixture
def billed(world: World, time: Time) -> Tale:
    """A poor family's house of 300,000 yuan and two further copies; the bill is made when the papers were seen."""
    tale = asked(world, time, "notary/inheritance", {**ANSWERS, "hardship": ["家庭经济困难"]})
    tale.at(3, 3)
    clerk = clerk_of(tale)
    clerk.does(desk(tale.order, "accept"))
    clerk.read(desk(tale.order, "bill"))
    assert "法律援助决定书或者困难情况说明" in clerk.presses(
        "do", desk(tale.order, "bill"), status=409
    )
    seen = ["identity", "death", "aid"]
    clerk.does(desk(tale.order, "receive_material"), materials=seen)
    clerk.does(desk(tale.order, "bill"))
    return tale


def clerk_of(tale: Tale) -> Browser:
    return at_work(tale.world, "body-clerk", OFFICE)


def head_of(tale: Tale) -> Browser:
    return at_work(tale.world, "body-head", OFFICE)


def bill(tale: Tale) -> tuple[str, str, str]:
    """Its state, the whole sum, and what was given back."""
    found = Bill.objects.get(order=tale.order)
    return found.state, f"{found.total:.2f}", f"{found.refunded:.2f}"


def sends_proof(tale: Tale) -> None:
    picture = SimpleUploadedFile("转账.png", PNG)
    tale.worker().send(own(tale.order, "bill"), {"voucher": picture})


def test_the_heir_reads_how_every_sum_came_about(billed: Tale) -> None:
    """NOT-31, NOT-32, NOT-60; 公证法 34, 46: two per cent of the value and ten a copy, half of both."""
    page = billed.worker().read(own(billed.order, "bill"))
    for words in (
        "继承公证费",
        "300000.00 元 × 2 %",
        "= 6000.00 元",
        "待核实",
        "副本份数 2",
        "家庭经济困难的，减半，减 3000.00 元",
        "一共 3010.00 元",
    ):
        assert words in page.text, words
    assert bill(billed) == ("due", "3010.00", "0.00")


def test_no_certificate_before_the_money_and_the_proof_is_looked_at(billed: Tale) -> None:
    """LEARN-20, NOT-01: a picture is proof once somebody saw the money."""
    head = head_of(billed)
    head.read(desk(billed.order, "issue"))
    refused = head.presses("do", desk(billed.order, "issue"), RESULT, status=409)
    assert "费用还没有缴清：应缴 3010.00 元，待缴费" in refused
    billed.at(3, 4)
    sends_proof(billed)
    assert bill(billed) == ("claimed", "3010.00", "0.00")
    clerk_of(billed).does(desk(billed.order, "return_voucher"), reason="看不清金额，请重拍。")
    assert "看不清金额，请重拍。" in billed.worker().read(own(billed.order, "bill")).text
    sends_proof(billed)
    clerk_of(billed).does(desk(billed.order, "confirm_payment"), **money("3010.00"))
    head_of(billed).does(desk(billed.order, "issue"), **RESULT)
    assert (billed.now().state, bill(billed)) == ("issued", ("paid", "3010.00", "0.00"))


def test_too_much_paid_goes_back_by_the_consent_of_two(billed: Tale) -> None:
    """NOT-32: above 200 yuan the one asks and another allows; whoever asked cannot."""
    billed.at(3, 4)
    sends_proof(billed)
    clerk = clerk_of(billed)
    clerk.does(desk(billed.order, "confirm_payment"), **money("3010.00"))
    clerk.does(desk(billed.order, "refund"), **REFUND)
    assert bill(billed) == ("paid", "3010.00", "0.00")
    clerk.does(desk(billed.order, "allow_relief"), status=403)
    head_of(billed).does(desk(billed.order, "allow_relief"), opinion="同意。")
    assert bill(billed) == ("paid", "3010.00", "500.00")
    assert timeline(billed.worker_reads())[-2:] == ["退费", "同意退费或者免缴"]
    assert chain_is_whole(billed.now())


def test_who_is_refused_before_paying_owes_nothing(billed: Tale) -> None:
    """公证法 31(4): what is in dispute is not notarised, and costs nothing."""
    facts = {"cause": "当事人之间有争议", "reason": "姐姐不同意份额。"}
    head_of(billed).does(desk(billed.order, "refuse"), **facts)
    assert (billed.now().state, bill(billed)) == ("refused", ("void", "3010.00", "0.00"))


def test_another_office_takes_no_money_for_it(billed: Tale) -> None:
    """And the outsider? A clerk next door and one of another county find no bill."""
    stranger = at_work(billed.world, "body-clerk", OFFICE, LUSHAN)
    for action in ("confirm_payment", "refund", "waive_bill"):
        assert stranger.get(desk(billed.order, action)).status_code == 404
    clerk = staff(billed.world, "window-clerk", LUSHAN)
    assert clerk.get(desk(billed.order, "confirm_payment")).status_code == 404
    assert bill(billed) == ("due", "3010.00", "0.00")
