"""Many at once, on a real PostgreSQL: one winner, one order, nobody on both sides (ORD-03, ORD-11; C1, D5)."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection

from santai.capabilities.assignment.actions import assign_best
from santai.capabilities.orders.actions import act
from santai.capabilities.orders.models import Event, IdempotencyKey, Order
from santai.capabilities.orders.queries import chain_is_whole
from santai.kernel.errors import Conflict
from tests import world as w
from tests.reliability.contests import Contenders

pytestmark = pytest.mark.django_db(transaction=True)

CONTESTS = 500
RETRIES = 10


@pytest.fixture
def world(transactional_db: None) -> w.World:
    return w.build()


def test_two_clerks_a_transfer_and_an_auto_assignment_race_and_one_wins(world: w.World) -> None:
    """C1: all four saw the same order; whoever comes first changes it, the others are told to look again."""
    first, second = world.staff("aid-dispatcher"), world.second("aid-dispatcher")
    approver, clerk = world.staff("aid-approver"), world.staff("aid-clerk")
    elsewhere = world.office("legal-aid-agency", w.LUSHAN)
    for lawyer in world.lawyers:
        lawyer.capacity = CONTESTS
        lawyer.save()
    orders = []
    for number in range(CONTESTS):
        applicant = {"name": f"申请人{number}", "phone": f"139{number:08}"}
        made = w.ask_for_aid(applicant=applicant | {"groups": ["农民工"]}, opposite=None)
        orders.append(w.take(approver, made.order, "grant"))
    seen = [order.seq for order in orders]

    def entry(contest: int, contender: int) -> str:
        order, at = orders[contest], w.NOW
        common = {"number": order.number, "at": at, "seen": seen[contest]}
        if contender == 0:
            act(actor=first, action="claim", **common)
        elif contender == 1:
            act(actor=second, action="claim", **common)
        elif contender == 2:
            facts = {"organisation": elsewhere.pk, "reason": "管辖"}
            act(actor=clerk, action="transfer", facts=facts, **common)
        else:
            assign_best(actor=first, action="assign", **common)
        return ("claimed", "claimed", "transferred", "assigned")[contender]

    results = Contenders(4).race(CONTESTS, entry)

    winners = [[r for r in contest if isinstance(r, str)] for contest in results]
    losers = [r for contest in results for r in contest if not isinstance(r, str)]
    assert [len(contest) for contest in winners] == [1] * CONTESTS
    assert {type(loser) for loser in losers} <= {Conflict} | {
        type(r) for r in losers if r.status == 404
    }
    for order, before in zip(orders, seen, strict=True):
        after = Order.objects.get(pk=order.pk)
        assert after.seq == before + 1
        assert chain_is_whole(after)
    print(Counter(winner for contest in winners for winner in contest))


def test_a_request_retried_ten_times_in_parallel_with_one_key_makes_one_order(
    world: w.World,
) -> None:
    """D5: the same answer for everybody, one order, one set of effects."""
    rounds = 20

    def entry(contest: int, contender: int) -> str:
        applicant = {"name": f"申请人{contest}", "phone": f"137{contest:08}"}
        return w.ask_for_aid(applicant=applicant, key=f"retry-{contest}").order.number

    results = Contenders(RETRIES).race(rounds, entry)

    assert [len(set(contest)) for contest in results] == [1] * rounds
    assert all(isinstance(number, str) for contest in results for number in contest)
    assert Order.objects.count() == rounds
    assert IdempotencyKey.objects.count() == rounds
    assert Event.objects.filter(code="submitted").count() == rounds


def test_nobody_acts_for_both_sides_even_when_both_are_assigned_at_once(world: w.World) -> None:
    """律师法 39: two matters with the sides swapped, the same lawyer proposed for both at the same moment."""
    rounds, approver = 30, world.staff("aid-approver")
    dispatchers = [world.staff("aid-dispatcher"), world.second("aid-dispatcher")]
    pairs = []
    for number in range(rounds):
        one = {"name": f"甲{number}", "phone": f"135{number:08}"}
        other = {"name": f"乙{number}", "phone": f"136{number:08}"}
        pair = [
            w.ask_for_aid(applicant=ours | {"groups": ["农民工"]}, opposite=theirs).order
            for ours, theirs in ((one, other), (other, one))
        ]
        pairs.append([w.take(approver, order, "grant") for order in pair])
    lawyer = world.lawyers[0]
    lawyer.capacity = 1000
    lawyer.save()

    def entry(contest: int, contender: int) -> str:
        order = pairs[contest][contender]
        facts = {"practitioner": lawyer.pk}
        act(
            actor=dispatchers[contender],
            number=order.number,
            action="assign",
            facts=facts,
            at=w.NOW,
        )
        return "assigned"

    results = Contenders(2).race(rounds, entry)

    assert [sorted(map(type, contest), key=str) for contest in results] == [
        sorted([str, Conflict], key=str)
    ] * rounds


def test_the_contest_catches_an_assignment_that_reads_and_then_writes(world: w.World) -> None:
    """The planted fault: without lock and `seen`, PostgreSQL shows double winners (reliability: 119 of 200)."""
    order = w.ask_for_aid().order
    accounts = [world.staff("aid-clerk").account_id, world.second("aid-clerk").account_id]

    def careless(contest: int, contender: int) -> str:
        if contest % 2 == 0:
            Order.objects.filter(pk=order.pk).update(holder=None)
            return "reset"
        found = Order.objects.get(pk=order.pk)
        if found.holder_id is not None:
            raise Conflict("taken")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.002)")
        found.holder_id = accounts[contender]
        found.save(update_fields=["holder"])
        return "claimed"

    results = Contenders(2).race(40, careless)

    assert any(contest == ["claimed", "claimed"] for contest in results)
