"""Script and knowledge beside the form, handing on with the story, and few keys for an answer."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from santai.channels.hotline.models import Call
from santai.channels.hotline.script import script
from santai.pages.proposals import propose
from tests.capabilities.knowledge import texts
from tests.channels.hotline.telephone import CALLER, Telephone
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, YE, World


def handing_on(**changes: Any) -> dict[str, Any]:
    return {
        "key": "k1",
        "q": CALLER,
        "region": YE,
        "service": "consultation/legal",
        "answers.question": "丈夫正在打我，我躲在厕所里。",
        "transfer.body": "公安机关（110）",
        "transfer.how": "已告诉号码，来电人自己打",
        "transfer.said": "请她挂断后马上打 110。",
        "step": "transfer",
        **changes,
    }


# --- script and knowledge


def test_the_script_stands_beside_the_form(agent: Visitor) -> None:
    """HOT-06, HOT-14: the same words from everybody."""
    text = agent.read("/hotline/").text
    assert all(line.say in text for line in script().says)


def test_words_bring_the_approved_answer_the_service_and_what_to_do_in_danger(world: World) -> None:
    """KB-06: the same answer as on the web; CAT-24: danger first."""
    texts.approved(world)
    found = propose("朋友借钱不还，昨天还拿刀砍我，我想请人调解", CITY)
    assert [told.key for told in found.answers] == ["loan"]
    assert any("110" in text for text in found.dangers)
    assert "mediation/people" in [service.id for service in found.services]


def test_and_an_answer_nobody_approved_is_not_proposed(world: World) -> None:
    texts.waiting(world)
    assert propose("朋友借钱不还", CITY).answers == ()


def test_ordinary_words_are_no_danger_and_no_words_bring_nothing(world: World) -> None:
    assert propose("买的手机坏了商家不退", CITY).dangers == []
    assert not propose("  ", CITY).any


def test_proposals_come_without_a_script_and_with_it(world: World, agent: Visitor) -> None:
    texts.approved(world)
    typed = {"answers.question": "有借条他就是不给", "step": "propose"}
    agent.send("/hotline/", typed, status=200)
    assert "留好借条和转账记录。" in agent.page.text
    fragment = agent.post("/hotline/proposals/", typed).json()["html"]
    assert "留好借条和转账记录。" in fragment
    assert "<script" not in fragment


def test_what_is_typed_is_escaped_in_what_is_proposed(agent: Visitor) -> None:
    typed = {"answers.question": "<b>家暴</b>", "step": "propose"}
    assert "<b>" not in agent.post("/hotline/proposals/", typed).json()["html"]


def test_a_standard_answer_is_put_below_what_is_written_with_its_law(
    world: World, agent: Visitor
) -> None:
    texts.approved(world)
    typed = {"answers.question": "借钱不还", "answer.answer": "您好。", "step": "use:loan"}
    agent.send("/hotline/", typed, status=200)
    assert agent.page.fields["answer.answer"] == [f"您好。\n{texts.TYPED.text}"]
    law = "《民法典》第六百七十五条、《民法典》第一百八十八条"
    assert agent.page.fields["answer.law"] == [law]


@pytest.mark.parametrize("key", ["99", "-1", "x", "9" * 5000])
def test_an_answer_there_is_not_changes_nothing(agent: Visitor, key: str) -> None:
    agent.send("/hotline/", {"answers.question": "问", "step": f"use:{key}"}, status=200)
    assert agent.page.fields["answer.answer"] == [""]


def test_a_proposed_service_is_taken_with_what_was_typed(agent: Visitor) -> None:
    typed = {
        "service": "consultation/legal",
        "applicant.name": "甲",
        "step": "take:legal-aid/civil",
    }
    agent.send("/hotline/", typed, status=200)
    assert agent.page.fields["service"] == ["legal-aid/civil"]
    assert agent.page.fields["applicant.name"] == ["甲"]


def test_and_the_outsider_is_proposed_nothing(world: World) -> None:
    outsider = signed_in(world.accounts[("system-admin", CITY)])
    assert outsider.post("/hotline/proposals/", {}).status_code == 403


# --- handing on


def test_danger_is_handed_on_with_the_story_and_the_number_comes_first(agent: Visitor) -> None:
    """HOT-10, HOT-12: 110 on the line, and the story goes along."""
    text = agent.read("/hotline/").text
    assert "现在就打 110" in text
    told = agent.send("/hotline/", handing_on())
    order, call = Order.objects.get(), Call.objects.get()
    assert (order.service, order.state, call.order) == ("referral/outside", "pointed", order)
    assert (order.answers["body"], order.answers["matter"], order.answers["contact"]) == (
        "公安机关（110）",
        "丈夫正在打我，我躲在厕所里。",
        "110",
    )
    assert (call.disposition, call.transferred_to) == ("complete", "公安机关（110）")
    note = order.events.get(code="note")
    assert note.data["facts"]["text"] == "已告知来电人：请她挂断后马上打 110。"
    said = agent.read(told).text
    assert said.index("现在就打 110") < said.index("工单号")


def test_a_call_connected_to_12345_is_in_contact_already(agent: Visitor) -> None:
    """HOT-08: the transfer between the two hotlines, followed to its outcome."""
    agent.send(
        "/hotline/",
        handing_on(
            **{
                "transfer.body": "政务服务便民热线（12345）",
                "transfer.how": "已经接通对方",
                "transfer.said": "12345 已经接了，由他们记下路灯的事。",
            }
        ),
    )
    order = Order.objects.get()
    assert (order.state, order.answers["accompany"]) == ("contacted", "先打电话说明情况")


def test_handing_on_the_call_that_rang_closes_it(telephone: Telephone, agent: Visitor) -> None:
    telephone.rings()
    telephone.says("answered", 5)
    agent.send("/hotline/", handing_on(call=str(Call.objects.get().pk)))
    call = Call.objects.get()
    assert (call.disposition, call.order) == ("complete", Order.objects.get())


def test_handing_on_twice_is_one_referral(agent: Visitor) -> None:
    assert agent.send("/hotline/", handing_on()) == agent.send("/hotline/", handing_on())
    assert (Order.objects.count(), Call.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("missing", "link"),
    [
        ("transfer.body", "#q-transfer-body"),
        ("transfer.said", "#q-transfer-said"),
        ("answers.question", "#q-answers-question"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    agent: Visitor, missing: str, link: str
) -> None:
    agent.send("/hotline/", handing_on(**{missing: ""}), status=422)
    assert link in agent.page.links
    kept = {**handing_on(), missing: ""}
    assert agent.page.fields["transfer.said"] == [kept["transfer.said"]]
    assert agent.page.fields["answers.question"] == [kept["answers.question"]]
    assert (Order.objects.count(), Call.objects.count()) == (0, 0)


def test_a_call_is_written_down_once(telephone: Telephone, agent: Visitor) -> None:
    telephone.rings()
    call = str(Call.objects.get().pk)
    agent.send("/hotline/", {"call": call, "ended": "silent"})
    again = agent.post("/hotline/", handing_on(call=call))
    assert again.status_code == 409
    assert not Order.objects.exists()


def test_what_is_seldom_asked_is_closed_until_something_stands_in_it(agent: Visitor) -> None:
    agent.send("/hotline/", {"answers.question": "问"}, status=200)
    assert '<details class="card"><summary>事情' in agent.page.source
    agent.send("/hotline/", {"answers.topic": "工伤"}, status=200)
    assert '<details class="card" open><summary>事情' in agent.page.source


# --- keys

STOPS = {"a", "button", "input", "select", "textarea", "summary"}


class TabStops(HTMLParser):
    """What the tab key reaches, in order; a group of radio buttons is one stop."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.stops: list[str] = []
        self.focus = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in STOPS or given.get("type") == "hidden" or given.get("tabindex") == "-1":
            return
        stop = f"{given.get('name', tag)}={given.get('value')}" if tag == "button" else ""
        stop = stop or given.get("name") or given.get("href") or tag
        if given.get("type") == "radio" and self.stops[-1:] == [stop]:
            return
        self.stops.append(stop)
        if "autofocus" in given:
            self.focus = stop


def keys_to_answer(source: str) -> int:
    """From the story that has the focus: a tab to each field, a space to tick, enter on the button."""
    found = TabStops(source)
    first, last = found.stops.index("answers.question"), found.stops.index("step=submit")
    assert found.focus == "answers.question"
    assert "answer.answer" in found.stops[first:last]
    ticks = sum(stop == "answer.told_of_aid" for stop in found.stops[first:last])
    return (last - first) + ticks + 1


def test_an_answer_takes_eight_keys_beyond_the_text(telephone: Telephone, agent: Visitor) -> None:
    """The call is on the screen, the story has the focus; told of legal aid is ticked on the way."""
    telephone.rings()
    assert keys_to_answer(agent.read("/hotline/").source) <= 8


def test_by_hand_it_is_the_number_and_enter_first(agent: Visitor) -> None:
    page = agent.read("/hotline/").source
    assert TabStops(page).focus == "q"
    agent.send("/hotline/", {"q": CALLER, "step": "find"}, status=200)
    assert 1 + keys_to_answer(agent.page.source) <= 8


def test_the_next_call_shows_itself_without_taking_the_page_away(agent: Visitor) -> None:
    agent.read(agent.send("/hotline/", handing_on()))
    assert 'data-line="/hotline/line/"' in agent.page.source


def test_after_the_answer_enter_goes_to_the_next_call(agent: Visitor) -> None:
    typed = {
        "q": CALLER,
        "region": YE,
        "answers.question": "问",
        "answer.answer": "答",
        "step": "submit",
    }
    told = agent.send("/hotline/", typed)
    assert TabStops(agent.read(told).source).focus == "/hotline/"


@pytest.mark.parametrize("call", ["0", "mine", "9" * 19])
def test_a_call_that_is_no_call_of_ones_own_is_not_there(agent: Visitor, call: str) -> None:
    assert agent.get("/hotline/", {"call": call}).status_code == 404
