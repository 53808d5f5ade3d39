"""Who may stand for whom: what binds, how many, until when (USER-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.people.access import may_end, representing
from santai.capabilities.people.actions import (
    account_of_phone,
    confirm_at_counter,
    consent,
    end,
    forget_codes,
    make_code,
    register_party,
)
from santai.capabilities.people.enums import CodeFor
from santai.capabilities.people.models import Account, PhoneCode, Representation
from santai.capabilities.people.queries import standing_for
from santai.kernel.errors import Conflict, Forbidden, Invalid, NotNow
from tests.world import NOW, World


def person(number: int) -> Account:
    return account_of_phone(phone=f"138000001{number:02}", name=f"某人{number}")


def agree(representative: Account, represented: Account, relation: str = "child") -> Representation:
    return consent(
        representative=representative,
        represented=represented,
        relation=relation,
        scope="act",
        at=NOW,
    )


def test_it_holds_from_the_beginning_until_it_is_ended(world: World) -> None:
    son, mother = person(1), person(2)
    held = agree(son, mother)
    assert [row.pk for row in standing_for(son, at=NOW)] == [held.pk]
    end(held, by=mother, at=NOW + timedelta(hours=1))
    assert list(standing_for(son, at=NOW + timedelta(hours=1))) == []
    held.refresh_from_db()
    assert held.ended_by == mother


def test_and_the_outsider_ends_nothing(world: World) -> None:
    held = agree(person(1), person(2))
    with pytest.raises(Forbidden):
        end(held, by=person(3), at=NOW)
    assert may_end(person(3), held, at=NOW) is False


def test_two_are_bound_once(world: World) -> None:
    agree(person(1), person(2))
    with pytest.raises(Conflict):
        agree(person(1), person(2))


def test_nobody_stands_for_many_people_or_for_themselves(world: World) -> None:
    for number in range(2, 10):
        agree(person(1), person(number))
    with pytest.raises(NotNow):
        agree(person(1), person(10))
    with pytest.raises(Invalid):
        agree(person(11), person(11))


@pytest.mark.parametrize("relation", ["guardian", "parent", "contact", "member", "agent", "x"])
def test_what_needs_papers_is_not_begun_by_telephone(world: World, relation: str) -> None:
    with pytest.raises(Invalid):
        agree(person(1), person(2), relation)


def test_only_a_clerk_of_ours_confirms_papers(world: World) -> None:
    party = register_party(name="老人家", id_number="110101199003070775", proven=True)
    with pytest.raises(Forbidden):
        confirm_at_counter(
            actor=world.staff("aid-approver"),
            representative=person(1),
            represented=party,
            relation="child",
            scope="act",
            papers="身份证",
            at=NOW,
        )


def test_who_stands_for_somebody_acts_under_both_names(world: World) -> None:
    actor = representing(agree(person(1), person(2)), "portal")
    assert (actor.name, actor.own_name, actor.told) == (
        "某人1（代某人2）",
        "某人1",
        ("13800000102", "某人2"),
    )


def test_old_codes_are_forgotten(world: World) -> None:
    make_code(phone="13800000001", purpose=CodeFor.SIGN_IN, at=NOW)
    assert forget_codes(at=NOW + timedelta(days=1)) == 0
    assert forget_codes(at=NOW + timedelta(days=3)) == 1
    assert PhoneCode.objects.count() == 0
