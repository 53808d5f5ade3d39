"""One order and the reference side by side: whoever drives it says what is done, here it is done and judged.

hypothesis drives it in `machine`, a plan in `tour`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from django.db import transaction

from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.queries import documents_of
from santai.capabilities.fees.actions import PICTURES
from santai.capabilities.fees.queries import living
from santai.capabilities.meetings.queries.sessions import open_session
from santai.capabilities.orders.actions import Request, act, add_file, submit, sweep
from santai.capabilities.orders.enums import MaterialState
from santai.capabilities.orders.models import Event, IdempotencyKey, Order, Outbox
from santai.capabilities.orders.queries import chain_is_whole
from santai.capabilities.people.access import Actor, code_holder, guest
from santai.capabilities.people.models import Post, Practitioner
from santai.catalogue.conditions import facts_in
from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import evaluate
from santai.catalogue.reserved import RESERVED
from santai.catalogue.schema import ActionSpec, ClockSpec, Field, Kind, RuleRef, Service
from santai.kernel.decision import Answer
from santai.kernel.errors import Refusal
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.factories.people import identity_number
from tests.reliability.model.reference import Matter, Told, faults
from tests.stories.telling import PNG

COUNTED: Counter[str] = Counter()
COVERED: set[tuple[str, str, str]] = set()  # service, state, deed
REFUSED: Counter[str] = Counter()

# A day on which the newest versions of all services are in force; the small world has been there since March.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
TODAY = NOW.date()

# What only some services must know of a person.
WHOLE = {"id_number": "11010519491231002X", "address": "昆阳街道东街一号"}

A_MOMENT = timedelta(seconds=1)

OF_MONEY = frozenset({"charge", "send_voucher", "confirm_payment", "refund"})
AHEAD = {"serve": 0, "call_session": 1}  # days from now on which it happens
CALLED = {
    "time": "9:30",
    "whom": "双方",
    "room": "调解室",
    "link": "",
}  # what a session is called with

# In which state materials must be for what is done with them.
LYING = {
    "receive": (MaterialState.WANTED, MaterialState.UPLOADED, MaterialState.RETURNED),
    "waive_material": (MaterialState.WANTED, MaterialState.UPLOADED),
    "hand_over": (MaterialState.RECEIVED,),
    "return_material": (MaterialState.RECEIVED,),
    "sign_for": (MaterialState.HANDED_OVER,),
}


def services(on: date = TODAY) -> list[Service]:
    """Everything that can be asked for in 叶县 on this day."""
    return catalogue().services(w.YE, on)


def transitions(of: Iterable[Service]) -> set[tuple[str, str, str]]:
    return {
        (service.id, state.name, action)
        for service in of
        for state in service.states.values()
        for action in state.actions
    }


class Walker:
    """`order` is None when the request was refused."""

    order: Order | None = None
    matter: Matter

    def __init__(self, world: w.World, service: str, at: datetime = NOW) -> None:
        self.world, self.now = world, at
        self.service = catalogue().service(service, w.YE, at.date())
        self.last: dict[str, Any] | None = None  # the last deed that had a key

    def begin(self, actor: Actor | None = None, *, door: int = 0, key: str = "") -> None:
        """By this actor, or by whoever comes to one of the doors."""
        asks = actor or self._asker(self.service.doors[door % len(self.service.doors)].value)
        try:
            self.order = submit(actor=asks, request=self._request(), at=self.now, key=key).order
        except Refusal as refusal:
            REFUSED[f"submit: {type(refusal).__name__}"] += 1
            return
        self.matter = Matter(self.service, self.service.initial, keys=int(bool(key)))
        COUNTED["submitted"] += 1

    def do(self, actor: Actor, role: str, action: str, facts: dict[str, Any], key: str = "") -> str:
        """Take an action; "" when it was done, else why it was not. Either as the reference says."""
        assert self.order is not None
        must = self.matter.must_refuse(action, role)
        given = {"actor": actor, "number": self.order.number, "action": action}
        given |= {"facts": facts, "key": key}
        before = self.rows()
        COUNTED["steps"] += 1
        try:
            act(**given, at=self.now)  # type: ignore[arg-type]
        except Refusal as refusal:
            REFUSED[f"{must or 'left to the door'}: {type(refusal).__name__}"] += 1
            assert self.rows() == before
            return str(refusal) or type(refusal).__name__
        assert must == "", f"{action} by {role}: {must}"
        after = self.fresh()
        assert after.state in self.matter.where(action)
        COVERED.add((self.service.id, self.matter.state, action))
        self.matter.done(action, after.state, actor.account_id)
        self._one_event_of(action, after)
        self.matter.keys += bool(key)
        self.last = given if key else None
        return ""

    def _one_event_of(self, action: str, after: Order) -> None:
        """The deed was written down once; what else was is of the system's own making (a session is told apart)."""
        new = [one.code for one in self.story() if one.seq > self.matter.seq]
        assert [code for code in new if code not in RESERVED] == [action]
        self.matter.seq = after.seq

    def repeat(self) -> None:
        """However often it is sent, it is done once (D5)."""
        before = self.rows()
        done = act(**{**self.last, "at": self.now})  # type: ignore[arg-type]
        assert done.repeated
        assert self.rows() == before
        COUNTED["repeated"] += 1

    def pass_time(self, to: datetime) -> None:
        """Limits pass; what the law attaches to it happens, and is judged by the files afterwards (ORD-09)."""
        self.now = to
        sweep(at=self.now)
        COUNTED["swept"] += 1
        if self.order is None:
            return
        order = self.fresh()
        if order.seq != self.matter.seq:
            story = self.story()
            COVERED.update((self.service.id, one.source, one.code) for one in story if one.source)
            self.matter.state, self.matter.seq = order.state, order.seq
            self.matter.used |= {one.code for one in story}

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is done inside is undone afterwards, in the database and here."""
        kept, now, last = replace(self.matter, used={*self.matter.used}), self.now, self.last
        mark = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(mark)
            self.matter, self.now, self.last = kept, now, last

    # --- what always holds

    def check(self) -> None:
        order = self.fresh()
        story = self.story()
        state = self.service.states[order.state]
        assert not (found := faults(self.service, story, order.state)), found
        assert chain_is_whole(order)
        assert (order.state, order.seq) == (self.matter.state, self.matter.seq)
        assert (order.turn, order.stage) == (state.turn.value, state.stage.value)
        assert order.holder_id == self.matter.holder or "give" in self.matter.used
        if order.stage == "closed":
            assert order.evaluated_at is not None or order.state == "merged"
        self._clocks_agree(order)
        self._news_agree(order, story)
        assert IdempotencyKey.objects.filter(order=order).count() == self.matter.keys

    def _clocks_agree(self, order: Order) -> None:
        clocks = list(Clock.objects.filter(subject=order.subject))
        open_ = self.open_clocks()
        assert len({one.name for one, _ in open_}) == len(open_)
        running = [one.due_at for one, _ in open_ if one.state == ClockState.RUNNING]
        # what was decided may rest, where the file says so: late papers bring it back
        rests = all(order.state in spec.pause for _, spec in open_) and not running
        assert order.stage == "open" or rests
        assert order.due_at == min(running, default=None)
        assert all(_in_order(one, self.now) for one in clocks)

    def _news_agree(self, order: Order, story: list[Told]) -> None:
        """What the file tells somebody is in the outbox, once; what tells nobody is not."""
        told = Counter(Outbox.objects.filter(order=order).values_list("seq", flat=True))
        assert set(told.values()) <= {1}
        for one in story:
            spec = self.service.states[one.source].actions.get(one.code) if one.source else None
            if spec is not None:
                assert (one.seq in told) == bool(spec.tells), one.code

    # --- what can be asked about it

    def fresh(self) -> Order:
        assert self.order is not None
        return Order.objects.get(pk=self.order.pk)

    def story(self) -> list[Told]:
        names = ("seq", "code", "at", "source", "target", "actor_id")
        rows = Event.objects.filter(order=self.order).order_by("seq").values_list(*names)
        return [Told(*row) for row in rows]

    def rows(self) -> tuple[Any, ...]:
        order = self.fresh()
        keys = IdempotencyKey.objects.filter(order=order).count()
        news = Outbox.objects.filter(order=order).count()
        clocks = list(Clock.objects.filter(subject=order.subject).order_by("pk").values_list())
        return order.seq, order.head, order.state, order.holder_id, keys, news, clocks

    def open_clocks(self) -> list[tuple[Clock, ClockSpec]]:
        """Limits that run or rest, each with what the file says of it."""
        assert self.order is not None
        specs = {one.name: one for state in self.service.states.values() for one in state.clocks}
        states = (ClockState.RUNNING, ClockState.PAUSED)
        found = Clock.objects.filter(subject=self.order.subject, state__in=states).order_by("pk")
        return [(one, specs[one.name]) for one in found]

    # --- lawful answers, from the fields of the files

    def facts(self, spec: ActionSpec, variant: int) -> dict[str, Any]:
        facts = {one.key: self._fact(one, variant, spec) for one in spec.needs}
        return facts | self._money(spec) if spec.effect in OF_MONEY else facts

    def _money(self, spec: ActionSpec) -> dict[str, Any]:
        """What the bill says is paid or given back; what is added by hand takes two to let off, and to be seen paid."""
        if spec.effect == "charge":
            return {"extra_amount": "10500.00"}
        bill = living(self.fresh())
        if bill is None:
            return {}
        if spec.effect == "send_voucher":
            return {"voucher": self._proof()}
        return {"amount": f"{bill.kept if spec.effect == 'refund' else bill.total:.2f}"}

    def _proof(self) -> int:
        """A picture the applicant adds to the matter."""
        order = self.fresh()
        given = {"name": "转账.png", "content": PNG, "at": self.now, "allowed": PICTURES}
        file = add_file(actor=w.holder(order), number=order.number, **given)
        self.matter.seq = self.fresh().seq
        return int(file.pk)

    def _asker(self, channel: str) -> Actor:
        """Anybody; but only who was refused objects to it."""
        if any(one.kind == Kind.ORDER and one.required for one in self.service.form):
            refused = Order.objects.get(number=self._refused())
            return code_holder(refused.pk, channel, name=refused.applicant.name)
        return guest(channel)

    def _refused(self) -> str:
        """A matter of the same person that was refused, and can be objected to."""
        return Order.objects.filter(service="legal-aid/civil", state="refused").first().number

    def _request(self) -> Request:
        service = self.service
        person = {"name": "申请人甲", "phone": "13800000001", "groups": ["农民工"]}
        person |= {key: said for key, said in WHOLE.items() if service.applicant.get(key)}
        houses = {  # each of its kind from the first service on that it asks for
            "organisation": {"name": "东街社区居委会", "phone": "13800000001"},
            "enterprise": {"name": "叶县机械厂", "phone": "13800000007"},
        }
        return Request(
            service=service.id,
            region=w.YE,
            applicant=houses.get(service.serves[0], person),
            opposite=w.OPPOSITE if service.opposite != "none" else None,
            answers=self._answers(),
        )

    def _answers(self) -> dict[str, Any]:
        """The first choice everywhere, and where an action requires a rule, what makes it a yes."""
        said = {one.key: self._fact(one, 0) for one in self.service.form}
        for rule in _required(self.service):
            said |= self._which_satisfy(rule, said)
        return said | self._who_pays()

    def _who_pays(self) -> dict[str, Any]:
        """Where a bill is made, nobody asks for a reduction: the last choice says that none applies."""
        asked = {key for one in self.service.fee.reductions for key in facts_in([one.when], {})}
        fields = [one for one in self.service.form if one.key in asked]
        return {one.key: list(one.options[-1:]) for one in fields if one.kind == Kind.CHOICES}

    def _which_satisfy(self, rule: str, said: dict[str, Any]) -> dict[str, Any]:
        asked = facts_in([RuleRef(rule)], self.service.rules)
        fields = [one for one in self.service.form if one.key in asked and one.options]
        for options in product(*(one.options for one in fields)):
            tried = dict(zip((one.key for one in fields), options, strict=True))
            facts = {"groups": ["农民工"], **said, **tried}
            if evaluate(rule, self.service, facts, lambda _: None).answer is Answer.YES:
                return tried
        return {}

    def _fact(self, one: Field, variant: int, spec: ActionSpec | None = None) -> Any:
        if variant == 4 and one.required:
            return ""  # forgotten
        if one.kind == Kind.ORDER and not one.required:
            return ""
        effect = spec.effect if spec else ""
        days = timedelta(days=AHEAD.get(effect, -1 if one.past else 20))
        if effect == "call_session" and one.key in CALLED:
            return CALLED[one.key]
        plain = {
            Kind.CHOICE: one.options[variant % len(one.options)] if one.options else "",
            Kind.CHOICES: list(one.options[:1]),
            Kind.DATE: (self.now + days).date().isoformat(),
            Kind.YES_NO: True,
            Kind.NUMBER: max(one.minimum or 1, 1),
            Kind.MONEY: "100",
            Kind.REGION: w.VILLAGE,
            Kind.PHONE: "13800000009",
            Kind.ID_NUMBER: identity_number(),
            Kind.SERVICE: "consultation/legal",
        }
        if one.kind in plain:
            return plain[one.kind]
        picked = {
            Kind.ORGANISATION: self._organisation,
            Kind.ACCOUNT: self._colleague,
            Kind.MATERIALS: self._materials,
            Kind.ORDER: self._other_order,
            Kind.PRACTITIONER: self._practitioner,
            Kind.GUESTS: self._guests,
            Kind.DOCUMENT: self._document,
            Kind.SIDE: self._side,
        }.get(one.kind)
        if picked:
            return picked(effect, variant)
        return self._clock(variant) if one.key == "clock" else "说明一下这件事的情况。"

    def _organisation(self, effect: str, variant: int) -> int | None:
        if effect == "hand_over":  # between the office that took it in and the one that has it
            order = self.fresh()
            return (order.intake_id, order.organisation_id)[variant % 2] or order.organisation_id
        kind = "centre" if effect == "spawn" else self.service.handler
        there = [one for (of, _), one in self.world.offices.items() if of == kind]
        near = [one for one in there if one.region_id in (w.LUSHAN, w.YE)]
        houses = sorted(near or there, key=lambda one: one.pk, reverse=True)
        return houses[variant % len(houses)].pk

    def _colleague(self, _effect: str, variant: int) -> int:
        posts = Post.objects.filter(organisation=self.fresh().organisation_id).order_by("pk")
        there = list(posts.values_list("account", flat=True))
        return there[variant % len(there)] if there else 0

    def _materials(self, effect: str, _variant: int) -> list[str]:
        assert self.order is not None
        rows = self.order.materials.filter(state__in=LYING.get(effect, ())).order_by("pk")
        return list(rows.values_list("key", flat=True))[:1] or ["identity"]

    def _guests(self, _effect: str, _variant: int) -> list[str]:
        """Everybody who was asked to the session came."""
        session = open_session(self.fresh())
        return [str(one.pk) for one in session.guests.all()] if session else []

    def _document(self, _effect: str, _variant: int) -> int | None:
        paper = documents_of(self.fresh().subject).order_by("pk").last()
        return paper.pk if paper else None

    def _side(self, _effect: str, _variant: int) -> int:
        return self.fresh().applicant_id

    def _practitioner(self, _effect: str, _variant: int) -> int:
        """One of the kinds it may be assigned to."""
        fit = Practitioner.objects.filter(kind__in=self.service.practitioners).order_by("pk")
        return fit[0].pk

    def _other_order(self, effect: str, _variant: int) -> str:
        """Another matter of the same person; or, for who objects, one in which they were refused."""
        if effect == "merge":
            assert self.order is not None
            same = Order.objects.filter(applicant=self.order.applicant_id, stage="open")
            others = same.filter(parent=None).exclude(pk=self.order.pk).order_by("pk")
            other = others.filter(service=self.service.id).first() or others.first()
            return other.number if other else ""
        return self._refused()

    def _clock(self, variant: int) -> str:
        names = [clock.name for clock, spec in self.open_clocks() if spec.extend]
        return names[variant % len(names)] if names else "in_hand"


def _required(service: Service) -> list[str]:
    states = service.states.values()
    return sorted({one.requires for state in states for one in state.actions.values()} - {""})


def _in_order(clock: Clock, now: datetime) -> bool:
    ended = clock.ended_at or now
    breached = clock.breached_at or now
    return clock.started_at <= ended <= now and clock.started_at <= breached <= now
