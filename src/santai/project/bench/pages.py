"""What each page costs the server: CPU of this process and of the database, wall time, queries.

In process, so that nothing but the page is measured; every middleware and the template are in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from santai.capabilities.people.actions import create_account
from santai.capabilities.people.models import Account
from santai.project.bench.seed import SERVICE, Seeded, account_of
from santai.project.demo.cast import ADVISER
from santai.project.demo.ground import CITY, PROVINCE

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order

WARM_UP, TIMES = 3, 20
MOST_MS, MOST_QUERIES = 50, 12
REFERENCE = (
    "people/account",
    "people/post",
    "people/practitioner",
    "places/organisation",
    "places/venue",
    "places/region",
)


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    visitor: Client
    path: str
    sends: dict[str, Any] | None = None

    def open(self) -> None:
        ask = self.visitor.get if self.sends is None else self.visitor.post
        answer = ask(self.path, self.sends)
        if answer.status_code != 200:
            raise RuntimeError(f"{self.name}: {self.path} answered {answer.status_code}")


def measure(seeded: Seeded, database_cpu: Callable[[], float]) -> dict[str, dict[str, Any]]:
    from santai.capabilities.oversight.actions import counting
    from santai.project import wsgi  # noqa: F401 -- loads and settles what the server loads

    counting.catch_up(at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database would by itself within a minute
    return {page.name: _cost(page, database_cpu) for page in every_page(seeded)}


def too_dear(costs: dict[str, dict[str, Any]]) -> list[str]:
    """The pages above the house's measure."""
    return [n for n, c in costs.items() if c["cpu_ms"] > MOST_MS or c["queries"] > MOST_QUERIES]


def told(costs: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The dearest first."""
    yield f"  {'page':<24} {'CPU ms':>7} {'of it db':>8} {'median':>7} {'p95':>7} {'queries':>7}"
    for name, cost in sorted(costs.items(), key=lambda item: -item[1]["cpu_ms"]):
        yield (
            f"  {name:<24} {cost['cpu_ms']:7.1f} {cost['database_ms']:8.1f} {cost['p50_ms']:7.1f}"
            f" {cost['p95_ms']:7.1f} {cost['queries']:7}"
        )


def every_page(seeded: Seeded) -> list[Page]:
    from santai.capabilities.orders.models import Order
    from santai.capabilities.places.models import Venue

    order = Order.objects.filter(code_salt="bench").select_related("applicant").latest("pk")
    hall = Venue.objects.filter(region_id=order.region_id, is_active=True).first()
    hall = hall or Venue.objects.filter(is_active=True).order_by("pk")[0]
    return [
        *_citizens(order, hall.pk),
        *_counter(seeded, order, hall.pk),
        *_hotline(seeded),
        *_village(),
        *_desk(seeded, order),
        *_bureau(seeded),
        *_reference(seeded),
    ]


def _citizens(order: Order, hall: int) -> list[Page]:
    from santai.capabilities.orders.actions import code_of

    nobody, holder, machine, applying = (_browser() for _ in range(4))
    for browser in (holder, machine):
        browser.post("/track/", {"number": order.number, "code": code_of(order)})
    own, start, service = f"/matters/{order.number}", f"/terminal/{hall}", f"/services/{SERVICE}"
    applying.post(f"{service}/begin/")
    return [
        Page("home", nobody, "/"),
        Page("what fits", nobody, "/services/?line=legal-aid"),
        Page("guide", nobody, f"{service}/?region={order.region_id}"),
        Page("begin", nobody, f"{service}/begin/"),
        Page("question", applying, f"{service}/ask/place/"),
        Page("whole form", nobody, f"{service}/apply/"),
        Page("institutions", nobody, "/places/"),
        Page("practitioners", nobody, "/people/"),
        Page("track", nobody, "/track/"),
        Page("own matter", holder, f"{own}/"),
        Page("receipt", holder, f"{own}/receipt/"),
        Page("own message", holder, f"{own}/message/"),
        Page("terminal matter", machine, f"{start}/matters/{order.number}/"),
        Page("terminal guide", machine, f"{start}/guide/{SERVICE}/"),
        Page("terminal", nobody, f"{start}/"),
        Page("appointments", nobody, f"/appointments/?region={order.region_id}"),
        Page("how it looks", nobody, "/look/"),
        Page("pieces of pages", nobody, "/style/"),
        *_signed_in(order),
    ]


def _signed_in(order: Order) -> list[Page]:
    account = create_account(
        username="bench-citizen", name=order.applicant.name, kind="citizen", party=order.applicant
    )
    browser = _browser()
    browser.force_login(account)
    return [
        Page("me", browser, "/me/"),
        Page("e-file", browser, "/me/file/"),
        Page("family", browser, "/me/family/"),
        Page("enterprise", browser, "/enterprise/"),
    ]


def _counter(seeded: Seeded, order: Order, hall: int) -> list[Page]:
    window = _as(seeded, "window-clerk", order.region_id)
    head = _as(seeded, "centre-head", order.region_id)
    return [
        Page("counter", window, "/counter/"),
        Page("counter person", window, "/counter/", {"q": order.applicant.name}),
        Page("intake", window, "/counter/intake/"),
        Page("papers", window, "/counter/materials/"),
        Page("hand-overs", window, "/counter/materials/list/"),
        Page("hall", head, f"/counter/halls/{hall}/"),
        Page("big screen", head, f"/counter/halls/{hall}/screen/"),
        Page("duty roster", head, f"/counter/halls/{hall}/duty/"),
        Page("who comes today", head, f"/counter/halls/{hall}/appointments/"),
        Page("standing for others", window, "/counter/standing/"),
    ]


def _village() -> list[Page]:
    browser = _browser()
    browser.force_login(Account.objects.get(username=ADVISER))
    return [
        Page("village", browser, "/village/"),
        Page("village intake", browser, "/village/intake/"),
        Page("village visit", browser, "/village/visit/"),
    ]


def _hotline(seeded: Seeded) -> list[Page]:
    agent = _as(seeded, "hotline-agent", CITY)
    return [
        Page("hotline", agent, "/hotline/"),
        Page("call-backs", agent, "/desk/calls/"),
        Page("wallboard", agent, "/hotline/wall/"),
        Page("hotline figures", agent, "/hotline/figures/"),
        Page("calls", agent, "/hotline/calls/"),
    ]


def _desk(seeded: Seeded, order: Order) -> list[Page]:
    from santai.capabilities.orders.models import Order
    from santai.capabilities.orders.queries import PAGE

    clerk = _as(seeded, "aid-clerk", order.region_id)
    dispatcher = _as(seeded, "aid-dispatcher", order.region_id)
    approver = _as(seeded, "aid-approver", order.region_id)
    head = _as(seeded, "centre-head", order.region_id)
    one = f"/desk/orders/{order.number}"
    theirs = Order.objects.filter(organisation=order.organisation_id, stage="open")
    fifty = list(theirs.order_by("due_at").values_list("number", flat=True)[:PAGE])
    return [
        Page("inbox", clerk, "/desk/"),
        Page("inbox all", clerk, "/desk/?which=all"),
        Page("inbox overdue", clerk, "/desk/?which=overdue"),
        Page("inbox dispatcher", dispatcher, "/desk/"),
        Page("search", clerk, "/desk/search/", {"q": order.applicant.name}),
        Page("order", clerk, f"{one}/"),
        Page("order ask more", clerk, f"{one}/ask_for_more/"),
        Page("order transfer", clerk, f"{one}/transfer/"),
        Page("order grant", approver, f"{one}/grant/"),
        Page("catalogue", clerk, "/desk/catalogue/"),
        Page("catalogue service", clerk, f"/desk/catalogue/{SERVICE}/"),
        Page("desk appointments", clerk, "/desk/appointments/"),
        Page("times offered", head, "/desk/appointments/offers/"),
        Page("several orders", clerk, "/desk/several/", {"pick": fifty}),
        Page("several claimed", clerk, "/desk/several/", {"pick": fifty, "action": "claim"}),
    ]


def _reference(seeded: Seeded) -> list[Page]:
    keeper = _as(seeded, "system-admin", CITY)
    index = "/desk/reference/"
    return [
        Page("reference data", keeper, index),
        *(Page(f"{index}{what}/", keeper, f"{index}{what}/") for what in REFERENCE),
    ]


def _bureau(seeded: Seeded) -> list[Page]:
    pages = []
    for word, role, region in (("", "bureau-chief", CITY), (" of all", "auditor", PROVINCE)):
        chief = _as(seeded, role, region)
        pages += [
            Page(f"command{word}", chief, "/desk/command/"),
            Page(f"figures{word}", chief, "/desk/figures/"),
            Page(f"figure orders{word}", chief, "/desk/figures/orders/?of=open"),
            Page(f"supervision{word}", chief, "/desk/supervision/"),
            Page(f"inbox{word or ' chief'}", chief, "/desk/"),
        ]
    return [
        *pages,
        Page("call-backs of a chief", _as(seeded, "bureau-chief", CITY), "/desk/calls/"),
    ]


def _browser() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def _as(seeded: Seeded, role: str, region: str) -> Client:
    browser = _browser()
    browser.force_login(account_of(seeded.cast, role, region))
    return browser


def _cost(page: Page, database_cpu: Callable[[], float]) -> dict[str, Any]:
    for _ in range(WARM_UP):
        page.open()
    walls, before, own = [], database_cpu(), time.process_time()
    for _ in range(TIMES):
        begun = time.perf_counter()
        page.open()
        walls.append((time.perf_counter() - begun) * 1000)
    own, database = time.process_time() - own, database_cpu() - before
    walls.sort()
    return {
        "cpu_ms": round((own + database) / TIMES * 1000, 1),
        "database_ms": round(database / TIMES * 1000, 1),
        "p50_ms": round(walls[TIMES // 2], 1),
        "p95_ms": round(walls[int(TIMES * 0.95)], 1),
        "queries": _queries(page),
    }


def _queries(page: Page) -> int:
    count = 0

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        page.open()
    return count
