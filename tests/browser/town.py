"""The small world behind a real server, for browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from santai.capabilities.orders.actions import birth, code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account
from santai.capabilities.places.models import Venue
from tests.browser.server import serving
from tests.factories.halls import make_hall
from tests.factories.pages import signed_in
from tests.world import YE, World, ask_for_aid, build

PASSWORD = "in the town"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that is asked of the database is asked in a thread of its own.

    The thread of the test belongs to the browser's driver, and its transaction is never committed.
    """

    world: World
    hall: Venue
    address: str
    worker: ThreadPoolExecutor

    def do(self, work: Callable[[], T]) -> T:
        return self.worker.submit(work).result()

    def account(self, role: str, region: str = YE) -> Account:
        return self.world.accounts[(role, region)]

    def session_of(self, account: Account) -> Any:
        """The cookie of somebody who has signed in."""
        key = self.do(lambda: signed_in(account).cookies["sessionid"].value)
        return {"name": "sessionid", "value": key, "url": self.address}

    def order(self) -> tuple[Order, str]:
        """Somebody has just asked for legal aid; the order and its query code."""
        order = self.do(lambda: ask_for_aid(at=timezone.now()).order)
        return order, code_of(order)

    def find(self, number: str) -> Order:
        """As it stands now, its applicant at hand."""
        orders = Order.objects.select_related("applicant")
        return self.do(lambda: orders.get(number=number.replace(" ", "")))


@contextmanager
def opened(files: Path) -> Iterator[Town]:
    cache.clear()
    with override_settings(FILES_ROOT=files), ThreadPoolExecutor(1) as worker:
        try:
            world, hall = worker.submit(_build).result()
            with serving() as address:
                yield Town(world, hall, address, worker)
        finally:
            worker.submit(_clear).result()


def _build() -> tuple[World, Venue]:
    world = build()
    lawyers = [lawyer.account for lawyer in world.lawyers if lawyer.account]
    for account in [*world.accounts.values(), *lawyers]:
        account.set_password(PASSWORD)
        account.save()
    return world, make_hall(world)


def _clear() -> None:
    call_command("flush", verbosity=0, interactive=False)
    birth._serials.clear()  # serials begin anew; those taken ahead would come a second time
    cache.clear()
    connections.close_all()
