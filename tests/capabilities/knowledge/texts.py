"""Answers and cases for tests, and how they come to be published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from santai.capabilities.knowledge.actions import (
    Drafted,
    DraftedCase,
    draft_answer,
    draft_case,
    review,
    submit,
)
from santai.capabilities.knowledge.enums import Why
from santai.capabilities.knowledge.models import AnswerVersion, Case, Flag
from tests.world import CITY, NOW, World

WRITER, REVIEWER = ("hotline-agent", CITY), ("bureau-chief", CITY)
TYPED = Drafted(
    topic="借钱欠债",
    question="别人借我的钱不还，怎么办？",
    ways=("朋友借钱不还", "有借条他就是不给", "欠钱的人躲着不见"),
    text="留好借条和转账记录。\n三年内去要；可以先请人民调解员说和。",
    citations=("民法典 675", "民法典 188"),
    service="mediation/people",
    valid_from="2026-03-01",
    valid_until="2026-12-31",
    key="loan",
)
CASE = DraftedCase(
    title="欠薪的事一个月办成了",
    line="legal-aid",
    topic="劳动工资",
    place=CITY,
    year="2025",
    gist="先投诉再仲裁，钱要回来了。",
    facts="一处工地完工以后，工人四个月的工资没有着落，大家到中心来问。",
    outcome="律师陪工人投诉，又申请仲裁，总承包单位先付清了工资。",
    point="人多的推举代表，投诉和仲裁可以一起走。",
    citations=("劳动争议调解仲裁法 7",),
    nobody=True,
    key="wages",
)


def drafted(world: World, *, at: datetime = NOW, **changes: Any) -> AnswerVersion:
    return draft_answer(replace(TYPED, **changes), actor=world.staff(*WRITER), at=at)


def waiting(world: World, *, at: datetime = NOW, **changes: Any) -> AnswerVersion:
    made = drafted(world, at=at, **changes)
    return submit(AnswerVersion, made.pk, actor=world.staff(*WRITER), at=at)


def approved(world: World, *, at: datetime = NOW, **changes: Any) -> AnswerVersion:
    return let_through(world, waiting(world, at=at, **changes), at=at)


def let_through(world: World, item: AnswerVersion, *, at: datetime = NOW) -> AnswerVersion:
    reviewer = world.staff(*REVIEWER)
    return review(AnswerVersion, item.pk, actor=reviewer, approve=True, opinion="", at=at)


def published(world: World, *, at: datetime = NOW, **changes: Any) -> Case:
    made = draft_case(replace(CASE, **changes), actor=world.staff(*WRITER), at=at)
    submit(Case, made.pk, actor=world.staff(*WRITER), at=at)
    return review(Case, made.pk, actor=world.staff(*REVIEWER), approve=True, opinion="", at=at)


def some_of_each(world: World, mark: str) -> None:
    """An answer and a case in every state, one with a changed article, one about to expire."""
    approved(world, key=f"told-{mark}")
    expiring = approved(world, key=f"ends-{mark}", valid_until="2026-03-20", topic="继承")
    Flag.objects.create(version=expiring, citation="民法典 675", why=Why.CHANGED, at=NOW)
    waiting(world, key=f"waits-{mark}")
    drafted(world, key=f"draft-{mark}")
    published(world, key=f"case-{mark}")
    draft_case(replace(CASE, key=f"new-{mark}", nobody=False), actor=world.staff(*WRITER), at=NOW)
