"""Every transition of every service, by plan: from each position each deed that is offered, undone again afterwards.

Who may do it is looked for among everybody there is, what it needs is made of the fields of the file, and what has to
be so before is done before: papers are received, a limit passes, somebody judges.

# size: one walk; what it sees is in `seen`, what it cannot in `unseen`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from santai.capabilities.assignment.actions import settle
from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.meetings.queries.sessions import open_session
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import (
    Mark,
    act,
    sign_as_staff,
    sign_at_counter,
    to_be_signed,
)
from santai.capabilities.orders.enums import Link, MaterialState
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM, Actor, actor_for
from santai.capabilities.people.models import Account, Party, Post, Practitioner
from santai.capabilities.places.models import Organisation
from santai.catalogue.current import catalogue
from santai.catalogue.placeholders import names_assignee
from santai.catalogue.schema import HOLD, ActionSpec, Kind, Service, Stage, StateSpec
from tests import world as w
from tests.reliability.model.reference import Matter
from tests.reliability.model.seen import Seen
from tests.reliability.model.till import Till, never_paid
from tests.reliability.model.walker import A_MOMENT, COVERED, NOW, TODAY, Walker, services

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
# What stands in no service file, and is the same in all of them.
ANYWAY = frozenset((
    "note", "message", "claim", "release", "give", "receive_material", "hand_over", "sign_for", "return_material",
    "waive_material", "transfer", "send_back", "assist", "refer", "split", "merge", "ask_extension", "allow_extension",
    "refuse_extension", "urge", "rate", "call_back", "archive", "send_voucher", "confirm_payment", "return_voucher",
    "waive_bill", "refund", "void_bill", "allow_relief", "refuse_relief",
))  # fmt: skip
OF_PAPERS = frozenset({"receive", "hand_over", "sign_for", "return_material", "waive_material"})
OF_LIMITS = frozenset({"ask_extension", "allow_extension", "refuse_extension"})
VARIED = frozenset({Kind.CHOICE, Kind.ORGANISATION, Kind.ACCOUNT})
VARIANTS = 2  # ways to answer such a field
PEOPLE = 2  # who try it, of each capacity
OFTEN = 2  # times a transition is tried, each time come to by another way
A_WHILE = timedelta(minutes=1)  # between one deed and the next


def never(service: Service, state: StateSpec, spec: ActionSpec) -> str:
    """Why an action that the file offers can never be taken here; "" when it can."""
    if state.name not in _reachable(service):
        return "nothing leads to this state"
    if spec.effect in OF_PAPERS and not service.materials:
        return "nothing is shown in this service"
    if spec.effect in OF_LIMITS and not _extensible(service, state.name):
        return "no limit that could be extended runs here"
    if spec.effect == "draw" and any(one.effect == "take_drawn" for one in state.actions.values()):
        return "somebody of the list is left"
    if spec.effect == "reopen" and state.name == "merged":
        return "it goes on in the other order"
    if spec.effect == "merge" and _belongs(service):
        return "it belongs to another order"
    if spec.effect == "merge" and state.answers:
        return "the other side is being asked"
    return never_paid(service, state.name, spec.effect)


def _belongs(service: Service) -> bool:
    """Whether its orders are about another order, always."""
    return any(one.kind == Kind.ORDER and one.required for one in service.form)


def _ends(service: Service, spec: ActionSpec) -> bool:
    return bool(spec.to) and service.states[spec.to].stage is not Stage.OPEN


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
    def __init__(
        self,
        world: w.World,
        seen: Seen | None = None,
        *,
        at: datetime = NOW,
        brief: bool = False,
    ) -> None:
        """`brief`: what every order can do anyway is done once in a service, not in every state of it."""
        self.world, self.at, self.brief = world, at, brief
        self.seen = seen or Seen()
        self.refused: dict[tuple[str, str, str], list[str]] = {}  # what was tried in vain
        self._been: set[tuple[str, str, str]] = set()  # service, state, the deed that led there
        for service in services(at.date()):
            self._open(service)
        self._staff = [world.staff(role, region) for role, region in world.accounts]
        self._staff += [
            self._officer(*place, number) for place in world.offices for number in ("", " too")
        ]
        self._staff += list(self._heads())
        practising = Practitioner.objects.filter(account__isnull=False).order_by("pk")
        self._staff += [actor_for(one.account, "portal", TODAY) for one in practising]

    def through(self, service: Service) -> None:
        asks = self._intake(service)
        if not _belongs(service):
            # another of the same applicant, to merge with
            Walker(self.world, service.id, self.at).begin(asks)
        self.walk = Walker(self.world, service.id, self.at)
        self.till = Till(service, self.walk.fresh, self._by_effect)
        self.walk.begin(asks)
        assert self.walk.order is not None, service.id
        self._speaks(service, self.walk.order)
        self._look()
        self._from_here("")

    def _speaks(self, service: Service, order: Order) -> None:
        """Whoever asks for what has an English text reads English."""
        reads = "en" if any(one.english for one in service.documents.values()) else ""
        Party.objects.filter(pk=order.applicant_id).update(language=reads)

    def _look(self) -> None:
        """All that always holds does; and what there is to see is seen."""
        self.walk.check()
        self.seen.look_round(self.walk)
        self.seen.let_limits_pass(self.walk)

    def _from_here(self, came_by: str) -> None:
        """Try everything that is offered, and go on from wherever it leads."""
        service, state = self.walk.service, self.walk.matter.state
        self._been.add((service.id, state, came_by))
        for action, spec in service.states[state].actions.items():
            if not self._is_left(state, spec) and not self._leads_on(spec):
                continue
            if spec.effect == "merge" and self._something_stays(service.states[state], spec):
                continue
            if self.till.useless(spec):
                continue
            came = self.till.way(spec)
            with self.walk.aside():
                if said := self._manage(action, spec):
                    self.refused.setdefault((service.id, state, action), []).append(said)
                    continue
                self._look()
                after = self.walk.matter.state
                if after != state and self._is_new(after, came):
                    self._from_here(came)

    def _something_stays(self, state: StateSpec, spec: ActionSpec) -> bool:
        """Merging is tried where nothing hangs on the matter that cannot be taken back."""
        never_here = never(self.walk.service, state, spec)
        return bool(never_here) or not all(map(self._taken_back, self._children()))

    def _taken_back(self, child: Order) -> tuple[ActionSpec, Actor] | None:
        """How what came out of this matter is withdrawn, and by whom, where it can be; a side says it stops."""
        service = catalogue().service_version(child.service, child.version)
        here = service.states[child.state].actions
        if child.link == Link.SUMMONED:
            ends = (one for one in here.values() if _ends(service, one) and "applicant" in one.by)
            stops = next(ends, None)
            return (stops, w.holder(child)) if stops else None
        spec = here.get("withdraw")
        able = self._people(spec, child) if spec else []
        who = (actor for word, actor in able if word in access.capacities(actor, child))
        actor = next(who, None)
        return (spec, actor) if spec and actor else None

    def _children(self) -> list[Order]:
        return list(Order.objects.filter(parent=self.walk.order, stage="open"))

    def _leads_on(self, spec: ActionSpec) -> bool:
        here = (self.walk.service.id, self.walk.matter.state, spec.name)
        if len(self.refused.get(here, ())) >= OFTEN:
            return False
        return bool(spec.to and self._is_new(spec.to, self.till.way(spec)))

    def _is_new(self, state: str, came_by: str) -> bool:
        service = self.walk.service
        left = any(self._is_left(state, spec) for spec in service.states[state].actions.values())
        return left and (service.id, state, came_by) not in self._been

    def _is_left(self, state: str, spec: ActionSpec) -> bool:
        service, here = self.walk.service, (self.walk.service.id, state, spec.name)
        if here in COVERED or len(self.refused.get(here, ())) >= OFTEN:
            return False
        if self.brief and spec.name in ANYWAY and self._was_done(service, spec):
            return False
        return not never(service, service.states[state], spec)

    def spares(self, service: str, _state: str, action: str) -> bool:
        """Whether this transition was left out, being taken in another state of the service."""
        done = {(one, name) for one, _, name in COVERED}
        return self.brief and action in ANYWAY and (service, action) in done

    def _was_done(self, service: Service, spec: ActionSpec) -> bool:
        return any((service.id, state, spec.name) in COVERED for state in service.states)

    def _manage(self, action: str, spec: ActionSpec) -> str:
        """Take the action, after what it needs; "" when that went well."""
        if spec.effect == "take_drawn":
            return self._let_draw(action)
        if set(spec.by) == {"system"}:
            return self._let_happen(action)
        if spec.effect == "merge":
            self._take_back_what_came_of_it()
        if said := (
            self._meet(spec) or self._sign(spec) or self._assign(spec) or self.till.ready(spec)
        ):
            return said
        if action in self.walk.matter.used and self.walk.matter.offers(action) is None:
            return ""  # signed by everybody, it was taken by itself
        return self._before(spec) or self._try(action)

    def _let_happen(self, action: str) -> str:
        """What nobody but the system does: for another order's sake, or because a limit passed."""
        if action in self.walk.service.states[self.walk.matter.state].follows.values():
            return self._follow(action)
        return self._answer(action) if self._caused(action) else self._wait_for(action)

    def _before(self, spec: ActionSpec) -> str:
        """What is done in the same state before it: other deeds, papers that come and go."""
        for earlier in BEFORE.get(spec.effect, ()):
            if said := self._try(earlier):
                return f"{earlier}: {said}"
        lacking = self._lacking(spec)
        if lacking and (said := self._try("receive_material", materials=lacking)):
            return f"receive_material: {said}"
        if spec.effect == "archive" and (held := self._held()):
            self._try("return_material", materials=held)
        return ""

    def _lacking(self, spec: ActionSpec) -> tuple[str, ...]:
        """What the deed asks to see and nobody has brought yet."""
        rows = self.walk.fresh().materials.filter(key__in=spec.materials, required=True)
        return tuple(rows.filter(state=MaterialState.WANTED).values_list("key", flat=True))

    def _held(self) -> tuple[str, ...]:
        """Papers that were received for another deed on the way, and go back to their owner at the end."""
        rows = self.walk.fresh().materials.filter(state=MaterialState.RECEIVED, original=True)
        return tuple(rows.values_list("key", flat=True))

    def _try(self, action: str, materials: tuple[str, ...] = ()) -> str:
        spec = self.walk.matter.offers(action)
        if spec is None:
            return "not offered any more"
        said = "nobody may"
        varied = any(one.kind in VARIED for one in spec.needs if one.required)
        for variant in range(VARIANTS if varied else 1):
            for role, actor in self._people(spec):
                facts = self.walk.facts(spec, variant)
                facts |= {"materials": list(materials)} if materials else {}
                self.walk.now += A_WHILE
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

    def _caused(self, action: str) -> list[str]:
        """The deeds of another side by which this one happens here."""
        answers = self.walk.service.states[self.walk.matter.state].answers
        return [cause for cause, name in answers.items() if name == action]

    def _answer(self, action: str) -> str:
        """The other side does in its own order what leads to this."""
        for side in self._children():
            spec = catalogue().service_version(side.service, side.version).states[side.state]
            for cause in self._caused(action):
                facts = self.walk.facts(spec.actions[cause], 0)
                w.take(w.holder(side), side, cause, at=self.walk.now, **facts)
                self.walk.pass_time(self.walk.now)
                return "" if action in self.walk.matter.used else "they answered in vain"
        return "no other side was called"

    def _follow(self, action: str) -> str:
        """The order that called this one does what leads to it: the system takes it here."""
        act(
            actor=SYSTEM, number=self.walk.fresh().number, action=action, facts={}, at=self.walk.now
        )
        self.walk.pass_time(self.walk.now)
        return ""

    def _meet(self, spec: ActionSpec) -> str:
        """A session is called before it is put off or held, and held before what waits for it."""
        if spec.effect in (HOLD, "adjourn"):
            if said := self._by_effect("call_session"):
                return said
            self.walk.pass_time(open_session(self.walk.fresh()).starts_at)
        return self._by_effect(HOLD) if spec.held else ""

    def _assign(self, spec: ActionSpec) -> str:
        """Somebody handles it before a paper says who does."""
        papers = (self.walk.service.documents[key] for key in spec.documents)
        if self.walk.fresh().assignee or not any(map(names_assignee, papers)):
            return ""
        return "" if spec.effect == "assign" else self._by_effect("assign")

    def _by_effect(self, effect: str) -> str:
        """Take the action of this state with the effect, and what it needs itself."""
        for name, spec in self.walk.matter.offered.items():
            if spec.effect == effect:
                return self._manage(name, spec)
        return f"no action here has the effect {effect}"

    def _sign(self, spec: ActionSpec) -> str:
        """Everybody signs what must be signed, which is made first where it can be made here."""
        for key in spec.signed:
            for name, maker in self.walk.matter.offered.items():
                if key in maker.documents and (said := self._manage(name, maker)):
                    return f"{name}: {said}"
        order = self.walk.fresh() if spec.signed else None
        for paper, asked in to_be_signed(order) if order else ():
            for one in asked:
                self._signs(order, paper.pk, one.place, one.party)
        self.walk.pass_time(self.walk.now)
        return ""

    def _signs(self, order: Order, document: int, place: str, party: int | None) -> None:
        """A side in front of a clerk; whoever handles it in their own name."""
        given = {"number": order.number, "document": document, "at": self.walk.now}
        if party is not None:
            clerk = self._who(order, "handler", "window-clerk")
            sign_at_counter(
                actor=clerk, party=party, mark=Mark("当事人"), papers="身份证原件", **given
            )
        else:
            sign_as_staff(actor=self._who(order, place), mark=Mark("工作人员"), **given)

    def _who(self, order: Order, *capacities: str) -> Actor:
        wanted = set(capacities)
        return next(one for one in self._staff if wanted & access.capacities(one, order))

    def _let_draw(self, action: str) -> str:
        """Until the checkpoint over the list is signed."""
        sequencer.seal(at=self.walk.now)
        settle(at=self.walk.now)
        self.walk.pass_time(self.walk.now)
        return "" if action in self.walk.matter.used else "nobody came out"

    def _take_back_what_came_of_it(self) -> None:
        """What has an order of its own that is open is merged into nothing."""
        for child in self._children():
            found = self._taken_back(child)
            assert found is not None
            spec, actor = found
            facts = self.walk.facts(spec, 0)
            act(actor=actor, number=child.number, action=spec.name, facts=facts, at=self.walk.now)
        self.walk.pass_time(self.walk.now)

    def _people(self, spec: ActionSpec, order: Order | None = None) -> list[tuple[str, Actor]]:
        """Some who may, of different capacities, each with the word for it."""
        order = order or self.walk.fresh()
        found: list[tuple[str, Actor]] = []
        for word in spec.by:
            if word == "applicant":
                found.append((word, w.holder(order)))
                continue
            able = [one for one in self._staff if word in access.capacities(one, order)]
            if spec.effect in OF_LIMITS:  # one asks, another allows
                asks = spec.effect == "ask_extension"
                able.sort(key=lambda one: self._approves(one) is asks)
            found += [(word, one) for one in able[:PEOPLE]]
        return found

    def _approves(self, actor: Actor) -> bool:
        """Whether an extension of a limit of this service is theirs to allow."""
        clocks = (clock for state in self.walk.service.states.values() for clock in state.clocks)
        approvers = {role for clock in clocks if clock.extend for role in clock.extend.approver}
        return any(post.role in approvers for post in actor.posts)

    def _intake(self, service: Service) -> Actor | None:
        """Staff of another office than the one that will have it, so that papers can go from one to the other."""
        doors = {one.value for one in service.doors}
        if service.handler == "centre" and "hotline" in doors:
            return self.world.staff("hotline-agent", w.CITY)
        if "counter" in doors and not _belongs(service):
            return self.world.staff("window-clerk")
        return None

    def _heads(self) -> Iterator[Actor]:
        """Those a house of its kind has, where the small world has nobody in the post."""
        known = {(role, post.organisation_id) for role, post in self._posts()}
        for role in catalogue().roles.values():
            for kind, region in self.world.offices:
                house = self.world.office(kind, region)
                if kind in role.kinds and (role.id, house.pk) not in known:
                    yield actor_for(self.world.hire(role.id, kind, region), "counter", TODAY)

    def _posts(self) -> Iterator[tuple[str, Post]]:
        for (role, _), account in self.world.accounts.items():
            yield role, account.posts.get()

    def _open(self, service: Service) -> None:
        """The houses that handle it here and next door, and somebody it can be assigned to, where there is none."""
        for region in (w.YE, w.LUSHAN):
            if (service.handler, region) not in self.world.offices:
                house = Organisation.objects.create(
                    code=f"M{Organisation.objects.count():04}",
                    name=f"{service.handler} {region}",
                    short=service.handler[:8],
                    kind=service.handler,
                    region_id=region,
                    phone="0375-1234567",
                    address="东大街 1 号",
                )
                self.world.offices[(service.handler, region)] = house
        known = Practitioner.objects.filter(kind__in=service.practitioners)
        if service.practitioners and not known.exists():
            self._practises(service.practitioners[0], self.world.office(service.handler))

    def _practises(self, kind: str, house: Organisation) -> None:
        role = kind if kind in catalogue().roles else "lawyer"
        account = Account.objects.create(username=kind, name=kind, kind="staff", password="!")
        Post.objects.create(
            account=account, role=role, organisation=house, region=house.region_id, starts=TODAY
        )
        Practitioner.objects.create(
            account=account,
            name=kind,
            kind=kind,
            licence=kind,
            licensed_on=TODAY,
            organisation=house,
            region=house.region_id,
            capacity=100,
        )

    def _officer(self, kind: str, region: str, number: str) -> Actor:
        """Somebody in every house, also where the small world has nobody; and a colleague of theirs."""
        name = f"officer of {kind} {region}{number}"
        account = Account.objects.create(username=name, name=name, kind="staff", password="!")
        Post.objects.create(
            account=account,
            role="officer",
            organisation=self.world.office(kind, region),
            region=region,
            starts=TODAY,
        )
        return actor_for(account, "counter", TODAY)
