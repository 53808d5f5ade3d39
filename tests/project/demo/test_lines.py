"""Every line of service in the demonstration: orders in several states, and nobody at an empty desk."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole
from santai.capabilities.people.models import Account, Party
from santai.kernel.workdays import ZONE
from santai.project.demo.load import load
from santai.project.demo.stories import AGES, LINES
from tests.factories.pages import Visitor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZONE)
AT_WORK = (
    ("shi-gz", "notary/certificate"),
    ("shi-gzzr", "notary/inheritance"),
    ("gz-001", "notary/"),
    ("shi-jdzr", "appraisal/entrustment"),
    ("jd-001", "appraisal/entrustment"),
    ("22-zc", "arbitration/labour"),
    ("22-tj", "mediation/people"),
    ("tj-001", "mediation/people"),
    ("jf-002", "grassroots/representation"),
    ("gw-001", "adviser/"),
    ("22-jb", "openness/request"),
)
OUTSIDER = "04-jb"  # an officer of another county's bureau


@pytest.fixture
def lines(settings: Settings, tmp_path: Path) -> dict[str, list[Order]]:
    """Told once each turn, with nothing else; by service."""
    settings.KEYS_ROOT = tmp_path / "keys"
    make_keys()
    load(1, now=NOW, tellers=0)
    found: dict[str, list[Order]] = defaultdict(list)
    for order in Order.objects.filter(parent=None):
        found[order.service].append(order)
    return found


def signed_in(username: str) -> Visitor:
    visitor = Visitor()
    visitor.force_login(Account.objects.get(username=username))
    return visitor


def test_every_line_is_told_and_everybody_has_something_on_the_desk(
    lines: dict[str, list[Order]],
) -> None:
    """PLAT-18, DIR: all nine lines, not questions alone; the outsider finds none of it."""
    told = {service: len(lines[service]) for service, _ in LINES}
    assert told == dict.fromkeys(told, len(AGES))
    states = {service: len({order.state for order in lines[service]}) for service in told}
    assert {service: many for service, many in states.items() if many < 2} == {}
    everything = list(Order.objects.all())
    assert [order.number for order in everything if not chain_is_whole(order)] == []
    assert max(order.received_at for order in everything) <= NOW
    assert not Party.objects.filter(demo=False, kind="citizen").exists()
    for username, service in AT_WORK:
        mine = [o.number for o in everything if o.service.startswith(service)]
        shown = signed_in(username).read("/desk/?which=all").source
        assert any(number in shown for number in mine), username
    outside = signed_in(OUTSIDER).read("/desk/?which=all").source
    assert [o.number for o in everything if o.service in told and o.number in outside] == []
