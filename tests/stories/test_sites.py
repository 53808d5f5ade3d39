"""A centre becomes a demonstration site; a task is late, a finding stays, a lawyer is reported, people are chosen."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import pdf_of
from tests.capabilities.documents.paper import text_of
from tests.stories.begun import HOUSE, begun, stands
from tests.stories.telling import Tale, Time, desk, own, papers, staff, timeline
from tests.world import World

SITE: dict[str, Any] = {
    "grade": "市级示范点",
    "kind": "县级公共法律服务中心",
    "checked_by": ["线上查验", "体验服务"],
    "own_score": 93,
    "standard": "有标牌。",
    "capacity": "一年三千件。",
    "demand": "满意率九成八。",
}
TASK = {
    "task": "村村有顾问",
    "source": "三年方案任务6",
    "leader": "局长",
    "measure": "全覆盖。",
    "done_by": "2026-03-10",
}
FINDING = {
    "area": "案卷",
    "way": "案卷评查",
    "inspected_on": "2026-02-27",
    "inspectors": "两名",
    "findings": "缺回执。",
}
BREACH = {
    "profession": "基层法律服务工作者",
    "about": "私自接案收费",
    "facts": "收了两千元没有合同。",
}
CITIZEN: dict[str, Any] = {
    "way": "自己报名",
    "age_ok": True,
    "education": True,
    "post": "都不是",
    "why_you": "想出力。",
}
SCORES = {"s_standard": "28", "s_capacity": "27", "s_demand": "22", "s_equal": "14"}


@pytest.fixture
def site(world: World, time: Time) -> Tale:
    """Recommended and visited, openly and in secret."""
    tale = begun(world, time, "governance/demonstration", SITE, applicant=HOUSE)
    chief = staff(world, "bureau-chief")
    assert "“自评达到合格分，可以推荐”：符合" in chief.read(desk(tale.order, "recommend")).text
    chief.presses("do", desk(tale.order, "recommend"), {"opinion": "推荐。"})
    officer = staff(world, "bureau-officer")
    seen = {"visited_on": "2026-03-01", "found": "都在岗。"}
    officer.does(desk(tale.order, "open_visit"), inspectors="两名", **seen)
    officer.does(desk(tale.order, "secret_visit"), way="上门体验", **seen)
    return tale


def test_a_city_site_needs_ninety_points_and_five_days_without_objection(site: Tale) -> None:
    """EVAL-15, EVAL-16, EVAL-18, EVAL-19: 89 is refused, 91 selected, then public."""
    officer, chief = (staff(site.world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(site.order, "score"), **SCORES, rules_version="细则2026")
    sheet = Document.objects.get(subject=site.order.subject, key="score_sheet")
    assert "总分10091省级" in text_of(pdf_of(sheet)), "91 of 100: added up, not typed"
    path = desk(site.order, "select_city")
    chief.read(path)
    chief.presses("do", path, {"points": "89"}, status=422)
    chief.presses("do", path, {"points": "91"})
    assert stands(site) == ("published", "selected_city")
    site.at(3, 10)
    assert stands(site) == ("completed", "awarded")
    titles = [title for title, _ in papers(site.worker_reads()).values()]
    assert titles == ["示范点推荐意见", "示范点评分表", "示范点入选通知"]


def test_nobody_is_told_of_a_secret_visit(site: Tale) -> None:
    """EVAL-19."""
    from santai.capabilities.orders.models import Event, Outbox

    told = set(Outbox.objects.filter(order=site.order).values_list("seq", flat=True))
    visits = dict(Event.objects.filter(order=site.order).values_list("code", "seq"))
    assert (visits["open_visit"] in told, visits["secret_visit"] in told) == (True, False)


def test_a_task_that_is_late_is_urged_and_made_known(world: World, time: Time) -> None:
    """SUP-01, SUP-02, SUP-07, SUP-08, EVAL-14: its day passes, it is late, it is made known."""
    clerk = world.staff("window-clerk")
    tale = begun(world, time, "governance/task", TASK, by=clerk, applicant=HOUSE)
    officer, chief = (staff(world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(tale.order, "sign"), plan="分三步。", due="2026-03-10")
    officer.does(desk(tale.order, "progress"), percent="40", done="四成的村有了。")
    tale.at(3, 11)
    assert stands(tale)[0] == "late"
    chief = staff(world, "bureau-chief")
    chief.does(desk(tale.order, "criticise"), reason="两个乡镇没有动。")
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "finish"), result="全覆盖。", why_late="缺人。")
    chief.does(desk(tale.order, "sign_off"), quality="较好")
    assert stands(tale) == ("completed", "done")


def test_a_finding_that_is_not_corrected_comes_under_special_supervision(
    world: World, time: Time
) -> None:
    """EVAL-20, EVAL-30, SUP-11, SUP-23."""
    clerk = world.staff("window-clerk")
    tale = begun(world, time, "governance/inspection", FINDING, by=clerk, applicant=HOUSE)
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "notify"), demand="补齐。", due="2026-03-06")
    tale.at(3, 7)
    assert stands(tale)[0] == "supervised"
    chief = staff(world, "bureau-chief")
    chief.does(desk(tale.order, "hand_to_discipline"), facts="拒不整改。")
    assert stands(tale) == ("completed", "handed_on")
    assert tale.order.children.get().service == "governance/discipline"


def test_who_is_reported_is_heard_before_a_penalty_which_is_then_published(
    world: World, time: Time
) -> None:
    """DIR-07, DIR-08, DIR-12; 行政处罚法 44, 45, 60: ninety days; 律师法 47-52."""
    tale = begun(world, time, "governance/discipline", BREACH, opposite={"name": "某工作者"})
    officer, chief = (staff(world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(tale.order, "file"), officers="两名")
    officer.does(desk(tale.order, "tell_first"), intended="警告；私自收费。")
    said = {"penalty": ["警告"], "facts": "私自收费。", "reviewed": "已经审核"}
    assert chief.get(desk(tale.order, "penalise")).status_code == 409, "five working days first"
    tale.at(3, 10)
    assert stands(tale)[0] == "deciding", "nobody asked for a hearing"
    chief, officer = (staff(world, role) for role in ("bureau-chief", "bureau-officer"))
    chief.does(desk(tale.order, "penalise"), **said)
    assert stands(tale) == ("penalised", "penalised")
    officer.does(desk(tale.order, "publish"), number="叶司罚〔2026〕1号", content="警告。")
    assert tale.order.children.get().service == "enforcement/publicity"
    assert "处罚前告知" in timeline(officer.read(desk(tale.order)))


def test_a_county_bureau_proposes_the_penalty_of_a_lawyer(world: World, time: Time) -> None:
    """律师法 52: the county looks into it and proposes; the city decides."""
    tale = begun(world, time, "governance/discipline", BREACH | {"profession": "律师"})
    officer, chief = (staff(world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(tale.order, "file"), officers="两名")
    officer.does(desk(tale.order, "tell_first"), intended="警告；私自收费。")
    officer.does(desk(tale.order, "answered"), wants="明确放弃", said="没有意见。")
    path = desk(tale.order, "penalise")
    chief.read(path)
    said = {"penalty": ["警告"], "facts": "私自收费。", "reviewed": "已经审核"}
    chief.presses("do", path, said, status=409)
    chief.does(desk(tale.order, "propose_up"), proposal="警告。")
    assert stands(tale) == ("proposed", "")


@pytest.mark.parametrize(
    ("post", "status"), [("都不是", 302), ("律师公证员基层法律服务工作者", 409)]
)
def test_a_peoples_supervisor_meets_the_conditions(
    world: World, time: Time, post: str, status: int
) -> None:
    """CAT-01; 人民监督员选任管理办法 3, 4: who has a part in cases is not selected."""
    tale = begun(world, time, "peoples-supervisor/selection", CITIZEN | {"post": post})
    path = desk(tale.order, "propose")
    chief = staff(world, "bureau-chief")
    chief.read(path)
    chief.presses("do", path, {"opinion": "热心。"}, status=status)
    assert (stands(tale)[0] == "published") == (status == 302)


def test_the_centre_reads_its_own_matter_and_improves_in_rounds(world: World, time: Time) -> None:
    """EVAL-20, EVAL-21: several rounds; the outsider finds nothing."""
    tale = begun(world, time, "governance/demonstration", SITE, applicant=HOUSE)
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "send_to_mend"), problems="无障碍通道太窄。")
    tale.at(3, 9)
    tale.worker().does(own(tale.order, "improved"), improved="加宽了。")
    assert stands(tale)[0] == "applied"


def test_an_arbitrary_fine_is_put_right_and_the_organ_is_heard(world: World, time: Time) -> None:
    """ENF-14, ENF-15, SUP-18; 行政执法监督条例 26, 28, 30: an opinion, an objection, correction by the day named."""
    fine = {"about": "乱罚款", "organ": "某执法局", "facts": "没有给票据。", "pending": False}
    tale = begun(world, time, "enforcement/supervision", fine)
    officer, chief = (staff(world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(tale.order, "take_up"), supervisors="两名")
    chief.does(desk(tale.order, "opinion"), demand="退还罚款。", report_by="2026-03-20")
    officer.does(desk(tale.order, "object"), objection="有依据。", answer="依据已经废止。")
    officer.does(desk(tale.order, "put_right"), result="已经退还。")
    assert stands(tale) == ("completed", "corrected")
    titles = [title for title, _ in papers(tale.worker_reads()).values()]
    assert titles == ["行政执法监督结果告知书"], "the opinion is for the organ"


def test_supervisors_are_drawn_and_their_opinion_is_answered(world: World, time: Time) -> None:
    """人民监督员选任管理办法 3: the list of the draw is kept; the procuratorate answers in thirty days."""
    asks = {"kind": "检察建议", "number_wanted": 3, "day": "2026-03-20", "place": "叶县检察院"}
    house = {"name": "叶县人民检察院", "phone": "13800000003"}
    clerk = world.staff("window-clerk")
    tale = begun(world, time, "peoples-supervisor/task", asks, by=clerk, applicant=house)
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "draw"), pool="十二人", result="三人", witnesses="两人")
    officer.does(desk(tale.order, "gave_opinion"), present="三人", opinion="建议跟踪。")
    tale.at(3, 5)
    tale.worker().does(own(tale.order, "answered"), taken="采纳", reasons="已经安排。")
    assert stands(tale) == ("completed", "answered")
