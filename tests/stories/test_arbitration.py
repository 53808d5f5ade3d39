"""Two arbitrations: wages that were not paid, and goods that were not; and what to do about an award."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.models import Order
from tests.capabilities.documents.paper import text_of
from tests.stories.houses import asked, at_work
from tests.stories.telling import Tale, Time, desk, limits, own, papers, staff, timeline
from tests.world import CITY, LUSHAN, World

pytestmark = pytest.mark.django_db
LABOUR, COMMISSION = "labour-arbitration", "arbitration-commission"
WAGES = {
    "claim": "拖欠工资",
    "facts": "干了三个月，两万四千元没有给。",
    "amount": "24000",
    "still_there": "no",
    "years": "不到一年",
    "together": "12",
    "hardship": "yes",
}
GOODS = {
    "dispute": "买卖、租赁、承揽等合同",
    "agreement": "写了，机构明确",
    "claim": "支付货款十万元。",
    "facts": "货已经交了，钱没有给。",
    "online": "yes",
    "preservation": ["财产保全"],
}
AGAINST = {"opposite__name": "对方建筑公司"}


@pytest.fixture
def wages(world: World, time: Time) -> Tale:
    return asked(world, time, "arbitration/labour", WAGES, **AGAINST)


@pytest.fixture
def accepted(wages: Tale) -> Tale:
    wages.at(3, 4)
    at_work(wages.world, "body-clerk", LABOUR).does(desk(wages.order, "accept"))
    return wages


@pytest.fixture
def awarded(world: World, time: Time) -> Tale:
    """An award of the city's commission, three weeks after the papers came in."""
    tale = asked(world, time, "arbitration/commercial", GOODS, **AGAINST)
    tale.at(3, 5)
    head = at_work(world, "body-head", COMMISSION, CITY)
    head.does(desk(tale.order, "accept"), fee="3100")
    tribunal = {"members": "首席仲裁员丙", "how": "主任指定", "disclosed": "没有需要披露的情况。"}
    head.does(desk(tale.order, "form_tribunal"), **tribunal)
    tale.at(3, 26)
    head = at_work(world, "body-head", COMMISSION, CITY)
    head.does(desk(tale.order, "award"), findings="欠款属实。", result="支付货款十万元。")
    return tale


def test_silence_for_five_days_opens_the_way_to_the_court(wages: Tale) -> None:
    """ARB-01; 劳动争议调解仲裁法 29: the worker is told by the machine, nobody has to think of it."""
    wages.at(3, 8)
    assert papers(wages.worker_reads()) == {}
    wages.at(3, 10)
    title, path = papers(wages.worker_reads())["叶劳仲劳仲逾字〔2026〕第1号"]
    said = text_of(wages.worker().get(path).content)
    assert (title, "直接向人民法院起诉" in said) == ("逾期未作受理决定告知书", True)
    assert wages.now().state == "submitted", "it may still be accepted"


def test_forty_five_days_fifteen_more_and_no_fee(accepted: Tale) -> None:
    """GRP-01; 劳动争议调解仲裁法 43, 44, 53."""
    accepted.at(3, 9)
    order, world = accepted.order, accepted.world
    clerk, head = (at_work(world, role, LABOUR) for role in ("body-clerk", "body-head"))
    due = dict(limits(clerk.read(desk(order))))["作出裁决的期限"]
    assert due == (
        "自 2026 年 3 月 4 日（不计当日）起 45 日，止于 4 月 18 日，逢周六、周日休息日顺延至 4 月 20 日；"
        "依据《劳动争议调解仲裁法》第四十三条第一款。"
    )
    assert "“可以先予执行”：符合" in head.read(desk(order, "advance")).text
    head.presses("do", desk(order, "advance"), {"sum": "6000", "reason": "生活没有着落。"})
    clerk.does(desk(order, "ask_extension"), reason="要调取考勤。")
    head.does(desk(order, "allow_extension"), reason="案情复杂。")
    assert "经批准延长 15 日" in dict(limits(clerk.read(desk(order))))["作出裁决的期限"]
    assert "先予执行裁决书" in {title for title, _ in papers(accepted.worker_reads()).values()}
    assert "不收费" in accepted.worker().read("/services/arbitration/labour/").text


def test_an_award_that_does_not_come_opens_the_court_too(accepted: Tale) -> None:
    """劳动争议调解仲裁法 43.1."""
    accepted.at(4, 21)
    made = papers(accepted.worker_reads())
    assert made["叶劳仲劳仲迟字〔2026〕第1号"][0] == "逾期未裁决告知书"


def test_a_worker_may_sue_over_an_award_within_fifteen_days(accepted: Tale) -> None:
    """劳动争议调解仲裁法 50: said on the page and in the award."""
    accepted.at(3, 20)
    head = at_work(accepted.world, "body-head", LABOUR)
    head.does(desk(accepted.order, "award"), findings="欠薪属实。", result="支付两万四千元。")
    page = accepted.worker_reads()
    _, path = papers(page)["叶劳仲劳仲裁字〔2026〕第1号"]
    award = text_of(accepted.worker().get(path).content)
    assert accepted.now().state == "awarded"
    assert "可以在 15 日内再提出来" in page.text
    for words in ("支付两万四千元。", "15日内向人民法院起诉", "《劳动争议调解仲裁法》第五十条"):
        assert words in award


def test_a_slip_in_an_award_is_put_right(awarded: Tale) -> None:
    """ARB-05; 仲裁法 69: asked for from the award itself, nothing is told twice."""
    awarded.at(3, 27)
    awarded.worker().does(own(awarded.order, "correct_award"), slip="合计少算了一百元。")
    correction = Order.objects.get(parent=awarded.order)
    assert (correction.service, correction.answers["slip"]) == (
        "arbitration/correction", "合计少算了一百元。",
    )  # fmt: skip
    head = at_work(awarded.world, "body-head", COMMISSION, CITY)
    head.does(desk(correction, "correct"), corrected="合计十万零一百元。")
    correction.refresh_from_db()
    assert correction.outcome == "put_right"


def test_setting_aside_has_three_months_and_needs_a_ground(awarded: Tale) -> None:
    """ARB-01; 仲裁法 71, 72: the six months of the older law are gone."""
    page = awarded.worker_reads()
    assert "可以在 3 月内再提出来" in page.text or "可以在 3 个月内再提出来" in page.text
    awarded.at(4, 1)
    form = "/services/arbitration/set-aside/apply/"
    party = awarded.worker()
    party.read(f"{form}?about={awarded.order.number}")
    said = {
        "kind": "商事仲裁裁决",
        "received_on": "2026-03-27",
        "passed": "十五日以内",
        "ground": "对结果不满意",
        "story": "裁得太少。",
    }
    party.presses("submit", form, {f"answers.{key}": value for key, value in said.items()})
    guidance = Order.objects.get(parent=awarded.order)
    clerk = staff(awarded.world, "window-clerk")
    assert "“有可以申请撤销的法定理由”：不符合" in clerk.read(desk(guidance, "guide")).text
    assert "“还在期限之内”：符合" in clerk.read(desk(guidance, "check_time")).text


def test_family_matters_are_pointed_elsewhere(world: World, time: Time) -> None:
    """ARB-01, ARB-06, ARB-07; 仲裁法 3."""
    answers = {"dispute": "婚姻、收养、监护、继承", "story": "分割遗产。", "agreement": "没有写"}
    tale = asked(world, time, "arbitration/guidance", answers)
    clerk = staff(world, "window-clerk")
    assert "：不符合" in clerk.read(desk(tale.order, "guide")).text
    clerk.presses("do", desk(tale.order, "guide"), {"way": "先调解，再起诉。", "by_when": "三年内"})
    assert timeline(tale.worker_reads()) == ["提交", "指引"]


def test_arbitration_is_nobody_elses_business(awarded: Tale) -> None:
    """ARB-05 neutral and confidential: the county next door sees nothing of it."""
    stranger = at_work(awarded.world, "body-head", LABOUR, LUSHAN)
    assert stranger.get(desk(awarded.order)).status_code == 404
