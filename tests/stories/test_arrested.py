"""A boy of seventeen was arrested: his mother asks for a lawyer, who is met, heard, and paid at the end."""

from __future__ import annotations

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import pdf_of
from santai.capabilities.orders.models import Order
from tests.capabilities.documents.paper import text_of
from tests.stories.begun import begun
from tests.stories.telling import Browser, Tale, Time, desk, lawyer, limits, own, staff, told
from tests.world import YE, World

CRIMINAL = "/services/legal-aid/criminal/apply/"
SON = {
    "region": YE,
    "answers.side": "犯罪嫌疑人、被告人",
    "answers.applies_as": "法定代理人",
    "answers.person": "小甲",
    "answers.charge": "盗窃",
    "answers.stage": "公安机关侦查",
    "answers.held": "看守所",
    "answers.own_lawyer": "no",
    "answers.special": ["未满十八周岁"],
    "answers.facts": "儿子前天被带走了，十七岁，家里请不起律师。",
    "applicant.name": "申请人甲",
    "applicant.phone": "13800000001",
}
SUBSIDY = {
    "case_number": "叶刑援〔2026〕1 号",
    "kind": "刑事案件",
    "stages": ["侦查", "审查起诉"],
    "lawyer": "律师甲",
    "finished_on": "2026-03-02",
    "amount": "1500",
    "account": "某某银行 0001",
}


@pytest.fixture
def arrested(world: World, time: Time) -> Tale:
    """Asked for at home, on an ordinary Monday."""
    tale = Tale(world, time)
    mother = Browser()
    mother.read(CRIMINAL)
    mother.presses("check", CRIMINAL, SON, status=200)
    mother.read(mother.presses("submit", CRIMINAL))
    number, tale.code = told(mother.page)
    tale.order = Order.objects.get(number=number)
    return tale


@pytest.fixture
def defended(arrested: Tale) -> Tale:
    """Granted on Wednesday, and a lawyer took it on Thursday."""
    arrested.at(3, 4)
    approver = staff(arrested.world, "aid-approver")
    approver.does(desk(arrested.order, "grant"), form_of_aid="刑事辩护")
    arrested.at(3, 5)
    first = str(arrested.world.lawyers[0].pk)
    dispatcher = staff(arrested.world, "aid-dispatcher")
    dispatcher.does(desk(arrested.order, "assign"), practitioner=first, minors="已确认")
    lawyer(arrested.world).does(desk(arrested.order, "accept"))
    return arrested


def test_means_do_not_matter_where_the_organ_must_notify(arrested: Tale) -> None:
    """AID-09, AID-12, AID-13; 法律援助法 25: a minor without a defender, whatever the family earns."""
    page = staff(arrested.world, "aid-approver").read(desk(arrested.order, "grant"))
    assert "“符合法律援助条件”：符合" in page.text
    assert "《法律援助法》第二十五条第一款" in page.text
    assert limits(page) == []
    due = Clock.objects.get(subject=arrested.order.subject, name="submitted")
    assert (due.due_on.month, due.due_on.day) == (3, 9)


def test_a_minor_gets_a_lawyer_who_knows_minors(arrested: Tale) -> None:
    """未成年人保护法 104.2: nobody is assigned before that is confirmed."""
    arrested.at(3, 4)
    approver = staff(arrested.world, "aid-approver")
    approver.does(desk(arrested.order, "grant"), form_of_aid="刑事辩护")
    first = str(arrested.world.lawyers[0].pk)
    dispatcher = staff(arrested.world, "aid-dispatcher")
    dispatcher.does(desk(arrested.order, "assign"), status=422, practitioner=first)
    assert arrested.now().state == "granted"


def test_the_detention_house_has_forty_eight_hours(defended: Tale) -> None:
    """刑事诉讼法 39.2: by the hour, over the weekend; the lawyer's own time rests."""
    defended.at(3, 6, 16)
    asked = {"place": "叶县看守所", "asked_on": "2026-03-06"}
    lawyer(defended.world).does(desk(defended.order, "ask_meeting"), **asked)
    clock = Clock.objects.get(subject=defended.order.subject, name="meeting")
    assert (clock.due_at - defended.time.now).total_seconds() == 48 * 3600
    defended.at(3, 8, 15)
    lawyer(defended.world).does(desk(defended.order, "met"), met_on="2026-03-08")
    assert defended.now().state == "in_hand"
    assert "承办期限" in defended.worker_reads().text


def test_the_lawyer_is_there_when_the_plea_is_signed_and_the_case_is_closed(defended: Tale) -> None:
    """AID-19, AID-24; 刑事诉讼法 174, 法律援助法 50."""
    defended.at(4, 1)
    attended = {"signed_on": "2026-04-01", "told": "yes"}
    lawyer(defended.world).does(desk(defended.order, "plea"), **attended)
    defended.at(5, 6)
    handed_in = {"summary": "检察院采纳了意见。", "result": "不起诉或者撤销案件"}
    lawyer(defended.world).does(desk(defended.order, "report"), **handed_in)
    defended.at(5, 7)
    staff(defended.world, "aid-clerk").does(desk(defended.order, "complete"), quality="优秀")
    assert (defended.now().state, defended.order.outcome) == ("completed", "aided")
    assert Browser().get(own(defended.order)).status_code != 200, "an outsider reads nothing of it"


def test_the_firm_is_paid_and_the_sheet_says_by_which_standard(world: World, time: Time) -> None:
    """FUND-09; 法律援助法 52: the province's sum is unverified and only advises."""
    firm = {"name": "叶县律师事务所", "phone": "13800000003"}
    tale = begun(world, time, "legal-aid/subsidy", {**SUBSIDY, "per_unit": "1500"}, applicant=firm)
    tale.at(3, 3)
    clerk = staff(world, "aid-clerk")
    assert "“不超过本省的补贴标准”：符合" in clerk.read(desk(tale.order, "check")).text
    worked = {"units": "2", "each": "1500", "costs": "86.50"}
    clerk.presses("do", desk(tale.order, "check"), {**worked, "quality": "优秀"})
    tale.at(3, 4)
    staff(world, "aid-approver").does(desk(tale.order, "approve"), **worked)
    sheet = Document.objects.get(subject=tale.order.subject, key="subsidy_sheet")
    said = text_of(pdf_of(sheet))
    assert said[said.index("件（天）数") : said.index("依照")] == (
        "件（天）数—2补贴小计1500.003000.00直接费用（未提供）86.50合计—3086.50"
    )
    tale.at(3, 6)
    paid = {"paid_on": "2026-03-06", "sum": "3086.50", "voucher": "记-12"}
    staff(world, "aid-clerk").does(desk(tale.order, "pay"), **paid)
    assert (tale.now().state, tale.order.outcome) == ("completed", "paid")


def test_more_than_the_standard_is_said_beside_the_button(world: World, time: Time) -> None:
    """FUND-09: the clerk sees it before anything is approved."""
    firm = {"name": "叶县律师事务所", "phone": "13800000003"}
    tale = begun(world, time, "legal-aid/subsidy", {**SUBSIDY, "per_unit": "9000"}, applicant=firm)
    page = staff(world, "aid-clerk").read(desk(tale.order, "check"))
    assert "“不超过本省的补贴标准”：不符合" in page.text
