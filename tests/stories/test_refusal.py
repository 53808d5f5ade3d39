"""The second story, over HTTP: refused with reasons and a way on; the objection is decided in five days."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole
from tests.capabilities.documents.paper import text_of
from tests.stories.telling import (
    Browser,
    Tale,
    Time,
    desk,
    guessed_number,
    limits,
    own,
    papers,
    staff,
    timeline,
    told,
)
from tests.world import LUSHAN, YE, World

AID, OBJECTION = "/services/legal-aid/civil/apply/", "/services/legal-aid/objection/apply/"
WHY = "家庭人均月收入高于本地的经济困难标准。"
FIVE_DAYS = (
    "答复的期限",
    "自 2026 年 3 月 6 日（不计当日）起 5 日，止于 3 月 11 日；依据《法律援助法》第四十九条第二款。",
)


@pytest.fixture
def refused(world: World, time: Time) -> Tale:
    """An application made on the web on a Monday and refused on the Thursday."""
    tale = Tale(world, time)
    applicant = Browser()
    applicant.read(AID)
    answers = {
        "region": YE,
        "answers.matter": "赡养抚养",
        "answers.facts": "三个子女都不给赡养费。",
        "answers.income": "1600",
        "applicant.name": "申请人甲",
        "applicant.phone": "13800000001",
    }
    applicant.presses("check", AID, answers, status=200)
    assert "三个子女都不给赡养费。" in applicant.page.text
    applicant.read(applicant.presses("submit", AID))
    number, tale.code = told(applicant.page)
    tale.order = Order.objects.get(number=number)

    tale.at(3, 5)
    approver = staff(world, "aid-approver")
    assert "“符合法律援助条件”：不符合" in approver.read(desk(tale.order, "refuse")).text
    approver.presses("do", desk(tale.order, "refuse"), {"reason": WHY})
    return tale


@pytest.fixture
def objection(refused: Tale) -> Tale:
    """The objection, opened on the Friday from the page of the refusal."""
    refused.at(3, 6)
    applicant = refused.worker()
    begins = f"/services/legal-aid/objection/begin/?about={refused.order.number}"
    assert begins in applicant.read(own(refused.order)).links
    whole = f"{OBJECTION}?about={refused.order.number}"
    assert whole in applicant.read(begins).links
    form = applicant.read(whole).fields
    assert form["answers.order"] == [refused.order.number]
    assert form["applicant.name"] == ["申请人甲"], "nobody tells their story twice"
    said = {"answers.kind": "不予法律援助", "answers.reason": "收入里有一半是医药补助。"}
    applicant.presses("check", OBJECTION, said, status=200)
    applicant.read(applicant.presses("submit", OBJECTION))
    number, code = told(applicant.page)
    return Tale(refused.world, refused.time, Order.objects.get(number=number), code)


def test_a_refusal_says_why_and_where_to_object(refused: Tale) -> None:
    """法律援助法 43.1, 49.1: in writing, with the reasons and the way on."""
    page = refused.worker_reads()
    assert timeline(page) == ["提交", "不予援助"]
    assert "不同意的，可以向司法局提出异议，司法局五日内答复。" in page.text
    title, path = papers(page)["叶援不字〔2026〕第1号"]
    decision = refused.worker().get(path).content
    assert (title, decision[:4]) == ("不予法律援助决定书", b"%PDF")
    for said in (WHY, "《法律援助法》第四十三条第一款", "《法律援助法》第四十九条第一款", "五日内"):
        assert said in text_of(decision)


def test_nobody_else_objects(refused: Tale) -> None:
    """Who cannot see the refusal gets the answer for a number that does not exist."""
    outsider = Browser()
    said = {"answers.kind": "不予法律援助", "answers.reason": "我不同意。", "region": YE}
    person = {"applicant.name": "外人", "applicant.phone": "13800000009"}
    answers = []
    for number in (refused.order.number, guessed_number()):
        outsider.read(OBJECTION)
        named = {**said, **person, "answers.order": number}
        answers.append(outsider.presses("submit", OBJECTION, named, status=422))
    assert "没有找到这件工单，请核对工单号。" in answers[0]
    assert answers[0].replace(refused.order.number, "") == answers[1].replace(guessed_number(), "")
    assert Order.objects.count() == 1


def test_the_bureau_has_five_calendar_days(objection: Tale) -> None:
    """法律援助法 49.2: five days of the Law, not five working days; the weekend counts."""
    assert objection.order.organisation == objection.world.office("bureau")
    officer = staff(objection.world, "bureau-officer")
    assert limits(officer.read(desk(objection.order))) == [FIVE_DAYS]
    assert "答复的期限：3 月 11 日（周三）前" in objection.worker_reads().text


def test_the_objection_belongs_to_the_refusal_and_there_is_only_one(
    objection: Tale, refused: Tale
) -> None:
    assert (objection.order.parent, objection.order.link) == (refused.order, "remedy")
    again = refused.worker()
    again.read(f"{OBJECTION}?about={refused.order.number}")
    said = {"answers.kind": "不予法律援助", "answers.reason": "再说一次。"}
    text = again.presses("submit", OBJECTION, said, status=409)
    assert "对这个决定的异议正在处理中。" in text


def test_upheld_objections_reopen_the_application_and_it_is_granted(
    objection: Tale, refused: Tale
) -> None:
    objection.at(3, 11, 17)
    officer = staff(objection.world, "bureau-officer")
    officer.does(desk(objection.order, "correct"), reason="医药补助不计入收入。")
    assert (objection.now().state, objection.order.outcome) == ("corrected", "corrected")
    assert timeline(objection.worker_reads()) == ["提交", "责令改正"]
    assert refused.now().state == "correcting"

    refused.at(3, 12)
    approver = staff(refused.world, "aid-approver")
    page = approver.read(desk(refused.order))
    correction = "自 2026 年 3 月 11 日（不计当日）起 3 日，止于 3 月 14 日，逢周六、周日休息日顺延至 3 月 16 日"
    assert limits(page)[-1] == (
        "改正的期限",
        f"{correction}；依据《服务承诺》、《法律援助法》第四十九条第二款。",
    )
    approver.does(desk(refused.order, "grant"), form_of_aid="诉讼代理")
    assert (refused.now().state, refused.order.outcome) == ("granted", "granted")
    page = staff(refused.world, "aid-clerk").read(desk(refused.order))
    assert timeline(page) == ["提交", "不予援助", "下级工单办结", "按异议决定改正", "改为给予援助"]
    made = {number: title for number, (title, _) in papers(page).items()}
    assert made == {
        "叶援不字〔2026〕第1号": "不予法律援助决定书",
        "叶援改字〔2026〕第1号": "给予法律援助决定书（改正）",
    }
    assert chain_is_whole(refused.order)
    assert chain_is_whole(objection.order)


def test_dismissed_objections_name_the_sixty_days_for_reconsideration(
    objection: Tale, refused: Tale
) -> None:
    objection.at(3, 10)
    officer = staff(objection.world, "bureau-officer")
    officer.does(desk(objection.order, "maintain"), reason="补助已经扣除，仍高于标准。")
    page = objection.worker_reads()
    assert timeline(page) == ["提交", "维持原决定"]
    assert "六十日内可以申请行政复议" in page.text
    assert "可以在 60 日内再提出来" in page.text
    remedy = "《法律援助法》第四十九条第三款、《行政复议法》第二十条、《行政诉讼法》第四十六条"
    assert remedy in page.text
    title, path = papers(page)["叶司援异维字〔2026〕第1号"]
    text = text_of(objection.worker().get(path).content)
    assert title == "维持决定书"
    assert "自收到本决定书之日起六十日内依法申请行政复议" in text
    assert remedy in text
    assert (refused.now().state, refused.order.stage) == ("refused", "completed")


def test_a_decided_objection_cannot_be_made_again_of_a_granted_matter(
    objection: Tale, refused: Tale
) -> None:
    objection.at(3, 9)
    officer = staff(objection.world, "bureau-officer")
    officer.does(desk(objection.order, "correct"), reason="医药补助不计入收入。")
    again = refused.worker()
    again.read(f"{OBJECTION}?about={refused.order.number}")
    said = {"answers.kind": "不予法律援助", "answers.reason": "还是不同意。"}
    text = again.presses("submit", OBJECTION, said, status=409)
    assert "这件工单现在没有可以提出异议的决定。" in text


def test_another_countys_staff_do_not_decide_it(objection: Tale) -> None:
    other = staff(objection.world, "aid-clerk", LUSHAN)
    assert other.get(desk(objection.order, "maintain")).status_code == 404
