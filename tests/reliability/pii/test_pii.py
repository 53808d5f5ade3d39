"""P1: what people tell of themselves lies in its home and nowhere else, however they told it.

Marked numbers go in through every door; the pages are used, refused and broken; then everything is turned over:
a dump of every table, sessions, cache, files and the folder of the installation, logs, and every address that a
browser saw. What lies inside a file somebody gave, or a document made of it, is looked for as well. Names stand
open by decision 15.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import connection

from santai.capabilities.files.queries import blobs
from santai.capabilities.identity.models import Session
from santai.capabilities.orders import persons
from santai.capabilities.orders.models import Material
from santai.channels.village.models import Part
from santai.kernel.blobs import BlobStore
from tests import world as w
from tests.reliability.pii.doors import Marked, Town
from tests.reliability.pii.places import Listening, found_in, hits
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
PEOPLE = size(6, 1_000)


@pytest.fixture
def listening() -> Iterator[Listening]:
    handler, root = Listening(), logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


@pytest.fixture
def town(world: w.World) -> Town:
    cache.clear()
    return Town(world)


def folders() -> list[Path]:
    return [Path(settings.FILES_ROOT)]


def look(people: list[Marked], town: Town, listening: Listening) -> list[str]:
    wanted = {text for who in people for text in who.wanted}
    return hits(wanted, folders=folders(), lines=listening.lines, addresses=town.addresses)


def test_nothing_told_at_any_door_lies_outside_its_home(
    town: Town, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Marked(serial) for serial in range(PEOPLE)]
    doors = town.every()
    for who in people:
        doors[list(doors)[who.serial % len(doors)]](who)
        if who.serial:
            town.work(who)
    broken(town, people[0], monkeypatch)
    found = look(people, town, listening)
    report("pii", people=len(people), addresses=len(town.addresses), found=found)
    assert found == []


def broken(town: Town, who: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours while somebody's words are in hand: what the log says of it is looked at too."""
    order = w.ask_for_aid().order

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(persons, "uncover", fails)
    asked = {"party": order.applicant_id, "field": "phone", "reason": who.story}
    answer = town.browser("aid-clerk").post(f"/desk/orders/{order.number}/uncover/", asked)
    assert answer.status_code == 500


# --- planted faults


def _in_the_log(town: Town, who: Marked) -> None:
    logging.getLogger("santai").warning("called %s", who.phone)


def _in_a_column(town: Town, who: Marked) -> None:
    Material.objects.filter(order=w.ask_for_aid().order).update(note=who.number)


def _in_an_event(town: Town, who: Marked) -> None:
    """As if the data of events lay open again."""
    order = w.ask_for_aid().order
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL santai.newer_key = 'on'")
        cursor.execute(
            "UPDATE orders_event SET data = %s WHERE order_id = %s", [who.story, order.pk]
        )


def _in_an_address(town: Town, who: Marked) -> None:
    town.browser("window-clerk").get("/desk/search/", {"q": who.phone})


def _in_a_session(town: Town, who: Marked) -> None:
    """As if sessions lay open again, compressed as Django keeps them."""
    data = signing.dumps({"phone": who.phone}, compress=True)
    Session.objects.create(session_key="k", session_data=data, expire_date=w.NOW)


def _in_the_cache(town: Town, who: Marked) -> None:
    cache.set("last", who.other)


def _in_a_file(town: Town, who: Marked) -> None:
    (Path(settings.FILES_ROOT) / f"scan {who.number}.tmp").write_bytes(b"")


def _in_a_content(town: Town, who: Marked) -> None:
    """As if the store kept contents as they come."""
    BlobStore(blobs().root).put(who.story.encode())


def _in_a_piece(town: Town, who: Marked) -> None:
    town.village(who)
    Part.objects.update(content=who.story.encode())


@pytest.mark.parametrize(
    ("plant", "place"),
    [
        (_in_the_log, "log"),
        (_in_a_column, "orders_material"),
        (_in_an_event, "orders_event"),
        (_in_an_address, "addresses"),
        (_in_a_session, "sessions"),
        (_in_the_cache, "cache"),
        (_in_a_file, "scan"),
        (_in_a_content, "uploads"),
        (_in_a_piece, "village_part"),
    ],
)
def test_a_number_planted_outside_its_home_is_found(
    town: Town, listening: Listening, plant: Callable[[Town, Marked], None], place: str
) -> None:
    who = Marked(7)
    assert look([who], town, listening) == []
    plant(town, who)
    assert [place in found for found in look([who], town, listening)] == [True]


@pytest.mark.parametrize("written", ["x{}y", "86{}", "+86-{}", '{{"phone":"{}"}}', "410499{}"])
def test_a_number_is_found_however_it_is_framed(written: str) -> None:
    assert found_in(written.format("14790000007").encode(), {b"14790000007"}) == {b"14790000007"}
