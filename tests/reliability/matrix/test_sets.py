"""A1: every list, search, count and export gives exactly the set the permission table gives; for every account.

What is listed is compared by what it is (numbers and keys), never by how many: a list that shows one matter too
many and hides another would have the right length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from santai.capabilities.approvals import access as approvals
from santai.capabilities.approvals.actions import ask
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.approvals.models import Approval
from santai.capabilities.emergencies import access as emergencies
from santai.capabilities.emergencies.models import Opening
from santai.capabilities.orders import access
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions import counting
from santai.capabilities.people import access as people
from santai.capabilities.people.access import actor_for, find_parties
from santai.capabilities.people.models import Account, ApiKey, Party, Post, Practitioner
from santai.capabilities.places.models import Organisation
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind as Noted
from santai.capabilities.trail.models import Entry
from tests import world as w
from tests.factories.partners import key_of, make_partner
from tests.reliability.matrix import oracle
from tests.reliability.matrix.test_http import expected
from tests.reliability.sizes import report

pytestmark = pytest.mark.django_db
LONG_AGO = w.NOW - timedelta(days=20)  # so that every matter is overdue, and in the lists of that
GROUPED = re.compile(r"/desk/orders/(\d{11})/")
ALL = re.compile(r"which=all\"[^>]*>[^<]*<span[^>]*>(\d+)")
COUNT = re.compile(r">([\d,]+)</span> 件")
Ids = set[Any] | None  # None: not theirs to ask


@dataclass
class Town:
    orders: list[Order]
    accounts: list[Account]
    browsers: dict[int, Client]
    keys: dict[int, str]

    def page(self, account: Account, path: str, **data: Any) -> str | None:
        response = self.browsers[account.pk].get(path, data)
        return response.content.decode() if response.status_code == 200 else None


@pytest.fixture
def town(world: w.World) -> Town:
    counter, line = world.staff("window-clerk"), world.staff("hotline-agent", w.CITY)
    ways = (
        (None, w.YE),
        (counter, w.YE),
        (counter, w.LUSHAN),
        (line, w.LUSHAN),
        (None, w.VILLAGE),
        (None, w.LUSHAN),
    )
    orders = [_asked(n, actor, region) for n, (actor, region) in enumerate(ways)]
    Order.objects.filter(pk=orders[0].pk).update(assignee=world.lawyers[0])
    partner = make_partner(world.office("legal-aid-agency"))
    staff = [*world.accounts.values(), *(one.account for one in world.lawyers if one.account)]
    for order in orders:
        order.refresh_from_db()
    counting.catch_up(at=w.NOW)
    _written(world, orders)
    browsers = {account.pk: Client() for account in staff}
    for account in staff:
        browsers[account.pk].force_login(account)
    return Town(orders, [*staff, partner], browsers, {partner.pk: key_of(partner)})


def _asked(n: int, actor: Any, region: str) -> Order:
    who = {"name": f"某申请人{n}", "phone": f"1371000000{n}", "groups": ["农民工"]}
    return w.ask_for_aid(actor=actor, region=region, applicant=who, at=LONG_AGO).order


def _written(world: w.World, orders: list[Order]) -> None:
    """Lines, questions and openings of every region."""
    for n, region in enumerate((w.YE, w.LUSHAN, w.CITY, w.PROVINCE, w.ELSEWHERE)):
        note(Noted.LINKED, actor=people.SYSTEM, about=str(n), region=region)
        Opening.objects.create(
            order=orders[0],
            account=world.accounts[("window-clerk", w.YE)],
            organisation="某单位",
            region=region,
            reason="来电人有危险",
            at=w.NOW,
            until=w.NOW + timedelta(minutes=30),
        )
    for (role, region), kind in (
        (("bureau-chief", w.YE), Kind.BIG_EXPORT),
        (("bureau-chief", w.ELSEWHERE), Kind.BIG_EXPORT),
        (("auditor", w.PROVINCE), Kind.BIG_EXPORT),
        (("window-clerk", w.LUSHAN), Kind.BULK_REVEAL),
        (("system-admin", w.CITY), Kind.LEDGER_KEY),
        (("audit-admin", w.CITY), Kind.TRAIL_EXPORT),
    ):
        asker = world.staff(role, region)
        told = {"title": "名单", "reason": "需要核对名单", "subject": f"{role} {region}"}
        ask(actor=asker, kind=kind, region=region, at=w.NOW, **told)


# --- what each list gives -------------------------------------------------------------------------


def inbox(town: Town, account: Account) -> Ids:
    page = town.page(account, "/desk/", which="all")
    return None if page is None else set(GROUPED.findall(page.partition("<main")[2]))


def search(town: Town, account: Account) -> Ids:
    """By number, one after the other: found ones lead to their page."""
    browser = town.browsers[account.pk]
    sent = {o.number: browser.post("/desk/search/", {"q": o.number}) for o in town.orders}
    return {number for number, answer in sent.items() if answer.status_code == 302}


def interface(town: Town, account: Account) -> Ids:
    bearer = {"Authorization": f"Bearer {town.keys[account.pk]}"}
    rows = Client().get("/api/v1/orders", headers=bearer).json()["orders"]
    return {row["number"] for row in rows}


def figure(town: Town, account: Account) -> Ids:
    page = town.page(account, "/desk/figures/orders/", of="open")
    return None if page is None else set(GROUPED.findall(page.partition("<main")[2]))


def supervision(town: Town, account: Account) -> Ids:
    page = town.page(account, "/desk/supervision/", kind="overdue")
    return None if page is None else set(GROUPED.findall(page.partition("<main")[2]))


def _sheet(town: Town, account: Account, path: str) -> Ids:
    answer = town.browsers[account.pk].get(path)
    if answer.status_code != 200:
        return None
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    cells = {
        str(cell).replace(" ", "") for row in sheet.iter_rows(values_only=True) for cell in row
    }
    return {order.number for order in town.orders if order.number in cells}


def figure_sheet(town: Town, account: Account) -> Ids:
    return _sheet(town, account, "/desk/figures/orders.xlsx?of=open")


def supervision_sheet(town: Town, account: Account) -> Ids:
    return _sheet(town, account, "/desk/supervision/list.xlsx?kind=overdue")


OF_ORDERS: dict[str, tuple[Callable[[Town, Account], Ids], str]] = {
    "inbox": (inbox, ""),
    "search": (search, ""),
    "figure": (figure, "figures"),
    "supervision": (supervision, "figures"),
    "figure sheet": (figure_sheet, "figures"),
    "supervision sheet": (supervision_sheet, "figures"),
}


def wanted(town: Town, account: Account, gate: str) -> Ids:
    """The numbers by the table. Who counts a region is given the matters of that region, as far as they see them."""
    if gate and not _opens(account, gate):
        return None
    return {
        order.number
        for order in town.orders
        if expected(account, order, "order", "see") != "never"
        and (not gate or by_table(account, gate, ("see",), order.region_id))
    }


def _opens(account: Account, thing: str) -> bool:
    return any(
        oracle.verdict(
            oracle.Standing(role=post.role, post_region=post.region, region=post.region),
            thing,
            "see",
        )
        != "never"
        for post in account.posts.all()
    )


def wrong_sets(town: Town) -> list[str]:
    found = []
    for account in town.accounts:
        lists = OF_ORDERS if account.pk in town.browsers else {"interface": (interface, "")}
        for name, (ask_for, gate) in lists.items():
            given, right = ask_for(town, account), wanted(town, account, gate)
            if given != right:
                found.append(f"{account}: {name}: {given}, not {right}")
    return found


def test_every_list_of_orders_is_the_set_the_table_gives(town: Town) -> None:
    wrong = wrong_sets(town)
    report("matrix-sets", lists=len(OF_ORDERS) + 1, accounts=len(town.accounts), wrong=wrong)
    assert wrong == []


def test_every_count_is_of_that_set(town: Town) -> None:
    """A1: counts tell of matters as lists do."""
    for account in town.accounts:
        if account.pk not in town.browsers:
            continue
        right = wanted(town, account, "")
        assert right is not None
        page = town.page(account, "/desk/", which="all")
        assert page is not None
        assert int(ALL.findall(page).pop()) == len(right), account
        behind = town.page(account, "/desk/figures/orders/", of="open")
        if behind is not None:
            counted = wanted(town, account, "figures")
            assert counted is not None
            assert COUNT.findall(behind).pop() == str(len(counted)), account


# --- everything else that is listed ---------------------------------------------------------------


def by_table(account: Account, thing: str, actions: tuple[str, ...], *regions: str) -> bool:
    """Whether a post of the account gives one of the actions on a thing of one of these regions."""
    return any(
        oracle.verdict(
            oracle.Standing(role=post.role, post_region=post.region, region=region), thing, action
        )
        != "never"
        for post in account.posts.all()
        for action in actions
        for region in regions
    )


REFERENCE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "people/account/": ("account", "account", ("see", "keep")),
    "people/post/": ("post", "post", ("see", "keep")),
    "people/apikey/": ("post", "key", ("see", "keep")),
    "people/practitioner/": ("practitioner", "practitioner", ("see", "keep")),
    "places/organisation/": ("institution", "organisation", ("see", "keep")),
}
ROWS: dict[str, Callable[[], dict[int, list[str]]]] = {
    "account": lambda: {
        account.pk: [post.region for post in account.posts.all()]
        for account in Account.objects.exclude(kind="citizen")
    },
    "post": lambda: {post.pk: [post.region] for post in Post.objects.all()},
    "key": lambda: {
        key.pk: [post.region for post in key.account.posts.all()] for key in ApiKey.objects.all()
    },
    "practitioner": lambda: {one.pk: [one.region] for one in Practitioner.objects.all()},
    "organisation": lambda: {one.pk: [one.region_id] for one in Organisation.objects.all()},
}


@pytest.mark.parametrize("path", REFERENCE)
def test_reference_data_is_listed_as_the_table_says(town: Town, path: str) -> None:
    thing, model, actions = REFERENCE[path]
    link = re.compile(rf"/desk/reference/{path}(\d+)/change/")
    for account in town.accounts:
        if account.pk not in town.browsers:
            continue
        page = town.page(account, f"/desk/reference/{path}")
        right = {
            pk
            for pk, regions in ROWS[model]().items()
            if by_table(account, thing, actions, *regions)
        }
        given = set(map(int, link.findall(page))) if page else set()
        assert given == right, [post.role for post in account.posts.all()]


def test_people_are_found_where_the_table_says(town: Town) -> None:
    applicants = {
        party.pk: party.region for party in Party.objects.filter(name__startswith="某申请人")
    }
    for account in town.accounts:
        actor = actor_for(account, "desk", w.TODAY)
        right = {
            pk
            for pk, region in applicants.items()
            if region and by_table(account, "person", ("see",), region)
        }
        assert {one.id for one in find_parties(actor, "某申请人")} == right, account


def test_the_trail_and_the_emergencies_are_read_where_the_table_says(town: Town) -> None:
    for account in town.accounts:
        if account.pk not in town.browsers:
            continue
        page = town.page(account, "/desk/audit/", group="rights")
        lines = Entry.objects.filter(kind=Noted.LINKED).values_list("about", "region")
        right = {about for about, region in lines if by_table(account, "trail", ("see",), region)}
        shown = set(re.findall(r"<td>(\d)</td>", page)) if page else set()
        assert shown == right, account
        actor = actor_for(account, "desk", w.TODAY)
        seen = {one.pk for one in emergencies.seen_by(actor)}
        assert seen == {
            one.pk
            for one in Opening.objects.all()
            if by_table(account, "emergency", ("see",), one.region)
        }, account


def test_what_waits_for_a_second_person_is_what_the_table_says(town: Town) -> None:
    for account in town.accounts:
        actor = actor_for(account, "desk", w.TODAY)
        given = {one.pk for one in approvals.waiting_for(actor, at=w.NOW)}
        assert given == {
            one.pk
            for one in Approval.objects.all()
            if one.asked_by_id != account.pk
            and by_table(account, one.kind, ("approve",), one.region)
        }, [post.role for post in account.posts.all()]


# --- planted faults -------------------------------------------------------------------------------


def test_an_export_without_its_filter_is_caught(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from santai.desk.views import figures

    rows = list(Order.objects.select_related("applicant", "organisation", "holder", "region"))
    monkeypatch.setattr(figures, "orders_of", lambda *_a, **_k: rows)
    assert any("figure sheet" in fault for fault in wrong_sets(town))


def test_a_list_that_hides_one_is_caught(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    original, hidden = access.orders_for, town.orders[0].pk
    monkeypatch.setattr(access, "orders_for", lambda actor: original(actor).exclude(pk=hidden))
    assert any("inbox" in fault for fault in wrong_sets(town))
