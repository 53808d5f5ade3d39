"""The demonstration: everything through the one door, and nobody real in it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random

import pytest
from stdnum.cn import ric

from santai.capabilities.identity.models import Credential
from santai.capabilities.knowledge.models import AnswerVersion, Case
from santai.capabilities.knowledge.queries import answers_for, files_of
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole
from santai.capabilities.people.models import Account, Party, Practitioner
from santai.capabilities.places.models import Organisation, Region, Venue
from santai.kernel.workdays import ZONE
from santai.project.demo.knowledge import WAITING
from santai.project.demo.load import load
from santai.project.demo.names import birthday, identity_number, telephone

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZONE)


@pytest.mark.django_db
def test_the_demonstration_loads_through_the_one_door(capsys: pytest.CaptureFixture[str]) -> None:
    load(60, now=NOW, tellers=0, times=0)

    orders = list(Order.objects.all())
    assert 60 <= len(orders) <= 80  # an objection or assistance is an order of its own
    assert {order.region_id[:4] for order in orders} == {"4104"}
    assert max(order.received_at for order in orders) <= NOW
    assert all(chain_is_whole(order) for order in orders)
    assert {"consultation/legal", "legal-aid/civil"} < {order.service for order in orders}
    assert "60 of" not in capsys.readouterr().err


@pytest.mark.django_db
def test_the_demonstration_has_every_level_office_and_role() -> None:
    """CEN-01: city, counties, townships, village rooms; PLAT-18."""
    load(1, now=NOW, tellers=0, times=0)

    levels = Counter(Region.objects.filter(code__startswith="4104").values_list("level", flat=True))
    assert levels[2] == 1
    assert levels[3] >= 10
    assert Venue.objects.filter(kind_name="公共法律服务室").count() == levels[5]
    assert not Organisation.objects.filter(demo=False).exists()
    assert not Practitioner.objects.filter(demo=False).exists()
    assert not Party.objects.filter(demo=False, kind="citizen").exists()
    for role in ("window-clerk", "hotline-agent", "aid-approver", "auditor", "system-admin"):
        assert Account.objects.filter(posts__role=role).exists()
    with_second = Credential.objects.filter(confirmed__isnull=False)
    assert [one.account.username for one in with_second] == ["shi-aq"]


def test_identity_numbers_of_the_demonstration_are_valid_and_never_issued() -> None:
    """The sequence 000 is not given to anybody; the check digit is right all the same (GB 11643)."""
    rng = Random(7)
    numbers = [identity_number(rng, "410400000000", birthday(rng, NOW.date())) for _ in range(500)]

    assert [number[14:17] for number in numbers] == ["000"] * 500
    assert all(ric.is_valid(number) for number in numbers)


def test_telephone_numbers_of_the_demonstration_have_eleven_digits() -> None:
    rng = Random(7)

    assert {len(telephone(rng)) for _ in range(100)} == {11}


@pytest.mark.django_db
def test_the_demonstration_answers_what_people_ask_most() -> None:
    """HOT-13: written by one, reviewed by another; two are left for whoever tries the review."""
    load(1, now=NOW, tellers=0, times=0)
    answers, cases = files_of()
    told = answers_for("410422000000", on=NOW.date())
    assert len(told) == len(answers) - len(WAITING)
    assert AnswerVersion.objects.filter(state="in-review").count() == len(WAITING)
    assert Case.objects.filter(state="approved").count() == len(cases)
    both = AnswerVersion.objects.values_list("written_by__username", "reviewed_by__username")
    assert {pair for pair in both if None not in pair} == {("shi-rx1", "shi-jz")}
