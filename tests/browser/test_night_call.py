"""A call in the night: somebody is in danger. The number to call now comes first; the story goes along."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.channels.hotline.form import TOLD
from santai.channels.hotline.models import Call
from tests.browser.asking import receipt
from tests.browser.conftest import DESK
from tests.browser.desks import choose_county, do, fill_in, signed_in, unfold
from tests.browser.hands import Mouse
from tests.browser.town import Town
from tests.channels.hotline.telephone import SECRET, Telephone
from tests.world import CITY

pytestmark = pytest.mark.django_db

CALLER, EXTENSION = "13800000066", "8001"
STORY = "丈夫喝了酒正在砸门，我和孩子躲在里屋。"
SAID = "已请她挂断后马上打 110，我们明早再打给她。"


@pytest.fixture
def telephone() -> Iterator[Telephone]:
    with override_settings(HOTLINE_SECRET=SECRET):
        yield Telephone()


def test_danger_is_handed_to_110_with_the_story(
    browse: Callable[..., Page], town: Town, telephone: Telephone
) -> None:
    """HOT-10, HOT-12: told once; the next morning somebody asks what became of it."""
    agent = signed_in(browse(**DESK), town, "hotline-agent", CITY)
    ready_at_the_telephone(agent)
    assert says(town, telephone, "ringing", caller=CALLER, extension=EXTENSION) == 200
    see_who_calls(agent)
    says(town, telephone, "answered")
    agent.page.goto("/hotline/")
    number = hand_on(agent)
    says(town, telephone, "ended")

    order = town.find(number)
    assert (order.service, order.state) == ("referral/outside", "pointed")
    assert (order.answers["body"], order.answers["matter"]) == ("公安机关（110）", STORY)
    call = town.do(lambda: Call.objects.get())
    assert (call.order_id, call.disposition) == (order.pk, "complete")

    ask_in_the_morning(agent, order.number)
    assert town.find(number).state == "contacted"


def test_and_the_outsider_with_another_secret_rings_nobody(
    town: Town, telephone: Telephone
) -> None:
    before = town.do(Call.objects.count)
    ringing = {"id": "x", "type": "ringing", "call": "x", "at": timezone.now().isoformat()}
    sent = {**ringing, "caller": CALLER, "extension": EXTENSION}
    answer = town.do(
        lambda: telephone.send(
            sent, secret="another-secret-of-thirty-two-chars", sent=timezone.now()
        )
    )
    assert (answer.status_code, town.do(Call.objects.count)) == (401, before)


def ready_at_the_telephone(agent: Mouse) -> None:
    page = agent.page
    page.goto("/hotline/")
    agent.write(page.locator("#extension"), EXTENSION)
    agent.follow(page.get_by_role("button", name="用这个分机"))
    agent.follow(page.get_by_role("button", name="空闲", exact=True))


def says(town: Town, telephone: Telephone, kind: str, **more: str) -> int:
    """The telephone system tells what happens to the call, signed, at this very moment."""
    now = timezone.now()
    said = {"id": f"night-{kind}", "type": kind, "call": "night", "at": now.isoformat(), **more}
    status: int = town.do(lambda: telephone.send(said, sent=now).status_code)
    return status


def see_who_calls(agent: Mouse) -> None:
    """By itself, without a press."""
    expect(agent.page.locator(".caller")).to_contain_text(CALLER)


def hand_on(agent: Mouse) -> str:
    page = agent.page
    choose_county(agent)
    unfold(agent, "transfer.body")
    told: dict[str, str | list[str]] = {
        "answers.question": STORY,
        "applicant.name": "来电人",
        "transfer.body": "公安机关（110）",
        "transfer.how": TOLD,
        "transfer.said": SAID,
    }
    fill_in(agent, told)
    agent.follow(page.get_by_role("button", name="转过去，记下来"))
    expect(page.get_by_role("alert")).to_contain_text("现在就打 110")
    number, _ = receipt(page)
    return number


def ask_in_the_morning(agent: Mouse, number: str) -> None:
    do(agent, number, "contact", with_whom="东街派出所王警官", said="夜里已出警，人已安全。")
