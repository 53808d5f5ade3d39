"""The court sends word: somebody who may face death has no defender. And one in custody asks for the duty lawyer."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.models import Order
from tests.stories.begun import applicant_does, begun, titles
from tests.stories.telling import Tale, Time, desk, lawyer, staff
from tests.world import World

COURT = {"name": "平顶山市中级人民法院", "phone": "13800000004"}
NOTICE: dict[str, Any] = {
    "organ": "人民法院",
    "letter_number": "（2026）豫04刑初1号通知",
    "person": "被告人甲",
    "charge": "故意杀人",
    "ground": "可能判处无期徒刑、死刑",
    "stage": "法院一审",
}
HELD = {
    "place": "看守所",
    "house": "叶县看守所",
    "who_asks": "本人约见",
    "charge": "盗窃",
    "has_defender": False,
    "plea": True,
}


@pytest.fixture
def notified(world: World, time: Time) -> Tale:
    clerk = world.staff("window-clerk")
    return begun(world, time, "legal-aid/notified-defence", NOTICE, by=clerk, applicant=COURT)


@pytest.fixture
def on_duty(world: World, time: Time) -> Tale:
    """The duty lawyer took it the same morning."""
    clerk, person = world.staff("aid-clerk"), {"name": "在押人甲"}
    tale = begun(world, time, "legal-aid/duty-lawyer", HELD, by=clerk, applicant=person)
    first = str(world.lawyers[0].pk)
    staff(world, "aid-dispatcher").does(desk(tale.order, "assign"), practitioner=first)
    lawyer(world).does(desk(tale.order, "accept"))
    return tale


def test_three_days_and_a_lawyer_of_three_years(notified: Tale) -> None:
    """AID-17, AID-20; 法律援助法 26, 36: two years are not enough, and nobody is sent."""
    due = Clock.objects.get(subject=notified.order.subject, name="notified").due_on
    assert (due.month, due.day) == (3, 5)
    notified.at(3, 3)
    dispatcher = staff(notified.world, "aid-dispatcher")
    first = str(notified.world.lawyers[0].pk)
    dispatcher.does(desk(notified.order, "assign"), status=422, practitioner=first, years="2")
    assert notified.now().state == "notified"
    dispatcher.does(desk(notified.order, "assign"), practitioner=first, years="10")
    assert notified.now().assignee == notified.world.lawyers[0]
    clock = Clock.objects.get(subject=notified.order.subject, name="notified")
    assert (clock.state, clock.due_on) == ("running", due), "the lawyer's silence stops nothing"


def test_the_court_is_told_who_defends(notified: Tale) -> None:
    """法律援助法 27, 36: by letter, which leaves the choice of one's own defender open."""
    first = str(notified.world.lawyers[0].pk)
    dispatcher = staff(notified.world, "aid-dispatcher")
    dispatcher.does(desk(notified.order, "assign"), practitioner=first, years="10")
    lawyer(notified.world).does(desk(notified.order, "accept"))
    made = titles(notified, "aid-clerk")
    assert made == {
        "叶援辩指字〔2026〕第1号": "指派通知书",
        "叶援辩复字〔2026〕第1号": "指派律师告知函",
    }


def test_an_own_defender_ends_the_assignment_by_decision(notified: Tale) -> None:
    """法律援助法 27, 48: the agency decides, not the court by taking its letter back."""
    first = str(notified.world.lawyers[0].pk)
    dispatcher = staff(notified.world, "aid-dispatcher")
    dispatcher.does(desk(notified.order, "assign"), practitioner=first, years="10")
    lawyer(notified.world).does(desk(notified.order, "accept"))
    said = {"cause": "受援人自行委托了律师或者其他代理人", "reason": "家属已委托律师。"}
    staff(notified.world, "aid-approver").does(desk(notified.order, "terminate"), **said)
    assert (notified.now().state, notified.order.outcome) == ("terminated", "terminated")
    assert "终止法律援助决定书" in titles(notified, "aid-clerk").values()


def test_the_duty_lawyer_passes_an_application_on_within_a_day(on_duty: Tale) -> None:
    """AID-15; 法律援助法 39.2: by the hour; the application is an order of its own, decided in seven days."""
    asked = {"asked_on": "2026-03-02"}
    lawyer(on_duty.world).does(desk(on_duty.order, "take_application"), **asked)
    clock = Clock.objects.get(subject=on_duty.order.subject, name="applying")
    assert (clock.due_at - on_duty.time.now).total_seconds() == 24 * 3600
    on_duty.at(3, 2, 16)
    passed = {"side": "犯罪嫌疑人、被告人", "facts": "家里请不起律师。"}
    lawyer(on_duty.world).does(desk(on_duty.order, "forward"), **passed)
    child = Order.objects.get(parent=on_duty.order)
    assert (child.service, child.answers["facts"]) == ("legal-aid/criminal", "家里请不起律师。")
    assert on_duty.now().state == "helping"


def test_the_log_of_the_duty_lawyer_is_kept_and_rated(on_duty: Tale) -> None:
    """AID-16, AID-19; 刑事诉讼法 174: present when the plea is signed, and the person judges the help."""
    helper = lawyer(on_duty.world)
    helper.does(desk(on_duty.order, "plea"), signed_on="2026-03-02", told="yes")
    done = {"times": "1", "summary": "会见并说明认罪认罚的后果。", "result": "签署具结书"}
    helper.does(desk(on_duty.order, "finish"), **done)
    assert (on_duty.now().state, on_duty.order.outcome) == ("completed", "helped")
    assert list(titles(on_duty, "aid-clerk").values()) == ["值班律师法律帮助记录"]
    on_duty.at(3, 4)
    applicant_does(on_duty, "rate", score="不满意", comment="没说清楚。")
    assert on_duty.now().state == "helping", "who is not content is helped again"
