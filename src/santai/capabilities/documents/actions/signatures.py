"""Signatures under a document, and its signed copy: the same pages with one more that says who signed.

The document itself stays as it was issued: it is what everybody signed, and its hash stands on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from santai.capabilities.documents.actions.typesetting import render
from santai.capabilities.documents.enums import How
from santai.capabilities.documents.models import Document, Signature
from santai.capabilities.documents.queries import blobs
from santai.kernel.errors import Conflict
from santai.kernel.workdays import ZONE


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs, and how we know: `proof` is the telephone (masked), the papers that were seen, or the account."""

    name: str
    how: How
    proof: str
    channel: str
    party: int | None = None
    account: int | None = None
    picture: int | None = None


def sign(document: Document, place: str, hand: Hand, *, at: datetime) -> Signature:
    """One signature in one place. Raises Conflict when there is one already."""
    try:
        with transaction.atomic():
            return Signature.objects.create(
                document=document,
                place=place,
                party_id=hand.party,
                account_id=hand.account,
                name=hand.name,
                sha256=document.sha256,
                at=at,
                channel=hand.channel,
                how=hand.how,
                proof=hand.proof,
                picture=hand.picture,
            )
    except IntegrityError:
        raise Conflict(_("这里已经签过名了。")) from None


def complete(
    document: Document, labels: Mapping[str, str], pictures: Mapping[int, bytes]
) -> Document:
    """Everybody has signed: make the copy that says so. `labels` of places, `pictures` by signature."""
    rows = [_line(row, labels, pictures) for row in document.signatures.all()]
    pdf = render({**document.facts, "signed": rows, "of": document.sha256})
    document.signed_sha256, document.signed_size = blobs().put(pdf), len(pdf)
    document.save(update_fields=["signed_sha256", "signed_size"])
    return document


def _line(
    row: Signature, labels: Mapping[str, str], pictures: Mapping[int, bytes]
) -> dict[str, Any]:
    drawn: Sequence[int] = list(pictures.get(row.pk, b""))
    return {
        "place": labels.get(row.place, row.place),
        "name": row.name,
        "at": f"{row.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}",
        "how": f"{How(row.how).label}：{row.proof}" if row.proof else str(How(row.how).label),
        "picture": drawn,
    }
