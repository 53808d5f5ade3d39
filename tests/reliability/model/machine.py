"""Anything anybody does to an order, beside the reference: hypothesis draws it, and shrinks what fails."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from santai.capabilities.orders.actions import add_file
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Refusal
from tests import world as w
from tests.channels.village.field import PNG
from tests.reliability.model.walker import (
    COUNTED,
    REFUSED,
    Walker,
    services,
    transitions,
)

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


def _often(offered: list[str]) -> st.SearchStrategy[str]:
    """Mostly what is offered, now and then whatever any service knows."""
    any_ = st.sampled_from(ACTIONS)
    return st.booleans().flatmap(
        lambda fits: st.sampled_from(offered) if fits and offered else any_
    )


ACTIONS = sorted({action for _, _, action in transitions(services())})
SERVICES = [service.id for service in services()]


class Orders(RuleBasedStateMachine):
    world: w.World  # set by the test, inside whose transaction every run is undone

    @initialize(service=st.sampled_from(SERVICES), door=st.integers(0, 9), keyed=st.booleans())
    def begin(self, service: str, door: int, keyed: bool) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.walk = Walker(self.world, service)
        self.walk.begin(door=door, key="first" if keyed else "")

    # --- what anybody does

    @precondition(lambda self: self.walk.order is not None)
    @rule(
        data=st.data(), role=st.sampled_from(ROLES), variant=st.integers(0, 4), keyed=st.booleans()
    )
    def act(self, data: st.DataObject, role: str, variant: int, keyed: bool) -> None:
        """Mostly what the state offers and by whom it may be done, now and then anything by anybody."""
        for _ in range(DEEDS):
            self._one_deed(data, role, variant, keyed)

    @precondition(lambda self: self.walk.last is not None)
    @rule()
    def send_the_last_again(self) -> None:
        self.walk.repeat()

    @rule(hours=st.sampled_from((1, 9, 30, 24 * 8, 24 * 40, 24 * 200)))
    def let_time_pass(self, hours: int) -> None:
        self.walk.pass_time(self.walk.now + timedelta(hours=hours))

    @precondition(lambda self: self.walk.order is not None)
    @rule(role=st.sampled_from(ROLES))
    def add_a_photograph(self, role: str) -> None:
        walk = self.walk
        assert walk.order is not None
        given = {"number": walk.order.number, "name": "a.png", "content": PNG, "at": walk.now}
        try:
            add_file(actor=self._actor(role), **given)  # type: ignore[arg-type]
        except Refusal as refusal:
            REFUSED[f"file: {type(refusal).__name__}"] += 1
        else:
            COUNTED["file"] += 1
            walk.matter.seq += 1

    # --- what always holds

    @invariant()
    def the_story_may_have_happened(self) -> None:
        if hasattr(self, "walk") and self.walk.order is not None:
            self.walk.check()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # --- the rest is how

    def _one_deed(self, data: st.DataObject, role: str, variant: int, keyed: bool) -> None:
        matter = self.walk.matter
        offered = sorted(matter.service.states[matter.state].actions)
        action = data.draw(_often(offered), label="action")
        spec = matter.offers(action)
        if spec and "system" not in spec.by and data.draw(st.integers(0, 5), label="rightly"):
            role = self._who(spec.by, role)
        facts = self.walk.facts(spec, variant) if spec else {}
        key = f"key-{matter.seq}-{action}" if keyed else ""
        self.walk.do(self._actor(role), role, action, facts, key)

    def _actor(self, role: str) -> Actor:
        assert self.walk.order is not None
        if role == "applicant":
            return w.holder(self.walk.order)
        if role == "stranger":
            return w.anyone()
        if role == "outsider":
            return self.world.staff("bureau-chief", w.ELSEWHERE)
        if role == "lawyer":
            return self.world.lawyer()
        return self.world.staff(role, w.CITY if role in CITYWIDE else w.YE)

    def _who(self, by: tuple[str, ...], otherwise: str) -> str:
        """Somebody in one of these capacities; the handler is of the organisation's own kind."""
        handler = {"legal-aid-agency": "aid-clerk", "bureau": "bureau-officer"}
        words = {
            "handler": handler.get(self.walk.service.handler, "window-clerk"),
            "intake": "window-clerk",
            "assignee": "lawyer",
            "supervisor": "bureau-chief",
        }
        known = [words.get(one, one) for one in by]
        return next((one for one in known if one in ROLES), otherwise)
