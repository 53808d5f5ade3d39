"""The list that goes with papers from hand to hand (材料交接清单), signed by both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from santai.capabilities.documents.actions import make
from santai.capabilities.documents.models import Document
from santai.capabilities.places.models import Organisation
from santai.catalogue.schema import DocumentSpec, Text

HAND_OVER = DocumentSpec(
    key="hand-over",
    title=Text("材料交接清单", "List of papers handed over"),
    number="{organisation.short}交接〔{year}〕第{serial}号",
    body=(
        "工单 {order.number}（{order.title}）的下列材料由{giver}交给{receiver}。",
        "双方已当面清点，核对无误后签名。",
    ),
    addressee="",
    signed_by="",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the list."""

    title: str
    original: bool = False
    copies: int = 1
    note: str = ""

    @property
    def cells(self) -> tuple[str | int, ...]:
        return self.title, "原件" if self.original else "复印件", self.copies, self.note


def make_receipt(
    subject: str,
    organisation: Organisation,
    papers: Sequence[Paper],
    *,
    order: Mapping[str, str],
    giver: str,
    receiver: str,
    at: datetime,
    by: int | None = None,
) -> Document:
    """Issue the list for papers going from `giver` to `receiver`; `order` has number and title."""
    rows = [[place, *paper.cells] for place, paper in enumerate(papers, start=1)]
    context = {
        "order": order,
        "giver": giver,
        "receiver": receiver,
        "table": {
            "head": ["序号", "材料名称", "形式", "份数", "备注"],
            "rows": rows,
            "widths": [2, 9, 3, 2, 5],
        },
        "signatures": [f"移交人：{giver}", f"接收人：{receiver}"],
    }
    return make(HAND_OVER, subject, organisation, context, at=at, by=by)
