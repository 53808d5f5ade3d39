"""Who is asked to sign a document of an order, who has, and who is still waited for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from santai.capabilities.documents.models import Document, Signature
from santai.capabilities.documents.queries import documents_of
from santai.capabilities.orders.enums import WITHDRAWN, Link, PartyRole
from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Service, Stage
from santai.catalogue.words import ACTORS
from santai.kernel.errors import NotNow

SIDES = (PartyRole.APPLICANT, PartyRole.OPPOSITE)


@dataclass(frozen=True, slots=True)
class Signer:
    """One place for a signature: of a party, or of whoever acts in a capacity; `signature` once it is there."""

    place: str
    party: int | None
    name: str
    signature: Signature | None

    @property
    def label(self) -> str:
        return label_of(self.place)


def signers_of(order: Order, service: Service, document: Document) -> list[Signer]:
    """Everybody who is asked to sign, in the file's order; each of several on one side for themselves."""
    spec = service.documents.get(document.key)
    if spec is None or not spec.signers or document.voided_at is not None:
        return []
    signed = {(row.place, row.party_id): row for row in document.signatures.all()}
    found = []
    for place in spec.signers:
        for party, name in _asked(order, place):
            found.append(Signer(place, party, name, signed.get((place, party))))
    return found


def is_over(order: Order) -> bool:
    """Taken back or archived: nobody is asked to sign anything any more."""
    return order.stage == Stage.CLOSED or order.outcome == WITHDRAWN


def to_be_signed(order: Order) -> list[tuple[Document, list[Signer]]]:
    """The documents of an order that somebody is still to sign, the newest of each kind."""
    if is_over(order):
        return []
    service = catalogue().service_version(order.service, order.version)
    keys = [key for key, spec in service.documents.items() if spec.signers]
    newest = {
        row.key: row for row in documents_of(order.subject).filter(key__in=keys, voided_at=None)
    }
    asked = [(row, signers_of(order, service, row)) for row in newest.values()]
    return [(row, all_) for row, all_ in asked if waited_for(all_)]


def asked_of_side(order: Order) -> list[Document]:
    """What whoever this order is for is still to sign, here or in the order that called them."""
    place = PartyRole.OPPOSITE if order.link == Link.SUMMONED else PartyRole.APPLICANT
    mine, main = (place, order.applicant_id), main_of(order)
    waiting = to_be_signed(main) if main.restricted_at is None else []
    return [
        row for row, asked in waiting if mine in [(s.place, s.party) for s in waited_for(asked)]
    ]


def waited_for(signers: Sequence[Signer]) -> list[Signer]:
    return [one for one in signers if one.signature is None]


def must_be_signed(order: Order, service: Service, keys: Collection[str]) -> None:
    """Raise NotNow, naming who is still to sign, unless the newest of each of these has all signatures."""
    for key in keys:
        title = service.documents[key].title.said
        document = documents_of(order.subject).filter(key=key, voided_at=None).last()
        if document is None:
            raise NotNow(_("还没有出具《%(title)s》。") % {"title": title})
        if lacking := waited_for(signers_of(order, service, document)):
            names = _("、").join(f"{one.label} {one.name}".strip() for one in lacking)
            raise NotNow(
                _("《%(title)s》还没有签完：%(names)s。") % {"title": title, "names": names}
            )


def main_of(order: Order) -> Order:
    """The order whose documents a side signs: its own, or that which called it."""
    return order.parent if order.link == Link.SUMMONED and order.parent else order


def label_of(place: str) -> str:
    roles = catalogue().roles
    return (
        ACTORS[place] if place in ACTORS else roles[place].title.said if place in roles else place
    )


def _asked(order: Order, place: str) -> Iterator[tuple[int | None, str]]:
    if place not in SIDES:
        yield None, ""
        return
    for row in order.parties.filter(role=place).select_related("party").order_by("pk"):
        yield row.party_id, row.told.get("name") or row.party.name
