"""A villager asks to see a paper: corrected, others asked, refused with a way on; what is published is withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.notices.models import Message
from tests.capabilities.documents.paper import text_of
from tests.stories.begun import HOUSE, begun, stands
from tests.stories.telling import Browser, Tale, Time, desk, limits, own, papers, staff
from tests.world import LUSHAN, World

WANTED = {"wanted": "去年的普法经费。", "form": "电子文件"}
DECISION: dict[str, Any] = {
    "kind": "行政处罚决定",
    "number": "叶司罚决字〔2026〕第3号",
    "made_on": "2026-02-27",
    "content": "警告。",
    "reviewed": "已审核",
}
WITHDRAWAL = (
    "撤下的期限",
    "自 2026 年 3 月 5 日（不计当日）起 3 个工作日，跳过 2 个周末休息日，止于 3 月 10 日"
    "；依据《行政处罚法》第四十八条第二款、《行政处罚法》第八十五条。",
)


@pytest.fixture
def request_(world: World, time: Time) -> Tale:
    return begun(world, time, "openness/request", WANTED)


def due(tale: Tale, name: str) -> str:
    """The last day of a limit, as the desk counts it."""
    from santai.capabilities.clocks.models import Clock

    return str(Clock.objects.get(subject=tale.order.subject, name=name).due_on)


def test_an_unclear_request_is_answered_twenty_working_days_after_its_correction(
    request_: Tale,
) -> None:
    """OPEN-12, OPEN-13; 政府信息公开条例 30, 33: the days begin with the corrected receipt."""
    assert due(request_, "submitted") == "2026-03-11"
    request_.at(3, 4)
    officer = staff(request_.world, "bureau-officer")
    officer.does(desk(request_.order, "ask_to_correct"), missing="哪一级？", reply_by="2026-03-20")
    request_.at(3, 6)
    request_.worker().does(own(request_.order, "correct"), clearer="叶县司法局本级的。")
    assert (stands(request_)[0], due(request_, "renewed")) == ("renewed", "2026-04-03")


def test_what_is_not_corrected_counts_as_given_up_and_says_so(request_: Tale) -> None:
    """政府信息公开条例 30."""
    officer = staff(request_.world, "bureau-officer")
    officer.does(desk(request_.order, "ask_to_correct"), missing="哪一级？", reply_by="2026-03-06")
    request_.at(3, 7)
    assert stands(request_) == ("given_up", "given_up")
    titles = [title for title, _ in papers(request_.worker_reads()).values()]
    assert titles == ["补正告知书", "视为放弃申请告知书"]


def test_time_for_others_does_not_count_and_their_silence_ends_it(request_: Tale) -> None:
    """政府信息公开条例 32, 33.3: fifteen working days, then the bureau goes on."""
    officer = staff(request_.world, "bureau-officer")
    officer.does(desk(request_.order, "clear"))
    assert due(request_, "handling") == "2026-03-30"
    officer.does(desk(request_.order, "ask_others"), whom="某公司", why="涉及商业秘密")
    assert due(request_, "asking") == "2026-03-23"
    request_.at(3, 24)
    assert stands(request_)[0] == "handling"
    assert due(request_, "handling") > "2026-04-18"


def test_a_refusal_names_reconsideration_within_sixty_days(request_: Tale) -> None:
    """OPEN-10; 政府信息公开条例 36, 行政复议法 23.1: reconsideration first, then a suit."""
    officer, chief = (staff(request_.world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(request_.order, "clear"))
    assert officer.get(desk(request_.order, "refuse")).status_code == 403, "the chief decides"
    chief.does(desk(request_.order, "refuse"), ground="个人隐私", reason="写有家庭住址。")
    page = request_.worker_reads()
    assert f"/services/disputes/reconsideration/begin/?about={request_.order.number}" in page.links
    number = next(n for n, (title, _) in papers(page).items() if title == "不予公开告知书")
    text = text_of(request_.worker().get(papers(page)[number][1]).content)
    assert "先申请行政复议；对复议决定不服的，可以再向人民法院起诉" in text
    assert "写有家庭住址。" in text


def test_a_decision_that_no_longer_stands_is_gone_in_three_working_days(
    world: World, time: Time
) -> None:
    """ENF-04, ENF-05; 行政处罚法 48.2."""
    clerk = world.staff("window-clerk")
    tale = begun(world, time, "enforcement/publicity", DECISION, by=clerk, applicant=HOUSE)
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "publish"), examined="没有隐私", carrier=["政府网站"])
    tale.at(3, 5)
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "must_go"), cause="被依法撤销", decision="叶政复决〔2026〕1号")
    assert limits(officer.read(desk(tale.order)))[-1] == WITHDRAWAL
    officer.does(desk(tale.order, "withdrawn_publicly"), explanation="复议决定撤销。")
    assert stands(tale) == ("taken_down", "taken_down")


def test_anybody_may_have_a_mistake_corrected(world: World, time: Time) -> None:
    """ENF-06: the party and the public; 行政处罚法 48.2."""
    mistake = {"wrong": "内容写错了", "number": DECISION["number"], "facts": "不是警告，是罚款。"}
    tale = begun(world, time, "enforcement/correction", mistake)
    assert due(tale, "answer") == "2026-03-09"
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "correct"), findings="已经改为罚款。")
    assert stands(tale) == ("completed", "corrected")


@pytest.mark.parametrize(("who", "status"), [("监察机关", 302), ("其他", 409)])
def test_records_are_shown_to_those_who_may_see_them_only(
    world: World, time: Time, who: str, status: int
) -> None:
    """ENF-11, ENF-12, USER-11: a second person allows it, and only to the organs named."""
    asks = {
        "who": who,
        "number": "叶司罚〔2026〕3",
        "what": ["音像记录"],
        "stages": ["调查取证"],
        "purpose": "核查。",
    }
    clerk = world.staff("window-clerk")
    tale = begun(world, time, "enforcement/retrieval", asks, by=clerk)
    path = desk(tale.order, "allow")
    assert staff(world, "bureau-officer").get(path).status_code == 403
    chief = staff(world, "bureau-chief")
    chief.read(path)
    chief.presses("do", path, {"scope": "现场录像。", "way": "现场查看"}, status=status)
    assert staff(world, "window-clerk", LUSHAN).get(desk(tale.order)).status_code == 404


def test_work_between_offices_is_not_among_what_people_can_ask_for(world: World) -> None:
    """WEB: supervised tasks and inspections are no business of a villager."""
    links = Browser().read("/services/").links
    assert "/services/openness/request/" in links
    assert "/services/governance/task/" not in links
    assert "/services/enforcement/publicity/" not in links


def test_a_third_party_that_objected_is_told_why_it_is_disclosed_all_the_same(
    request_: Tale,
) -> None:
    """政府信息公开条例 32, 51: in writing, with what, why and the way on."""
    officer = staff(request_.world, "bureau-officer")
    officer.does(desk(request_.order, "clear"))
    officer.does(desk(request_.order, "disclose"), given="合同金额。")
    officer.does(
        desk(request_.order, "tell_third"), whom="某公司", given="合同金额。", reason="公共利益。"
    )
    assert stands(request_) == ("disclosed", "disclosed")
    ours = papers(officer.read(desk(request_.order)))
    (path,) = [path for title, path in ours.values() if title == "政府信息公开第三方告知书"]
    text = text_of(officer.get(path).content)
    assert ("某公司" in text, "六十日内申请行政复议" in text) == (True, True)


def test_a_letter_to_a_third_party_is_not_the_applicants_to_read(request_: Tale) -> None:
    """OPEN-13; 政府信息公开条例 32: it names whom the office asks. And the outsider? Finds no matter at all."""
    officer = staff(request_.world, "bureau-officer")
    officer.does(desk(request_.order, "clear"))
    officer.does(desk(request_.order, "ask_others"), whom="某公司", why="涉及商业秘密")
    (path,) = [
        path
        for title, path in papers(officer.read(desk(request_.order))).values()
        if title == "征求意见函"
    ]
    assert officer.get(path).status_code == 200
    letter = Document.objects.get(key="enquiry")
    page = request_.worker_reads()
    assert [title for title, _ in papers(page).values()] == ["政府信息公开申请登记回执"]
    assert ("征求意见函" in page.source, letter.number in page.source) == (False, False)
    address = own(request_.order, "documents", str(letter.pk))
    assert request_.worker().get(address).status_code == 404
    request_.time.passes()
    heard = Message.objects.filter(order=request_.order, audience="applicant")
    told = [row.text for row in heard]
    assert told != []
    assert [text for text in told if "征求意见函" in text] == []
    for role in ("window-clerk", "aid-clerk"):
        assert staff(request_.world, role, LUSHAN).get(path).status_code == 404
