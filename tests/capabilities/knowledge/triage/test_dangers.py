"""Danger: raised where there is some, and not by words that only look like it."""

from __future__ import annotations

import pytest

from santai.capabilities.knowledge.triage import read
from santai.capabilities.knowledge.triage.dangers import people_in
from tests.capabilities.knowledge.triage.given import TODAY


def dangers(text: str) -> list[str]:
    return [one.id for one in read(text, today=TODAY).signals]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("我老公喝了酒就打我", ["domestic_violence"]),
        ("婆娘遭他打得住院，他还要打老婆", ["domestic_violence"]),
        ("我真的不想活了", ["self_harm"]),
        ("他扬言要杀我全家", ["threat_to_life"]),
        ("女儿被老师猥亵了", ["minors"]),
        ("我弟弟昨天被刑拘了", ["detention"]),
        ("我们五十个工友的工钱都没给", ["mass_arrears"]),
        ("客服让我把钱转到安全账户", ["fraud_now"]),
    ],
)
def test_danger_is_noticed(said: str, found: list[str]) -> None:
    assert dangers(said) == found


@pytest.mark.parametrize(
    "said",
    [
        "老公在外打工，工资没给",
        "我老公打我电话我没接",
        "老板死活不给钱",
        "网友相约自杀，网络平台是否应当承担赔偿责任？",
        "想打官司，不知道找谁",
        "他没有打我，就是过不下去了",
        "小偷被抓以后能赔我钱吗",
        "什么是家庭暴力",
        "我打算起诉老公离婚",
        "我一个人的工资没发",
        "十二个月工资没发",
        "刑事拘留最长期限是多久",
        "强奸幼女一般判刑多少年",
        "我儿子打算买房",
    ],
)
def test_words_that_only_look_like_danger_raise_none(said: str) -> None:
    assert dangers(said) == []


@pytest.mark.parametrize(
    ("said", "many"),
    [
        ("三十多号人", 30),
        ("十二个工人", 12),
        ("十二个月工资", 0),
        ("几十个女工", 100),
        ("两个人", 2),
    ],
)
def test_people_are_counted_as_they_are_spoken_of(said: str, many: int) -> None:
    assert people_in(said) == many


def test_danger_is_urgent_and_names_whom_to_call() -> None:
    reading = read("他拿着刀在砸门", today=TODAY)
    assert reading.urgency == "now"
    assert [call.number for one in reading.signals for call in one.danger.calls] == ["110", "120"]
