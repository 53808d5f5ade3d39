"""Every transition of every service, by plan: from each position each deed that is offered, undone again afterwards.

Who may do it is looked for among everybody there is, what it needs is made of the fields of the file, and what has to
be so before is done before: papers are received, a limit passes, somebody judges.
"""

from __future__ import annotations

from datetime import timedelta

from santai.capabilities.orders import access
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account, Post
from santai.catalogue.schema import ActionSpec, Kind, Service, StateSpec
from tests import world as w
from tests.reliability.model.reference import Matter
from tests.reliability.model.walker import COVERED, Walker

# What has to be done in the same state before a deed of this effect can be.
BEFORE = {
    "release": ("claim",),
    "send_back": ("transfer",),
    "hand_over": ("receive_material",),
    "sign_for": ("receive_material", "hand_over"),
    "return_material": ("receive_material",),
    "allow_extension": ("ask_extension",),
    "refuse_extension": ("ask_extension",),
    "archive": ("rate",),
}
OF_PAPERS = frozenset({"receive", "hand_over", "sign_for", "return_material", "waive_material"})
OF_LIMITS = frozenset({"ask_extension", "allow_extension", "refuse_extension"})
VARIED = frozenset({Kind.CHOICE, Kind.ORGANISATION, Kind.ACCOUNT})
VARIANTS = 2  # ways to answer such a field
PEOPLE = 2  # who try it, of each capacity
OFTEN = 2  # times a transition is tried, each time come to by another way
A_MOMENT = timedelta(seconds=1)


def never(service: Service, state: StateSpec, spec: ActionSpec) -> str:
    """Why an action that the file offers can never be taken here; "" when it can."""
    if state.name not in _reachable(service):
        return "nothing leads to this state"
    if spec.effect in OF_PAPERS and not service.materials:
        return "nothing is shown in this service"
    if spec.effect in OF_LIMITS and not _extensible(service, state.name):
        return "no limit that could be extended runs here"
    if spec.effect == "reopen" and state.name == "merged":
        return "it goes on in the other order"
    if spec.effect == "merge" and _belongs(service):
        return "it belongs to another order"
    return ""


def _belongs(service: Service) -> bool:
    """Whether its orders are about another order, always."""
    return any(one.kind == Kind.ORDER and one.required for one in service.form)


def _reachable(service: Service) -> set[str]:
    found: set[str] = set()
    new = {service.initial}
    while new:
        found |= new
        matters = [Matter(service, name) for name in new]
        after = [matter.where(action) for matter in matters for action in matter.offered]
        new = set().union(*after) - found
    return found


def _extensible(service: Service, state: str) -> bool:
    return any(
        clock.extend and state in (home.name, *clock.pause, *clock.runs_on)
        for home in service.states.values()
        for clock in home.clocks
    )


class Tour:
    def __init__(self, world: w.World) -> None:
        self.world = world
        self.refused: dict[tuple[str, str, str], list[str]] = {}  # what was tried in vain
        self._been: set[tuple[str, str, str]] = set()  # service, state, the deed that led there
        self._staff = [world.staff(role, region) for role, region in world.accounts]
        self._staff += [self._officer(*place) for place in world.offices]
        self._staff += [world.lawyer(number) for number in range(len(world.lawyers))]

    def through(self, service: Service) -> None:
        asks = self._intake(service)
        if not _belongs(service):
            Walker(self.world, service.id).begin(
                asks
            )  # another of the same applicant, to merge with
        self.walk = Walker(self.world, service.id)
        self.walk.begin(asks)
        assert self.walk.order is not None, service.id
        self.walk.check()
        self._from_here("")

    def _from_here(self, came_by: str) -> None:
        """Try everything that is offered, and go on from wherever it leads."""
        service, state = self.walk.service, self.walk.matter.state
        self._been.add((service.id, state, came_by))
        for action, spec in service.states[state].actions.items():
            if not self._is_left(state, spec) and not self._leads_on(spec):
                continue
            with self.walk.aside():
                if said := self._manage(action, spec):
                    self.refused.setdefault((service.id, state, action), []).append(said)
                    continue
                self.walk.check()
                after = self.walk.matter.state
                if after != state and self._is_new(after, action):
                    self._from_here(action)

    def _leads_on(self, spec: ActionSpec) -> bool:
        here = (self.walk.service.id, self.walk.matter.state, spec.name)
        if len(self.refused.get(here, ())) >= OFTEN:
            return False
        return bool(spec.to and self._is_new(spec.to, spec.name))

    def _is_new(self, state: str, came_by: str) -> bool:
        service = self.walk.service
        left = any(self._is_left(state, spec) for spec in service.states[state].actions.values())
        return left and (service.id, state, came_by) not in self._been

    def _is_left(self, state: str, spec: ActionSpec) -> bool:
        service, here = self.walk.service, (self.walk.service.id, state, spec.name)
        if here in COVERED or len(self.refused.get(here, ())) >= OFTEN:
            return False
        return not never(service, service.states[state], spec)

    def _manage(self, action: str, spec: ActionSpec) -> str:
        """Take the action, after what it needs; "" when that went well."""
        if set(spec.by) == {"system"}:
            return self._wait_for(action)
        for earlier in BEFORE.get(spec.effect, ()):
            if said := self._try(earlier):
                return f"{earlier}: {said}"
        return self._try(action)

    def _try(self, action: str) -> str:
        spec = self.walk.matter.offers(action)
        if spec is None:
            return "not offered any more"
        said = "nobody may"
        varied = any(one.kind in VARIED for one in spec.needs if one.required)
        for variant in range(VARIANTS if varied else 1):
            for role, actor in self._people(spec):
                facts = self.walk.facts(spec, variant)
                if not (said := self.walk.do(actor, role, action, facts)):
                    return ""
        return said

    def _wait_for(self, action: str) -> str:
        """Until the limit passes to which the law attaches this."""
        for clock, spec in self.walk.open_clocks():
            if spec.then == action:
                self.walk.pass_time(max(clock.due_at + A_MOMENT, self.walk.now))
                return "" if action in self.walk.matter.used else "the limit passed in vain"
        return "no limit runs that leads to it"

    def _people(self, spec: ActionSpec) -> list[tuple[str, Actor]]:
        """Some who may, of different capacities, each with the word for it."""
        order = self.walk.fresh()
        found: list[tuple[str, Actor]] = []
        for word in spec.by:
            if word == "applicant":
                found.append((word, w.holder(order)))
                continue
            able = (one for one in self._staff if word in access.capacities(one, order))
            found += [(word, one) for one in list(able)[:PEOPLE]]
        return found

    def _intake(self, service: Service) -> Actor | None:
        """Staff of another office than the one that will have it, so that papers can go from one to the other."""
        doors = {one.value for one in service.doors}
        if service.handler == "centre" and "hotline" in doors:
            return self.world.staff("hotline-agent", w.CITY)
        if "counter" in doors and not _belongs(service):
            return self.world.staff("window-clerk")
        return None

    def _officer(self, kind: str, region: str) -> Actor:
        """Somebody in every house, also where the small world has nobody."""
        name = f"officer of {kind} {region}"
        account = Account.objects.create(username=name, name=name, kind="staff", password="!")
        Post.objects.create(
            account=account,
            role="officer",
            organisation=self.world.office(kind, region),
            region=region,
            starts=w.TODAY,
        )
        return actor_for(account, "counter", w.TODAY)
