"""The first story, over HTTP from the first word to the archive: unpaid wages.

A migrant worker calls 12348; the matter goes through hotline, web, counter, agency and lawyer, is redone because
the worker is not satisfied, and is archived: one number, one timeline, every day explained.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.notices.models import Message, ShortMessage
from santai.capabilities.orders.enums import MaterialState
from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.orders.queries import chain_is_whole
from santai.kernel.workdays import ZONE
from tests.capabilities.documents.paper import text_of
from tests.stories.telling import (
    JPEG,
    PNG,
    Tale,
    Time,
    desk,
    lawyer,
    limits,
    own,
    papers,
    staff,
    timeline,
    told,
)
from tests.stories.wages import DUE, HEARD, PAPERS, TIMELINE
from tests.world import CITY, YE, World

WORKER, EMPLOYER = "13800000001", "13900000009"
STORY = "在叶县工地做了三个月木工，两万四千元工资一直没有给。"


@pytest.fixture
def tale(world: World, time: Time) -> Tale:
    return Tale(world, time)


def test_the_whole_story(tale: Tale) -> None:
    """ORD-05, ORD-14, ORD-15, ORD-26, HOT-01, HOT-02, AID-01, AID-09, EVAL-10."""
    the_employer_has_a_lawyer(tale)
    the_worker_calls(tale)
    photos_come_over_the_web(tale)
    the_original_goes_from_hand_to_hand(tale)
    more_is_asked_for_once(tale)
    aid_is_granted_without_a_means_test(tale)
    a_lawyer_without_conflict_is_assigned(tale)
    the_lawyer_works(tale)
    the_worker_is_dissatisfied_and_it_is_redone(tale)
    it_is_judged_and_archived(tale)
    one_number_one_timeline(tale)
    every_due_date_explains_itself(tale)
    the_papers_are_there(tale)
    everybody_was_told(tale)


def the_employer_has_a_lawyer(tale: Tale) -> None:
    """Before anything else the employer asked a question at the counter; 律师丙 took it."""
    clerk = staff(tale.world, "window-clerk")
    clerk.read("/counter/intake/")
    clerk.presses("service", "/counter/intake/", {"service": "consultation/legal"}, status=200)
    asked = {
        "answers.question": "有工人说我欠他工资，怎么办？",
        "applicant.kind": "enterprise",
        "applicant.name": "叶县建筑公司",
        "applicant.phone": EMPLOYER,
    }
    clerk.presses("submit", "/counter/intake/", asked)
    question = Order.objects.get()
    clerk.does(desk(question, "assign"), practitioner=str(tale.world.lawyers[2].pk))
    lawyer(tale.world, 2).does(desk(question, "accept"))


def the_worker_calls(tale: Tale) -> None:
    """Answered at once, and an application opened while the worker is on the line."""
    agent = staff(tale.world, "hotline-agent", CITY)
    agent.read("/hotline/")
    agent.presses("find", "/hotline/", {"q": WORKER}, status=200)
    assert "没有登记过" in agent.page.text
    question = {
        "region": YE,
        "answers.topic": "劳动工资",
        "answers.question": STORY,
        "applicant.kind": "citizen",
        "applicant.name": "李木工",
        "applicant.phone": WORKER,
        "answer.answer": "可以先找劳动监察，也可以申请仲裁；请不起律师的，可以申请法律援助。",
        "answer.told_of_aid": "yes",
    }
    agent.read(agent.presses("submit", "/hotline/", question))
    answered = Order.objects.get(applicant__phone=WORKER)
    assert (answered.service, answered.state) == ("consultation/legal", "completed")

    agent.read("/hotline/")
    agent.presses("find", "/hotline/", {"q": WORKER}, status=200)
    assert answered.number in agent.page.source, "the agent sees what was asked before"
    agent.presses("service", "/hotline/", {"service": "legal-aid/civil"}, status=200)
    application = {
        "region": YE,
        "answers.matter": "劳动报酬",
        "answers.facts": STORY,
        "answers.amount": "24000",
        "applicant.groups": ["农民工"],
        "opposite.name": "叶县建筑公司",
        "opposite.phone": EMPLOYER,
    }
    agent.read(agent.presses("submit", "/hotline/", application))
    number, tale.code = told(agent.page)
    tale.order = Order.objects.get(number=number)
    assert "作出决定的期限：3 月 9 日（周一）前" in agent.page.text
    assert tale.order.applicant == answered.applicant


def photos_come_over_the_web(tale: Tale) -> None:
    tale.at(3, 2, 20)
    worker = tale.worker()
    assert "审查中" in worker.read(own(tale.order)).text
    worker.uploads(own(tale.order, "files"), "case_papers", 考勤表_jpg=JPEG, 工牌_png=PNG)
    assert "工牌.png" in worker.read(own(tale.order)).text
    case_papers = tale.order.materials.get(key="case_papers")
    assert case_papers.state == MaterialState.UPLOADED


def the_original_goes_from_hand_to_hand(tale: Tale) -> None:
    """Received at the counter (前店), handed over and signed for at the agency (后厂)."""
    tale.at(3, 3)
    case_papers = tale.order.materials.get(key="case_papers")
    centre, agency = tale.world.office("centre"), tale.world.office("legal-aid-agency")
    clerk = staff(tale.world, "window-clerk")
    received = {"materials": ["case_papers"], "original": "yes", "copies": "1"}
    clerk.does(desk(tale.order, "receive_material"), **received)
    case_papers.refresh_from_db()
    assert (case_papers.original, case_papers.held_by) == (True, centre)

    clerk.read("/counter/materials/")
    clerk.presses("", "/counter/materials/", {"signature": "窗口张"})
    case_papers.refresh_from_db()
    assert (case_papers.state, case_papers.going_to) == (MaterialState.HANDED_OVER, agency)

    tale.at(3, 3, 15)
    receiver = staff(tale.world, "aid-clerk")
    receiver.read("/counter/materials/")
    receiver.presses("", "/counter/materials/", {"signature": "援助中心赵"})
    case_papers.refresh_from_db()
    assert (case_papers.state, case_papers.held_by) == (MaterialState.RECEIVED, agency)


def more_is_asked_for_once(tale: Tale) -> None:
    """法律援助法 43.2: once, and the clock stands still until the answer."""
    tale.at(3, 4)
    clerk = staff(tale.world, "aid-clerk")
    clerk.does(desk(tale.order, "claim"))
    clerk.does(desk(tale.order, "register"))
    asked = {"missing": "哪个工地、做到哪天", "reply_by": "2026-03-13"}
    clerk.does(desk(tale.order, "ask_for_more"), **asked)
    assert tale.now().due_at == datetime(2026, 3, 14, tzinfo=ZONE)  # the worker's day, not theirs

    tale.at(3, 9)
    worker = tale.worker()
    page = worker.read(own(tale.order))
    assert "作出决定的期限：暂停中" in page.text
    assert "哪个工地、做到哪天" in page.text
    worker.does(own(tale.order, "supply"), note="叶县东街工地，做到去年十二月二十日。")
    assert "作出决定的期限：3 月 12 日（周四）前" in worker.read(own(tale.order)).text

    clerk = staff(tale.world, "aid-clerk")
    text = clerk.send(desk(tale.order, "ask_for_more"), asked, status=409)
    assert "“一次告知补正”只能办一次，已经办过了。" in text
    clerk.does(desk(tale.order, "verify"), method="免予核查", result="符合")


def aid_is_granted_without_a_means_test(tale: Tale) -> None:
    """AID-09: 法律援助法 42(3) beside the button, in the event, and in the decision."""
    tale.at(3, 11)
    approver = staff(tale.world, "aid-approver")
    page = approver.read(desk(tale.order, "grant"))
    assert "“符合法律援助条件”：符合" in page.text
    assert "《法律援助法》第四十二条第三项" in page.text
    approver.presses("do", desk(tale.order, "grant"), {"form_of_aid": "劳动争议调解与仲裁代理"})
    hardship = tale.order.materials.get(key="hardship")
    assert (hardship.state, hardship.note) == (MaterialState.WAIVED, "依法免交")

    event = tale.order.events.get(code="grant")
    assert event.data["judgement"]["answer"] == "yes"
    assert event.data["judgement"]["reasons"][0]["basis"] == ["《法律援助法》第四十二条第三项"]
    assert event.at < Clock.objects.get(subject=tale.order.subject, name="submitted").due_at
    decision = papers(tale.worker_reads())["叶援决字〔2026〕第1号"]
    text = text_of(tale.worker().get(decision[1]).content)
    reason = "属于农民工且申请事项为劳动报酬（《法律援助法》第四十二条第三项）"
    assert f"您的申请符合法律援助条件：{reason}。" in text


def a_lawyer_without_conflict_is_assigned(tale: Tale) -> None:
    """律师法 39: who acted for the employer is left out, and the page says why."""
    tale.at(3, 12)
    dispatcher = staff(tale.world, "aid-dispatcher")
    text = dispatcher.read(desk(tale.order, "assign")).text
    assert (
        "100 分：擅长劳动争议；与申请人同县（市、区）；在办 0 件（最多 5 件）；执业 10 年" in text
    )
    assert "60 分：与申请人同县（市、区）；在办 0 件（最多 5 件）；执业 8 年" in text
    assert "律师丙鲁山县law-firm正在或曾经代理对方当事人，利益冲突，应当回避" in text
    excluded = {"practitioner": str(tale.world.lawyers[2].pk)}
    refused = dispatcher.presses("do", desk(tale.order, "assign"), excluded, status=409)
    assert "不能指派律师丙：正在或曾经代理对方当事人，利益冲突，应当回避。" in refused
    dispatcher.read(desk(tale.order, "assign"))
    dispatcher.presses("", desk(tale.order, "assign", "best"))
    assert tale.now().assignee == tale.world.lawyers[0]


def the_lawyer_works(tale: Tale) -> None:
    tale.at(3, 13)
    lawyer(tale.world).does(desk(tale.order, "accept"))
    tale.at(3, 16)
    lawyer(tale.world).does(desk(tale.order, "sign_agreement"), signed_on="2026-03-16")
    tale.at(4, 2)
    lawyer(tale.world).does(
        desk(tale.order, "progress"), progress="已申请仲裁，定于四月十五日开庭。"
    )
    assert "定于四月十五日开庭" in tale.worker_reads().text
    tale.at(4, 20)
    _report_and_complete(tale, (4, 22), result="部分胜诉", recovered="12000")


def the_worker_is_dissatisfied_and_it_is_redone(tale: Tale) -> None:
    """ORD-14: not archived before it is judged; EVAL-10: a bad judgement sends it back."""
    _cannot_be_archived(tale)
    tale.at(4, 24)
    tale.worker().does(own(tale.order, "rate"), score="不满意", comment="只要回来一半。")
    assert (tale.now().state, tale.order.redone) == ("in_hand", 1)
    assert tale.order.evaluated_at is None
    lawyer(tale.world).does(desk(tale.order, "progress"), progress="已就余款向法院起诉。")
    tale.at(5, 8)
    _report_and_complete(tale, (5, 11), result="调解", recovered="24000")
    _cannot_be_archived(tale)


def it_is_judged_and_archived(tale: Tale) -> None:
    tale.at(5, 12)
    visitor = staff(tale.world, "visitor")
    spoken = {"result": "已接通", "score": "满意", "comment": "钱拿到了。"}
    visitor.send(visitor.send("/desk/calls/next/"), spoken)
    tale.worker().does(own(tale.order, "rate"), score="非常满意", comment="谢谢律师。")
    tale.at(5, 13)
    given_back = {"materials": ["case_papers"], "signature": "申请人甲"}
    staff(tale.world, "aid-clerk").does(desk(tale.order, "return_material"), **given_back)
    staff(tale.world, "visitor").does(desk(tale.order, "archive"))
    assert (tale.now().stage, tale.order.outcome) == ("closed", "aided")
    assert tale.order.closed_at == tale.time.now
    tale.at(5, 14)


def one_number_one_timeline(tale: Tale) -> None:
    assert Order.objects.filter(service="legal-aid/civil").count() == 1
    page = staff(tale.world, "aid-clerk").read(desk(tale.order))
    assert timeline(page) == TIMELINE
    assert list(tale.order.events.order_by("seq").values_list("seq", flat=True)) == [*range(1, 27)]
    assert chain_is_whole(tale.order)


def every_due_date_explains_itself(tale: Tale) -> None:
    page = staff(tale.world, "aid-clerk").read(desk(tale.order))
    assert limits(page) == DUE
    assert "超期" not in page.text


def the_papers_are_there(tale: Tale) -> None:
    worker = tale.worker()
    made = papers(worker.read(own(tale.order)))
    assert {number: title for number, (title, _) in made.items()} == PAPERS
    for _, path in made.values():
        assert worker.get(path).content.startswith(b"%PDF")


def everybody_was_told(tale: Tale) -> None:
    assert not Outbox.objects.filter(done_at=None).exists()
    heard = Message.objects.filter(order=tale.order, audience="applicant").order_by("seq")
    assert [message.title for message in heard] == HEARD
    first = ShortMessage.objects.filter(order=tale.order).order_by("seq").first()
    assert first is not None
    assert (first.phone, first.with_code) == (WORKER, True)


def _report_and_complete(tale: Tale, day: tuple[int, int], *, result: str, recovered: str) -> None:
    handed_in = {"summary": "见所附文书。", "result": result, "recovered": recovered}
    lawyer(tale.world).does(desk(tale.order, "report"), **handed_in)
    tale.at(*day)
    staff(tale.world, "aid-clerk").does(desk(tale.order, "complete"), quality="合格")


def _cannot_be_archived(tale: Tale) -> None:
    text = staff(tale.world, "visitor").send(desk(tale.order, "archive"), status=409)
    assert "还没有评价，也没有回访结果，不能归档。" in text
