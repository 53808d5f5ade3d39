"""Masked by default, uncovered with a reason, every look written down (P4, A4; PIPL 44, 51, 56; SEC-04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.actions import account_of_phone, register_party
from santai.capabilities.reading.models import Reading
from santai.capabilities.reading.queries import MANY_FOREIGN, affected
from tests.factories.pages import Visitor, signed_in
from tests.world import APPLICANT, CITY, LUSHAN, NOW, PROVINCE, YE, World, ask_for_aid

PHONE, NUMBER, ADDRESS = "13800000001", "11010119900307109X", "建设路 1 号"
REASON = "联系申请人补交工资条"


@pytest.fixture
def order(world: World) -> Order:
    person = {**APPLICANT, "id_number": NUMBER, "address": ADDRESS}
    return ask_for_aid(applicant=person).order


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-clerk", YE)])


@pytest.fixture
def auditor(world: World) -> Visitor:
    return signed_in(world.accounts[("auditor", PROVINCE)])


def at(order: Order, *more: str) -> str:
    return "/".join(("/desk/orders", order.number, *more, ""))


def uncover(
    who: Visitor, order: Order, field: str, reason: str = REASON, *, party: str = ""
) -> Any:
    asked = {"party": party or str(order.applicant_id), "field": field, "reason": reason}
    return who.post(at(order, "uncover"), asked)


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("aid-clerk", YE),
        ("aid-approver", YE),
        ("aid-dispatcher", YE),
        ("window-clerk", YE),
        ("visitor", YE),
        ("centre-head", YE),
        ("bureau-chief", YE),
        ("auditor", PROVINCE),
    ],
)
def test_whatever_the_post_numbers_are_masked_at_first(
    world: World, order: Order, role: str, region: str
) -> None:
    source = signed_in(world.accounts[(role, region)]).read(at(order)).source
    for whole in (PHONE, NUMBER, ADDRESS):
        assert whole not in source
    assert "138****0001" in source


@pytest.mark.parametrize(
    ("field", "whole"), [("phone", PHONE), ("id_number", NUMBER), ("address", ADDRESS)]
)
def test_one_particular_is_uncovered_with_a_reason_and_the_others_stay(
    clerk: Visitor, order: Order, field: str, whole: str
) -> None:
    source = uncover(clerk, order, field).content.decode()
    assert [text for text in (PHONE, NUMBER, ADDRESS) if text in source] == [whole]
    assert whole not in clerk.read(at(order)).source  # the next look is masked again
    noted = Reading.objects.get(what="field")
    assert (noted.field, noted.reason, noted.party) == (field, REASON, order.applicant_id)
    assert (noted.name, noted.role, noted.channel) == ("叶县aid-clerk", "aid-clerk", "desk")


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_uncovered(clerk: Visitor, order: Order, reason: str) -> None:
    answer = uncover(clerk, order, "phone", reason)
    assert answer.status_code == 422
    assert "请写明为什么要看" in answer.content.decode()
    assert PHONE not in answer.content.decode()
    assert not Reading.objects.filter(what="field").exists()


def test_what_is_not_there_cannot_be_uncovered(clerk: Visitor, order: Order) -> None:
    stranger = register_party(name="别人", phone="13900000009")
    for party in (str(stranger.pk), "x", "9" * 30):
        assert uncover(clerk, order, "phone", party=party).status_code == 404
    assert uncover(clerk, order, "name").status_code == 404
    assert not Reading.objects.filter(what="field").exists()


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("bureau-chief", YE, 403),  # sees the order, may not reveal
        ("auditor", PROVINCE, 403),
        ("aid-clerk", LUSHAN, 404),  # and the outsider
        ("system-admin", CITY, 404),
    ],
)
def test_who_may_not_reveal_uncovers_nothing(
    world: World, order: Order, role: str, region: str, status: int
) -> None:
    answer = uncover(signed_in(world.accounts[(role, region)]), order, "phone")
    assert answer.status_code == status
    assert PHONE not in answer.content.decode()
    assert not Reading.objects.filter(what="field").exists()


def test_every_look_is_one_row_without_what_was_read(clerk: Visitor, order: Order) -> None:
    clerk.read(at(order))
    clerk.read(at(order))
    rows = list(Reading.objects.order_by("pk"))
    assert [(r.what, r.order, r.party, r.whole, r.foreign) for r in rows] == [
        ("order", order.pk, order.applicant_id, True, False)
    ] * 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, ' ') FROM reading_reading AS r")
        raw = cursor.fetchone()[0]
    for secret in (PHONE, NUMBER, ADDRESS, APPLICANT["name"]):
        assert secret not in raw


def test_opening_somebodys_record_is_written_down(world: World, order: Order) -> None:
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    clerk.send("/desk/search/", {"q": PHONE}, status=200)
    noted = Reading.objects.get(what="person")
    assert (noted.party, noted.order, noted.role) == (order.applicant_id, None, "window-clerk")


@pytest.fixture
def without_writes(transactional_db: None) -> Iterator[None]:
    """A database that takes no writes, as on a full disk or a stand-by; each test says when."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")


def test_where_a_look_cannot_be_written_down_people_are_masked_and_the_page_is_read(
    without_writes: None, world: World, clerk: Visitor, order: Order
) -> None:
    """D11, P4: reading goes on, but nobody is seen whole without a trace of it."""
    told = "两万四千元工资没有给"
    assert told in clerk.read(at(order)).text
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    page = clerk.read(at(order)).text
    assert "现在记不下谁看过" in page
    assert told in page
    assert APPLICANT["name"] not in page
    bare = Client(raise_request_exception=False)  # the last resort has no page of ours
    bare.cookies = clerk.cookies
    asked = {"party": order.applicant_id, "field": "phone", "reason": REASON}
    answer = bare.post(at(order, "uncover"), asked)
    assert answer.status_code == 503
    assert PHONE not in answer.content.decode()
    assert Reading.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
    assert "现在记不下谁看过" not in clerk.read(at(order)).text


def test_the_refused_and_the_missing_leave_no_reading(world: World, order: Order) -> None:
    outsider = signed_in(world.accounts[("aid-clerk", LUSHAN)])
    assert outsider.get(at(order)).status_code == 404
    assert not Reading.objects.exists()


def test_nobody_changes_or_removes_a_reading(clerk: Visitor, order: Order) -> None:
    clerk.read(at(order))
    for change in (
        lambda: Reading.objects.update(name="别人"),
        lambda: Reading.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
            change()


def test_after_three_years_a_reading_may_go(clerk: Visitor, order: Order) -> None:
    clerk.read(at(order))
    old = Reading.objects.get()
    old.pk, old.at = None, timezone.now() - timedelta(days=3 * 366)
    old.save()
    assert Reading.objects.filter(pk=old.pk).delete()[0] == 1


# --- who is told


def test_the_person_sees_who_looked_and_why(clerk: Visitor, order: Order) -> None:
    uncover(clerk, order, "phone")
    me = signed_in(account_of_phone(phone=PHONE, name=APPLICANT["name"]))
    for path in ("/me/readings/", f"/matters/{order.number}/readings/"):
        text = me.read(path).text
        assert "叶县aid-clerk" in text
        assert "查看了完整的联系电话" in text
        assert REASON in text


def test_what_one_person_did_alike_on_one_day_is_one_line(clerk: Visitor, order: Order) -> None:
    """And what was done on another day, or for another reason, is another."""
    for _ in range(3):
        clerk.read(at(order))
    uncover(clerk, order, "phone")
    uncover(clerk, order, "phone", "再打一次电话")
    yesterday = Reading.objects.filter(what="order").first()
    assert yesterday is not None
    yesterday.pk, yesterday.at = None, yesterday.at - timedelta(days=1)
    yesterday.save()
    me = signed_in(account_of_phone(phone=PHONE, name=APPLICANT["name"]))
    source = me.read("/me/readings/").source
    assert source.count("<strong>看了工单") == 2
    assert source.count("当天 5 次") == 1  # uncovering shows the page again
    assert source.count("查看了完整的联系电话") == 2


def test_so_does_the_holder_of_the_query_code(
    clerk: Visitor, order: Order, visitor: Visitor
) -> None:
    clerk.read(at(order))
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    assert "看了工单" in visitor.read(f"/matters/{order.number}/readings/").text


def test_and_the_outsider_sees_nothing(clerk: Visitor, order: Order, visitor: Visitor) -> None:
    clerk.read(at(order))
    denied = visitor.get(f"/matters/{order.number}/readings/")
    missing = visitor.get("/matters/26000000000/readings/")
    assert (denied.status_code, missing.status_code) == (404, 404)
    assert visitor.get("/me/readings/").status_code == 302
    other = signed_in(account_of_phone(phone="13900000002", name="别人"))
    assert "叶县aid-clerk" not in other.read("/me/readings/").text


def test_the_applicant_learns_nothing_of_looks_at_the_other_side(
    clerk: Visitor, order: Order
) -> None:
    other = order.parties.exclude(party=order.applicant_id).get()
    other.party.address = "别处 2 号"
    other.party.save()
    uncover(clerk, order, "address", party=str(other.party_id), reason="给对方送达")
    me = signed_in(account_of_phone(phone=PHONE, name=APPLICANT["name"]))
    assert "给对方送达" not in me.read(f"/matters/{order.number}/readings/").text


def test_the_auditor_reads_who_looked_and_finds_by_name(
    clerk: Visitor, auditor: Visitor, order: Order
) -> None:
    uncover(clerk, order, "phone")
    assert REASON in auditor.read("/desk/readings/").text
    assert REASON in auditor.read("/desk/readings/?name=叶县aid-clerk").text
    assert "没有这样的记录" in auditor.read("/desk/readings/?name=别人").text


def test_so_does_the_administrator_of_the_trail_through_one_door(
    world: World, clerk: Visitor, order: Order
) -> None:
    uncover(clerk, order, "phone")
    admin = signed_in(world.accounts[("audit-admin", CITY)])
    trail = admin.read("/desk/audit/")
    rooms = [f"/desk/{name}/" for name in ("audit", "readings", "emergencies", "ledger")]
    assert [link for link in trail.links if link in rooms] == ["/desk/audit/", *rooms]
    assert REASON in admin.read("/desk/readings/").text


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("aid-clerk", YE),
        ("bureau-chief", YE),
        ("centre-head", YE),
        ("system-admin", CITY),
        ("security-admin", CITY),
    ],
)
def test_nobody_but_auditors_reads_the_record(world: World, role: str, region: str) -> None:
    """And it looks as if there were none (A5)."""
    assert signed_in(world.accounts[(role, region)]).get("/desk/readings/").status_code == 404


def test_who_looks_at_many_matters_of_others_is_shown_first(world: World, auditor: Visitor) -> None:
    curious = signed_in(world.accounts[("window-clerk", YE)])
    orders = [ask_for_aid().order for _ in range(MANY_FOREIGN)]
    for order in orders[:-1]:
        curious.read(at(order))
    assert "一天内看了很多外单位的工单" not in auditor.read("/desk/readings/").text
    curious.read(at(orders[-1]))
    assert "一天内看了很多外单位的工单" in auditor.read("/desk/readings/").text


def test_whom_a_leak_concerns_is_counted_from_the_record(
    world: World, clerk: Visitor, order: Order
) -> None:
    """P5: persons and kinds, of the accounts that leaked and of no other."""
    uncover(clerk, order, "phone")
    signed_in(world.accounts[("bureau-chief", YE)]).read(at(order))
    clerk_account = world.accounts[("aid-clerk", YE)].pk
    since, until = NOW - timedelta(days=1), NOW + timedelta(days=1)
    (one,) = affected(since=since, until=until, accounts=[clerk_account])
    assert (one.party, set(one.kinds), one.times) == (order.applicant_id, {"phone", "order"}, 2)
    (both,) = affected(since=since, until=until, accounts=[])
    assert set(both.kinds) == {"phone", "order", "order-masked"}
    assert affected(since=until, until=until, accounts=[]) == []
