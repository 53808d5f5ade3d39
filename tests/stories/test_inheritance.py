"""A house is inherited: the notary waits for a paper, and the fifteen working days wait with them."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.queries import chain_is_whole
from tests.capabilities.documents.paper import text_of
from tests.stories.houses import asked, at_work, gives_to, practitioner
from tests.stories.telling import Tale, Time, desk, limits, own, papers, staff, timeline
from tests.world import LUSHAN, YE, World

pytestmark = pytest.mark.django_db
OFFICE = "notary-office"
ANSWERS = {
    "deceased": "老父亲",
    "died_on": "2025-12-20",
    "relation": "子女",
    "estate": ["房屋"],
    "estate_place": YE,
    "will": "没有遗嘱",
    "heirs": "母亲，姐姐，我。",
    "unreachable": "no",
    "ward": "no",
    "renounces": "no",
    "disputed": "no",
    "hardship": ["以上都没有"],
}


@pytest.fixture
def inheritance(world: World, time: Time) -> Tale:
    """Applied for on Monday, accepted on Tuesday, given to a notary the same day."""
    tale = asked(world, time, "notary/inheritance", ANSWERS)
    tale.at(3, 3)
    head = at_work(world, "body-head", OFFICE)
    head.does(desk(tale.order, "accept"), fee="800")
    gives_to(world.others["notary"], tale, head)
    return tale


def test_the_days_of_a_supplement_do_not_count(inheritance: Tale) -> None:
    """公证法 30: fifteen working days from acceptance, without the days spent on a missing paper."""
    world, order = inheritance.world, inheritance.order
    inheritance.at(3, 5)
    notary = practitioner(world.others["notary"])
    notary.does(desk(order, "survey"), how=["询问家人", "查户籍"], found="配偶一人，子女二人。")
    clerk = at_work(world, "body-clerk", OFFICE)
    clerk.does(desk(order, "ask_for_more"), missing="父亲的死亡证明", reply_by="2026-03-16")
    title, path = papers(inheritance.worker_reads())["叶证公继补字〔2026〕第1号"]
    said = text_of(inheritance.worker().get(path).content)
    assert (title, "办理期限暂停" in said, "父亲的死亡证明" in said) == (
        "继承公证补充材料通知书", True, True,
    )  # fmt: skip

    inheritance.at(3, 12)
    inheritance.worker().does(own(order, "supply"), note="医院开的，已经上传。")
    clerk = at_work(world, "body-clerk", OFFICE)
    due = dict(limits(clerk.read(desk(order))))["出具公证书的期限"]
    assert due == (
        "自 2026 年 3 月 3 日（不计当日）起 15 个工作日，跳过 8 个周末休息日，"
        "其间暂停 5 个工作日（等您补材料），止于 3 月 31 日；依据《公证法》第三十条。"
    )


def test_the_certificate_names_the_heirs_and_the_way_on(inheritance: Tale) -> None:
    """NOT-07, NOT-20, NOT-25: no certificate before the papers were seen; a review within a year."""
    world, order = inheritance.world, inheritance.order
    inheritance.at(3, 10)
    head = at_work(world, "body-head", OFFICE)
    said = {"heirs_found": "母亲三分之二，申请人甲三分之一。", "estate_found": "叶县的房屋一套。"}
    head.read(desk(order, "issue"))
    refused = head.presses("do", desk(order, "issue"), {**said, "copies": "2"}, status=409)
    assert "还缺材料" in refused
    clerk = at_work(world, "body-clerk", OFFICE)
    clerk.does(desk(order, "receive_material"), materials=["identity", "death"])
    head.does(desk(order, "issue"), **said, copies="2")

    page = inheritance.worker_reads()
    title, path = papers(page)["（2026）叶证公继证字第1号"]
    certificate = text_of(inheritance.worker().get(path).content)
    assert (title, inheritance.now().state, order.outcome) == ("继承公证书", "issued", "issued")
    for words in ("老父亲", "母亲三分之二，申请人甲三分之一。", "《民法典》第一千一百二十七条"):
        assert words in certificate
    assert "可以在 1 年内再提出来" in page.text
    assert timeline(page)[-1] == "审批并出证"
    assert chain_is_whole(order)


def test_a_quarrel_is_refused_with_the_way_to_mediation_and_court(inheritance: Tale) -> None:
    """公证法 31(4): what is in dispute is not notarised."""
    inheritance.at(3, 6)
    head = at_work(inheritance.world, "body-head", OFFICE)
    facts = {"cause": "当事人之间有争议", "reason": "姐姐不同意份额。", "refund": "600"}
    head.does(desk(inheritance.order, "refuse"), **facts)
    page = inheritance.worker_reads()
    _, path = papers(page)["叶证公继不办字〔2026〕第1号"]
    notice = text_of(inheritance.worker().get(path).content)
    assert inheritance.now().state == "refused"
    for words in ("姐姐不同意份额。", "600", "《公证法》第三十一条", "服务投诉", "人民调解"):
        assert words in notice


def test_another_office_neither_sees_nor_issues_it(inheritance: Tale) -> None:
    """And the outsider? A head next door and a clerk of another county find nothing."""
    stranger = at_work(inheritance.world, "body-head", OFFICE, LUSHAN)
    assert stranger.get(desk(inheritance.order, "issue")).status_code == 404
    other = staff(inheritance.world, "window-clerk", LUSHAN)
    assert other.get(desk(inheritance.order)).status_code == 404
