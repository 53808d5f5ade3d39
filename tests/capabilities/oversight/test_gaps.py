"""Questions that come often and have no answer: sums and shared words, nobody in them (KB-04, HOT-16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.knowledge.models import Gap
from santai.capabilities.knowledge.queries import boxes
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions.gaps import count_gaps
from tests.capabilities.knowledge import texts
from tests.world import CITY, LUSHAN, NOW, TODAY, YE, World, anyone, take

NAMES = ("王小明", "李大海", "张春花", "刘铁柱", "陈冬梅")
LATER = NOW + timedelta(days=1)


def asked(world: World, text: str, *, topic: str = "其他", finished: bool = True) -> Order:
    request = Request(
        service="consultation/legal",
        region=YE,
        applicant={"name": "来问的人"},
        answers={"topic": topic, "question": text},
    )
    order = submit(actor=anyone(), request=request, at=NOW).order
    clerk = world.staff("window-clerk", YE)
    return take(clerk, order, "answer", answer="这样办就可以了。") if finished else order


@pytest.fixture
def bees(world: World) -> World:
    for name in NAMES:
        asked(world, f"我叫{name}，隔壁养蜂场的蜜蜂蜇人，蜂箱离我家太近。")
    return world


def test_what_five_people_asked_and_nobody_answers_is_a_gap(bees: World) -> None:
    assert count_gaps(at=LATER) == 1
    gap = Gap.objects.get()
    assert (gap.place, gap.topic, gap.orders, gap.counted_on) == (YE, "其他", 5, LATER.date())
    assert {"蜜蜂", "隔壁"} & set(gap.words)
    assert [name for name in NAMES if name in "".join(gap.words)] == []


def test_four_are_too_few_to_hide_in(world: World) -> None:
    for name in NAMES[:4]:
        asked(world, f"我叫{name}，隔壁养蜂场的蜜蜂蜇人，蜂箱离我家太近。")
    asked(world, "隔壁养蜂场的蜜蜂蜇人，还没有人答复我。", finished=False)
    assert count_gaps(at=LATER) == 0


def test_a_word_that_only_one_of_them_used_is_not_kept(bees: World) -> None:
    asked(bees, "隔壁养蜂场的蜜蜂蜇人，我在县高中食堂烧锅炉。")
    count_gaps(at=LATER)
    assert [
        word for word in ("食堂", "锅炉", "烧锅炉", "高中") if word in Gap.objects.get().words
    ] == []


def test_an_approved_answer_closes_the_gap(bees: World) -> None:
    count_gaps(at=LATER)
    texts.approved(
        bees,
        key="bees",
        topic="其他",
        question="隔壁养蜂，蜜蜂蜇人怎么办？",
        ways=("养蜂场的蜜蜂蜇人", "蜂箱离我家太近", "邻居养蜂"),
    )
    assert count_gaps(at=LATER) == 0
    assert Gap.objects.count() == 0


def test_restricted_matters_are_not_counted(bees: World) -> None:
    """个人信息保护法 47: kept, and not used any more."""
    order = Order.objects.order_by("pk")[0]
    Order.objects.filter(pk=order.pk).update(restricted_at=NOW)
    assert count_gaps(at=LATER) == 0


def test_and_the_outsider_does_not_see_the_gaps_of_another_county(bees: World) -> None:
    count_gaps(at=LATER)
    seen = {
        who: len(boxes(bees.staff(*who), on=TODAY).gaps)
        for who in (("window-clerk", YE), ("hotline-agent", CITY), ("window-clerk", LUSHAN))
    }
    assert list(seen.values()) == [1, 1, 0]
