"""A county government wants to close a market, and the bureau says whether it may be discussed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.asking import asks, by_applicant, by_lawyer, by_staff, goes_to, paper
from tests.stories.telling import Tale, Time, desk, limits, staff
from tests.world import LUSHAN, World

OFFICE = {"name": "叶县商务局", "phone": "13800000041"}
STEPS = {"public_heard": "已经完成", "experts_heard": "依法不需要", "risk_assessed": "已经完成"}
BANNED = "经审查不合法的草案，不得提交讨论"


def draft(world: World, time: Time, **changes: Any) -> Tale:
    said = {"kind": "公共政策和措施", "name": "农贸市场搬迁方案", "days_left": "20", **STEPS}
    return asks(world, time, "lawyer/decision-review", OFFICE, **{**said, **changes})


@pytest.fixture
def sent(world: World, time: Time) -> Tale:
    return draft(world, time, exploring="no")


def test_an_adviser_is_heard_before_the_bureau_says_what_it_thinks(sent: Tale) -> None:
    """LAW-07, LAW-08; 重大行政决策程序暂行条例 25-28: the review stands still while the adviser is heard."""
    assert by_staff(sent, "bureau-officer", "accept_papers") == "reviewing"
    assert "请不要以征求意见代替合法性审查" in paper(sent, "合法性审查受理单")
    assert goes_to(sent, "bureau-officer") == "advising"
    sent.at(3, 4)
    facts = {"opinion": "应当听取商户意见。", "law": "重大行政决策程序暂行条例"}
    assert by_lawyer(sent, "opine", **facts) == "reviewing"
    assert by_staff(sent, "bureau-officer", "lawful_if_changed", opinion="补听证。") == "changing"
    assert by_applicant(sent, "send_changed", changed="已补开听证会。") == "reviewing"
    assert (
        by_staff(sent, "bureau-officer", "lawful", opinion="权限、程序、内容合法。") == "reviewed"
    )
    assert sent.order.outcome == "lawful"
    told = {"decided": "修改后通过", "how_used": "全部采纳"}
    assert by_applicant(sent, "tell_decision", **told) == "reviewed"


def test_the_result_is_promised_and_the_least_is_the_law_s(sent: Tale) -> None:
    """重大行政决策程序暂行条例 28; the most is promised."""
    by_staff(sent, "bureau-officer", "accept_papers")
    said = dict(limits(staff(sent.world, "bureau-officer").read(desk(sent.order))))
    assert said["出具审查意见的期限"] == (
        "自 2026 年 3 月 2 日（不计当日）起 15 个工作日，跳过 6 个周末休息日，止于 3 月 23 日；"
        "依据《服务承诺》、《重大行政决策程序暂行条例》第二十八条。"
    )


def test_too_little_time_is_seen_at_once(world: World, time: Time) -> None:
    """重大行政决策程序暂行条例 26.2: seven working days are left for the review."""
    hurried = draft(world, time, days_left="3", exploring="no")
    page = staff(world, "bureau-officer").read(desk(hurried.order, "accept_papers"))
    assert "“给审查留够了时间”：不符合" in page.text


def test_what_is_unlawful_may_not_be_discussed(sent: Tale) -> None:
    """重大行政决策程序暂行条例 25.2: the paper says so, with the reasons and the way on."""
    by_staff(sent, "bureau-officer", "accept_papers")
    reason = "县级无权设定关闭市场的处罚。"
    assert by_staff(sent, "bureau-chief", "unlawful", reason=reason) == "refused"
    said = paper(sent, "合法性审查意见书（不合法）")
    for words in (reason, BANNED, "《重大行政决策程序暂行条例》第二十五条第二款"):
        assert words in said
    assert "重新送审" in said


def test_only_new_ground_may_be_discussed_with_its_risks_named(sent: Tale) -> None:
    """重大行政决策程序暂行条例 25.2: who is on no new ground cannot take this way."""
    by_staff(sent, "bureau-officer", "accept_papers")
    facts = {"opinion": "风险可控。"}
    officer = staff(sent.world, "bureau-officer")
    officer.does(desk(sent.order, "name_risks"), status=409, **facts)
    assert sent.now().state == "reviewing"


def test_on_new_ground_the_risks_are_named(world: World, time: Time) -> None:
    """重大行政决策程序暂行条例 25.2."""
    tale = draft(world, time, exploring="yes")
    by_staff(tale, "bureau-officer", "accept_papers")
    assert by_staff(tale, "bureau-officer", "name_risks", opinion="先行先试。") == "reviewed"
    assert tale.order.outcome == "risks_named"


def test_another_county_does_not_read_the_draft(sent: Tale) -> None:
    outsider = staff(sent.world, "window-clerk", LUSHAN)
    assert outsider.get(desk(sent.order, "lawful")).status_code == 404
