"""A court commissions an appraisal: custody, thirty working days, an opinion, a slip put right, a day in court."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.models import Order
from tests.capabilities.documents.paper import text_of
from tests.stories.houses import asked, at_work, gives_to, practitioner
from tests.stories.telling import Tale, Time, desk, limits, papers, staff, timeline
from tests.world import LUSHAN, YE, World

pytestmark = pytest.mark.django_db
BODY = "appraisal-body"
COMMISSION = {
    "kind": "初次鉴定",
    "client": "人民法院",
    "category": "文书",
    "request": "借条上的签名是不是本人写的。",
    "purpose": "（2026）豫0422民初1号",
    "facts": "被告否认在借条上签过名。",
    "elsewhere": "no",
    "aided": "no",
}


@pytest.fixture
def commissioned(world: World, time: Time) -> Tale:
    """The court hands over the note on Monday; it is accepted on Wednesday."""
    court = {"applicant__name": "叶县人民法院", "applicant__kind": "organisation"}
    tale = asked(world, time, "appraisal/entrustment", COMMISSION, **court)
    clerk = at_work(world, "body-clerk", BODY)
    clerk.does(desk(tale.order, "receive_material"), materials=["samples"], original="yes")
    tale.at(3, 4)
    head = at_work(world, "body-head", BODY)
    assert "符合" in head.read(desk(tale.order, "accept")).text
    head.does(desk(tale.order, "accept"), fee="2400", risks="可能损耗检材，完成后退还。")
    gives_to(world.others["appraiser"], tale, head, second="鉴定人乙", senior="yes")
    return tale


def test_seven_working_days_to_accept_and_thirty_to_finish(commissioned: Tale) -> None:
    """APP-09; 司法鉴定程序通则 13, 28."""
    head = at_work(commissioned.world, "body-head", BODY)
    said = dict(limits(head.read(desk(commissioned.order))))
    assert said["决定是否受理的期限"] == (
        "自 2026 年 3 月 2 日（不计当日）起 7 个工作日，跳过 2 个周末休息日，止于 3 月 11 日；"
        "依据《司法鉴定程序通则》第十三条。"
    )
    assert "自 2026 年 3 月 4 日（不计当日）起 30 个工作日" in said["完成鉴定的期限"]
    commission = text_of(
        commissioned.worker().get(_path(commissioned, "叶鉴鉴委字〔2026〕第1号")).content
    )
    for words in ("叶县人民法院（人民法院）", "可能损耗检材", "借条上的签名是不是本人写的。"):
        assert words in commission


def test_more_time_is_asked_by_one_and_allowed_by_another(commissioned: Tale) -> None:
    """APP-08, APP-09; 司法鉴定程序通则 28: thirty working days more, and the client is told."""
    commissioned.at(3, 20)
    order, world = commissioned.order, commissioned.world
    clerk = at_work(world, "body-clerk", BODY)
    clerk.does(desk(order, "ask_extension"), reason="样本不足，要另外提取。")
    clerk.does(desk(order, "allow_extension"), status=403, reason="自己批准自己。")
    head = at_work(world, "body-head", BODY)
    head.does(desk(order, "allow_extension"), reason="同意。")
    head.does(desk(order, "tell_extension"), until="2026-05-29", reason="样本不足。")
    due = dict(limits(head.read(desk(order))))["完成鉴定的期限"]
    notice = text_of(
        commissioned.worker().get(_path(commissioned, "叶鉴鉴延字〔2026〕第1号")).content
    )
    assert ("经批准延长 30 个工作日" in due, "2026年5月29日" in notice) == (True, True)


def test_an_opinion_is_put_right_explained_and_defended_in_court(commissioned: Tale) -> None:
    """APP-03, APP-10, APP-17; 民事诉讼法 81: the slip changes, the opinion does not."""
    commissioned.at(3, 24)
    order, world = commissioned.order, commissioned.world
    appraiser = practitioner(world.others["appraiser"])
    appraiser.does(
        desk(order, "examine"), done="比对了十二处笔迹特征。", standard="文书鉴定通用规范"
    )
    head = at_work(world, "body-head", BODY)
    head.does(desk(order, "review"), opinion="程序合规，依据充分。")
    head.does(desk(order, "issue"), process="特征一致。", opinion="是同一人书写。", dissent="")
    head.does(desk(order, "correct"), slip="第三页日期应为三月二十日。")
    clerk = at_work(world, "body-clerk", BODY)
    clerk.does(desk(order, "to_court"), case="（2026）豫0422民初1号")
    made = [title for title, _ in papers(commissioned.worker_reads()).values()]
    assert {"司法鉴定意见书", "司法鉴定意见补正书"} <= set(made)
    assert (commissioned.now().state, order.outcome) == ("issued", "appraised")

    court = Order.objects.get(parent=order)
    assert (court.service, court.answers["case"]) == (
        "appraisal/appearance",
        "（2026）豫0422民初1号",
    )
    head.does(desk(court, "assign"), practitioner=world.others["appraiser"].pk)
    head.does(desk(court, "confirm"), hearing_on="2026-04-02", mode="视频出庭", protection="")
    commissioned.at(4, 2, 17)
    clerk = at_work(world, "body-clerk", BODY)
    clerk.does(desk(court, "attended"), attended_on="2026-04-02", said="说明了比对方法。")
    court.refresh_from_db()
    assert (court.stage, court.outcome) == ("completed", "appeared")


def test_nobody_appraises_again_because_the_result_displeases(world: World, time: Time) -> None:
    """APP-10; 司法鉴定程序通则 31, 32: a ground of law, and another body."""
    answers = {**COMMISSION, "kind": "重新鉴定", "ground_again": "对结论不满意", "same_body": "no"}
    tale = asked(world, time, "appraisal/entrustment", answers)
    head = at_work(world, "body-head", BODY)
    page = head.read(desk(tale.order, "refuse"))
    assert "退还鉴定材料" in page.text
    facts = {"cause": "其他情形", "reason": "没有重新鉴定的法定理由。"}
    head.presses("do", desk(tale.order, "refuse"), facts)
    notice = text_of(tale.worker().get(_path(tale, "叶鉴鉴不字〔2026〕第1号")).content)
    assert tale.now().state == "not_accepted"
    for words in (
        "没有重新鉴定的法定理由。",
        "3年内",
        "司法鉴定投诉",
        "《司法鉴定程序通则》第十五条",
    ):
        assert words in notice


def test_a_migrant_worker_with_legal_aid_pays_less(world: World, time: Time) -> None:
    """APP-13; 法律援助法 53."""
    answers = {"what": "伤残等级", "aided": "yes", "reason": "工伤后没有收入。"}
    tale = asked(world, time, "appraisal/aid", answers, applicant__groups=["农民工"])
    head = at_work(world, "body-head", BODY)
    assert "“可以减收或者免收鉴定费”：符合" in head.read(desk(tale.order, "grant")).text
    head.presses("do", desk(tale.order, "grant"), {"share": "全部免收"})
    said = text_of(tale.worker().get(_path(tale, "叶鉴鉴减字〔2026〕第1号")).content)
    assert (tale.now().outcome, "全部免收" in said) == ("granted", True)


def test_guidance_names_bodies_and_favours_none(world: World, time: Time) -> None:
    """APP-01, APP-02: whoever asks at home learns who has to commission it."""
    answers = {
        "category": "伤残等级和误工护理",
        "stage": "已经起诉或者仲裁",
        "question": "几级伤残。",
    }
    tale = asked(world, time, "appraisal/guidance", answers)
    clerk = staff(world, "window-clerk")
    said = clerk.read(desk(tale.order, "guide")).text
    assert "由办案机关委托鉴定" in said
    facts = {"way": "向法官申请。", "bodies": "甲所、乙所。", "fees": "有法律援助的减免。"}
    clerk.presses("do", desk(tale.order, "guide"), facts)
    assert timeline(tale.worker_reads()) == ["提交", "指引"]


def test_another_countys_body_does_not_open_the_file(commissioned: Tale) -> None:
    stranger = at_work(commissioned.world, "body-head", BODY, LUSHAN)
    assert stranger.get(desk(commissioned.order)).status_code == 404
    assert commissioned.order.organisation == commissioned.world.office(BODY, YE)


def _path(tale: Tale, number: str) -> str:
    return papers(tale.worker_reads())[number][1]
