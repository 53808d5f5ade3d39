"""Typical cases: draft, de-identified, reviewed, published, withdrawn (KB-02, KB-03)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.knowledge.actions import draft_case, review, submit, withdraw
from santai.capabilities.knowledge.models import Case
from santai.capabilities.knowledge.queries import case_by_key, cases
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tests.capabilities.knowledge import texts
from tests.world import CITY, ELSEWHERE, LUSHAN, NOW, PROVINCE, YE, World


def test_a_case_is_published_by_two(world: World) -> None:
    texts.published(world)
    told = case_by_key("wages")
    assert told is not None
    assert (told.title, told.year, [str(one) for one in told.citations]) == (
        texts.CASE.title,
        2025,
        ["劳动争议调解仲裁法 7"],
    )


def test_no_case_is_sent_before_somebody_confirmed_that_nobody_is_in_it(world: World) -> None:
    writer = world.staff(*texts.WRITER)
    made = draft_case(replace(texts.CASE, nobody=False), actor=writer, at=NOW)
    with pytest.raises(Invalid):
        submit(Case, made.pk, actor=writer, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=made.pk).update(state="in-review")
    draft_case(texts.CASE, actor=writer, at=NOW, pk=made.pk)
    submit(Case, made.pk, actor=writer, at=NOW)
    with pytest.raises(Conflict):
        draft_case(texts.CASE, actor=writer, at=NOW, pk=made.pk)


@pytest.mark.parametrize("field", ["title", "gist", "facts", "outcome", "point"])
def test_a_telephone_in_any_part_is_refused_at_its_field(world: World, field: str) -> None:
    typed = replace(texts.CASE, **{field: "有事打13812341234找老板"})
    with pytest.raises(Invalid) as refused:
        draft_case(typed, actor=world.staff(*texts.WRITER), at=NOW)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"line": "weather"}, "line"),
        ({"topic": "天气"}, "topic"),
        ({"year": "2027"}, "year"),
        ({"year": "二〇二五"}, "year"),
        ({"place": "999999999999"}, "place"),
        ({"citations": ("劳动法 999",)}, "citations"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    world: World, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        draft_case(replace(texts.CASE, **change), actor=world.staff(*texts.WRITER), at=NOW)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("role", "region", "error"),
    [
        ("bureau-chief", ELSEWHERE, Missing),
        ("window-clerk", LUSHAN, Missing),
        ("aid-clerk", YE, Missing),
        ("auditor", PROVINCE, Forbidden),
    ],
)
def test_and_the_outsider_publishes_and_withdraws_nothing(
    world: World, role: str, region: str, error: type[Exception]
) -> None:
    writer, outsider = world.staff(*texts.WRITER), world.staff(role, region)
    made = draft_case(texts.CASE, actor=writer, at=NOW)
    submit(Case, made.pk, actor=writer, at=NOW)
    with pytest.raises(error):
        review(Case, made.pk, actor=outsider, approve=True, opinion="", at=NOW)
    with pytest.raises(error):
        withdraw(Case, made.pk, actor=outsider, reason="不归我管也撤下", at=NOW)
    assert cases() == []


def test_what_was_published_is_not_changed_and_can_be_withdrawn(world: World) -> None:
    case = texts.published(world)
    with pytest.raises(IntegrityError, match="不能修改"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(facts="另一个经过")
    withdraw(
        Case, case.pk, actor=world.staff("bureau-chief", CITY), reason="当事人要求撤下来", at=NOW
    )
    assert cases() == []
    with pytest.raises(IntegrityError, match="不能修改"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(ended_why="没有理由")
