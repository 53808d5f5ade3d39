"""Teaching the law: an organ that does not, a school without a vice-principal, a household everybody knows."""

from __future__ import annotations

import pytest

from tests.stories.asking import (
    HOUSE,
    VILLAGER,
    asks,
    by_applicant,
    by_lawyer,
    by_staff,
    children,
    goes_to,
    paper,
)
from tests.stories.telling import Tale, Time, desk, staff, timeline
from tests.world import World

ORGAN = {"name": "叶县市场监督管理局", "phone": "13800000071"}
SCHOOL = {"name": "东街小学", "phone": "13800000072"}


@pytest.fixture
def task(world: World, time: Time) -> Tale:
    """Put on the responsibility list, to be done in March."""
    tale = asks(
        world,
        time,
        "publicity/responsibility",
        ORGAN,
        law="食品安全法",
        to_whom=["管理服务对象"],
        measure="进农贸市场讲四次。",
        due="2026-03-31",
        real_time="yes",
    )
    by_staff(tale, "bureau-officer", "publish", done_by="2026-03-31")
    return tale


def test_a_task_of_the_list_is_done_and_checked(task: Tale) -> None:
    """EDU-06, EDU-07, EDU-09; 法治宣传教育法 9, 18."""
    assert "普及食品安全法" in paper(task, "普法责任任务书")
    task.at(3, 25)
    done = {"done": "讲了四次。", "people": "320", "proof": "照片已传。"}
    assert by_applicant(task, "report", **done) == "checking"
    assert by_staff(task, "bureau-officer", "complete", quality="优秀") == "completed"
    assert task.order.outcome == "done"


def test_what_is_left_undone_gets_a_reminder_and_then_public_criticism(task: Tale) -> None:
    """EDU-06, EDU-21; 法治宣传教育法 57, 59.2: reminded, not improved, criticised, with a way on."""
    task.at(4, 1)
    assert task.now().state == "late"
    missing = "一次也没有讲。"
    assert by_staff(task, "bureau-officer", "remind", missing=missing) == "reminded"
    said = paper(task, "普法提示函")
    assert missing in said
    assert "《法治宣传教育法》第五十七条" in said
    task.at(5, 7)  # the holidays of May move the last day to the sixth
    assert task.now().state == "criticising"
    assert by_staff(task, "bureau-chief", "criticise", reason="两次没有改进。") == "criticised"
    assert "《法治宣传教育法》第五十九条第二款" in paper(task, "通报批评决定")
    assert timeline(staff(task.world, "bureau-officer").read(desk(task.order)))[-1] == "通报批评"


def test_who_improves_after_a_reminder_is_not_criticised(task: Tale) -> None:
    """法治宣传教育法 57: improved and reported."""
    task.at(4, 1)
    by_staff(task, "bureau-officer", "remind", missing="一次也没有讲。")
    task.at(4, 20)
    assert by_applicant(task, "improve", done="补讲四次。", people="280") == "checking"
    by_staff(task, "bureau-officer", "complete", quality="合格")
    assert task.now().outcome == "done"


def test_a_rural_school_gets_its_vice_principal(world: World, time: Time) -> None:
    """EDU-15; 法治宣传教育法 41.1, 未成年人保护法 11.2: harm to a pupil is reported at once."""
    wishes = {"post": "法治副校长", "has_one": "no", "remote": "yes", "needs": ["法治课"]}
    tale = asks(world, time, "publicity/school-adviser", SCHOOL, **wishes)
    page = staff(world, "bureau-officer").read(desk(tale.order, "refuse"))
    assert "“还没有法治副校长，应当配”：符合" in page.text
    assert goes_to(tale, "bureau-officer") == "appointing"
    letter = {"letter_no": "东小聘1号", "duties": ["法治课", "防欺凌"]}
    assert by_applicant(tale, "appoint", **letter) == "serving"
    report = {"body": "公安机关（110）", "matter": "学生被打。", "reason": "人身伤害"}
    by_lawyer(tale, "harm", **report)
    assert children(tale) == ["referral/outside"]


def test_pupils_visit_the_base_and_say_what_they_want_next(world: World, time: Time) -> None:
    """EDU-05, EDU-14; 法治宣传教育法 41, 42."""
    wishes = {
        "kind": "参观青少年法治教育基地",
        "audience": "中小学生",
        "topic": ["宪法"],
        "day": "2026-03-18",
        "people": "45",
    }
    tale = asks(world, time, "publicity/activity", SCHOOL, **wishes)
    page = staff(world, "bureau-officer").read(desk(tale.order, "book_base"))
    assert "“青少年优先，可以用法治教育基地”：符合" in page.text
    booked = {"speaker": "县法治教育基地，讲解员", "held_on": "2026-03-18"}
    assert by_staff(tale, "bureau-officer", "book_base", **booked) == "arranged"
    assert "不收任何费用" in paper(tale, "普法活动确认书")
    tale.at(3, 18)
    held = {"attended": "44", "feedback": "很有用", "wish": "想看模拟法庭"}
    assert by_staff(tale, "bureau-officer", "held", **held) == "completed"


def test_a_household_is_named_when_nobody_objects(world: World, time: Time) -> None:
    """ADV-13; 法治宣传教育法 12, 46.2: seven days of public notice, and the system names it."""
    wishes = {"village": "东街社区", "lawful": "no", "teaches": "yes"}
    tale = asks(world, time, "publicity/model-household", VILLAGER, **wishes)
    facts = {"opinion": "邻里都说好。"}
    assert by_staff(tale, "bureau-officer", "recommend", **facts) == "public_notice"
    tale.at(3, 10)
    assert (tale.now().state, tale.order.outcome) == ("named", "named")
    assert "王村民家为学法用法示范户" in paper(tale, "学法用法示范户证书")


def test_a_village_with_a_convicted_cadre_is_not_passed_on(world: World, time: Time) -> None:
    """ADV-14: what bars it bars it, whoever presses the button; the refusal names the way on."""
    wishes = {"rank": "县级", "held": "还没有称号", "savvy": "5", "site": "yes", "adviser": "yes"}
    tale = asks(world, time, "publicity/model-village", HOUSE, **wishes, clean="no")
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "pass_on"), 409, joint="民政同意")
    assert tale.now().state == "submitted"
    assert by_staff(tale, "bureau-officer", "refuse", reason="村干部犯罪。") == "refused"


def test_a_village_is_named_after_open_and_secret_visits(world: World, time: Time) -> None:
    """ADV-14, EDU-18: scored, made public, an objection looked into, named, looked at again."""
    wishes = {"rank": "县级", "held": "还没有称号", "savvy": "5", "site": "yes", "adviser": "yes"}
    tale = asks(world, time, "publicity/model-village", HOUSE, **wishes, clean="yes")
    assert by_staff(tale, "bureau-officer", "pass_on", joint="民政同意") == "visiting"
    tale.at(3, 10)
    for kind in ("明查", "暗访"):
        seen = {"kind": kind, "seen_on": "2026-03-09", "seen": "村务公开栏是新的。"}
        by_staff(tale, "bureau-officer", "visit", **seen)
    scored = {"points": "92", "why": "公开、有顾问。"}
    assert by_staff(tale, "bureau-officer", "propose", **scored) == "public_notice"
    assert by_staff(tale, "bureau-officer", "objection", said="账目不清。") == "visiting"
    by_staff(tale, "bureau-officer", "propose", **scored)
    tale.at(3, 18)
    assert tale.now().state == "naming"
    assert by_staff(tale, "bureau-chief", "name") == "named"
    assert by_staff(tale, "bureau-officer", "keep", seen="保持得好。") == "completed"
    assert tale.order.outcome == "kept"
