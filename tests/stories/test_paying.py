"""What notaries and appraisers cost: by value or by the piece, less in hardship, proved by a picture, in part returned.

All on a Monday on which their prices are in force (versions of 2026-11-15).
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from santai.capabilities.fees.models import Bill
from santai.capabilities.orders.queries import chain_is_whole
from tests.stories.houses import asked, at_work, gives_to, money, practitioner
from tests.stories.telling import PNG, Browser, Tale, Time, desk, own, staff, timeline
from tests.stories.test_appraisal import COMMISSION
from tests.stories.test_inheritance import ANSWERS
from tests.stories.test_notary import POWER
from tests.world import LUSHAN, World

pytestmark = pytest.mark.django_db
OFFICE = "notary-office"
RESULT = {"heirs_found": "申请人甲。", "estate_found": "房屋一套。", "copies": "1"}
REFUND = {"amount": "500.00", "reason": "房子评估下来值二十万元，多收的退回。"}


@pytest.fixture
def billed(world: World, time: Time) -> Tale:
    """A poor family's house of 300,000 yuan and two further copies; the bill is made when the papers were seen."""
    time.moves_to(11, 16)
    costs = {"worth": "300000.00", "copies": "2", "hardship": ["家庭经济困难"]}
    tale = asked(world, time, "notary/inheritance", {**ANSWERS, **costs})
    tale.at(11, 17)
    clerk = clerk_of(tale)
    clerk.does(desk(tale.order, "accept"))
    gives_to(world.others["notary"], tale, head_of(tale))
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
        "300000.00 元 × 2%",
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
    told = head.read(desk(billed.order, "issue")).text
    assert told.index("要先办好") < told.index("费用还没有缴清：应缴 3010.00 元，待缴费")
    refused = head.presses("do", desk(billed.order, "issue"), RESULT, status=409)
    assert "费用还没有缴清：应缴 3010.00 元，待缴费" in refused
    billed.at(11, 18)
    sends_proof(billed)
    assert bill(billed) == ("claimed", "3010.00", "0.00")
    clerk_of(billed).does(desk(billed.order, "return_voucher"), reason="看不清金额，请重拍。")
    assert "看不清金额，请重拍。" in billed.worker().read(own(billed.order, "bill")).text
    sends_proof(billed)
    clerk_of(billed).does(desk(billed.order, "confirm_payment"), **money("3010.00", "2026-11-18"))
    head_of(billed).does(desk(billed.order, "issue"), **RESULT)
    assert (billed.now().state, bill(billed)) == ("issued", ("paid", "3010.00", "0.00"))


def test_too_much_paid_goes_back_by_the_consent_of_two(billed: Tale) -> None:
    """NOT-32: above 200 yuan the one asks and another allows; whoever asked cannot."""
    billed.at(11, 18)
    sends_proof(billed)
    clerk = clerk_of(billed)
    clerk.does(desk(billed.order, "confirm_payment"), **money("3010.00", "2026-11-18"))
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


def test_a_power_is_notarised_at_home_and_for_nothing(world: World, time: Time) -> None:
    """NOT-09, NOT-10, NOT-60: who lives on assistance pays nothing, by the rules and after a look at the paper."""
    time.moves_to(11, 16)
    free = {"copies": "0", "hardship": ["低保或者特困"]}
    tale = asked(world, time, "notary/certificate", {**POWER, **free})
    head, clerk = head_of(tale), clerk_of(tale)
    head.does(desk(tale.order, "accept"))
    clerk.does(desk(tale.order, "receive_material"), materials=["identity", "aid"])
    clerk.does(desk(tale.order, "bill"))
    gives_to(world.others["notary"], tale, head)
    head.does(desk(tale.order, "issue"), certified="委托属实。", form="两种都有", copies="1")
    assert "0.00 元，不用缴费" in tale.worker_reads().text
    assert (tale.now().outcome, bill(tale)) == ("issued", ("nothing", "0.00", "0.00"))


def test_no_opinion_before_the_appraisal_is_paid(world: World, time: Time) -> None:
    """APP-13; 司法鉴定程序通则 16: by the group the category belongs to; here a court asks about a signature."""
    time.moves_to(11, 16)
    court = {"applicant__name": "叶县人民法院", "applicant__kind": "organisation"}
    tale = asked(world, time, "appraisal/entrustment", COMMISSION, **court)
    clerk, head = (at_work(world, role, "appraisal-body") for role in ("body-clerk", "body-head"))
    clerk.does(desk(tale.order, "receive_material"), materials=["samples"], original="yes")
    head.does(desk(tale.order, "accept"), risks="可能损耗检材，完成后退还。")
    appraiser = world.others["appraiser"]
    gives_to(appraiser, tale, head, second="鉴定人乙", senior="yes")
    practitioner(appraiser).does(desk(tale.order, "examine"), done="比对笔迹。", standard="规范")
    head.does(desk(tale.order, "review"), opinion="程序合规，依据充分。")
    head.does(desk(tale.order, "bill"))
    opinion = {"process": "特征一致。", "opinion": "是同一人书写。", "dissent": ""}
    head.read(desk(tale.order, "issue"))
    unpaid = head.presses("do", desk(tale.order, "issue"), opinion, status=409)
    assert "费用还没有缴清：应缴 1500.00 元，待缴费" in unpaid
    head.does(desk(tale.order, "confirm_payment"), **money("1500.00", "2026-11-16"))
    head.does(desk(tale.order, "issue"), **opinion)
    assert (tale.now().outcome, bill(tale)) == ("appraised", ("paid", "1500.00", "0.00"))


def test_another_office_takes_no_money_for_it(billed: Tale) -> None:
    """And the outsider? A clerk next door and one of another county find no bill."""
    stranger = at_work(billed.world, "body-clerk", OFFICE, LUSHAN)
    for action in ("confirm_payment", "refund", "waive_bill"):
        assert stranger.get(desk(billed.order, action)).status_code == 404
    clerk = staff(billed.world, "window-clerk", LUSHAN)
    assert clerk.get(desk(billed.order, "confirm_payment")).status_code == 404
    assert bill(billed) == ("due", "3010.00", "0.00")
