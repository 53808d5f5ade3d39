"""Everybody who comes to look: citizens with and without a matter, the machine in the hall, every post of staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.test import Client

from santai.capabilities.knowledge.actions import bring_in_laws
from santai.capabilities.knowledge.actions.laws import WrittenArticle, WrittenLaw
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account, Practitioner
from santai.capabilities.places.models import Venue
from santai.desk.models import SavedView
from tests.capabilities.knowledge.texts import some_of_each
from tests.channels.village.field import adviser
from tests.crawling import matters
from tests.crawling.citizens import Circle, a_circle, on_the_way_in
from tests.crawling.walk import Walk
from tests.factories.halls import make_hall
from tests.factories.people import make_practitioner
from tests.factories.places import make_organisation
from tests.world import CITY, ELSEWHERE, LUSHAN, NOW, PROVINCE, YE, World

MANY = 1000  # cases that a lawyer can carry
AT_ONCE = 18  # orders that one browser keeps open
AID = "/services/legal-aid/civil/"
ANSWERS = (
    ("place", {"region": YE}),
    ("answers-matter", {"answers.matter": "劳动报酬"}),
    ("answers-facts", {"answers.facts": "做了三个月，两万四千元没有给。"}),
    ("applicant-groups", {"applicant.groups": ["农民工"]}),
    ("applicant", {"applicant.name": "申请人甲", "applicant.phone": "13800000001"}),
    ("opposite", {"opposite.name": "某建筑公司"}),
)
FOR_EVERYBODY = tuple(
    f"portal:{view}" for view in ("home", "services", "guide", "place", "people", "begin", "apply")
)
AS_A_CITIZEN = ("portal:", "look", "login")  # staff at the citizens' door are people like everybody
NOWHERE = "/no-such-page/"
STAFF: tuple[tuple[str, str, str], ...] = (
    ("window clerk", "window-clerk", YE),
    ("window clerk of a quiet hall", "window-clerk", LUSHAN),
    ("head of the centre", "centre-head", YE),
    ("call-backs", "visitor", YE),
    ("aid clerk", "aid-clerk", YE),
    ("approver", "aid-approver", YE),
    ("aid dispatcher", "aid-dispatcher", YE),
    ("dispatcher of the city", "dispatcher", CITY),
    ("officer of the bureau", "bureau-officer", YE),
    ("chief of the county", "bureau-chief", YE),
    ("chief of the city", "bureau-chief", CITY),
    ("chief of an empty city", "bureau-chief", ELSEWHERE),
    ("province", "auditor", PROVINCE),
    ("administrator of the system", "system-admin", CITY),
    ("administrator of rights", "security-admin", CITY),
    ("administrator of the trail", "audit-admin", CITY),
    ("hotline agent", "hotline-agent", CITY),
)
ADVISER = "gw-1"
VILLAGE = (
    "/village/worker.js",
    "/village/village.webmanifest",
    "/village/who/",
)
DOORS = ("/counter/", "/hotline/", "/desk/command/", "/desk/calls/", "/desk/orders/1/", NOWHERE)


@dataclass
class Scene:
    """The world with something in every state, and who walks through it."""

    world: World
    hall: Venue
    orders: list[Order]
    circle: Circle = None  # type: ignore[assignment]  # comes when the halls are open

    def grow(self) -> None:
        """Twice as much again of everything: three times the rows on every list, three on every order."""
        for mark in ("b", "c"):
            some_of_each(self.world, mark)
            more_institutions()
            matters.one_of_each(self.world)
            matters.more_on_each(self.world)
            matters.more_people_come(self.hall)

    def state_of(self, number: str) -> str:
        order = Order.objects.filter(number=number).first()
        return f"{order.service}:{order.state}" if order else ""

    def walks(self, **how: Any) -> dict[str, Callable[[], Walk]]:
        """By name; whoever is called sets out."""
        lawyer = self.world.lawyers[0].account
        named: dict[str, Callable[[], Walk]] = {
            "nobody": lambda: self._nobody(how),
            "applicant on the way": lambda: self._on_the_way(how),
            "code holder": lambda: self._holder("code holder", 0, how),
            "holder of older codes": lambda: self._holder("holder of older codes", 1, how),
            "terminal": lambda: self._terminal(how),
            "son and employee": lambda: self._son(how),
            "on the way in": lambda: Walk(
                "on the way in", on_the_way_in(), self.state_of, elsewhere=FOR_EVERYBODY, **how
            ).through(["/me/code/"]),
            "adviser in the villages": lambda: self._adviser(how),
            "lawyer": lambda: self._staff("lawyer", lawyer, how),
        }
        for who, role, region in STAFF:
            account = self.world.accounts[(role, region)]
            named[who] = partial(self._staff, who, account, how)
        return named

    def _staff(self, who: str, account: Account | None, how: dict[str, Any]) -> Walk:
        assert account is not None
        browser = Client()
        browser.force_login(account)
        walk = Walk(who, browser, self.state_of, elsewhere=AS_A_CITIZEN, **how)
        return walk.through(["/desk/", *self._unlinked(who)]).shut_out(DOORS)

    def _unlinked(self, who: str) -> list[str]:
        """What scripts put into a page, and what comes after a form that was filled in well."""
        if who == "hotline agent":
            told = next(order for order in self.orders if order.channel == "hotline")
            return ["/hotline/line/", f"/hotline/orders/{told.number}/"]
        if who == "window clerk":
            return ["/counter/bell/", f"/counter/halls/{self.hall.pk}/screen/calls/"]
        return []

    def _son(self, how: dict[str, Any]) -> Walk:
        browser = self.circle.son()
        walk = Walk("son and employee", browser, self.state_of, elsewhere=FOR_EVERYBODY, **how)
        return walk.through(self.circle.sons_pages).shut_out(["/enterprise/0/", "/desk/"])

    def _adviser(self, how: dict[str, Any]) -> Walk:
        browser = Client()
        browser.force_login(Account.objects.get(username=ADVISER))
        who = "adviser in the villages"
        walk = Walk(who, browser, self.state_of, elsewhere=AS_A_CITIZEN, **how)
        return walk.through(["/village/", *VILLAGE]).shut_out(DOORS)

    def _nobody(self, how: dict[str, Any]) -> Walk:
        walk = Walk("nobody", Client(), self.state_of, **how)
        return walk.through(["/", "/login/", "/healthz", "/style/"]).shut_out([NOWHERE])

    def _on_the_way(self, how: dict[str, Any]) -> Walk:
        browser = Client()
        browser.post(f"{AID}begin/")
        for name, typed in ANSWERS:
            browser.post(f"{AID}ask/{name}/", {**typed, "step": "next"})
        who = "applicant on the way"
        walk = Walk(who, browser, self.state_of, elsewhere=FOR_EVERYBODY, **how)
        return walk.through([f"{AID}check/", f"{AID}ask/place/"])

    def _holder(self, who: str, part: int, how: dict[str, Any]) -> Walk:
        orders = self._own(part)
        starts = [
            f"/matters/{order.number}/{page}" for order in orders for page in ("", "receipt/")
        ]
        walk = Walk(who, opened(orders), self.state_of, elsewhere=FOR_EVERYBODY, **how)
        return walk.through(starts).shut_out([f"/matters/{orders[0].number}/grant/"])

    def _terminal(self, how: dict[str, Any]) -> Walk:
        start, orders = f"/terminal/{self.hall.pk}/", self._own(0)
        starts = [
            f"{start}matters/{order.number}/{p}" for order in orders for p in ("", "receipt/")
        ]
        walk = Walk("terminal", opened(orders), self.state_of, **how).through([start, *starts])
        return walk.shut_out([f"{start}matters/{self.orders[-1].number}/", "/terminal/0/"])

    def _own(self, part: int) -> list[Order]:
        return self.orders[part * AT_ONCE : (part + 1) * AT_ONCE]


def opened(orders: list[Order]) -> Client:
    """A browser in which these matters were opened with their codes."""
    browser = Client()
    for order in orders:
        given = {"number": order.number, "code": code_of(order)}
        assert browser.post("/track/", given).status_code == 302
    return browser


def more_institutions() -> None:
    """Bodies and lawyers that stand in every list and every proposal."""
    for kind in ("centre", "legal-aid-agency", "law-firm", "notary-office"):
        body = make_organisation(kind, YE)
        for _ in range(2 if kind == "law-firm" else 0):
            make_practitioner(organisation=body, region=YE)


_seen: dict[str, Walk] = {}


def everybody_walks(world: World) -> dict[str, Walk]:
    """By name, what each saw who followed every link and sent every form. It takes minutes: who asks again in
    this process is given the same."""
    if not _seen:
        walks = set_the_scene(world).walks(shared=set())
        _seen.update({who: walk() for who, walk in walks.items()})
    return _seen


def set_the_scene(world: World) -> Scene:
    hall = make_hall(world)
    Practitioner.objects.update(capacity=MANY)
    scene = Scene(world, hall, matters.one_of_each(world))
    matters.more_on_each(world)
    matters.a_busy_hall(world, hall)
    matters.a_ringing_telephone(world)
    adviser(ADVISER)
    keep_views(world)
    some_of_each(world, "a")
    scene.circle = a_circle(world, hall)
    a_law_that_changed()
    return scene


def a_law_that_changed() -> None:
    """The library holds one law in two wordings, which services cite."""
    for since, text in ((date(2022, 1, 1), "甲甲甲甲。"), (date(2027, 1, 1), "乙乙乙乙。")):
        articles = tuple(
            WrittenArticle(number, 0, "第一章 总则", text if number == 43 else "一直一样。")
            for number in range(1, 72)
        )
        law = WrittenLaw("中华人民共和国法律援助法", articles, "law.md", kind="法律", since=since)
        bring_in_laws([law], at=NOW)


def keep_views(world: World) -> None:
    """The head of the centre keeps a view of the inbox and shares another."""
    head = world.accounts[("centre-head", YE)]
    for name, shared in (("三天内到期", None), ("法律援助", world.office("centre"))):
        SavedView.objects.create(
            owner=head, name=name, filters={"which": "all"}, organisation=shared
        )
