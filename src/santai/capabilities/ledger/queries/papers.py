"""What is handed out so that anybody can check it without us: receipts, consistency proofs, the exported log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min

from santai.capabilities.ledger.codes import SOURCES, Content
from santai.capabilities.ledger.models import Alarm, Checkpoint, Cosignature, KeyChange, Leaf
from santai.capabilities.ledger.queries.compact import compact
from santai.capabilities.ledger.queries.tiles import Tiles
from santai.kernel.notes import all_signatures

STEP = 5_000


@dataclass(frozen=True, slots=True)
class Proof:
    """A leaf under a checkpoint, with the nodes between them."""

    leaf: Leaf
    index: int
    checkpoint: Checkpoint
    nodes: list[bytes]


def first_over(kind: str, owner: int, seq: int) -> Checkpoint | None:
    """The first checkpoint that was signed over this leaf: there is one such, and no later one takes its place."""
    index = place(kind, owner, seq)
    over = None if index is None else Checkpoint.objects.filter(size__gt=index)
    return None if over is None else over.order_by("size").first()


def receipt(
    kind: str, owner: int, seq: int, content: Content, *, under: Checkpoint | None = None
) -> bytes | None:
    """The receipt of what this leaf commits to; None until it is under a checkpoint. `under`: a certain one."""
    proof = _proof(kind, owner, seq, under)
    if proof is None:
        return None
    return _written(
        {
            "santai": "receipt/v1",
            "suite": proof.checkpoint.suite,
            "content": content,
            "salt": proof.leaf.salt,
            "index": proof.index,
            "proof": [node.hex() for node in proof.nodes],
            "checkpoint": signed(proof.checkpoint),
        }
    )


def compact_receipt(kind: str, owner: int, seq: int, content: Content) -> str | None:
    """The same, short enough for a QR code."""
    proof = _proof(kind, owner, seq)
    if proof is None:
        return None
    made = all_signatures(signed(proof.checkpoint))
    size, suite = proof.checkpoint.size, proof.checkpoint.suite
    return compact(suite, content, proof.leaf.salt, proof.index, size, proof.nodes, made)


def _proof(kind: str, owner: int, seq: int, under: Checkpoint | None = None) -> Proof | None:
    """Under the newest checkpoint that a witness signed, where there is one over it; else the newest of all."""
    leaf = Leaf.objects.filter(kind=kind, owner=owner, seq=seq, index__isnull=False).first()
    if leaf is None or leaf.index is None:
        return None
    over = Checkpoint.objects.filter(size__gt=leaf.index)
    checkpoint = under or over.filter(cosignatures__isnull=False).first() or over.first()
    if checkpoint is None:
        return None
    nodes = Tiles(checkpoint.suite).tree.inclusion(leaf.index, checkpoint.size)
    return Proof(leaf, leaf.index, checkpoint, nodes)


def place(kind: str, owner: int, seq: int) -> int | None:
    """Where its leaf is in the log; None while it waits."""
    return (
        Leaf.objects.filter(kind=kind, owner=owner, seq=seq).values_list("index", flat=True).first()
    )


def places(kind: str, owner: int) -> dict[int, int]:
    """Where its leaves are in the log, by sequence number; those that wait are left out."""
    found = Leaf.objects.filter(kind=kind, owner=owner, index__isnull=False)
    return {seq: index for seq, index in found.values_list("seq", "index") if index is not None}


def sealed(kind: str, owner: int) -> set[int]:
    """Which of its sequence numbers have a place in the log already."""
    found = Leaf.objects.filter(kind=kind, owner=owner, index__isnull=False)
    return set(found.values_list("seq", flat=True))


def consistency(old: Checkpoint, new: Checkpoint) -> bytes:
    """That the newer checkpoint continues the older one."""
    proof = [node.hex() for node in Tiles(new.suite).tree.consistency(old.size, new.size)]
    notes = {"old": signed(old), "new": signed(new)}
    return _written({"santai": "consistency/v1", "suite": new.suite, "proof": proof, **notes})


def export(checkpoint: Checkpoint) -> Iterator[str]:
    """The whole log up to a checkpoint: commitments only, so it may be given to anybody."""
    yield f"santai-log/v1 {checkpoint.suite}\n"
    for start in range(0, checkpoint.size, STEP):
        rows = Leaf.objects.filter(index__gte=start, index__lt=min(start + STEP, checkpoint.size))
        entries = rows.order_by("index").values_list("entry", flat=True)
        yield "".join(f"{entry}\n" for entry in entries)
    yield f"\n{signed(checkpoint)}"


def signed(checkpoint: Checkpoint) -> str:
    """Its note with the signatures of the witnesses."""
    return checkpoint.note + "".join(c.line for c in checkpoint.cosignatures.order_by("pk"))


def newest() -> Checkpoint | None:
    return Checkpoint.objects.first()


def at_size(size: int) -> Checkpoint | None:
    return Checkpoint.objects.filter(size=size).first()


def alarms(since: datetime) -> list[Alarm]:
    return list(Alarm.objects.filter(at__gte=since))


def changes_of_keys() -> list[KeyChange]:
    """Who changed the key and when, the newest first."""
    return list(KeyChange.objects.all()[:20])


def standing() -> Mapping[str, Any]:
    """How the log stands: its size, what waits, the newest checkpoint and the newest with a witness."""
    last = Cosignature.objects.select_related("checkpoint").order_by("-checkpoint__size").first()
    waiting, checkpoint = Leaf.objects.filter(index=None).count(), newest()
    return {
        "waiting": waiting,
        "checkpoint": checkpoint,
        "oldest": _oldest_waiting() if waiting else None,
        "witnessed": last.checkpoint if last else None,
        "witnessed_at": last.at if last else None,
        "first": Checkpoint.objects.aggregate(at=Min("at"))["at"],
    }


def _oldest_waiting() -> datetime | None:
    """Since when the first of the leaves that wait does so: what it commits to says when it was."""
    leaf = Leaf.objects.filter(index=None).order_by("id").first()
    if leaf is None or leaf.kind not in SOURCES:
        return None
    (content,) = SOURCES[leaf.kind].raw([(leaf.owner, leaf.seq)])
    return None if isinstance(content, str) else datetime.fromisoformat(str(content["at"]))


def _written(paper: Mapping[str, Any]) -> bytes:
    """Exactly one way of writing it: every byte of it is checked."""
    text = json.dumps(paper, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()
