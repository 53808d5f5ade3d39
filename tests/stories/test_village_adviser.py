"""A year of a village and its adviser: a question, a day that was missed, rules that go too far, an assessment."""

from __future__ import annotations

from santai.capabilities.orders.models import Order
from tests.stories.asking import (
    HOUSE,
    VILLAGER,
    asks,
    by_applicant,
    by_lawyer,
    by_staff,
    goes_to,
    paper,
)
from tests.stories.telling import Time, desk, lawyer, staff, timeline
from tests.world import LUSHAN, World


def test_a_villager_asks_and_meets_the_adviser_in_the_village(world: World, time: Time) -> None:
    """ADV-03, ADV-06, CEN-21; 法律援助法 23, 人民调解法 17."""
    wishes = {"topic": "邻里物业", "question": "邻居的树挡了我家的光。", "neighbours": "yes"}
    tale = asks(world, time, "adviser/question", VILLAGER, **wishes)
    assert goes_to(tale, "window-clerk") == "with_adviser"
    page = lawyer(world).read(desk(tale.order, "mediate"))
    assert "“邻里家庭矛盾，可以先请人民调解”：符合" in page.text
    assert by_lawyer(tale, "meet", meet_on="2026-03-06") == "meeting"
    tale.at(3, 6)
    assert by_lawyer(tale, "talked", answer="树枝可以请邻居修剪。") == "completed"
    assert "树枝可以请邻居修剪。" in paper(tale, "村（居）法律顾问答复单")


def test_a_missed_duty_day_is_made_up_and_the_village_confirms_it(world: World, time: Time) -> None:
    """ADV-01, ADV-03, ADV-05: cover that is real, not on paper."""
    day = {"day": "2026-03-10", "hours": "九点到十一点", "place": "村委会", "announced": "5"}
    tale = asks(world, time, "adviser/duty-day", HOUSE, **day)
    assert goes_to(tale, "window-clerk", held_on="2026-03-10") == "due"
    assert "谁都可以来问，不收费" in paper(tale, "村（居）法律顾问坐班公告")
    tale.at(3, 11)
    assert tale.now().state == "make_up"
    tale.at(3, 16)
    made_up = {"held_on": "2026-03-14", "people": "7", "minutes": "120"}
    assert by_lawyer(tale, "made_up", **made_up) == "logged"
    assert by_applicant(tale, "dispute", reason="只来了半小时。") == "make_up"
    tale.at(3, 20)
    by_lawyer(tale, "made_up", **made_up)
    assert by_applicant(tale, "confirm", content="满意") == "completed"
    assert tale.order.outcome == "held"


def test_a_day_that_is_never_made_up_is_on_record(world: World, time: Time) -> None:
    """ADV-05, ADV-11: it counts in the yearly assessment, and the bureau above hears of it."""
    day = {"day": "2026-03-10", "hours": "上午", "place": "村委会", "announced": "1"}
    tale = asks(world, time, "adviser/duty-day", HOUSE, **day)
    goes_to(tale, "window-clerk", held_on="2026-03-10")
    tale.at(3, 11)
    tale.at(3, 28)
    assert (tale.now().state, tale.order.outcome) == ("completed", "missed")
    told = timeline(staff(world, "window-clerk").read(desk(tale.order)))
    assert told[-1] == "没有补，记入考核"


def test_rules_that_take_land_from_married_women_are_named_unlawful(
    world: World, time: Time
) -> None:
    """EDU-17, ADV-04; 妇女权益保障法 56: the assembly decides, within the law."""
    text = {
        "kind": "村规民约、居民公约",
        "assembly": "准备讨论",
        "touches": ["外嫁女、入赘户的待遇"],
    }
    tale = asks(world, time, "adviser/review", HOUSE, **text)
    goes_to(tale, "window-clerk")
    page = lawyer(world).read(desk(tale.order, "opine"))
    assert "可能违法：不能罚款，不能侵犯人身、财产和妇女的权利”：符合" in page.text
    assert "《妇女权益保障法》第五十六条" in page.text
    facts = {"conclusion": "改好再用", "opinion": "外嫁女的承包地不能收。"}
    assert by_lawyer(tale, "opine", **facts) == "advised"
    changed = {"changed": "这一条删了。"}
    assert by_applicant(tale, "again", **changed) == "reading"
    by_lawyer(tale, "opine", conclusion="合法，可以用", opinion="没有问题。")
    result = {"result": "规约通过，已报乡镇备案", "used": "全部采纳"}
    assert by_applicant(tale, "told", **result) == "completed"


def test_an_assessment_can_be_answered_and_is_looked_at_again(world: World, time: Time) -> None:
    """ADV-05, ADV-11, EVAL-11: a kept result says where to complain."""
    records = {"days_held": "4", "lectures": "0", "satisfied": "60", "complaints": "0"}
    who = {"year": "2025", "adviser": "东街社区顾问"}
    tale = asks(world, time, "adviser/assessment", HOUSE, **who, **records)
    page = staff(world, "bureau-officer").read(desk(tale.order, "score"))
    assert "“达到合格”：" in page.text
    graded = {"grade": "不合格", "points": "50", "why": "坐班四天。"}
    assert by_staff(tale, "bureau-officer", "score", **graded) == "open_to_answer"
    assert by_applicant(tale, "answer", reason="疫情封村。") == "second_look"
    assert by_staff(tale, "bureau-chief", "keep", reason="记录无误。") == "kept"
    assert "向上一级司法行政机关提出服务投诉" in paper(tale, "年度考核复核维持通知书")


def test_a_fair_villager_becomes_law_savvy(world: World, time: Time) -> None:
    """ADV-12, ADV-13; 法治宣传教育法 46.2: trained, tested, registered, and looked at after a year."""
    wishes = {"village": "东街社区", "by_whom": "自己报名", "age": "45", "convicted": "no"}
    tale = asks(world, time, "adviser/law-savvy", VILLAGER, **wishes)
    course = {"course": "第一期，司法所", "ends_on": "2026-03-20"}
    assert by_staff(tale, "bureau-officer", "admit", **course) == "training"
    tale.at(3, 20)
    passed = {"hours": "24", "score": "88", "certificate_no": "叶明001"}
    assert by_staff(tale, "bureau-officer", "passed", **passed) == "registered"
    said = paper(tale, "法律明白人证书")
    assert "不代理案件，不收任何费用" in said
    by_applicant(tale, "work", kind="讲法", done_on="2026-03-20", people="12")
    assert tale.now().state == "registered"


def test_who_was_convicted_is_told_why_not(world: World, time: Time) -> None:
    """法治宣传教育法 46.2; the refusal names the way on, and another county sees nothing."""
    wishes = {"village": "东街社区", "by_whom": "自己报名", "age": "45", "convicted": "yes"}
    tale = asks(world, time, "adviser/law-savvy", VILLAGER, **wishes)
    page = staff(world, "bureau-officer").read(desk(tale.order, "refuse"))
    assert "“符合培养条件”：不符合" in page.text
    assert by_staff(tale, "bureau-officer", "refuse", reason="不能起示范作用。") == "refused"
    assert "不能起示范作用。" in paper(tale, "不予办理告知书")
    outsider = staff(world, "window-clerk", LUSHAN)
    assert outsider.get(desk(tale.order)).status_code == 404
    assert Order.objects.count() == 1
