"""Finding and making parties, and keeping them current."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.people.actions import register_party
from santai.capabilities.people.models import Party
from santai.kernel.errors import Invalid
from tests.factories.people import identity_number
from tests.factories.places import BAOFENG

pytestmark = pytest.mark.django_db

NUMBER = identity_number(date(1990, 3, 7))
PERSON: dict[str, Any] = {"name": "张小三", "phone": "13800000001", "region": BAOFENG}
KNOWN: dict[str, Any] = {**PERSON, "id_number": NUMBER}


def test_a_new_person_is_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        party = register_party(**KNOWN, groups=["农民工"])
    party.refresh_from_db()
    assert (party.name, party.id_type, party.id_number, party.groups, party.region) == (
        "张小三",
        "resident",
        NUMBER,
        ["农民工"],
        BAOFENG,
    )


def test_birth_date_and_gender_come_from_the_number() -> None:
    party = register_party(**KNOWN)
    assert (party.birth_date, party.gender) == (date(1990, 3, 7), "female")


def test_the_same_identity_is_the_same_party_in_one_statement(
    django_assert_num_queries: Any,
) -> None:
    """USER-01."""
    first = register_party(**KNOWN)
    with django_assert_num_queries(1):
        again = register_party(**KNOWN | {"id_number": NUMBER.lower()})
    assert (again, Party.objects.count()) == (first, 1)


def test_without_a_number_telephone_and_name_make_the_party() -> None:
    first = register_party(**PERSON)
    assert register_party(**PERSON) == first
    assert register_party(**PERSON | {"name": "张小四"}) != first
    assert register_party(**PERSON | {"phone": "13800000002"}) != first


def test_a_caller_who_gives_telephone_and_name_is_the_one_we_know() -> None:
    first = register_party(**KNOWN)
    assert register_party(**PERSON) == first


def test_of_two_with_the_same_telephone_and_name_none_is_guessed() -> None:
    twins = {
        register_party(**PERSON, id_number=identity_number(date(1990, 3, day))).pk for day in (7, 8)
    }
    assert register_party(**PERSON).pk not in twins


def test_an_unproven_number_does_not_take_over_an_earlier_record() -> None:
    caller = register_party(**PERSON)
    assert register_party(**KNOWN) != caller


def test_who_proves_their_identity_takes_over_what_they_said_by_telephone() -> None:
    caller = register_party(**PERSON, groups=["农民工"])
    party = register_party(**KNOWN, proven=True)
    party.refresh_from_db()
    assert (party.pk, party.id_number, party.gender, party.groups) == (
        caller.pk,
        NUMBER,
        "female",
        ["农民工"],
    )


def test_what_is_proven_replaces_what_was_known(django_assert_num_queries: Any) -> None:
    """USER-13."""
    register_party(**KNOWN, address="旧址")
    news = {"name": "张晓三", "phone": "13800000009", "address": "新址 2 号", "proven": True}
    with django_assert_num_queries(2):
        register_party(**KNOWN | news)
    party = Party.objects.get()
    assert (party.name, party.phone, party.address) == ("张晓三", "13800000009", "新址 2 号")


def test_what_is_only_said_fills_blanks_and_replaces_nothing() -> None:
    """Whoever knows another's number must not be able to have the call-backs sent to himself."""
    register_party(**KNOWN)
    register_party(**KNOWN | {"name": "某人", "phone": "13900000000", "address": "某路 1 号"})
    party = Party.objects.get()
    assert (party.name, party.phone, party.address) == ("张小三", "13800000001", "某路 1 号")


def test_blanks_of_somebody_in_danger_are_not_filled_by_hearsay() -> None:
    wishes = {"may_call": False, "words": "问家里水费"}
    register_party(name="张小三", id_number=NUMBER, safe_contact=wishes)
    register_party(**KNOWN, safe_contact={"may_call": True})
    party = Party.objects.get()
    assert (party.phone, party.region, party.safe_contact) == ("", None, wishes)


def test_groups_add_up() -> None:
    register_party(**KNOWN, groups=["农民工"])
    assert register_party(**KNOWN, groups=["残疾人", "农民工"]).groups == ["农民工", "残疾人"]


@pytest.mark.parametrize(
    ("kind", "id_type", "number"),
    [
        ("citizen", "passport", "E12345678"),
        ("citizen", "hk-macau", "H12345678"),
        ("citizen", "taiwan", "12345678"),
        ("citizen", "foreign-permanent", "USA110080010101"),
        ("enterprise", "uscc", "91350100M000100Y43"),
        ("organisation", "", "91350100M000100Y43"),
    ],
)
def test_every_kind_of_subject_can_be_registered(kind: str, id_type: str, number: str) -> None:
    """USER-03, USER-05."""
    party = register_party(name="某某", kind=kind, id_type=id_type, id_number=number)
    assert (party.kind, party.id_type, party.id_number) == (kind, id_type or "uscc", number)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", {"name": " \u200b"}),
        ("name", {"name": "长" * 101}),
        ("id_number", {"id_number": NUMBER[:-1] + ("1" if NUMBER[-1] == "0" else "0")}),
        ("id_number", {"id_number": "E1", "id_type": "passport"}),
        ("id_number", {"id_number": NUMBER, "id_type": "library-card"}),
        ("id_number", {"id_number": NUMBER, "kind": "enterprise", "id_type": "resident"}),
        ("id_number", {"id_number": "91350100M000100Y43", "id_type": "uscc"}),
        ("id_number", {"kind": "animal"}),
        ("phone", {"phone": "12"}),
        ("region", {"region": "4104"}),
        ("groups", {"groups": ["贵族"]}),
        ("language", {"language": "世界语"}),
        ("safe_contact", {"safe_contact": {"shout": True}}),
        ("safe_contact", {"safe_contact": {"may_call": "yes"}}),
    ],
)
def test_what_is_wrong_is_named(field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        register_party(**PERSON | wrong)
    assert list(refusal.value.fields) == [field]
    assert not Party.objects.exists()


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        register_party(name="", id_number="1", phone="2", groups=["贵族"])
    assert set(refusal.value.fields) == {"name", "id_number", "phone", "groups"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"id_type": "resident"},
        {"id_number": "1"},
        {"kind": "enterprise", "id_type": "passport", "id_number": "E1"},
        {"kind": "alien"},
        {"region": "4104"},
        {"name": ""},
    ],
)
def test_the_database_refuses_a_party_that_contradicts_itself(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(**{"name": "某人", **wrong})
