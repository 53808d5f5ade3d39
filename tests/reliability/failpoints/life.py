"""A short life of an order, lived in a process that ends at a fail point, and what must be true afterwards."""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connections

from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import blobs
from santai.capabilities.notices.actions import carry, deliver, relay
from santai.capabilities.notices.models import Delivery, ShortMessage
from santai.capabilities.orders.actions import Request, act, submit
from santai.capabilities.orders.actions.submit import Along
from santai.capabilities.orders.actions.uploads import Paper
from santai.capabilities.orders.models import Event, IdempotencyKey, Order, Outbox
from santai.capabilities.orders.queries import chain_is_whole
from santai.capabilities.people.access import Actor
from santai.kernel import failpoints
from tests import world as w
from tests.capabilities.files.corpus import png
from tests.capabilities.notices.receiver import Receiver
from tests.factories.partners import consult

ANSWER = {"answer": "可以申请劳动仲裁。"}


class Carrier:
    """Text messages that leave the house are lines of a file; the process that sent them may be dead."""

    book: Path

    def send(self, phone: str, text: str, reference: str) -> None:
        with self.book.open("a") as file:
            file.write(f"{reference}\n")


@dataclass
class Trial:
    """One order; `acked` is what its sender was told before the process ended."""

    number: int
    partner: Actor
    clerk: Actor
    folder: Path
    listening: Receiver
    rounds: int = field(default=0)

    @property
    def key(self) -> str:
        return f"trial-{self.number}"

    @property
    def acked(self) -> list[str]:
        book = self.folder / self.key
        return book.read_text().split() if book.exists() else []

    def acknowledge(self, number: str) -> None:
        with (self.folder / self.key).open("a") as file:
            file.write(f"{number}\n")

    def live(self) -> None:
        """Asked with a photograph, answered, told; again and again with the same keys."""
        at = w.NOW + timedelta(hours=self.rounds)
        person = {"name": f"申请人{self.number}", "phone": f"139{self.number:08}"}
        along = Along(papers=[Paper("欠条.png", png(8 + self.number, 8))])
        request = Request(**consult(applicant=person))
        done = submit(actor=self.partner, request=request, at=w.NOW, key=self.key, along=along)
        self.acknowledge(done.order.number)
        answer = f"{self.key}:answer"
        act(
            actor=self.clerk,
            number=done.order.number,
            action="answer",
            facts=ANSWER,
            at=at,
            key=answer,
        )
        self.acknowledge(f"{done.order.number}:answer")
        for step in (relay, deliver, carry):
            while step(at=at):
                pass

    def ends_at(self, place: str) -> int:
        """Live in a process of its own, armed; gives how it ended."""
        connections.close_all()
        child = os.fork()
        if not child:
            status = 1
            try:
                failpoints.arm(place)
                self.live()
                status = 0
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(status)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def passings(self) -> Counter[str]:
        """How often a life passes each place."""
        failpoints.arm("blob.kept=exit@1000000")
        try:
            self.live()
            return Counter(failpoints.passed())
        finally:
            failpoints.arm("")

    def recover(self) -> None:
        """The sender sends again what was not answered; the worker comes back after every lease."""
        self.rounds += 1
        self.live()

    def faults(self) -> list[str]:
        """D4, D5, D6, D8: everything once, nothing without the rest."""
        looks: tuple[Callable[[Order], str], ...] = (
            _chained,
            _once,
            _told,
            _papers,
            self._left_the_house,
        )
        orders = Order.objects.filter(applicant__name=f"申请人{self.number}")
        found = [] if len(orders) == 1 else [f"{len(orders)} orders of one key"]
        numbers = {acked.partition(":")[0] for acked in self.acked}
        found += [f"{n} was acknowledged and is lost" for n in numbers - {o.number for o in orders}]
        return found + [fault for order in orders for look in looks if (fault := look(order))]

    def _left_the_house(self, order: Order) -> str:
        """At least once, and by its reference once (D6)."""
        sent = set(Carrier.book.read_text().split()) if Carrier.book.exists() else set()
        texts = ShortMessage.objects.filter(order=order)
        lost = [text.pk for text in texts if f"sms-{text.pk}" not in sent]
        got = {headers["webhook-id"] for headers, _ in self.listening.got}
        wanted = {row.event["id"] for row in Delivery.objects.filter(order=order)}
        events = set(Outbox.objects.filter(order=order).values_list("seq", flat=True))
        missing = [seq for seq in events if f"{order.number}-{seq}" not in got]
        if lost or missing or not wanted <= got:
            return f"noted as sent and never sent: texts {lost}, events {missing}"
        return ""


def sent_before_noted() -> list[str]:
    """What is noted as sent at this moment although nobody has it: looked for right after a crash."""
    sent = set(Carrier.book.read_text().split()) if Carrier.book.exists() else set()
    rows = ShortMessage.objects.filter(done_at__isnull=False)
    return [f"sms-{row.pk}" for row in rows if f"sms-{row.pk}" not in sent]


def _chained(order: Order) -> str:
    """The order says which event was its last, and the chain leads there (D4)."""
    seq = order.events.latest("seq").seq
    if order.seq != seq:
        return f"the order is at {order.seq}, its events end at {seq}"
    return "" if chain_is_whole(order) else "the chain of its events is broken"


def _once(order: Order) -> str:
    codes = Counter(order.events.values_list("code", flat=True))
    if codes != {"submitted": 1, "file_added": 1, "answer": 1}:
        return f"events {dict(codes)}"
    keys = IdempotencyKey.objects.filter(order=order).count()
    return "" if keys == 2 else f"{keys} keys remembered"


def _told(order: Order) -> str:
    """Every event that tells somebody has its row in the outbox, dealt with."""
    rows = Outbox.objects.filter(order=order)
    undone = rows.filter(done_at=None).count()
    telling = Event.objects.filter(order=order, code__in=("submitted", "answer")).count()
    return "" if (undone, rows.count()) == (0, telling) else f"outbox {undone} of {rows.count()}"


def _papers(order: Order) -> str:
    """The row and its bytes; nothing that was acknowledged is missing or cut short."""
    files: list[Any] = list(StoredFile.objects.filter(subject=order.subject))
    whole = [file for file in files if len(blobs().get(file.sha256)) == file.size]
    return "" if len(files) == len(whole) == 1 else f"{len(whole)} of {len(files)} papers"
