"""No figure beside a filter says other than the list it opens, however it is narrowed."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from santai.capabilities.orders.models import Order
from santai.desk.boxes import DUE
from tests.capabilities.oversight.matters import a_bit_of_everything
from tests.factories.pages import signed_in, stop_the_clock
from tests.world import CITY, LUSHAN, NOW, VILLAGE, YE, World, ask_for_aid, take

FILTERS = ("mine", "turn", "unclaimed", "overdue", "waiting", "call_back", "all")
NARROWED = {
    "line": ("", "legal-aid", "consultation"),
    "door": ("", "portal", "counter", "hotline"),
    "due": ("", *DUE),
    "group": ("", "农民工", "残疾人"),
    "region": ("", YE, LUSHAN, VILLAGE),
    "urged": ("", "", "1"),
}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("role", "region"), [("bureau-chief", CITY), ("aid-clerk", YE), ("visitor", YE)]
)
def test_every_count_is_that_of_its_list(
    world: World, monkeypatch: pytest.MonkeyPatch, role: str, region: str, seed: int
) -> None:
    """SUP-04: also at the very moment at which something falls due."""
    drawn = random.Random(seed)
    a_bit_of_everything(world)
    for days in range(4):
        order = ask_for_aid(
            at=NOW - timedelta(days=days), region=drawn.choice([YE, LUSHAN, VILLAGE])
        )
        if days == 1 and order.order.region_id == YE:
            take(world.staff("bureau-chief"), order.order, "urge", reason="请尽快")
    due = Order.objects.exclude(due_at=None).order_by("?").values_list("due_at", flat=True)
    stop_the_clock(monkeypatch, drawn.choice([NOW, *due[:3]]))
    reader = signed_in(world.accounts[(role, region)])
    for number in range(4):
        which = drawn.choice(FILTERS)
        narrowed = {name: drawn.choice(values) for name, values in NARROWED.items()}
        narrowed = {
            name: value for name, value in narrowed.items() if value and drawn.random() < 0.6
        }
        there = reader.send("/desk/views/", {"name": f"v{number}", "which": which, **narrowed})
        page = reader.read(there)
        shown = {link for link in page.links if link.startswith("/desk/orders/")}
        counted = re.search(rf"v{number} (\d+)", page.text)
        assert counted is not None
        assert int(counted[1]) == len(shown), (which, narrowed)
        page = reader.read("/desk/", which=which)
        shown = {link for link in page.links if link.startswith("/desk/orders/")}
        beside = re.search(
            rf'\?which={which}" aria-current="page">[^<]*<span[^>]*>(\d+)', page.source
        )
        assert beside is not None
        assert int(beside[1]) == len(shown), which
