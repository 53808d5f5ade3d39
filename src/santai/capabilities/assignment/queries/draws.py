"""What was drawn, and the paper by which anybody draws it again."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from santai.capabilities.assignment.models import Draw
from santai.capabilities.ledger.codes import SOURCES, SUITES, Content, Source, canonical, commitment
from santai.capabilities.ledger.models import Checkpoint, Leaf
from santai.capabilities.ledger.queries import at_size, first_over, receipt
from santai.capabilities.orders.enums import WITHDRAWN, Link, PartyRole
from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.people.models import Practitioner
from santai.catalogue.schema import Stage
from santai.kernel.draws import ranking, seed_of
from santai.kernel.errors import Missing
from santai.kernel.merkle import Digest
from santai.kernel.notes import body

KIND = "draw"  # of leaves; each draw has one, whose `seq` is 1
PRACTITIONER = "P"
SAME_MATTER = timedelta(days=180)  # brought again within this time, it is the same matter


def stable_id(practitioner_id: int) -> str:
    """How a practitioner is called in every draw."""
    return f"{PRACTITIONER}{practitioner_id:08}"


def key_of(stable: str) -> int:
    return int(stable.removeprefix(PRACTITIONER))


def listed(practitioners: Iterable[Practitioner]) -> list[dict[str, str]]:
    """The list that is fixed: practitioners are public persons, and nobody else is in it."""
    rows = [
        {
            "id": stable_id(one.pk),
            "name": unicodedata.normalize("NFC", one.name),
            "organisation": unicodedata.normalize("NFC", one.organisation.name),
        }
        for one in practitioners
    ]
    return sorted(rows, key=lambda row: row["id"])


def commitment_of(public: str, service: str, candidates: list[dict[str, str]]) -> str:
    said: Any = {"draw": public, "service": service, "candidates": candidates}
    return digest()(canonical(said)).hex()


def digest() -> Digest:
    return SUITES[settings.LEDGER_SUITE].digest


def content_of(draw: Draw) -> Content:
    """What its leaf commits to. `after`: how long the log was, so that what was signed before is known."""
    moment = draw.made_at.astimezone(UTC).isoformat()
    said: dict[str, str | int] = {"kind": KIND, "draw": draw.public, "after": draw.after}
    return {**said, "at": moment, "commitment": draw.commitment}


def is_whole(draw: Draw) -> bool:
    """Whether the list is still the one that was fixed."""
    return commitment_of(draw.public, draw.service, draw.candidates) == draw.commitment


def is_fixed(draw: Draw) -> bool:
    """Whether what was fixed is what its leaf commits to, list and all."""
    row = Leaf.objects.filter(kind=KIND, owner=draw.pk, seq=1).first()
    if row is None or not is_whole(draw):
        return False
    return commitment(content_of(draw), bytes.fromhex(row.salt), digest()).hex() == row.entry


def fixed(draw: Draw) -> Checkpoint | None:
    """What the draw is made with: the first checkpoint over its commitment, and never a later one."""
    return first_over(KIND, draw.pk, 1)


def drawn(draw: Draw, checkpoint: Checkpoint) -> list[str]:
    """The candidates in the order in which they come out."""
    h = digest()
    seed = seed_of(bytes.fromhex(draw.commitment), body(checkpoint.note), h)
    return ranking([one["id"] for one in draw.candidates], seed, h)


def draw_of(order: Order) -> Draw | None:
    """The newest draw for an order."""
    return Draw.objects.filter(order=order.pk).select_related("continues").order_by("-pk").first()


def waiting() -> list[Draw]:
    """Draws that nobody has come out of yet, of matters that are still open."""
    found = Draw.objects.filter(settled_at=None, order__stage=Stage.OPEN)
    return list(found.select_related("order", "continues").order_by("pk"))


def of_the_same_matter(order: Order) -> Draw | None:
    """The draw of a matter the same person took back, that became part of another, or that is still open.

    Who brings it twice at once, and would keep whoever they like better, gets the same person for both.
    """
    told = OrderParty.objects.filter(order=order.pk, role=PartyRole.APPLICANT).first()
    same = Q(order__applicant=order.applicant_id)
    if told is not None and told.told.get("phone"):
        with_phone = OrderParty.objects.filter(
            told__phone=told.told["phone"],
            told__name=told.told.get("name", ""),
            role=PartyRole.APPLICANT,
        )
        same |= Q(order__in=with_phone.values("order"))
    unserved = Q(order__stage=Stage.OPEN) | Q(order__outcome=WITHDRAWN) | Q(order__link=Link.MERGED)
    since = order.received_at - SAME_MATTER
    found = Draw.objects.filter(same, unserved, service=order.service, made_at__gte=since)
    return found.exclude(order=order.pk).select_related("continues").order_by("-pk").first()


# --- for anybody ----------------------------------------------------------------------------------


def shown_draw(public: str) -> Draw:
    """For anybody who has its number: it names practitioners and nobody else. Raises Missing."""
    found = Draw.objects.filter(public=public).select_related("continues", "chosen")
    draw = found.first()
    if draw is None:
        raise Missing
    return draw


def paper(draw: Draw) -> bytes | None:
    """Everything it takes to make the draw again; None until somebody came out."""
    origin = draw.origin
    checkpoint = at_size(draw.checkpoint) if draw.checkpoint is not None else None
    if checkpoint is None:
        return None
    proof = receipt(KIND, origin.pk, 1, content_of(origin), under=checkpoint)
    if proof is None:
        return None
    said = {
        "santai": "draw/v1",
        "draw": origin.public,
        "service": origin.service,
        "candidates": origin.candidates,
        "passed": [one["id"] for one in draw.passed],
        "chosen": stable_id(draw.chosen_id) if draw.chosen_id is not None else "",
        "receipt": proof.decode().removesuffix("\n"),
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


# --- for the look from inside -----------------------------------------------------------------------


def _raw(keys: list[tuple[int, int]]) -> list[Content | str]:
    """What each draw's leaf must commit to, or what is wrong with its row."""
    rows: Mapping[int, Draw] = Draw.objects.in_bulk([owner for owner, _ in keys])
    return [_judged(rows.get(owner)) for owner, _ in keys]


def _judged(draw: Draw | None) -> Content | str:
    if draw is None:
        return "随机抽取的记录不见了"
    return content_of(draw) if is_whole(draw) else f"随机抽取 {draw.public} 的名单被改过"


def _without_leaf() -> int:
    return sum(1 for row in Draw.objects.raw(_LACKING))


_LACKING = """
SELECT id FROM assignment_draw AS d WHERE continues_id IS NULL AND NOT EXISTS (
    SELECT FROM ledger_leaf WHERE kind = 'draw' AND owner = d.id)
"""
SOURCES[KIND] = Source(raw=_raw, without_leaf=_without_leaf)
