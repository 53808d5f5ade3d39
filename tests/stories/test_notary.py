"""At the notary's: a wrong certificate, an old woman's will, a debt that was not paid, a power signed abroad."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from santai.capabilities.assignment.actions import settle
from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.orders.models import Order
from tests.capabilities.documents.paper import text_of
from tests.stories.houses import asked, at_work, gives_to, practitioner
from tests.stories.telling import Browser, Tale, Time, desk, limits, own, papers, timeline
from tests.world import World
from tests.world import practitioner as another

pytestmark = pytest.mark.django_db
OFFICE = "notary-office"
POWER = {
    "matter": "委托书",
    "purpose": "委托女儿办理房屋过户。",
    "used_abroad": "no",
    "real_estate": "yes",
    "acts_by": "本人来办",
    "disputed": "no",
    "where": "请公证员上门",
    "home_reason": "腿脚不便",
    "medium": "两种都要",
    "hardship": ["家庭经济困难"],
}
REVIEW = "/services/notary/review/apply/"


@pytest.fixture
def issued(world: World, time: Time) -> Tale:
    """A power of attorney, notarised at home for nothing."""
    tale = asked(world, time, "notary/certificate", POWER)
    tale.at(3, 3)
    head = at_work(world, "body-head", OFFICE)
    assert (
        "“符合法律援助条件或者有困难，公证费减收或者免收”：符合"
        in head.read(desk(tale.order, "reduce_fee")).text
    )
    head.does(desk(tale.order, "reduce_fee"), share="全部免收", reason="低保户。")
    head.does(desk(tale.order, "accept"), fee="0")
    gives_to(world.others["notary"], tale, head)
    tale.at(3, 4)
    went = {
        "kind": "上门办理",
        "went_on": "2026-03-04",
        "companions": "公证员助理",
        "recorded": "yes",
    }
    practitioner(world.others["notary"]).does(desk(tale.order, "go_there"), **went)
    head, clerk = (at_work(world, role, OFFICE) for role in ("body-head", "body-clerk"))
    clerk.does(desk(tale.order, "receive_material"), materials=["identity"])
    head.does(desk(tale.order, "issue"), certified="委托属实。", form="两种都有", copies="2")
    return tale


def test_a_power_is_notarised_at_home_and_for_nothing(issued: Tale) -> None:
    """NOT-03, NOT-09, NOT-10, NOT-60: at home, electronic too, the fee waived in writing."""
    page = issued.worker_reads()
    made = {number: title for number, (title, _) in papers(page).items()}
    assert made == {
        "叶证公减字〔2026〕第1号": "公证费减免决定书",
        "叶证公受字〔2026〕第1号": "公证受理通知书",
        "（2026）叶证公证字第1号": "公证书",
    }
    assert timeline(page) == [
        "提交",
        "决定减免公证费",
        "受理",
        "指定公证员",
        "接收材料",
        "审批并出证",
    ]


def test_a_wrong_certificate_is_reviewed_and_put_right_in_ten_days(issued: Tale) -> None:
    """NOT-25, NOT-51; 公证法 39: nobody applies again, the matter itself is taken up again."""
    issued.at(3, 9)
    holder = issued.worker()
    whole = f"{REVIEW}?about={issued.order.number}"
    holder.read(whole)
    said = {
        "who": "公证书的当事人",
        "in_time": "no",
        "wrong": "文字或者格式有错",
        "reason": "名字写错。",
    }
    holder.presses("submit", REVIEW, {f"answers.{key}": value for key, value in said.items()})
    review = Order.objects.get(parent=issued.order)
    assert (review.link, review.organisation) == ("remedy", issued.world.office(OFFICE))

    head = at_work(issued.world, "body-head", OFFICE)
    assert limits(head.read(desk(review)))[0] == (
        "作出复查决定的期限",
        "自 2026 年 3 月 9 日（不计当日）起 30 日，止于 4 月 8 日；依据《公证法》第三十九条、《公证程序规则》。",
    )
    issued.at(3, 11)
    head = at_work(issued.world, "body-head", OFFICE)
    head.does(desk(review, "correct"), how="更正后换发公证书", reason="名字确实写错。")
    assert issued.now().state == "correcting"
    due = dict(limits(head.read(desk(issued.order))))["改正的期限"]
    assert "起 10 日，止于 3 月 21 日" in due
    head.does(desk(issued.order, "reissue"), certified="委托属实（姓名已更正）。", copies="2")
    assert (issued.now().state, issued.order.outcome) == ("issued", "reissued")


def test_whoever_disagrees_with_the_review_turns_to_the_association(issued: Tale) -> None:
    """NOT-51, NOT-58: sixty days, and the association of the city, not the office."""
    issued.at(3, 9)
    holder = issued.worker()
    holder.read(f"{REVIEW}?about={issued.order.number}")
    said = {
        "who": "公证书的当事人",
        "in_time": "no",
        "wrong": "内容不真实",
        "reason": "不是我的意思。",
    }
    holder.presses("submit", REVIEW, {f"answers.{key}": value for key, value in said.items()})
    review = Order.objects.get(parent=issued.order)
    head = at_work(issued.world, "body-head", OFFICE)
    head.does(desk(review, "keep"), reason="有录像为证。")
    page = issued.worker().read(own(issued.order))
    assert "公证复查" in page.text
    assert (issued.now().state, Order.objects.get(pk=review.pk).state) == ("issued", "maintained")


def test_the_lot_is_drawn_again_when_a_notary_steps_back(
    world: World, time: Time, settings: Settings, tmp_path: Path
) -> None:
    """NOT-12, NOT-14, NOT-17, NOT-66: accepted in one place, drawn by lot, free from beginning to end."""
    settings.KEYS_ROOT = tmp_path / "keys"
    make_keys()
    both = {
        who.pk: who
        for who in (world.others["notary"], another("notary", world.office(OFFICE), "乙"))
    }
    answers = {"matter": "老年人遗嘱", "story": "把房子留给照顾我的侄女。", "hardship": "no"}
    tale = asked(world, time, "notary/public-benefit", answers, applicant__groups=["老年人"])
    head = at_work(world, "body-head", OFFICE)
    assert head.get(desk(tale.order, "assign")).status_code == 409, "nobody picks the notary"
    assert "“属于公益公证的服务对象”：符合" in head.read(desk(tale.order, "draw")).text
    first = _drawn(tale, head)
    notary = practitioner(both[first])
    notary.does(desk(tale.order, "recuse"), reason="本人或者近亲属有利害关系")
    assert (tale.now().state, tale.now().assignee) == ("submitted", None)
    assert notary.get(desk(tale.order)).status_code == 404

    tale.at(3, 4)
    second = _drawn(tale, at_work(world, "body-head", OFFICE))
    assert {first, second} == both.keys(), "the next of the same draw"
    practitioner(both[second]).does(desk(tale.order, "accept"))
    text = text_of(tale.worker().get(_path(tale, "叶证公益受字〔2026〕第1号")).content)
    assert (tale.now().state, "不收公证费" in text) == ("in_hand", True)


def _drawn(tale: Tale, head: Browser) -> int:
    """Who comes out when the head asks for the lot."""
    head.does(desk(tale.order, "draw"))
    sequencer.seal(at=tale.time.now)
    settle(at=tale.time.now)
    order = tale.now()
    assert (order.state, order.assignee is None) == ("assigned", False)
    return order.assignee_id or 0


def test_a_silent_debtor_does_not_stop_the_execution_certificate(world: World, time: Time) -> None:
    """NOT-05; 公证法 37, 民事诉讼法 249, 250: the debtor is asked, then the office decides."""
    answers = {
        "certificate": "（2025）叶证公执证字第8号",
        "due_on": "2026-02-01",
        "owed": "50000",
        "paid": "10000",
        "extras": ["利息"],
        "accepted": "yes",
        "clear": "yes",
        "in_time": "no",
    }
    tale = asked(world, time, "notary/execution", answers, opposite__name="欠款人")
    head = at_work(world, "body-head", OFFICE)
    head.does(desk(tale.order, "accept"), fee="200")
    gives_to(world.others["notary"], tale, head)
    notary = practitioner(world.others["notary"])
    notary.does(desk(tale.order, "ask_debtor"), how="信函", answer_by="2026-03-12")
    tale.at(3, 13)
    assert tale.now().state == "in_hand"
    clerk, head = (at_work(world, role, OFFICE) for role in ("body-clerk", "body-head"))
    assert "债务人没有答复" in timeline(clerk.read(desk(tale.order)))
    clerk.does(desk(tale.order, "receive_material"), materials=["certificate"])
    head.does(desk(tale.order, "issue"), object="本金四万元和利息。", until="2028-02-01")
    said = text_of(tale.worker().get(_path(tale, "（2026）叶证公执字第1号")).content)
    for words in ("被执行人：欠款人", "本金四万元和利息。", "《民事诉讼法》第二百四十九条"):
        assert words in said


def test_a_missed_video_is_booked_again_and_the_days_run_from_the_video(
    world: World, time: Time
) -> None:
    """NOT-02, NOT-06: identity, recording and signature are on record before the fifteen days begin."""
    answers = {
        "matter": "声明书",
        "purpose": "声明放弃继承。",
        "country": "西班牙马德里",
        "citizen": "yes",
        "passport": "E00000000",
        "transfers_house": "no",
        "agrees": "yes",
        "times": "周三下午",
    }
    tale = asked(world, time, "notary/remote-video", answers)
    gives_to(world.others["notary"], tale, at_work(world, "body-head", OFFICE))
    meeting = {"meeting_at": "北京时间十六时", "link": "见短信"}
    notary = practitioner(world.others["notary"])
    notary.does(desk(tale.order, "book"), meeting_on="2026-03-04", **meeting)
    tale.at(3, 5)
    assert tale.now().state == "submitted"
    notary = practitioner(world.others["notary"])
    notary.does(desk(tale.order, "book"), meeting_on="2026-03-06", **meeting)
    tale.at(3, 6, 16)
    held = {
        "identity": ["人脸比对", "核对护照原件"],
        "alone": "yes",
        "recording": "V-1",
        "signature": "视频中当场手写签名",
    }
    practitioner(world.others["notary"]).does(desk(tale.order, "hold"), **held)
    due = dict(limits(tale.worker_reads()))["出具公证书的期限"]
    assert "自 2026 年 3 月 6 日（不计当日）起 15 个工作日" in due


def test_a_will_is_secret_while_its_maker_lives(world: World, time: Time) -> None:
    """公证法 13: whoever asks too early gets nothing, and is told why and where to complain."""
    answers = {"deceased": "健在的父亲", "dead": "no", "relation": "法定继承人"}
    tale = asked(world, time, "notary/will-register", answers)
    clerk = at_work(world, "body-clerk", OFFICE)
    clerk.read(desk(tale.order, "answer"))
    said = clerk.presses("do", desk(tale.order, "answer"), {"result": "有遗嘱登记"}, status=409)
    assert "不符合" in said
    clerk.does(desk(tale.order, "refuse"), reason="立遗嘱人健在。")
    assert (tale.now().state, papers(tale.worker_reads()).keys()) == (
        "refused", {"叶证公遗不字〔2026〕第1号"},
    )  # fmt: skip


def test_a_strangers_code_does_not_open_a_notarial_matter(issued: Tale) -> None:
    stranger = Browser()
    stranger.read("/track/")
    stranger.presses("", "/track/", {"number": issued.order.number, "code": "000000"}, status=422)
    answer = stranger.get(own(issued.order))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/track/")


def _path(tale: Tale, number: str) -> str:
    return papers(tale.worker_reads())[number][1]
