"""Pairs of two sides: who signs first, who has the room, and deeds on both orders of a matter at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from santai.capabilities.documents.models import Document
from santai.capabilities.meetings.actions import sessions
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Mark, Request, act, sign_at_counter, submit
from santai.capabilities.orders.models import Order
from tests import world as w
from tests.reliability.race.pairs import EVERYBODY, Pair, Planting, only
from tests.reliability.race.town import Town

Matter = tuple[Order, Order]


def _both(town: Town) -> Matter:
    """A matter of which both sides talk, each in an order of its own."""
    request = Request(
        service="trial/talks",
        region=w.YE,
        applicant=town.person(),
        opposite=town.person(),
        answers={"quarrel": "借款"},
    )
    main = submit(actor=w.anyone(), request=request, at=w.NOW).order
    clerk = town.team("window-clerk")[0]
    act(actor=clerk, number=main.number, action="invite", at=w.NOW)
    side = Order.objects.get(parent=main)
    act(actor=w.holder(side), number=side.number, action="agree", at=w.NOW)
    return Order.objects.get(pk=main.pk), Order.objects.get(pk=side.pk)


def _written_up(town: Town) -> tuple[Order, Document]:
    main, _side = _both(town)
    clerk = town.team("window-clerk")[0]
    facts = {"said": "双方同意分三期。"}
    act(actor=clerk, number=main.number, action="write_up", facts=facts, at=w.NOW)
    return main, Document.objects.get(subject=main.subject, key="record")


def _sign(town: Town, matter: tuple[Order, Document], n: int) -> int:
    main, paper = matter
    made = sign_at_counter(
        actor=town.team("window-clerk")[n],
        number=main.number,
        document=paper.pk,
        party=main.applicant_id,
        mark=Mark("某人"),
        papers="身份证原件",
        at=w.NOW,
    )
    return made.pk


def _nobody_is_sure(planting: Planting) -> None:
    planting.drop("documents_signature", "signature_once")


def _one_room(town: Town) -> tuple[list[Order], str]:
    return [_both(town)[0] for _ in range(EVERYBODY)], f"调解室 {town.number()}"


def _meet(town: Town, matter: tuple[list[Order], str], n: int) -> int:
    orders, room = matter
    facts = {"day": "2026-03-05", "time": "9:30", "minutes": 60, "whom": "双方", "room": room}
    clerk = town.team("window-clerk")[n]
    return act(actor=clerk, number=orders[n].number, action="meet", facts=facts, at=w.NOW).seq


def _any_room(planting: Planting) -> None:
    planting.replace(sessions, "one_at_a_time", lambda _what: None)


def _either_order(town: Town, matter: Matter, n: int) -> int:
    main, side = matter
    if n % 2:
        clerk, facts = town.team("window-clerk")[n], {"word": "对方可能分期"}
        return act(actor=clerk, number=main.number, action="hint", facts=facts, at=w.NOW).seq
    facts = {"whom": "调解员丙"}
    return act(actor=w.holder(side), number=side.number, action="recuse", facts=facts, at=w.NOW).seq


def _all_done(town: Town, matter: Matter, got: Sequence[Any]) -> str:
    """Nobody waits for who waits for them, and nobody is sent away for it."""
    return only(EVERYBODY)(town, matter, got)


def _main_order_first(planting: Planting) -> None:
    planting.replace(access, "lock_sides", lambda _order: None)


PAIRS = (
    Pair(
        "signature",
        "签名: this place is not signed yet",
        "capabilities/documents/models.py",
        'name="signature_once"',
        _written_up,
        _sign,
        only(1),
        _nobody_is_sure,
    ),
    Pair(
        "room",
        "会议: nobody has the room at that time",
        "capabilities/meetings/actions/sessions.py",
        'one_at_a_time(f"room:{order.organisation_id}:{room}")',
        _one_room,
        _meet,
        only(1),
        _any_room,
    ),
    Pair(
        "two-sides",
        "a deed on the main order and one on a side's, each of which writes to the other",
        "capabilities/orders/access.py",
        "lock_sides(order)",
        _both,
        _either_order,
        _all_done,
        _main_order_first,
    ),
)
