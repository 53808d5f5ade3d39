"""Anybody tries anything at any time: a small model says what must happen, and nothing else may.

The model is the two ways below and eight rules about the common actions, written down by hand: it reads no
service file. hypothesis looks for a sequence after which the engine and the model disagree.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders import events
from santai.capabilities.orders.actions import act, sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole
from santai.catalogue import reserved
from santai.catalogue.current import catalogue
from santai.kernel.errors import Refusal
from tests import world as w
from tests.capabilities.orders.steps import consult, everything

pytestmark = pytest.mark.django_db

APPLICANT, LAWYER, OUTSIDER = "applicant", "lawyer", "outsider"
CLERK, APPROVER, DISPATCHER = "aid-clerk", "aid-approver", "aid-dispatcher"
WINDOW, HEAD, VISITOR = "window-clerk", "centre-head", "visitor"
ACTORS = (APPLICANT, LAWYER, OUTSIDER, CLERK, APPROVER, DISPATCHER, WINDOW, HEAD, VISITOR)

Way = dict[
    tuple[str, str], tuple[tuple[str, ...], str]
]  # (state, action) → who may, where it leads

AID: Way = {
    ("submitted", "ask_for_more"): ((CLERK,), "awaiting_applicant"),
    ("submitted", "grant"): ((APPROVER,), "granted"),
    ("submitted", "refuse"): ((APPROVER,), "refused"),
    ("awaiting_applicant", "supply"): ((APPLICANT, CLERK, WINDOW), "submitted"),
    ("granted", "assign"): ((DISPATCHER,), "assigned"),
    ("assigned", "accept"): ((LAWYER,), "in_hand"),
    ("assigned", "decline"): ((LAWYER,), "granted"),
    ("in_hand", "report"): ((LAWYER,), "reported"),
    ("reported", "return_report"): ((CLERK, APPROVER), "in_hand"),
    ("reported", "complete"): ((CLERK, APPROVER), "completed"),
    ("refused", "reopen"): ((APPROVER,), "correcting"),
    ("lapsed", "reopen"): ((CLERK, APPROVER), "submitted"),
    ("correcting", "grant"): ((APPROVER,), "granted"),
    ("completed", "reopen"): ((CLERK, APPROVER, DISPATCHER, HEAD, VISITOR), "in_hand"),
    ("withdrawn", "reopen"): ((CLERK, APPROVER, DISPATCHER, HEAD, VISITOR), "submitted"),
    ("submitted", "withdraw"): ((APPLICANT,), "withdrawn"),
    ("awaiting_applicant", "withdraw"): ((APPLICANT,), "withdrawn"),
    ("correcting", "withdraw"): ((APPLICANT,), "withdrawn"),
    # After the grant it is the agency that ends it (法律援助法 48).
    ("granted", "withdraw"): ((APPROVER,), "terminated"),
    ("assigned", "withdraw"): ((APPROVER,), "terminated"),
    ("in_hand", "withdraw"): ((APPROVER,), "terminated"),
    ("reported", "withdraw"): ((APPROVER,), "terminated"),
    ("terminated", "reopen"): ((APPROVER,), "granted"),
}
CONSULTATION: Way = {
    ("submitted", "answer"): ((WINDOW, HEAD, VISITOR), "completed"),
    ("submitted", "ask_back"): ((WINDOW, HEAD, VISITOR), "awaiting_applicant"),
    ("submitted", "assign"): ((WINDOW, HEAD, VISITOR), "assigned"),
    ("awaiting_applicant", "supply"): ((APPLICANT, WINDOW), "submitted"),
    ("assigned", "accept"): ((LAWYER,), "with_lawyer"),
    ("assigned", "decline"): ((LAWYER,), "submitted"),
    ("with_lawyer", "answer"): ((LAWYER,), "completed"),
    ("with_lawyer", "ask_back"): ((LAWYER,), "asked_by_lawyer"),
    ("asked_by_lawyer", "supply"): ((APPLICANT, WINDOW), "with_lawyer"),
    ("completed", "reopen"): ((WINDOW, HEAD, VISITOR), "submitted"),
    ("withdrawn", "reopen"): ((WINDOW, HEAD, VISITOR), "submitted"),
    **{
        (state, "withdraw"): ((APPLICANT,), "withdrawn")
        for state in (
            "submitted",
            "awaiting_applicant",
            "assigned",
            "with_lawyer",
            "asked_by_lawyer",
        )
    },
}
ENDS = {"completed", "refused", "lapsed", "withdrawn", "terminated"}
DEEMED = {
    "legal-aid/civil": {"awaiting_applicant": "lapsed", "assigned": "granted"},
    "consultation/legal": {
        "awaiting_applicant": "completed",
        "asked_by_lawyer": "completed",
        "assigned": "submitted",
    },
}
WAYS = {"legal-aid/civil": AID, "consultation/legal": CONSULTATION}
REDO = {"legal-aid/civil": "in_hand", "consultation/legal": "submitted"}
HANDLERS = {
    "legal-aid/civil": (CLERK, APPROVER, DISPATCHER),
    "consultation/legal": (WINDOW, HEAD, VISITOR),
}
NAMES = sorted({name for way in WAYS.values() for _, name in way} | {"note", "claim", "release"})
SCORES = ("满意", "不满意")
ANYBODY = st.sampled_from(ACTORS)


class Engine(RuleBasedStateMachine):
    """One order, and what the model believes of it."""

    world: w.World
    service: str

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.now = w.NOW
        made = w.ask_for_aid().order if self.service == "legal-aid/civil" else consult()
        self.taken: Counter[str] = Counter()
        self.pk, self.state, self.holder, self.judged = made.pk, "submitted", "", False
        self.redone, self.asked, self.ended_by, self.assigned = 0, False, "", False
        self.served: set[str] = set()

    # --- what can happen

    @rule(days=st.integers(0, 4))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)

    @rule(tries=st.lists(st.tuples(ANYBODY, st.sampled_from(NAMES)), min_size=1, max_size=8))
    def everybody_tries(self, tries: list[tuple[str, str]]) -> None:
        for who, action in tries:
            self._attempt(who, action)

    def _attempt(self, who: str, action: str) -> None:
        leads = self._leads(who, action)
        self._try(who, action, leads is not None, **self._facts(action))
        if leads is not None:
            self._follow(who, action, leads)

    @rule(picks=st.lists(st.integers(0, 60), min_size=1, max_size=8))
    def the_right_ones_go_on(self, picks: list[int]) -> None:
        """Chance alone would seldom get far; what was done already is not done again first."""
        for pick in picks:
            self._go_on(pick)

    def _go_on(self, pick: int) -> None:
        ways = [
            (who, action)
            for state, action in WAYS[self.service]
            if state == self.state
            for who in ACTORS
            if self._leads(who, action)
        ]
        if ways:
            least = min(self.taken[action] for _, action in ways)
            fresh = [(who, action) for who, action in ways if self.taken[action] == least]
            self._attempt(*fresh[pick % len(fresh)])

    @rule(who=ANYBODY, score=st.sampled_from(SCORES))
    def somebody_rates(self, who: str, score: str) -> None:
        allowed = who == APPLICANT and self.state in ENDS and not self.rated
        self._try(who, "rate", allowed, score=score)
        if allowed:
            self.rated = True
            self._judge(score)

    @rule(who=ANYBODY, result=st.sampled_from(["拒绝回访", "已接通"]))
    def somebody_calls_back(self, who: str, result: str) -> None:
        allowed = who == VISITOR and self.state in ENDS and who not in self.served
        self._try(who, "call_back", allowed, result=result)
        self.judged = self.judged or allowed

    @rule(who=ANYBODY)
    def somebody_archives(self, who: str) -> None:
        may = (*HANDLERS[self.service], VISITOR)
        allowed = who in may and self.state in ENDS and self.judged
        self._try(who, "archive", allowed)
        if allowed:
            self.state = "archived"

    @rule()
    def limits_are_swept(self) -> None:
        order = self._order()
        over = order.due_at is not None and order.due_at <= self.now
        before = everything()
        said = sweep(at=self.now)
        if not over:
            assert (said, everything()) == (0, before)
        elif target := DEEMED[self.service].get(self.state):
            self._follow("system", "", target)

    # --- the model

    def _leads(self, who: str, action: str) -> str | None:
        """Where the action leads the order for this actor; None: it must be refused."""
        handler, open_ = who in HANDLERS[self.service], self.state not in {*ENDS, "archived"}
        if who == LAWYER and not self.assigned:
            return None
        if action == "note":
            may = handler or (who == LAWYER and self.assigned) or who == HEAD
            return self.state if may and self.state != "archived" else None
        if action == "claim":
            return self.state if handler and open_ and not self.holder else None
        if action == "release":
            mine = self.holder and who in {self.holder, DISPATCHER, HEAD}
            return self.state if handler and open_ and mine else None
        if action == "ask_for_more" and self.asked:
            return None
        if action == "reopen" and self.state == "archived":
            who_may, leads = WAYS[self.service][self.ended_by, "reopen"]
            common = (*HANDLERS[self.service], HEAD, VISITOR)
            return leads if who in common else None
        who_may, leads = WAYS[self.service].get((self.state, action), ((), ""))
        return leads if who in who_may else None

    def _follow(self, who: str, action: str, leads: str) -> None:
        self.taken[action] += 1
        if action == "claim":
            self.holder = who
        elif action == "release":
            self.holder = ""
        self.asked = self.asked or action == "ask_for_more"
        if action == "assign":
            self.assigned = True
        if self.state == "assigned" and leads in {"granted", "submitted"}:
            self.assigned = False  # declined, or no answer in time
        if leads in ENDS and self.state not in ENDS:
            self.ended_by, self.judged, self.rated = leads, False, False
        if self.state in {*ENDS, "archived"} and leads not in {*ENDS, "archived"}:
            self.redone, self.judged = self.redone + 1, False
        self.state = leads

    def _judge(self, score: str) -> None:
        again = score == "不满意" and self.state == "completed" and self.redone < 2
        if again:
            self._follow(APPLICANT, "", REDO[self.service])
        else:
            self.judged = True

    rated = False

    def _facts(self, action: str) -> dict[str, Any]:
        in_ten_days = (self.now + timedelta(days=10)).date().isoformat()
        return {
            "note": {"text": "x"},
            "ask_for_more": {"missing": "x", "reply_by": in_ten_days},
            "ask_back": {"question": "x"},
            "answer": {"answer": "x", "law": "x"},
            "refuse": {"reason": "x"},
            "withdraw": {"reason": "x"},
            "reopen": {"reason": "x"},
            "release": {"reason": "x"},
            "return_report": {"reason": "x"},
            "report": {"summary": "x"},
            "decline": {"reason": "利益冲突"},
            "assign": {"practitioner": self.world.lawyers[0].pk},
            "supply": {"note" if self.service == "legal-aid/civil" else "reply": "x"},
        }.get(action, {})

    # --- the engine

    def _order(self) -> Order:
        return Order.objects.get(pk=self.pk)

    def _actor(self, who: str) -> Any:
        if who == APPLICANT:
            return w.holder(self._order())
        if who == LAWYER:
            return self.world.lawyer()
        role, region = ("aid-clerk", w.LUSHAN) if who == OUTSIDER else (who, w.YE)
        return self.world.staff(role, region)

    def _try(self, who: str, action: str, allowed: bool, **facts: Any) -> None:
        order, before = self._order(), everything()
        refused = self._refusal(who, action, order, facts)
        assert allowed == (refused is None), (
            f"{who} may {'' if allowed else 'not '}{action} in {self.state}; the engine said: {refused}"
        )
        if refused:
            assert everything() == before
        else:
            assert self._order().seq == order.seq + 1
            if action != "call_back":
                self.served.add(who)  # and does not judge the matter by calling (EVAL-10)

    def _refusal(
        self, who: str, action: str, order: Order, facts: dict[str, Any]
    ) -> Refusal | None:
        try:
            act(
                actor=self._actor(who),
                number=order.number,
                action=action,
                facts=facts,
                at=self.now,
                seen=order.seq,
            )
        except Refusal as refusal:
            return refusal
        return None

    # --- what holds after every step

    @invariant()
    def the_order_is_where_the_model_says(self) -> None:
        order = self._order()
        spec = catalogue().service_version(order.service, order.version).state(self.state)
        assert (order.state, order.stage, order.turn) == (self.state, spec.stage, spec.turn)
        assert (order.redone, order.holder is not None) == (self.redone, bool(self.holder))
        assert (order.assignee is not None) == self.assigned

    @invariant()
    def its_clocks_are_in_order(self) -> None:
        order = self._order()
        running = list(Clock.objects.filter(subject=order.subject, state="running"))
        names = Counter(clock.name for clock in running)
        assert all(number == 1 for number in names.values())
        assert order.due_at == min((clock.due_at for clock in running), default=None)
        assert bool(running) == (order.stage == "open")

    @invariant()
    def its_record_is_whole(self) -> None:
        assert chain_is_whole(self._order())

    @invariant()
    def what_is_closed_was_judged(self) -> None:
        order = self._order()
        assert (order.evaluated_at is not None) == self.judged
        assert order.stage != "closed" or order.evaluated_at is not None
        assert (order.completed_at is not None) == (order.stage != "open")


@pytest.mark.parametrize("service", WAYS)
def test_the_engine_does_what_the_model_says_and_nothing_else(service: str) -> None:
    """ORD-02, ORD-05, ORD-06, ORD-14."""
    Engine.world, Engine.service = w.build(), service
    run_state_machine_as_test(
        Engine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_action_of_a_file_is_called_like_what_the_system_writes() -> None:
    """It would be read as that: another sentence for the applicant, other data expected."""
    assert set(events.TITLES) == reserved.RESERVED
