"""What every story of the demonstration has at hand: who plays, what time it is, and the one door.

A story draws its turns from the random source, waits as offices do, and simply stops when its next step would
lie in the future: that is how some orders are new, some under way, some overdue and most archived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from santai.capabilities.assignment.queries import propose
from santai.capabilities.fees.enums import BillState
from santai.capabilities.fees.queries import living
from santai.capabilities.orders.actions import Request, act, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, code_holder, guest
from santai.capabilities.people.models import Party
from santai.capabilities.places.codes import prefix
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Service
from santai.kernel.workdays import ZONE
from santai.project.demo.cast import Cast
from santai.project.demo.ground import CITY, Ground
from santai.project.demo.names import telephone

OPENS, CLOSES = 8, 18
LEFT_LYING = timedelta(days=6)
SHARE = 3  # those proposed first among whom the tellings of a line are shared out
Told = TypeVar("Told")


class Over(Exception):
    """The story ends here: its next step lies in the future, or there is none."""


@dataclass(slots=True)
class Teller:
    """What every story has at hand."""

    ground: Ground
    cast: Cast
    rng: Random
    now: datetime


class Story:
    """One order, from `at` on. Steps are taken at the story's own time."""

    def __init__(self, teller: Teller, at: datetime, turn: int = 0, county: str = "") -> None:
        self.t, self.at, self.turn = teller, at, turn
        people = teller.cast.citizens
        near = [one for one in people if one.region and one.region.startswith(county)]
        self.person: Party = teller.rng.choice(near)
        self.county = prefix(self.person.region or CITY)[:6] + "000000"

    def wait(self, days: float) -> None:
        """Until an office hour about so many days later; Over when that is not yet."""
        at = self.at + timedelta(days=days * self.t.rng.uniform(0.6, 1.3), minutes=20)
        at = at.astimezone(ZONE)
        if at.hour >= CLOSES:
            at += timedelta(days=1)
        while not catalogue().calendar.is_working(at.date()):
            at += timedelta(days=1)
        if not OPENS <= at.hour < CLOSES:
            at = at.replace(hour=self.t.rng.randrange(OPENS + 1, CLOSES - 1))
        self.at = max(at, self.at + timedelta(minutes=5))
        if self.at >= self.t.now:
            raise Over

    def staff(self, role: str, region: str = "") -> Actor:
        return self.t.cast.one(self.t.rng, role, region or self.county)

    def submit(self, actor: Actor, service: str, answers: dict[str, Any], **more: Any) -> Order:
        person = self.person
        applicant = {
            "name": person.name,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "phone": person.phone,
            "groups": person.groups,
        }
        request = Request(
            service=service,
            region=person.region or self.county,
            applicant=applicant,
            answers=answers,
            **more,
        )
        return submit(actor=actor, request=request, at=self.at).order

    def asked(
        self, service: str, answers: dict[str, Any], *, by: Actor | None = None, **more: Any
    ) -> Order:
        """By a body (in `more`: applicant) or somebody else than the person of the story; at the portal."""
        region = more.pop("region", self.person.region or self.county)
        request = Request(service=service, region=region, answers=answers, **more)
        return submit(actor=by or guest("portal"), request=request, at=self.at).order

    def act(self, actor: Actor, order: Order, action: str, **facts: Any) -> Order:
        return act(actor=actor, number=order.number, action=action, facts=facts, at=self.at).order

    def text(self, pattern: str) -> str:
        rng = self.t.rng
        return pattern.format(n=rng.randrange(2, 10), m=rng.randrange(8, 400) * 100)

    def chance(self, share: float) -> bool:
        return self.t.rng.random() < share

    def forgotten(self) -> None:
        """Now and then something is left lying, for days rather than for months."""
        if self.chance(0.25) and self.at > self.t.now - LEFT_LYING:
            raise Over

    def one_of(self, texts: Sequence[Told]) -> Told:
        """Another one in every telling, so that no two orders of a service read alike."""
        return texts[self.turn % len(texts)]

    def lies(self, *turns: int) -> None:
        """In these tellings nobody goes on from here: new, or past its limit."""
        if self.turn in turns:
            raise Over

    def day(self, days: int = 0) -> str:
        return (self.at.astimezone(ZONE).date() + timedelta(days=days)).isoformat()

    def next_workday(self, days: int) -> str:
        """The first working day so many days after the story's own."""
        return _working(self.at.astimezone(ZONE).date() + timedelta(days=days)).isoformat()

    def coming(self, days: int) -> str:
        """The first working day so many days from today: still to come, whenever the story began."""
        return _working(self.t.now.astimezone(ZONE).date() + timedelta(days=days)).isoformat()

    def until(self, day: str, hour: int) -> None:
        at = datetime.combine(date.fromisoformat(day), time(hour, 30), tzinfo=ZONE)
        self.at = max(at, self.at + timedelta(minutes=5))
        if self.at >= self.t.now:
            raise Over

    def somebody(self, group: str) -> None:
        """It happens to somebody of this group, of the same county."""
        people = self.t.cast.citizens
        near = [one for one in people if (one.region or "").startswith(self.county[:6])]
        self.person = self.t.rng.choice([one for one in near if group in one.groups])

    def neighbour(self) -> dict[str, str]:
        """Somebody else of the same county, to stand on the other side."""
        people = [one for one in self.t.cast.citizens if one.pk != self.person.pk]
        near = [one for one in people if (one.region or "").startswith(self.county[:6])]
        one = self.t.rng.choice(near)
        told = {"name": one.name, "id_type": one.id_type, "id_number": one.id_number}
        return {**told, "kind": "citizen", "phone": one.phone}

    def phone(self) -> str:
        return telephone(self.t.rng)

    def body(self, name: str) -> dict[str, str]:
        """A body that asks: its name, and a telephone that rings nowhere."""
        return {"name": name, "kind": "organisation", "phone": self.phone()}

    def adviser(self) -> tuple[Actor, str]:
        """The village adviser, and the name of the township that is theirs."""
        actor = self.t.cast.houses[("village-adviser", "station")]
        towns = self.t.ground.townships[self.county]
        here = next(one for one in towns if actor.posts[0].region == prefix(one.code))
        return actor, here.name

    def village(self) -> str:
        """A village of the adviser's township."""
        actor, _ = self.adviser()
        near = [v for vs in self.t.ground.villages.values() for v in vs]
        mine = [v.code for v in near if v.code.startswith(actor.posts[0].region)]
        return mine[self.turn % len(mine)]

    def house(self, role: str, kind: str) -> Actor:
        """Somebody at the notary office, the appraisal body …"""
        return self.t.cast.houses[(role, kind)]

    def assign(
        self, actor: Actor, order: Order, kind: str, *, how: str = "assign", **facts: Any
    ) -> Actor:
        """One of those proposed of this kind, another in every telling; gives them."""
        fit, _ = propose(order, on=self.at.astimezone(ZONE).date(), limit=200)
        free = [one.practitioner for one in fit if one.practitioner.kind == kind]
        who = free[self.turn % min(len(free), SHARE)]
        self.act(actor, order, how, practitioner=who.pk, **facts)
        return self.t.cast.lawyers[who.pk]

    def offered(self, service: str) -> Service:
        """As a matter would have it that is born now."""
        day = self.at.astimezone(ZONE).date()
        return catalogue().service(service, self.person.region or self.county, day)

    def pays(self, clerk: Actor, order: Order) -> None:
        """The bill is made, and paid before anybody waits for it."""
        self.act(clerk, order, "bill")
        self.wait(0.5)
        bill = living(order)
        if bill is not None and bill.state == BillState.DUE:
            seen = {"amount": f"{bill.total:.2f}", "received_on": self.day()}
            self.act(clerk, order, "confirm_payment", method="扫码", **seen)

    def papers(self, actor: Actor, order: Order, *keys: str) -> None:
        self.act(actor, order, "receive_material", materials=list(keys), copies=1)

    def holder(self, order: Order) -> Actor:
        """Whoever asked, or was called, with the query code of that order."""
        return code_holder(order.pk, "portal", name=order.applicant.name)

    def asker(self, order: Order) -> Actor:
        """The person of the story, or the body that asked."""
        return self.itself() if order.applicant_id == self.person.pk else self.holder(order)

    def itself(self) -> Actor:
        """The applicant at the portal."""
        return Actor(
            kind="citizen", name=self.person.name, channel="portal", party_ids=(self.person.pk,)
        )


def reckons(service: Service) -> bool:
    """Whether the fee follows from a schedule, so that nobody types it (in versions from 2026-11-15)."""
    return bool(service.fee.items)


def _working(day: date) -> date:
    while not catalogue().calendar.is_working(day):
        day += timedelta(days=1)
    return day
