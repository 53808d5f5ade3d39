"""Anything anybody does to an order, beside the reference: hypothesis draws it, and shrinks what fails."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.actions import Request, act, add_file, submit, sweep
from santai.capabilities.orders.models import Event, IdempotencyKey, Order, Outbox
from santai.capabilities.orders.queries import chain_is_whole
from santai.capabilities.people.access import Actor, guest
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Field, Kind
from santai.kernel.errors import Refusal
from tests import world as w
from tests.channels.village.field import PNG
from tests.reliability.model.reference import Matter, Told, faults

ROLES = (
    "applicant",
    "stranger",
    "outsider",
    "lawyer",
    *("window-clerk", "aid-clerk", "aid-approver", "aid-dispatcher", "centre-head"),
    *("bureau-chief", "bureau-officer", "visitor", "hotline-agent", "dispatcher"),
)
DEEDS = 4  # in a step: most of what happens are deeds
CITYWIDE = frozenset({"hotline-agent", "dispatcher"})
ACTIONS = sorted(
    {
        action
        for service in catalogue().services(w.YE, w.TODAY)
        for state in service.states.values()
        for action in state.actions
    }
)
SERVICES = [service.id for service in catalogue().services(w.YE, w.TODAY)]
COUNTED: Counter[str] = Counter()
COVERED: set[tuple[str, str, str]] = set()  # service, state, deed
REFUSED: Counter[str] = Counter()


class Orders(RuleBasedStateMachine):
    world: w.World  # set by the test, inside whose transaction every run is undone

    @initialize(service=st.sampled_from(SERVICES), door=st.integers(0, 9), keyed=st.booleans())
    def begin(self, service: str, door: int, keyed: bool) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = w.NOW
        self.last: dict[str, Any] | None = None
        spec = catalogue().service(service, w.YE, w.TODAY)
        doors = [one.value for one in spec.doors]
        self.order: Order | None = None
        request = Request(
            service=service,
            region=w.YE,
            applicant={"name": "申请人甲", "phone": "13800000001", "groups": ["农民工"]},
            opposite=w.OPPOSITE if spec.opposite != "none" else None,
            answers={one.key: self._fact(one, 0) for one in spec.form},
        )
        key = "first" if keyed else ""
        try:
            done = submit(
                actor=guest(doors[door % len(doors)]), request=request, at=self.now, key=key
            )
        except Refusal as refusal:
            REFUSED[f"submit: {type(refusal).__name__}"] += 1
            return
        self.order = done.order
        self.matter = Matter(spec, spec.initial, keys=int(keyed))
        COUNTED["submitted"] += 1

    # --- what anybody does

    @precondition(lambda self: self.order is not None)
    @rule(
        data=st.data(), role=st.sampled_from(ROLES), variant=st.integers(0, 4), keyed=st.booleans()
    )
    def act(self, data: st.DataObject, role: str, variant: int, keyed: bool) -> None:
        """Mostly what the state offers and by whom it may be done, now and then anything by anybody."""
        for _ in range(DEEDS):
            self._one_deed(data, role, variant, keyed)

    @precondition(lambda self: self.last is not None)
    @rule()
    def send_the_last_again(self) -> None:
        """However often, it is done once (D5)."""
        before = self._rows()
        done = act(**{**self.last, "at": self.now})  # type: ignore[arg-type]
        assert done.repeated
        assert self._rows() == before
        COUNTED["repeated"] += 1

    @rule(hours=st.sampled_from((1, 9, 30, 24 * 8, 24 * 40, 24 * 200)))
    def let_time_pass(self, hours: int) -> None:
        """Limits pass; what the law attaches to it happens (D5's clocks, ORD-09)."""
        self.now += timedelta(hours=hours)
        sweep(at=self.now)
        COUNTED["swept"] += 1
        self._follow()

    @precondition(lambda self: self.order is not None)
    @rule(role=st.sampled_from(ROLES))
    def add_a_photograph(self, role: str) -> None:
        assert self.order is not None
        try:
            add_file(
                actor=self._actor(role),
                number=self.order.number,
                name="a.png",
                content=PNG,
                at=self.now,
            )
        except Refusal as refusal:
            REFUSED[f"file: {type(refusal).__name__}"] += 1
        else:
            COUNTED["file"] += 1
            self.matter.seq += 1

    # --- what always holds

    @invariant()
    def the_story_may_have_happened(self) -> None:
        if getattr(self, "order", None) is None:
            return
        order = self._fresh()
        spec = self.matter.service
        state = spec.states[order.state]
        assert faults(spec, self._story(), order.state) == []
        assert chain_is_whole(order)
        assert (order.state, order.seq) == (self.matter.state, self.matter.seq)
        assert (order.turn, order.stage) == (state.turn.value, state.stage.value)
        assert order.holder_id == self.matter.holder or "give" in self.matter.used
        if order.stage == "closed":
            assert order.evaluated_at is not None or order.state == "merged"
        self._clocks_agree(order)
        self._news_agree(order)
        assert IdempotencyKey.objects.filter(order=order).count() == self.matter.keys

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # --- the rest is how

    def _one_deed(self, data: st.DataObject, role: str, variant: int, keyed: bool) -> None:
        offered = sorted(self.matter.service.states[self.matter.state].actions)
        action = data.draw(st.sampled_from(offered * 3 + ACTIONS), label="action")
        spec = self.matter.offers(action)
        if spec and "system" not in spec.by and data.draw(st.integers(0, 5), label="rightly"):
            role = self._who(spec.by, role)
        facts = {one.key: self._fact(one, variant) for one in spec.needs} if spec else {}
        self._do(role, action, facts, key=f"key-{self.matter.seq}-{action}" if keyed else "")

    def _do(self, role: str, action: str, facts: dict[str, Any], key: str) -> None:
        assert self.order is not None
        actor, must = self._actor(role), self.matter.must_refuse(action, role)
        given = {
            "actor": actor,
            "number": self.order.number,
            "action": action,
            "facts": facts,
            "key": key,
        }
        before = self._rows()
        COUNTED["steps"] += 1
        try:
            act(**given, at=self.now)
        except Refusal as refusal:
            REFUSED[f"{must or 'left to the door'}: {type(refusal).__name__}"] += 1
            assert self._rows() == before
            return
        assert must == "", f"{action} by {role}: {must}"
        after = self._fresh()
        assert after.state in self.matter.where(action)
        COVERED.add((self.matter.service.id, self.matter.state, action))
        self.matter.done(action, after.state, actor.account_id)
        self.matter.seq += 1
        self.matter.keys += bool(key)
        self.last = given if key else None

    def _follow(self) -> None:
        """Time acts by itself: take over what it did, which the invariants then judge by the files."""
        if self.order is not None:
            order = self._fresh()
            if order.seq != self.matter.seq:
                self.matter.state, self.matter.seq = order.state, order.seq
                self.matter.used |= {one.code for one in self._story()}

    def _actor(self, role: str) -> Actor:
        assert self.order is not None
        if role == "applicant":
            return w.holder(self.order)
        if role == "stranger":
            return w.anyone()
        if role == "outsider":
            return self.world.staff("bureau-chief", w.ELSEWHERE)
        if role == "lawyer":
            return self.world.lawyer()
        return self.world.staff(role, w.CITY if role in CITYWIDE else w.YE)

    def _who(self, by: tuple[str, ...], otherwise: str) -> str:
        """Somebody in one of these capacities; the handler is of the organisation's own kind."""
        handler = (
            "aid-clerk" if self.matter.service.handler == "legal-aid-agency" else "window-clerk"
        )
        words = {
            "handler": handler,
            "intake": "window-clerk",
            "assignee": "lawyer",
            "supervisor": "bureau-chief",
        }
        known = [words.get(one, one) for one in by]
        return next((one for one in known if one in ROLES), otherwise)

    def _fact(self, one: Field, variant: int) -> Any:
        if variant == 4 and one.required:
            return ""  # forgotten
        days = timedelta(days=-1 if one.past else 20)
        return {
            Kind.CHOICE: one.options[variant % len(one.options)] if one.options else "",
            Kind.CHOICES: list(one.options[:1]),
            Kind.DATE: (self.now + days).date().isoformat(),
            Kind.YES_NO: True,
            Kind.NUMBER: max(one.minimum or 1, 1),
            Kind.MONEY: "100",
            Kind.REGION: w.VILLAGE,
            Kind.PHONE: "13800000009",
            Kind.ORGANISATION: self.world.office(
                ("centre", "legal-aid-agency")[variant % 2], w.LUSHAN
            ).pk,
            Kind.PRACTITIONER: self.world.lawyers[0].pk,
            Kind.SERVICE: "consultation/legal",
            Kind.ACCOUNT: self.world.accounts[("aid-clerk", w.YE)].pk,
            Kind.MATERIALS: ["identity"],
            Kind.ORDER: "",
        }.get(one.kind, "说明一下这件事的情况。" if one.key != "clock" else "in_hand")

    def _fresh(self) -> Order:
        assert self.order is not None
        return Order.objects.get(pk=self.order.pk)

    def _story(self) -> list[Told]:
        names = ("seq", "code", "at", "source", "target", "actor_id")
        rows = Event.objects.filter(order=self.order).order_by("seq").values_list(*names)
        return [Told(*row) for row in rows]

    def _rows(self) -> tuple[Any, ...]:
        order = self._fresh()
        keys = IdempotencyKey.objects.filter(order=order).count()
        news = Outbox.objects.filter(order=order).count()
        clocks = list(Clock.objects.filter(subject=order.subject).order_by("pk").values_list())
        return order.seq, order.head, order.state, order.holder_id, keys, news, clocks

    def _clocks_agree(self, order: Order) -> None:
        clocks = list(Clock.objects.filter(subject=order.subject))
        open_ = [one for one in clocks if one.state in (ClockState.RUNNING, ClockState.PAUSED)]
        assert len({one.name for one in open_}) == len(open_)
        assert not open_ or order.stage == "open"
        running = [one.due_at for one in open_ if one.state == ClockState.RUNNING]
        assert order.due_at == min(running, default=None)
        assert all(_in_order(one, self.now) for one in clocks)

    def _news_agree(self, order: Order) -> None:
        """What the file tells somebody is in the outbox, once; what tells nobody is not."""
        told = Counter(Outbox.objects.filter(order=order).values_list("seq", flat=True))
        assert set(told.values()) <= {1}
        for one in self._story():
            spec = (
                self.matter.service.states[one.source].actions.get(one.code) if one.source else None
            )
            if spec is not None:
                assert (one.seq in told) == bool(spec.tells), one.code


def _in_order(clock: Clock, now: datetime) -> bool:
    ended = clock.ended_at or now
    breached = clock.breached_at or now
    return clock.started_at <= ended <= now and clock.started_at <= breached <= now
