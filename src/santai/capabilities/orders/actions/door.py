"""The one door. Nothing else writes to an order.

`act` locks the order, asks whether this actor may do this now, checks the facts against the version of the
service the order was born with, lets the action take its effect, moves state, turn and clocks, writes the
documents and the event, puts the effects for outside into the outbox and remembers the idempotency key: all
in one transaction. Only then is there an answer.
"""
# size: one file because every check and consequence of an action has its place in one order of doing.

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from santai.capabilities.clocks.queries import clocks_of
from santai.capabilities.documents import actions as documents
from santai.capabilities.ledger.models import Leaf
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions import idempotency, sides, timing
from santai.capabilities.orders.actions.facts import (
    Values,
    checked,
    document_context,
    in_line,
    judge,
    judgement_data,
    order_facts,
)
from santai.capabilities.orders.actions.leaves import leaves_of
from santai.capabilities.orders.actions.signers import must_be_signed
from santai.capabilities.orders.enums import WITHDRAWN, Link, MaterialState
from santai.capabilities.orders.models import Event, IdempotencyKey, Order, Outbox
from santai.capabilities.people.access import SYSTEM, Actor
from santai.capabilities.rows import insert_together, write_back
from santai.catalogue.current import catalogue
from santai.catalogue.placeholders import names_assignee
from santai.catalogue.schema import ASSIGNING, HOLD, ActionSpec, Service, Stage
from santai.kernel.decision import Answer
from santai.kernel.errors import Conflict, Missing, NotNow
from santai.kernel.failpoints import failpoint
from santai.kernel.words import written_down
from santai.kernel.workdays import ZONE

Facts = Mapping[str, Any]
Effect = Callable[["Door", ActionSpec, Facts], dict[str, Any] | None]

CORRECTED = "corrected"  # the outcome of an objection that orders the refusal to be put right
SILENT = (Link.MERGED, Link.SUMMONED)  # whose end the main order is not told of, or in other words

EFFECTS: dict[str, Effect] = {}
# What parts above have to say: before an action with `paid`, and when an order leaves a stage.
Look = Callable[["Door"], None]
PAID: list[Look] = []
ENDING: list[Look] = []


def effect(name: str) -> Callable[[Effect], Effect]:
    """Register what an action does beyond moving the order; names are those of lifecycle.yaml."""

    def register(function: Effect) -> Effect:
        EFFECTS[name] = function
        return function

    return register


def must_be_paid(look: Look) -> Look:
    """Register who refuses (NotNow) an action with `paid` while something is owed."""
    PAID.append(look)
    return look


def on_ending(look: Look) -> Look:
    """Register who is asked when an order was completed or closed; they may write, or refuse (NotNow)."""
    ENDING.append(look)
    return look


@dataclass(frozen=True, slots=True)
class Done:
    """The answer of the door: the order as it now stands and the event that says what happened."""

    order: Order
    seq: int
    repeated: bool = False  # the same idempotency key had already done this


def act(
    *,
    actor: Actor,
    number: str,
    action: str,
    facts: Facts | None = None,
    at: datetime,
    key: str = "",
    seen: int | None = None,
) -> Done:
    """Take one action on one order.

    `seen` is the event number the actor last saw; a different one means somebody was quicker (Conflict).
    Raises Missing, Forbidden, NotNow, Conflict or Invalid; then nothing has been written.
    """
    print_ = idempotency.fingerprint({"number": number, "action": action, "facts": facts or {}})
    try:
        with transaction.atomic():
            order = access.locked(actor, number)
            failpoint("door.locked")
            if before := idempotency.recall(actor, key, print_):
                return Done(order, before.seq, repeated=True)
            if seen is not None and seen != order.seq:
                raise Conflict(_("这件工单刚刚有人办理过，请刷新后再决定。"))
            door = Door(order, actor, at)
            event = door.do(action, facts or {})
            failpoint("door.taken")
            door.close(*idempotency.kept(actor, key, print_, order, at=at, seq=event.seq))
            failpoint("door.written")
    except (Missing, IntegrityError):
        # The deed itself may have taken the order out of sight (转办), or used the key a moment ago.
        if before := idempotency.recall(actor, key, print_):
            return Done(before.order, before.seq, repeated=True)
        raise
    failpoint("door.committed")
    return Done(order, event.seq)


def hindrances(order: Order, spec: ActionSpec, *, at: datetime) -> list[str]:
    """Why an action of this order would be refused now, whatever is filled in; nothing is written."""
    return list(Door(order, SYSTEM, at).hindrances(spec))


class Door:
    """One locked order in one transaction. Effects write through it and never around it."""

    def __init__(self, order: Order, actor: Actor, at: datetime) -> None:
        self.order, self.actor, self.at = order, actor, at
        self.service: Service = catalogue().service_version(order.service, order.version)
        self._events: list[Event] = []
        self._outbox: list[Outbox] = []
        self._redirect: str | None = None
        self._after: list[tuple[str, Mapping[str, Any]]] = []
        self.adds: dict[str, Any] = {}  # what an effect knows and documents may name
        self.withheld: Sequence[str] = ()  # documents of an action that its effect keeps back
        self.origin: Door | None = None  # of a side, whose deed this one answers
        self.numbers: dict[str, Any] = {}  # values of the place that clocks begun here were given
        self.follows = False  # it does what it does because the main order did
        self._passes: Facts = {}  # what the deed says to the order this one was opened from

    def beside(self, order: Order) -> Door:
        """The door of another order in the same transaction, for what comes of this one by itself."""
        return Door(order, SYSTEM, self.at)

    @property
    def today(self) -> date:
        return self.at.astimezone(ZONE).date()

    # --- taking an action

    def do(self, action: str, raw: Facts) -> Event:
        """One action: may they, do the facts fit, effect, move, documents, event."""
        spec = self._offered(action)
        capacity = self.capacity(spec)
        facts = self._clean(spec, raw)
        data: dict[str, Any] = {"facts": facts} if facts else {}
        data |= self._guard(spec)
        self._redirect, self._passes = None, sides.passed_on(spec, facts)
        if spec.effect:
            data |= EFFECTS[spec.effect](self, spec, facts) or {}
        if spec.outcome:
            self.order.outcome = data["outcome"] = spec.outcome
        source, target = self.order.state, self._redirect or spec.to
        if target and target != source:
            self.move(target, facts)
        if spec.documents:
            data["documents"] = [*data.get("documents", ()), *self._write_documents(spec, facts)]
        event = self.record(
            spec.name,
            data,
            capacity=capacity,
            source=source,
            target=self.order.state,
            tells=sides.told_here(self.order, self.service, spec),
        )
        sides.pass_on(self, spec, facts, capacity)
        return event

    def redirect(self, target: str) -> None:
        """An effect's word on where the action leads, over what the file says."""
        self._redirect = target

    def move(self, target: str, facts: Facts) -> None:
        """Put the order into a state of its service: whose turn, stage, clocks."""
        order, state = self.order, self.service.state(target)
        before = Stage(order.stage)
        if state.stage == Stage.COMPLETED and before == Stage.OPEN:
            self._must_be_alone()
            order.completed_at = self.at
            if order.link in (Link.ASSIST, Link.SUMMONED):
                # the office that asked has its answer; no citizen is asked, nor whoever did not ask for it
                order.evaluated_at = self.at
        elif state.stage == Stage.OPEN and before != Stage.OPEN:
            order.completed_at = order.evaluated_at = order.closed_at = None
            order.outcome = ""
            order.redone += 1
        if state.stage == Stage.CLOSED:
            order.closed_at = self.at
        order.state, order.turn, order.stage = target, state.turn.value, state.stage.value
        self.numbers |= timing.numbers(
            timing.turn_clocks(order, self.service, target, facts, at=self.at)
        )
        if state.stage != Stage.OPEN and state.stage != before:
            for look in ENDING:
                look(self)
        if state.stage == Stage.COMPLETED and order.parent_id and order.link not in SILENT:
            self._tell_parent(order.parent_id)

    def capacity(self, spec: ActionSpec) -> str:
        """In which capacity this actor takes this action; Forbidden when in none."""
        return access.capacity_for(self.actor, self.order, spec)

    # --- writing down

    def record(
        self,
        code: str,
        data: Mapping[str, Any],
        *,
        capacity: str = "system",
        source: str = "",
        target: str = "",
        tells: Sequence[str] = (),
    ) -> Event:
        """Append an event to the chain, and to the outbox when somebody is to be told."""
        order, actor = self.order, self.actor
        if order.restricted_at is not None and code not in events.WHILE_RESTRICTED:
            raise access.Restricted
        order.seq += 1
        event = Event(
            order=order,
            seq=order.seq,
            code=code,
            at=self.at,
            actor_id=actor.account_id,
            actor_name=actor.name,
            role=capacity,
            organisation_id=access.organisation_for(actor, order, capacity),
            channel=actor.channel,
            source=source,
            target=target,
            data=self._signed(self._with_numbers(data)),
            public=capacity == "applicant" or "applicant" in tells,
            previous=order.head,
        )
        order.head = event.hash = event.computed_hash()
        self._events.append(event)
        if tells:
            self._tell(event, tells)
        self._what_came_of_it()
        return event

    def afterwards(self, code: str, data: Mapping[str, Any]) -> None:
        """What comes of a deed is written down behind it, where the order then stands: no event is before its cause."""
        self._after.append((code, data))

    def _what_came_of_it(self) -> None:
        found, self._after = self._after, []
        for code, data in found:
            self.record(code, data, source=self.order.state, target=self.order.state)

    def _with_numbers(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The version of the service does not name what a place has set; the event does, and is chained."""
        found, self.numbers = self.numbers, {}
        return {**data, "limits": found} if found else data

    def _signed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Who acts for somebody else says by which right; the names are in `actor_name`."""
        right = self.actor.representation_id
        return dict(data) if right is None else {**data, "representation": right}

    def _tell(self, event: Event, tells: Sequence[str]) -> None:
        self._outbox.append(
            Outbox(
                order=event.order,
                seq=event.seq,
                topic=f"order.{event.code}",
                tells=list(tells),
                at=self.at,
                next_at=self.at,
            )
        )

    def close(self, *keys: IdempotencyKey) -> None:
        """Write the order and everything recorded; the caller's transaction makes it last."""
        write_back(self.order)
        insert_together([*self.taken(), *keys])

    def taken(self) -> list[Event | Leaf | Outbox]:
        """What was recorded and is to be written now, by whoever takes it."""
        # committed with what they commit to, or not at all
        leaves = chain.from_iterable(map(leaves_of, self._events))
        rows: list[Event | Leaf | Outbox] = [*self._events, *leaves, *self._outbox]
        self._events.clear()
        self._outbox.clear()
        return rows

    # --- the questions asked before anything is written

    def _offered(self, action: str) -> ActionSpec:
        state = self.service.state(self.order.state)
        spec = state.actions.get(action)
        if spec is None:
            allowed = [other.title.said for other in state.actions.values()]
            raise NotNow(
                _("工单现在是“%(state)s”，不能这样办理。") % {"state": state.title.said}, allowed
            )
        if spec.once and Event.objects.filter(order=self.order, code=action).exists():
            raise NotNow(_("“%(action)s”只能办一次，已经办过了。") % {"action": spec.title.said})
        return spec

    def _clean(self, spec: ActionSpec, raw: Facts) -> dict[str, Any]:
        return checked(
            spec.needs,
            raw,
            self.service,
            facts=order_facts(self.order),
            region=self.order.organisation.region_id,
            on=self.today,
        )

    def _guard(self, spec: ActionSpec) -> dict[str, Any]:
        """Refuse what the rules or missing materials forbid; keep what they said for the record."""
        for must in self._musts(spec):
            must()
        rule = spec.requires or spec.suggests
        if not rule:
            return {}
        used: Values = {}
        with written_down():
            decision = judge(rule, self.service, self.order, on=self.today, used=used)
        if spec.requires and decision.answer != Answer.YES:
            decision = judge(rule, self.service, self.order, on=self.today)  # … for the reader
            reasons = _("；").join(reason.text for reason in decision.reasons)
            raise NotNow(
                _("还不能“%(action)s”：%(reasons)s")
                % {"action": spec.title.said, "reasons": reasons}
            )
        return {"judgement": judgement_data(rule, decision, used)}

    def hindrances(self, spec: ActionSpec) -> Iterator[str]:
        """What has to be done first, whatever is filled in: for whoever is about to fill it in."""
        musts = [*self._musts(spec)]
        if spec.effect not in ASSIGNING:
            musts.append(partial(self._must_have_assignee, spec))
        for must in musts:
            try:
                must()
            except NotNow as refused:
                yield refused.message

    def _musts(self, spec: ActionSpec) -> Iterator[Callable[[], None]]:
        yield partial(self._must_have, spec.materials)
        if spec.paid:
            yield from (partial(look, self) for look in PAID)
        yield partial(must_be_signed, self.order, self.service, spec.signed)
        if spec.held:
            yield self._must_have_met

    def _must_have(self, keys: Sequence[str]) -> None:
        if not keys:
            return
        lacking = [
            material.title
            for material in self.order.materials.filter(key__in=keys, required=True)
            if material.state == MaterialState.WANTED
        ]
        if lacking:
            raise NotNow(
                _("还缺材料：%(materials)s。") % {"materials": _("、").join(map(_, lacking))}
            )

    def _must_have_met(self) -> None:
        states = self.service.states.values()
        holding = [a.name for s in states for a in s.actions.values() if a.effect == HOLD]
        if not Event.objects.filter(order=self.order, code__in=holding).exists():
            raise NotNow(_("还没有开过会，请先开会、记好笔录。"))

    def _must_have_assignee(self, spec: ActionSpec) -> None:
        """No paper says 承办人：（未提供）. Asked after the effect, which may be the one that assigns."""
        if self.order.assignee_id is not None:
            return
        made = [self.service.documents[key] for key in spec.documents if key not in self.withheld]
        if titles := [one.title.said for one in made if names_assignee(one)]:
            said = _("《%(papers)s》要写明承办人，这件工单还没有承办人。请先指派，再办理。")
            raise NotNow(said % {"papers": _("》《").join(titles)})

    def _must_be_alone(self) -> None:
        if self.order.outcome == WITHDRAWN:
            return  # an applicant need not wait for those they never asked
        held_up_by = Q(link=Link.ASSIST) | Q(awaited=True)
        waiting = self.order.children.filter(held_up_by, stage=Stage.OPEN)
        if numbers := list(waiting.values_list("number", flat=True)):
            raise NotNow(_("要等这些工单办结：%(numbers)s。") % {"numbers": _("、").join(numbers)})

    # --- consequences

    def _write_documents(self, spec: ActionSpec, facts: Facts) -> list[dict[str, Any]]:
        self._must_have_assignee(spec)
        clocks = list(clocks_of(self.order.subject))  # also those that this very action met
        with written_down():
            context = document_context(self.order, self.service, spec, facts, clocks, at=self.at)
            context |= self.adds
        made = [
            documents.make(
                self.service.documents[key],
                subject=self.order.subject,
                organisation=self.order.organisation,
                context=context,
                at=self.at,
                by=self.actor.account_id,
            )
            for key in in_line(self.service, spec.documents)
            if key not in self.withheld
        ]
        return [
            {"id": d.pk, "title": d.title, "number": d.number, "sha256": d.sha256} for d in made
        ]

    def _tell_parent(self, parent_id: int) -> None:
        """A child that is done says so on its parent; a corrected refusal sends the parent back."""
        parent = Order.objects.select_for_update().get(pk=parent_id)
        door = Door(parent, SYSTEM, self.at)
        order = self.order
        data = {"child": order.number, "link": order.link, "outcome": order.outcome, **self._passes}
        door.record(events.CHILD_DONE, data, source=parent.state, target=parent.state)
        decided = parent.stage != Stage.OPEN and parent.link != Link.MERGED
        if self.order.link == Link.REMEDY and self.order.outcome == CORRECTED and decided:
            spec = door.service.states[parent.state].actions["reopen"]
            reason = f"异议成立（{self.order.number}），按决定改正"
            door.do("reopen", {field.key: reason for field in spec.needs if field.required})
        door.close()
