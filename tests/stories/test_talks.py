"""People who want to talk: at home because they cannot walk, in English, on paper, or called back at last."""

from __future__ import annotations

import pytest

from tests.stories.asking import (
    asks,
    by_applicant,
    by_lawyer,
    by_staff,
    children,
    goes_to,
    paper,
    titles,
)
from tests.stories.telling import Tale, Time, desk, staff
from tests.world import CITY, World

OLD = {"name": "张大娘", "phone": "13800000061", "groups": ["老年人"]}


@pytest.fixture
def booking(world: World, time: Time) -> Tale:
    """An old woman who cannot walk far asks for a talk at home."""
    wishes = {"topic": "继承", "way": "上门", "day": "2026-03-05", "why_home": "行动不便"}
    return asks(world, time, "consultation/appointment", OLD, **wishes)


def test_who_cannot_walk_is_visited_and_told_of_aid(booking: Tale) -> None:
    """GRP-01, ADV-06, CEN-35; 法律援助法 23, 45."""
    page = staff(booking.world, "centre-head").read(desk(booking.order, "refuse"))
    assert "“老人、残疾人可以上门”：符合" in page.text
    agreed = {"meet_on": "2026-03-05", "at": "上午九点，家里"}
    assert goes_to(booking, "window-clerk", **agreed) == "booked"
    by_staff(booking, "window-clerk", "slip", said="3 月 5 日上午九点，家里，律师甲")
    assert "3月5日上午九点" in paper(booking, "咨询预约单")
    booking.at(3, 5)
    facts = {"answer": "房子先去不动产中心查登记。", "minutes": "40", "told_of_aid": "yes"}
    assert by_lawyer(booking, "held", **facts) == "completed"
    assert "您有权申请法律援助" in paper(booking, "咨询记录")


def test_a_missed_talk_is_booked_again_without_telling_it_twice(booking: Tale) -> None:
    """ORD-12: same number, same story."""
    goes_to(booking, "window-clerk", meet_on="2026-03-05", at="九点")
    booking.at(3, 5, 11)
    assert by_lawyer(booking, "absent", attempts="2") == "missed"
    assert by_applicant(booking, "book_again", reason="下周一") == "submitted"
    assert goes_to(booking, "window-clerk", meet_on="2026-03-09", at="九点") == "booked"


def test_a_foreigner_is_answered_in_two_languages(world: World, time: Time) -> None:
    """FOR-07, GRP-11; 法律援助法 69: the paper says which text counts."""
    person = {"name": "Anna Smith", "phone": "13800000062"}
    wishes = {"language": "英语", "topic": "劳动工资", "question": "My wages were not paid."}
    tale = asks(world, time, "consultation/foreign-language", person, **wishes, abroad="no")
    assert goes_to(tale, "window-clerk", interpreter="本人") == "answering"
    facts = {
        "answer": "可以向劳动监察投诉。",
        "translated": "You may complain to the labour inspectorate.",
        "translator": "律师甲",
        "law": "劳动法",
    }
    assert by_lawyer(tale, "answer", **facts) == "completed"
    said = paper(tale, "双语咨询答复书")
    for words in ("Youmaycomplaintothelabourinspectorate", "以中文为准", "申请法律援助"):
        assert words in said


def test_an_opinion_leaves_the_house_after_a_second_reading(world: World, time: Time) -> None:
    """LAW-24, HOT-14: the first reader sends it back, the applicant sees only what was issued."""
    wishes = {"topic": "合同", "question": "定金能不能退？", "facts": "交了定金，对方不卖了。"}
    tale = asks(world, time, "consultation/written-opinion", **wishes, in_court="no")
    goes_to(tale, "window-clerk")
    draft = {"opinion": "不能退。", "law": "民法典"}
    assert by_lawyer(tale, "draft", **draft) == "second_reading"
    assert by_staff(tale, "centre-head", "back_to_author", reason="条文看错了。") == "drafting"
    right = {"opinion": "应当双倍返还。", "law": "民法典第五百八十七条"}
    by_lawyer(tale, "draft", **right)
    assert by_staff(tale, "centre-head", "issue", reader="律师丁", **right) == "completed"
    assert titles(tale) == ["书面法律意见"]
    assert "应当双倍返还。" in paper(tale, "书面法律意见")


def test_a_hard_question_goes_to_experts_without_an_interest(world: World, time: Time) -> None:
    """LAW-29, ORD-35; 重大行政决策程序暂行条例 20: one of them is asked to stand aside, and is replaced."""
    wishes = {"field": "跨几个方面", "question": "合作开发合同有没有效？", "for_decision": "no"}
    tale = asks(world, time, "consultation/experts", **wishes)
    panel = {"experts": "甲、乙、丙", "no_interest": "yes", "meet_on": "2026-03-10"}
    assert by_staff(tale, "centre-head", "convene", **panel) == "convened"
    by_applicant(tale, "ask_recusal", who="丙", reason="他是对方的顾问。")
    other = {"change": "丙回避，换成丁", "meet_on": "2026-03-11"}
    assert by_staff(tale, "centre-head", "replace_expert", **other) == "convened"
    tale.at(3, 11)
    by_staff(tale, "centre-head", "met", present="甲、乙、丁", said="两人认为有效，一人不同意。")
    view = {"opinion": "合同有效。", "dissent": "一人认为未经批准。", "signed": "甲、乙、丁"}
    assert by_staff(tale, "centre-head", "opine", **view) == "completed"
    assert "不同意见：一人认为未经批准。" in paper(tale, "专家论证意见书")


def test_who_could_not_be_reached_is_tried_three_times_and_called_again(
    world: World, time: Time
) -> None:
    """HOT-06, HOT-19, ORD-26."""
    tale = asks(world, time, "consultation/call-back", {"phone": "13800000063"}, when="下午")
    agent = staff(world, "hotline-agent", CITY)
    for hour in ("14:00", "16:00", "18:00"):
        agent.does(desk(tale.order, "no_answer"), tried_at=hour)
    agent.does(desk(tale.order, "give_up"), attempts="3")
    assert tale.now().outcome == "unreachable"
    assert by_applicant(tale, "again", reason="晚上") == "submitted"
    question = {"question": "房东不退押金怎么办？", "reason": "要查合同"}
    agent.does(desk(tale.order, "becomes_question"), **question)
    assert (tale.now().state, children(tale)) == ("completed", ["consultation/legal"])


def test_what_cannot_be_found_of_foreign_law_gives_way_to_ours(world: World, time: Time) -> None:
    """FOR-06; 涉外民事关系法律适用法 10.2."""
    wishes = {"country": "某国", "matter": "继承", "question": "侄子能不能继承？", "chosen": "no"}
    tale = asks(world, time, "foreign/law-finding", **wishes)
    assert goes_to(tale, "centre-head") == "finding"
    assert by_lawyer(tale, "not_found", reason="使馆和数据库都没有。") == "completed"
    assert "适用中国法律" in paper(tale, "外国法未能查明说明")
    assert tale.order.outcome == "not_found"
