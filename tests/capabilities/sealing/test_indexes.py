"""The key of the blind indexes is changed beside live work: people are found, and nobody is written down twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from santai.capabilities.orders.models import OrderParty
from santai.capabilities.people.actions import register_party
from santai.capabilities.people.models import Account, Party
from santai.capabilities.sealing import actions, keys
from santai.capabilities.sealing.actions import indexes
from santai.capabilities.sealing.models import DataKey
from santai.kernel.errors import Conflict
from tests.factories.people import identity_number
from tests.world import World, ask_for_aid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ring_put_back")]
NUMBER, PHONE = "11010119900307109X", "13800138000"


def begun(*, ago: timedelta = timedelta(0)) -> int:
    """A change that began so long ago."""
    number = indexes.begin()
    DataKey.objects.filter(number=number).update(at=timezone.now() - ago)
    keys.load()
    return number


LONG_AGO = keys.SWITCH + indexes.LONGEST
JUST_SWITCHED = keys.SWITCH


def blind_of(party: Party) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT left(phone, 22) FROM people_party WHERE id = %s", [party.pk])
        return str(cursor.fetchone()[0])


def column(name: str) -> Any:
    return Party._meta.get_field(name)


def changed() -> list[str]:
    """Go through with a change; gives what stood there twice."""
    twice = [name for _column, done in indexes.reindex() for name in done.twice]
    assert indexes.finish() is not bool(twice)
    return twice


def somebody(serial: int = 0) -> Party:
    return register_party(name="张三", phone=f"138001380{serial:02}")


def test_until_all_processes_know_it_nobody_writes_with_the_new_key() -> None:
    (before,) = column("phone").blinded("13800138000")
    begun()
    assert blind_of(somebody()) == before
    assert column("phone").blinded("13800138000")[0] == before
    with pytest.raises(Conflict, match="还没有在所有进程生效"):
        list(indexes.reindex())


def test_while_it_is_changed_the_old_and_the_new_are_both_found(world: World) -> None:
    old, order = somebody(1), ask_for_aid().order
    told = order.parties.get(role="applicant").told
    begun(ago=JUST_SWITCHED)
    new = somebody(2)
    assert blind_of(new) == column("phone").blinded("13800138002")[-1] != blind_of(old)
    assert Party.objects.filter(phone="13800138001").get() == old
    assert Party.objects.filter(phone="13800138002").get() == new
    assert set(Party.objects.filter(phone__in=["13800138001", "13800138002"])) == {old, new}
    assert OrderParty.objects.filter(told__phone=told["phone"]).get().order_id == order.pk
    assert not OrderParty.objects.filter(told__phone="13999999999").exists()
    assert [somebody(1), somebody(2)] == [old, new]


def test_afterwards_everything_is_found_by_the_new_key_alone(world: World) -> None:
    people = [somebody(serial) for serial in range(5)]
    identified = register_party(
        name="李四", id_number=NUMBER, phone="13700137000", address="建设路 1 号"
    )
    order = ask_for_aid().order
    told = order.parties.get(role="applicant").told
    before = blind_of(people[0])
    begun(ago=LONG_AGO)
    assert changed() == []
    assert len(keys.blinders()) == 1
    assert blind_of(people[0]) != before
    assert [Party.objects.get(phone=f"138001380{n:02}") for n in range(5)] == people
    assert Party.objects.get(id_number=NUMBER).address == "建设路 1 号"
    assert Party.objects.get(id_number=NUMBER) == identified
    assert OrderParty.objects.filter(told__phone=told["phone"]).get().order_id == order.pk
    assert [done.written for _column, done in indexes.reindex()] == [0] * sum(
        bool(column.blind) for column in actions.sealed_fields()
    )


def test_stopped_anywhere_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [somebody(serial) for serial in range(5)]
    monkeypatch.setattr(actions, "BATCH", 2)
    begun(ago=LONG_AGO)
    steps = indexes.reindex()
    for name, _done in steps:
        if name == "people.Party.phone":
            break
    steps.close()  # type: ignore[attr-defined]
    assert len(keys.blinders()) == 2
    with pytest.raises(Conflict, match="还没有完成"):
        indexes.begin()
    assert changed() == []
    assert [Party.objects.get(phone=f"138001380{n:02}") for n in range(5)] == people


def test_who_is_written_down_while_it_runs_is_left_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between the reading of a batch and its writing: somebody new comes, somebody known gets another number."""
    known = somebody(1)
    begun(ago=LONG_AGO)
    honest, came = actions.put_batch, []

    def meanwhile(cursor: Any, write: str, batch: Any) -> int:
        if not came:
            came.append(somebody(2))
            Party.objects.filter(pk=known.pk).update(phone="13900139000")
        return honest(cursor, write, batch)

    monkeypatch.setattr(indexes, "put_batch", meanwhile)
    list(indexes.reindex())
    monkeypatch.setattr(indexes, "put_batch", honest)
    assert indexes.finish()
    assert Party.objects.get(phone="13800138002") == came[0]
    assert Party.objects.get(phone="13900139000") == known
    assert not Party.objects.filter(phone="13800138001").exists()


def test_one_who_came_in_twice_is_named_and_both_are_still_found() -> None:
    """Two transactions at the very moment of the change, one of which wrote with the old key."""
    Account.objects.create(username="a", name="张三", kind="citizen", phone=PHONE, password="!")
    begun(ago=LONG_AGO)
    second = Account.objects.create(
        username="b", name="张三", kind="citizen", phone=PHONE, password="!"
    )
    first = Account.objects.get(username="a")
    assert changed() == [f"people.Account {first.pk}"]
    assert set(Account.objects.filter(phone=PHONE)) == {first, second}
    Account.objects.filter(pk=second.pk).update(phone="13700137000")
    assert changed() == []
    assert Account.objects.get(phone=PHONE) == first
    with pytest.raises(IntegrityError):
        Account.objects.create(username="c", name="张三", kind="citizen", phone=PHONE, password="!")


@pytest.mark.django_db(transaction=True)
def test_in_a_crowd_nobody_is_lost_and_nobody_is_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four doors write down the same people, some of them known before, while the indexes are computed."""
    monkeypatch.setattr(actions, "BATCH", 3)
    numbers = [identity_number(day) for day in _days(30)]
    for number in numbers[:15]:
        register_party(name="甲", id_number=number)
    begun(ago=LONG_AGO)
    stop, faults = threading.Event(), []

    def door(first: int) -> None:
        try:
            at = first
            while not stop.is_set() or at < first + len(numbers):
                register_party(name="甲", id_number=numbers[at % len(numbers)])
                at += 1
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    doors = [threading.Thread(target=door, args=(7 * n,)) for n in range(4)]
    for one in doors:
        one.start()
    twice = [name for _column, done in indexes.reindex() for name in done.twice]
    stop.set()
    for one in doors:
        one.join()
    assert (twice, faults, indexes.finish()) == ([], [], True)
    assert Party.objects.count() == len(numbers)
    assert len({Party.objects.get(id_number=number).pk for number in numbers}) == len(numbers)


def _days(count: int) -> Iterator[Any]:
    day = timezone.localdate().replace(year=1960, month=1, day=1)
    yield from (day + timedelta(days=n) for n in range(count))
