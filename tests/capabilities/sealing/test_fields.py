"""Sealed columns: plain in Python, ciphertext in the table, found as a whole (P2; USER-01)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.people.actions import register_party
from santai.capabilities.people.models import Account, Party, PhoneCode
from santai.capabilities.sealing import actions, keys
from santai.capabilities.sealing.envelope import Broken
from tests.world import NOW, World, ask_for_aid

pytestmark = pytest.mark.django_db
NUMBER, PHONE, ADDRESS = "11010119900307109X", "13800138000", "建设路 1 号"


@pytest.fixture
def party() -> Party:
    return register_party(
        name="张三",
        id_number=NUMBER,
        phone=PHONE,
        address=ADDRESS,
        safe_contact={"may_call": False, "words": "社区通知"},
    )


def _raw(model: Any) -> str:
    """Everything the table holds, as whoever stole it would read it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {model._meta.db_table} AS t")
        return str(cursor.fetchone()[0])


def test_the_table_shows_nothing_of_a_person_but_the_name(party: Party) -> None:
    raw = _raw(Party)
    assert "张三" in raw
    for secret in (NUMBER, PHONE, ADDRESS, "1990-03-07", "社区通知", "may_call"):
        assert secret not in raw
    read = Party.objects.get(pk=party.pk)
    assert (read.id_number, read.phone, read.address) == (NUMBER, PHONE, ADDRESS)
    assert (str(read.birth_date), read.safe_contact["words"]) == ("1990-03-07", "社区通知")


def test_what_is_told_of_a_person_lies_sealed_with_every_order(world: World) -> None:
    order = ask_for_aid().order
    told = order.parties.get(role="applicant").told
    assert told["name"]
    assert told["phone"]
    raw = _raw(OrderParty)
    assert told["name"] not in raw
    assert told["phone"] not in raw
    found = OrderParty.objects.filter(told__phone=told["phone"], told__name=told["name"])
    assert found.get().order_id == order.pk
    assert not OrderParty.objects.filter(told__phone="13999999999").exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Account.objects.create(
            username="p", name="张三", kind="citizen", phone=PHONE, password="!"
        ),
        lambda: PhoneCode.objects.create(phone=PHONE, purpose="sign-in", salt="s", at=NOW),
    ],
)
def test_the_telephone_somebody_signs_in_with_lies_sealed_and_is_found(make: Any) -> None:
    row = make()
    assert PHONE not in _raw(type(row))
    assert type(row).objects.get(phone=PHONE) == row
    assert not type(row).objects.filter(phone="13800138001").exists()


def test_a_number_is_found_as_a_whole_and_by_nothing_else(party: Party) -> None:
    found = Party.objects.filter
    assert found(id_number=NUMBER).get() == party
    assert found(phone__in=[PHONE, "13900000000", ""]).get() == party
    assert not found(id_number=NUMBER[:-1]).exists()
    assert not found(phone="").exists()
    assert not Party.objects.exclude(phone=PHONE).exists()
    for lookup in ("startswith", "contains", "gt", "iexact", "regex"):
        with pytest.raises(FieldError):
            found(**{f"id_number__{lookup}": "1"})
    with pytest.raises(FieldError):
        found(address=ADDRESS).exists()  # no blind index: nobody is looked up by their address


def test_a_changed_number_is_found_anew(party: Party) -> None:
    Party.objects.filter(pk=party.pk).update(phone="13900139000")
    assert Party.objects.get(phone="13900139000") == party
    assert not Party.objects.filter(phone=PHONE).exists()


def test_one_identity_is_one_record_though_no_two_ciphertexts_are_alike(party: Party) -> None:
    assert register_party(name="张三", id_number=NUMBER) == party
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(name="李四", id_type="resident", id_number=NUMBER)


def test_plain_text_put_into_a_sealed_column_is_refused_not_shown(party: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_party SET phone = %s", [PHONE])
    with pytest.raises(Broken):
        Party.objects.get(pk=party.pk)


def test_a_value_moved_into_another_column_does_not_open(party: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_party SET phone = id_number")
    with pytest.raises(Broken):
        Party.objects.get(pk=party.pk)


def test_a_value_moved_into_another_row_does_not_open(world: World) -> None:
    """Who writes in the database gives one matter the answers of another, or swaps two people's words."""
    one, other = (ask_for_aid().order.parties.get(role="applicant") for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_orderparty SET told = (SELECT told FROM orders_orderparty WHERE id = %s)"
            " WHERE id = %s",
            [other.pk, one.pk],
        )
    moved = OrderParty.objects.get(pk=one.pk)
    with pytest.raises(Broken):
        _ = moved.told
    assert OrderParty.objects.get(pk=other.pk).told["name"]


def test_a_value_bound_to_its_row_is_written_with_the_row_only(world: World) -> None:
    row = ask_for_aid().order.parties.get(role="applicant")
    before = row.__dict__["told"]
    row.save()
    assert _raw(OrderParty).count(before) == 1  # nobody looked: it lies as it lay
    row.told["phone"] = PHONE
    row.save()
    assert OrderParty.objects.get(told__phone=PHONE) == row
    assert OrderParty.objects.get(pk=row.pk).told["phone"] == PHONE
    with pytest.raises(FieldError, match="with the row"), transaction.atomic():
        OrderParty.objects.filter(pk=row.pk).update(told={"phone": "13900139000"})
    assert OrderParty.objects.defer("told").get(pk=row.pk).told["phone"] == PHONE


@pytest.mark.usefixtures("ring_put_back")
def test_rotation_seals_every_row_anew_and_people_are_still_found(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    for serial in range(5):
        register_party(name="李四", phone=f"1390000000{serial}")
    before = _raw(Party)
    made = actions.rotate()
    counts = dict(actions.reseal())
    assert counts["people.Party.phone"] == 6
    assert counts["people.Party.id_number"] == 1
    assert set(dict(actions.reseal()).values()) == {0}
    assert _raw(Party) != before
    assert keys.sealing("people")[0] in made
    assert Party.objects.get(phone=PHONE).id_number == NUMBER


def test_rotation_leaves_alone_what_somebody_wrote_meanwhile(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch is read, then the row changes, then the batch is written."""

    def slowly(field: Any, stored: str, bound_to: bytes) -> str:
        Party.objects.filter(pk=party.pk).update(phone="13900139000")
        return str(field.sealed(field.opened(stored)))

    assert actions.rewrite(Party, "phone", slowly) == 0
    assert Party.objects.get(pk=party.pk).phone == "13900139000"


def test_columns_are_sealed_by_the_migration_and_opened_by_its_undoing(party: Party) -> None:
    assert actions.open_column(Party, "phone") == 1
    assert PHONE in _raw(Party)
    assert actions.seal_column(Party, "phone") == 1
    assert Party.objects.get(phone=PHONE) == party


def test_a_table_can_be_altered_after_two_of_its_columns_were_opened(world: World) -> None:
    """As a migration does it, all in one transaction: a row changed twice leaves no check pending."""
    order = ask_for_aid().order
    for name in ("title", "answers"):
        assert actions.open_column(Order, name) == 1
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_order ADD COLUMN more integer")
        cursor.execute("SELECT answers::jsonb ->> 'facts' FROM orders_order")
        assert cursor.fetchone() == (order.answers["facts"],)


def test_another_master_key_is_refused_by_name(settings: Any) -> None:
    keys.load()
    ring = keys._ring
    settings.MASTER_KEY = b"x" * 32
    with pytest.raises(keys.WrongMaster, match="主密钥"):
        keys.load()
    assert keys._ring is ring


def test_a_lost_table_of_keys_is_made_again_by_who_holds_the_master_key(party: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sealing_datakey")
    keys.make_missing()
    keys.load()
    assert Party.objects.get(phone=PHONE).id_number == NUMBER
