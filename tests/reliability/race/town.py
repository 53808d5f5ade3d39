"""The small world with eight of everybody, and people nobody has met before: one for all contests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from itertools import count
from threading import Lock
from typing import Any

from santai.capabilities.meetings.models import Offer
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account, Post, Practitioner
from santai.capabilities.places.models import Organisation, Venue
from tests import world as w
from tests.capabilities.orders import steps
from tests.channels.village import field
from tests.factories.halls import make_hall
from tests.factories.meetings import make_offer

EIGHT = 8


class Town:
    def __init__(self) -> None:
        self.world = w.build()
        self._numbers = count(1)
        self._once = Lock()
        self._teams: dict[tuple[str, str], list[Actor]] = {}
        Practitioner.objects.update(capacity=1_000_000)

    def number(self) -> int:
        """One that was not given out before."""
        return next(self._numbers)

    def take_share(self, share: int, of: int) -> None:
        """In a process of its own: numbers that no other process gives out."""
        self._numbers = count(self.number() + share, of)

    def go_on_after(self, last: int) -> None:
        self._numbers = count(last + 1)

    def phone(self) -> str:
        return f"139{self.number():08}"

    def person(self) -> Mapping[str, Any]:
        number = self.number()
        return {"name": f"某人{number}", "phone": f"138{number:08}", "groups": ["农民工"]}

    def team(self, role: str, region: str = w.YE) -> list[Actor]:
        """Eight colleagues in one post, each with an account of their own."""
        with self._once:  # the contenders of a first contest ask for it all at once
            if (role, region) not in self._teams:
                first = self.world.accounts[(role, region)].posts.get()
                self._teams[(role, region)] = [self.colleague(first) for _ in range(EIGHT)]
            return self._teams[(role, region)]

    def colleague(self, post: Post) -> Actor:
        account = self.account(role=post.role)
        Post.objects.create(
            account=account,
            role=post.role,
            organisation=post.organisation,
            region=post.region,
            starts=w.TODAY - timedelta(days=30),
        )
        return actor_for(account, w.CHANNELS.get(post.role, "counter"), w.TODAY)

    def account(self, *, kind: str = "staff", role: str = "") -> Account:
        name = f"{role}{self.number()}"
        return Account.objects.create(username=name, name=name, kind=kind, password="!")

    @cached_property
    def adviser(self) -> Account:
        return field.adviser()

    @cached_property
    def duty_hall(self) -> Venue:
        return self.hall()

    def office(self) -> Organisation:
        """One that has issued nothing yet."""
        number = self.number()
        return Organisation.objects.create(
            code=f"N{number}",
            name=f"某机构{number}",
            short=f"某{number}",
            kind="legal-aid-agency",
            region_id=w.YE,
        )

    def hall(self) -> Venue:
        return make_hall(self.world)

    def offer(self, **terms: Any) -> Offer:
        """Each in a hall of its own, so that nobody shares places with another contest."""
        return make_offer(self.world, self.hall(), **terms)

    def lawyer_far_away(self, **more: Any) -> Practitioner:
        """Of a firm of their own in another province: may be assigned, is proposed to nobody, shares no lock."""
        number = self.number()
        firm = Organisation.objects.create(
            code=f"L{number}",
            name=f"某律师事务所{number}",
            kind="law-firm",
            region_id=w.ELSEWHERE,
        )
        return self.lawyer(organisation=firm, region=w.ELSEWHERE, **more)

    def lawyer(self, **more: Any) -> Practitioner:
        """One of the law firm in 鲁山, who has nothing in hand."""
        given = {
            "account": self.account(),
            "name": f"律师{self.number()}",
            "kind": "lawyer",
            "licence": f"N{self.number()}",
            "licensed_on": w.TODAY - timedelta(days=3000),
            "organisation": self.world.office("law-firm"),
            "region": w.YE,
            "languages": ["普通话"],
            "capacity": 1_000_000,
        }
        return Practitioner.objects.create(**{**given, **more})

    # --- orders, as far as a contest needs them

    def consult(self) -> Order:
        return steps.consult(applicant=self.person())

    def answered(self) -> Order:
        return steps.answered(self.world, self.consult())

    def aid(self) -> Order:
        return w.ask_for_aid(applicant=self.person(), opposite=None).order

    def granted(self) -> Order:
        return steps.granted(self.world, self.aid())
