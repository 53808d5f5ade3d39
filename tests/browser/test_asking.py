"""Asking in one's own words on a telephone, and the same answers beside an agent's form (KB-06, KB-07, HOT-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.pages.moments import today
from tests.browser.asking import fill_in, receipt
from tests.browser.conftest import DESK, PHONE
from tests.browser.desks import signed_in
from tests.browser.hands import Finger, Keys, Mouse
from tests.browser.town import Town
from tests.capabilities.knowledge import texts

pytestmark = pytest.mark.django_db

TROUBLE = "老板跑了，工资没给"
QUESTION, WAY = "工地拖欠工资，找谁要？", "工地老板跑了工资没给"
ANSWER = "先找总承包单位要，也可以去劳动监察投诉。"


@pytest.fixture(scope="module")
def answers(town: Town) -> None:
    """One approved answer, as the person at the telephone and the agent are both to get it."""
    now = timezone.now()
    typed = {
        "topic": "劳动工资",
        "question": QUESTION,
        "ways": (WAY, "包工头不给工钱", "干完活老板不见了"),
        "text": ANSWER,
        "service": "legal-aid/civil",
        "valid_from": today(now).isoformat(),
        "valid_until": (today(now) + timedelta(days=90)).isoformat(),
        "key": "site-wages",
    }
    town.do(lambda: texts.approved(town.world, at=now, **typed))


@pytest.mark.parametrize(
    ("hands", "how"),
    [(Finger, {}), (Keys, {}), (Finger, {"java_script_enabled": False})],
    ids=["finger", "keyboard", "no script"],
)
def test_two_questions_an_answer_with_its_articles_and_an_application_without_retyping(
    browse: Callable[..., Page],
    town: Town,
    answers: None,
    hands: type[Mouse],
    how: dict[str, bool],
) -> None:
    page = browse(**PHONE, **how)
    hand = hands(page)
    page.goto("/")
    hand.write(page.locator("#q"), TROUBLE)
    hand.follow(page.get_by_role("button", name="找办法"))
    for answer in ("是", "是"):
        expect(page.locator("main")).to_contain_text("或者用自己的话回答")
        hand.follow(page.get_by_role("button", name=answer, exact=True))
    main = page.locator("main")
    expect(main).to_contain_text(TROUBLE)
    expect(main.locator('a[href^="/laws/"]').first).to_contain_text("《劳动合同法》第三十条")
    expect(main.locator('a[href="/answers/site-wages/"]')).to_have_text(QUESTION)
    hand.follow(page.locator('button[name="service"][value="legal-aid/civil"]'))
    fill_in(hand)
    expect(page.locator("main")).to_contain_text(TROUBLE)
    hand.follow(page.get_by_role("button", name="提交", exact=True))
    order = town.find(receipt(page)[0])
    assert order.service == "legal-aid/civil"
    assert order.answers["facts"].startswith(TROUBLE)


def test_an_article_is_read_and_the_talk_is_still_there(
    browse: Callable[..., Page], answers: None
) -> None:
    page = browse(**PHONE)
    hand = Finger(page)
    page.goto("/")
    hand.write(page.locator("#q"), TROUBLE)
    hand.follow(page.get_by_role("button", name="找办法"))
    for _ in range(2):
        hand.follow(page.get_by_role("button", name="不清楚", exact=True))
    hand.follow(page.locator('main a[href^="/laws/"]').first)
    expect(page.locator("main")).to_contain_text("第三十条")
    page.go_back()
    expect(page.locator("main")).to_contain_text(TROUBLE)


@pytest.mark.parametrize(
    ("role", "address", "story"),
    [
        ("hotline-agent", "/hotline/", "textarea[accesskey='1']"),
        ("window-clerk", "/counter/intake/", "#said"),
    ],
)
def test_an_agent_gets_the_same_answer_while_typing(
    browse: Callable[..., Page], town: Town, answers: None, role: str, address: str, story: str
) -> None:
    region = next(place for name, place in town.world.accounts if name == role)
    agent = signed_in(browse(**DESK), town, role, region)
    page = agent.page
    page.goto(address)
    page.locator(story).press_sequentially(WAY, delay=20)
    proposals = page.locator("#proposals")
    expect(proposals).to_contain_text(ANSWER)
    expect(proposals).to_contain_text("民事法律援助")


def test_danger_stands_above_everything_while_an_agent_types(
    browse: Callable[..., Page], town: Town, answers: None
) -> None:
    region = next(place for name, place in town.world.accounts if name == "hotline-agent")
    agent = signed_in(browse(**DESK), town, "hotline-agent", region)
    agent.page.goto("/hotline/")
    agent.page.locator("textarea[accesskey='1']").press_sequentially("我老公拿刀要砍我", delay=20)
    expect(agent.page.locator("#proposals p.now").first).to_contain_text("110")
