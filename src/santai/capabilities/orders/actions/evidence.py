"""Evidence preservation (电子证据保全): what a file was at a moment, in the ledger, with a certificate that says so.

Fixing is an event of the order with a leaf of its own kind (sha256, sm3, size, how it was captured; who and
when are in the event). When the leaf is under a checkpoint, the worker issues the certificate: a document of the order
like any other, with the proof inside (SF/T 0076-2020; 人民法院在线诉讼规则 16).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.documents.actions.certificates import make_certificate
from santai.capabilities.documents.models import Document
from santai.capabilities.files.queries import files_of, open_content
from santai.capabilities.ledger import queries as ledger
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.actions.leaves import EVIDENCE, evidence_of
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.people.access import SYSTEM, Actor
from santai.kernel.errors import Forbidden, Invalid, Missing, Refusal

MAY_FIX = ("handler", "assignee", "intake")
# How the file came about, as far as the one who fixes it answers for it.
HOW: Mapping[str, str] = {
    "given": gettext_noop("当事人提交的原始文件"),
    "scanned": gettext_noop("窗口对原件扫描"),
    "taken": gettext_noop("工作人员现场拍摄"),
    "recorded": gettext_noop("通话或者录音录像导出"),
}
CHUNK = 1 << 20
AT_ONCE = 20  # certificates issued in one go
log = logging.getLogger(__name__)
WEEK = timedelta(days=7)  # what has no certificate by then somebody must look into

# Evidence under a checkpoint, of the last week, in orders with fewer certificates than evidence. Which of it has
# one, the database cannot tell: what is said in events lies sealed.
_WAITING = """
SELECT "order".id, "order".number, leaf.seq
FROM ledger_leaf AS leaf JOIN orders_order AS "order" ON "order".id = leaf.owner
JOIN orders_event AS fixed ON fixed.order_id = leaf.owner AND fixed.seq = leaf.seq AND fixed.code = 'preserved'
WHERE leaf.kind = 'evidence' AND leaf."index" < (SELECT max(size) FROM ledger_checkpoint)
    AND leaf."index" >= (SELECT coalesce(max(size), 0) FROM ledger_checkpoint WHERE at < %s)
    AND (SELECT count(*) FROM orders_event AS done WHERE done.order_id = leaf.owner AND done.code = 'certified')
        < (SELECT count(*) FROM orders_event AS every WHERE every.order_id = leaf.owner AND every.code = 'preserved')
ORDER BY leaf."index"
"""


def preserve(*, actor: Actor, number: str, file: int, how: str, at: datetime) -> Event:
    """Fix a file of an order as it is now. Raises Missing, Forbidden, Invalid, or FileDamaged."""
    if how not in HOW:
        raise Invalid({"how": _("请选择这份文件是怎么来的。")})
    order = access.papers_for(actor, number)
    found = files_of(order.subject).filter(pk=file).first()
    if found is None:
        raise Invalid({"file": _("请选择要固定的文件。")})
    with open_content(found) as content:
        digests = digests_of(content)
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order)
        capacity = next((word for word in MAY_FIX if word in held), None)
        if capacity is None:
            raise Forbidden(_("固定证据由受理或者办理这件事的单位来做。"))
        door = Door(order, actor, at)
        data = {"file": found.pk, "name": found.name, "size": found.size, "how": how, **digests}
        event = door.record(events.PRESERVED, data, capacity=capacity)
        door.close()
    return event


def may_fix(actor: Actor, order: Order) -> bool:
    return bool(access.capacities(actor, order).intersection(MAY_FIX))


def certify_waiting(*, at: datetime) -> int:
    """Issue the certificates whose proof is there by now; gives how many. One that fails waits for the next time."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [at - WEEK])
        found = cursor.fetchall()
    done = _certified({order for order, _number, _seq in found})
    waiting = [(number, seq) for order, number, seq in found if (order, seq) not in done]
    issued = 0
    for number, seq in waiting[:AT_ONCE]:
        try:
            issued += certify(number, seq, at=at) is not None
        except Refusal as refusal:
            log.warning("evidence %s#%s: no certificate yet: %s", number, seq, refusal.message)
    return issued


@transaction.atomic
def certify(number: str, seq: int, *, at: datetime) -> Document | None:
    """The certificate of what was fixed then, once; None when it is there or cannot be proven yet."""
    order = access.locked(SYSTEM, number)
    fixed = Event.objects.filter(order=order, seq=seq, code=events.PRESERVED).first()
    if fixed is None:
        raise Missing
    if (order.pk, seq) in _certified({order.pk}):
        return None
    fixed.order = order
    content = evidence_of(fixed, number)
    proof = ledger.receipt(EVIDENCE, order.pk, seq, content)
    index = ledger.place(EVIDENCE, order.pk, seq)
    if proof is None or index is None:
        return None
    made = make_certificate(
        order.subject,
        order.organisation,
        _rows(fixed),
        proof,
        order=number,
        who=fixed.actor_name,
        moment=fixed.at,
        index=index,
        at=at,
    )
    door = Door(order, SYSTEM, at)
    paper = {"id": made.pk, "title": made.title, "number": made.number, "sha256": made.sha256}
    data = {"evidence": seq, "documents": [paper]}
    door.record(events.CERTIFIED, data, tells=("applicant",))
    door.close()
    return made


def _certified(orders: Collection[int]) -> set[tuple[int, int]]:
    """Of these orders, the evidence that has its certificate: order and number of the event that fixed it."""
    done = Event.objects.filter(order__in=orders, code=events.CERTIFIED)
    return {(event.order_id, event.data["evidence"]) for event in done}


def _rows(fixed: Event) -> list[tuple[str, str]]:
    data: Mapping[str, Any] = fixed.data
    return [
        ("文件名", data["name"]),
        ("字节数", str(data["size"])),
        ("来源", HOW[data["how"]]),
        ("SHA-256", data["sha256"]),
        ("SM3", data["sm3"]),
        ("留痕序号", str(fixed.seq)),
        ("留痕摘要", fixed.hash),
    ]


def digests_of(content: IO[bytes]) -> dict[str, str]:
    made = {name: hashlib.new(name) for name in ("sha256", "sm3")}
    while piece := content.read(CHUNK):
        for digest in made.values():
            digest.update(piece)
    return {name: digest.hexdigest() for name, digest in made.items()}
