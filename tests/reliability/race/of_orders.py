"""Pairs behind the one door: whose order it is, what was done once, who stands on both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from santai.capabilities.assignment.actions import assign_best
from santai.capabilities.clocks import actions as clock_actions
from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.actions import Door, Request, act, submit
from santai.capabilities.orders.actions.sweep import _pass
from santai.capabilities.orders.models import IdempotencyKey, Order, Rating
from santai.capabilities.orders.queries import chain_is_whole
from santai.capabilities.people.access import Actor
from tests import world as w
from tests.capabilities.orders import steps
from tests.reliability.contests import winners
from tests.reliability.race.pairs import Pair, Planting, only, the_same
from tests.reliability.race.stories import Stories, counted
from tests.reliability.race.town import Town

ORDERS = "capabilities/orders/"
LOCK = (ORDERS + "access.py", "WHERE id = %s FOR UPDATE")
LATE = w.NOW + timedelta(days=60)


def does(
    actor: Actor,
    order: Order,
    action: str,
    /,
    *,
    key: str = "",
    seen: int | None = None,
    **facts: Any,
) -> str:
    act(actor=actor, number=order.number, action=action, facts=facts, at=w.NOW, key=key, seen=seen)
    return action


def by(
    role: str, action: str, region: str = w.YE, /, **facts: Any
) -> Callable[[Town, Order, int], str]:
    """Every contender, a colleague each, takes the same action."""
    return lambda town, order, n: does(town.team(role, region)[n], order, action, **facts)


def locks(planting: Planting) -> None:
    planting.no_row_locks()


def pair(id: str, what: str, prepare: Any, entry: Any, fault: Any, **more: Any) -> Pair:  # noqa: A002
    """A pair that the lock on the order guards."""
    file, guard = more.pop("at", LOCK)
    plant = more.pop("plant", locks)
    return Pair(id, what, file, guard, prepare, entry, fault, plant, **more)


# --- whose it is


def _hands(town: Town, order: Order, n: int) -> str:
    """Claimed, given to another office, or assigned by the proposal: everybody saw the same order."""
    if n < 3:
        return does(town.team("aid-dispatcher")[n], order, "claim", seen=order.seq)
    if n < 6:
        office = town.world.office("legal-aid-agency", w.LUSHAN).pk
        clerk = town.team("aid-clerk")[n]
        return does(clerk, order, "transfer", seen=order.seq, organisation=office, reason="管辖")
    actor = town.team("aid-dispatcher")[n]
    assign_best(actor=actor, number=order.number, action="assign", at=w.NOW, seen=order.seq)
    return "assign"


def _one_hand(story: list[str], got: Sequence[Any]) -> str:
    return f"{len(story)} events" if len(story) != 1 else only(1)(None, None, got)


def _close_or_transfer(town: Town, order: Order, n: int) -> str:
    clerk = town.team("window-clerk")[n]
    if n % 2:
        office = town.world.office("centre", w.LUSHAN).pk
        return does(clerk, order, "transfer", organisation=office, reason="管辖")
    return does(clerk, order, "answer", answer="可以申请劳动仲裁。")


def _closed_for_good(story: list[str], got: Sequence[Any]) -> str:
    """The clerk who gave it away may still answer it; but what was answered nobody gives away."""
    once = story.count("answer") == 1 and story[-1] == "answer"
    return "" if once and len(story) == len(winners(got)) else f"the story: {story}"


def _finish_or_ask_for_help(town: Town, order: Order, n: int) -> str:
    clerk = town.team("window-clerk")[n]
    if n % 2:
        office = town.world.office("centre", w.LUSHAN).pk
        return does(clerk, order, "assist", organisation=office, task="协助核实", reason="路远")
    return does(clerk, order, "answer", answer="可以申请劳动仲裁。")


def _nobody_waits_in_vain(town: Town, order: Order, got: Sequence[Any]) -> str:
    after = steps.fresh(order)
    helping = after.children.filter(link="assist", stage="open").count()
    if after.stage == "completed" and helping:
        return f"completed while {helping} still help"
    return "" if chain_is_whole(after) else "the chain is broken"


# --- two orders at once


def _two_of_one_person(town: Town) -> tuple[Order, Order]:
    person = town.person()
    return steps.consult(applicant=person), steps.consult(applicant=person)


def _merge_or_answer(town: Town, both: tuple[Order, Order], n: int) -> str:
    clerk = town.team("window-clerk")[n]
    if n % 2:
        return does(clerk, both[1], "answer", answer="可以申请劳动仲裁。")
    return does(clerk, both[0], "merge", order=both[1].number, reason="同一件事")


def _merged_into_what_is_open(town: Town, both: tuple[Order, Order], got: Sequence[Any]) -> str:
    story = steps.codes(both[1])
    if "merged_in" in story and "answer" in story[: story.index("merged_in")]:
        return "merged into what was done"
    whole = all(chain_is_whole(steps.fresh(one)) for one in both)
    return "" if whole else "a chain is broken"


def _merge_crosswise(town: Town, both: tuple[Order, Order], n: int) -> str:
    mine, other = both if n % 2 else both[::-1]
    clerk = town.team("window-clerk")[n]
    return does(clerk, mine, "merge", order=other.number, reason="同一件事")


def _not_both(town: Town, both: tuple[Order, Order], got: Sequence[Any]) -> str:
    gone = [steps.fresh(one).state for one in both].count("merged")
    return "" if gone <= 1 else "each went into the other"


def _object(town: Town, order: Order, n: int) -> str:
    return str(steps.object_to(order).number)


def _sides(town: Town) -> tuple[Any, list[Order]]:
    one, other = ({**town.person(), "name": f"{side}{town.number()}"} for side in "甲乙")
    orders = [
        steps.consult(applicant=mine, opposite={"name": theirs["name"], "phone": theirs["phone"]})
        for mine, theirs in ((one, other), (other, one))
    ]
    return town.lawyer_far_away(), orders


def _assign_a_side(town: Town, matter: tuple[Any, list[Order]], n: int) -> str:
    lawyer, orders = matter
    return does(town.team("window-clerk")[n], orders[n], "assign", practitioner=lawyer.pk)


def _with_one_place(town: Town) -> tuple[Any, list[Order]]:
    return town.lawyer_far_away(capacity=1), [town.consult() for _ in range(4)]


# --- parent and child


def _helped(town: Town) -> tuple[Order, list[Order]]:
    parent, clerk = town.consult(), town.world.staff("window-clerk")
    office = town.world.office("centre", w.LUSHAN).pk
    for _ in range(4):
        does(clerk, parent, "assist", organisation=office, task="协助核实", reason="路远")
    return parent, list(parent.children.order_by("pk"))


def _help_or_finish(town: Town, matter: tuple[Order, list[Order]], n: int) -> str:
    parent, children = matter
    if n < 4:
        helper = town.team("window-clerk", w.LUSHAN)[n]
        return does(helper, children[n], "decline_task", reason="人手不够")
    return does(town.team("window-clerk")[n], parent, "answer", answer="可以申请劳动仲裁。")


def _all_have_said_so(town: Town, matter: tuple[Order, list[Order]], got: Sequence[Any]) -> str:
    parent = steps.fresh(matter[0])
    told = steps.codes(parent).count("child_done")
    return "" if told == 4 and chain_is_whole(parent) else f"{told} of 4 children told"


def _parents_that_lock_their_children(planting: Planting) -> None:
    """The other way round: each then waits for what the other has."""
    genuine = Door._must_be_alone

    def careless(door: Door) -> None:
        list(door.order.children.select_for_update().order_by("pk"))
        genuine(door)

    planting.replace(Door, "_must_be_alone", careless)


def _orm_locks(planting: Planting) -> None:
    planting.no_locks_of_the_orm()


# --- done once


def _ask(town: Town, said: tuple[int, Any], n: int) -> str:
    number, person = said
    request = Request(
        service="consultation/legal",
        region=w.YE,
        applicant=person,
        answers={"question": steps.QUESTION},
    )
    return submit(actor=w.anyone(), request=request, at=w.NOW, key=f"tap-{number}").order.number


def _ask_twice(town: Town, said: tuple[Any, int, Any], n: int) -> str:
    """The same account through the counter and through the hotline's desk, with the same key and content."""
    clerk, number, person = said
    actor = Actor(
        clerk.kind, clerk.name, ("counter", "hotline")[n % 2], clerk.account_id, posts=clerk.posts
    )
    request = Request(
        service="consultation/legal",
        region=w.YE,
        applicant=person,
        answers={"question": steps.QUESTION},
    )
    return submit(actor=actor, request=request, at=w.NOW, key=f"door-{number}").order.number


def _one_order(town: Town, said: Sequence[Any], got: Sequence[Any]) -> str:
    person = said[-1]
    many = Order.objects.filter(applicant__phone=person["phone"]).count()
    return the_same(town, said, got) or ("" if many == 1 else f"{many} orders")


def _without_unique_keys(planting: Planting) -> None:
    planting.drop(IdempotencyKey._meta.db_table, "idempotency_once")
    planting.drop("ledger_leaf", "leaf_once")


def _rate(town: Town, order: Order, n: int) -> str:
    return does(w.holder(order), order, "rate", score="满意")


def _rated_once(town: Town, order: Order, got: Sequence[Any]) -> str:
    many = Rating.objects.filter(order=order).count()
    return only(1)(town, order, got) if many == 1 else f"{many} ratings"


def _note(town: Town, order: Order, n: int) -> str:
    return does(town.team("window-clerk")[0], order, "note", text="记录", key=f"n{order.pk}")


def _noted_once(town: Town, order: Order, got: Sequence[Any]) -> str:
    times = steps.codes(order).count("note")
    return the_same(town, order, got) or ("" if times == 1 else f"noted {times} times: {got}")


def _extension(town: Town) -> Order:
    order = town.granted()
    lawyer = town.world.lawyers[0].pk
    w.take(town.world.staff("aid-dispatcher"), order, "assign", practitioner=lawyer)
    w.take(town.world.lawyer(), order, "accept")
    return w.take(
        town.world.lawyer(), order, "ask_extension", clock="in_hand", reason="法院还没有排期"
    )


def _due(town: Town) -> Clock:
    order = town.consult()
    return Clock.objects.get(subject=order.subject)


def _sweep_or_answer(town: Town, clock: Clock, n: int) -> Any:
    order = Order.objects.get(pk=int(clock.subject.removeprefix("orders/")))
    if n % 2:
        return _pass(clock, LATE)
    return does(town.team("window-clerk")[n], order, "claim")


def _breached_once(town: Town, clock: Clock, got: Sequence[Any]) -> str:
    order = Order.objects.get(pk=int(clock.subject.removeprefix("orders/")))
    times = steps.codes(order).count("clock_breached")
    if times != 1 or not chain_is_whole(order):
        return f"breached {times} times"
    return only(1)(town, clock, [one for one in winners(got) if one is True])


def _sweeps_that_look_first(planting: Planting) -> None:
    def careless(clock: Clock, *, at: Any) -> bool:
        if Clock.objects.get(pk=clock.pk).breached_at is not None:
            return False
        Clock.objects.filter(pk=clock.pk).update(breached_at=at)
        return True

    planting.no_row_locks()
    planting.replace(clock_actions, "mark_breached", careless)


def _neither_lock_nor_key(planting: Planting) -> None:
    planting.no_row_locks()
    _without_unique_keys(planting)


PAIRS = (
    pair(
        "assign",
        "who is responsible: 领办, 转办 or 指派 of what all have seen",
        Town.granted,
        _hands,
        Stories(_one_hand),
        foremost=True,
    ),
    pair(
        "claim",
        "领办: nobody has it; I have it",
        Town.consult,
        by("window-clerk", "claim"),
        counted("claim"),
        foremost=True,
    ),
    pair(
        "close-transfer",
        "办结 against 转办: open and here",
        Town.consult,
        _close_or_transfer,
        Stories(_closed_for_good),
        foremost=True,
    ),
    pair(
        "approve",
        "给予援助 by eight approvers",
        Town.aid,
        by("aid-approver", "grant"),
        counted("grant"),
        foremost=True,
    ),
    pair(
        "once",
        "an action of which the file says once",
        Town.aid,
        by("aid-clerk", "register"),
        counted("register"),
    ),
    pair("rating", "评价: not rated yet", Town.answered, _rate, _rated_once, foremost=True),
    pair(
        "material",
        "接收材料: not received yet",
        Town.aid,
        by("aid-clerk", "receive_material", materials=["identity"]),
        counted("receive_material"),
    ),
    pair(
        "extension",
        "批准延期: it waits for an answer",
        _extension,
        by("aid-approver", "allow_extension", reason="同意"),
        counted("allow_extension"),
    ),
    pair(
        "help-close",
        "协办 against 办结: no help is under way",
        Town.consult,
        _finish_or_ask_for_help,
        _nobody_waits_in_vain,
    ),
    pair(
        "same-key-act",
        "one action sent eight times with one key",
        Town.consult,
        _note,
        _noted_once,
        plant=_neither_lock_nor_key,
    ),
    pair(
        "merge-act",
        "并案 against 办结: the other is still open",
        _two_of_one_person,
        _merge_or_answer,
        _merged_into_what_is_open,
        at=(ORDERS + "actions/effects/routing.py", "nowait=True"),
    ),
    pair(
        "merge-crosswise",
        "并案 the one into the other and back",
        _two_of_one_person,
        _merge_crosswise,
        _not_both,
        at=(ORDERS + "actions/effects/routing.py", "nowait=True)"),
    ),
    pair(
        "parent-child",
        "协办 done against 办结 of its parent: locked in one order, child first",
        _helped,
        _help_or_finish,
        _all_have_said_so,
        at=(ORDERS + "actions/door.py", "Order.objects.select_for_update().get(pk=parent_id)"),
        plant=_parents_that_lock_their_children,
    ),
    pair(
        "objection",
        "异议: none is under way",
        lambda town: steps.refused(town.world, town.aid()),
        _object,
        only(1),
        at=(ORDERS + "actions/submit.py", "parent = access.locked(actor, number)"),
    ),
    pair(
        "both-sides",
        "指派 one lawyer to both sides (律师法 39)",
        _sides,
        _assign_a_side,
        only(1),
        contenders=2,
        foremost=True,
        at=("capabilities/people/queries.py", 'of=("self", "organisation"), no_key=True'),
        plant=_orm_locks,
    ),
    pair(
        "capacity",
        "指派 past what a lawyer can carry",
        _with_one_place,
        _assign_a_side,
        only(1),
        contenders=4,
        foremost=True,
        at=("capabilities/people/queries.py", 'of=("self", "organisation"), no_key=True)'),
        plant=_orm_locks,
    ),
    pair(
        "same-key",
        "a submission sent eight times with one key",
        lambda town: (town.number(), town.person()),
        _ask,
        _one_order,
        foremost=True,
        at=(ORDERS + "models.py", 'name="idempotency_once"'),
        plant=_without_unique_keys,
    ),
    pair(
        "two-doors",
        "one content with one key through two doors",
        lambda town: (town.team("window-clerk")[0], town.number(), town.person()),
        _ask_twice,
        _one_order,
        at=(ORDERS + "models.py", 'fields=["actor", "key"]'),
        plant=_without_unique_keys,
    ),
    pair(
        "breach",
        "期限 passed: swept by four while others act",
        _due,
        _sweep_or_answer,
        _breached_once,
        at=("capabilities/clocks/actions.py", "breached_at__isnull=True"),
        plant=_sweeps_that_look_first,
    ),
)
