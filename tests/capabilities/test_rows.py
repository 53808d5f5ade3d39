"""Rows by plain statements are the rows that the ORM would have given and written."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.forms import model_to_dict

from santai.capabilities import rows
from santai.capabilities.clocks.models import Clock
from santai.capabilities.people.models import Party
from santai.kernel.workdays import ZONE

pytestmark = pytest.mark.django_db

BY_NAME = "SELECT {columns} FROM people_party WHERE name = %s ORDER BY id"


def party(name: str = "张三") -> Party:
    return Party.objects.create(
        name=name, phone="13800000001", groups=["农民工"], safe_contact={"when": "晚上"}
    )


def clock(**changes: object) -> Clock:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)
    fields = {"subject": "orders/1", "name": "review", "title": "审查", "limit": "7 days"}
    return Clock(**fields, started_at=at, due_at=at, due_on=at.date(), **changes)


def test_a_row_is_read_as_the_orm_reads_it() -> None:
    written = party()
    assert model_to_dict(rows.by_key(Party, written.pk)) == model_to_dict(
        Party.objects.get(pk=written.pk)
    )


def test_a_row_read_can_be_changed_and_saved() -> None:
    read = rows.by_key(Party, party().pk)
    read.address = "某路 1 号"
    read.save()
    assert Party.objects.get(pk=read.pk).address == "某路 1 号"


def test_a_key_that_is_not_there_is_said_so() -> None:
    with pytest.raises(ObjectDoesNotExist):
        rows.by_key(Party, 1)


def test_the_first_of_several_and_none_of_none() -> None:
    first = party()
    second = Party.objects.create(name=first.name, phone="13800000002")
    assert rows.several(Party, BY_NAME, [first.name]) == [first, second]
    assert rows.one(Party, BY_NAME, [first.name]) == first
    assert rows.one(Party, BY_NAME, ["李四"]) is None


def test_a_value_is_a_value_and_never_a_part_of_the_statement() -> None:
    assert rows.several(Party, BY_NAME, ["' OR 1 = 1 --"]) == []


def test_rows_of_two_tables_are_written_at_once_and_read_back_as_they_were() -> None:
    rows.insert_together(
        [clock(pauses=[["2026-03-03T09:00:00+08:00", None, "等材料"]]), Party(name="王五")]
    )
    [kept] = Clock.objects.all()
    assert kept.pauses == [["2026-03-03T09:00:00+08:00", None, "等材料"]]
    assert kept.started_at == datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)
    assert Party.objects.get().name == "王五"


def test_a_row_is_written_back_whole_and_no_other() -> None:
    changed, other = party("甲"), party("乙")
    changed.groups, changed.address = ["老年人", "残疾人"], "某路 2 号"
    rows.write_back(changed)
    read = Party.objects.get(pk=changed.pk)
    assert (read.groups, read.address) == (["老年人", "残疾人"], "某路 2 号")
    assert model_to_dict(Party.objects.get(pk=other.pk)) == model_to_dict(other)
