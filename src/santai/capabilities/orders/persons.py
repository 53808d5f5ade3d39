"""Who takes part in an order, as one reader may see them; and uncovering one particular with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.orders import access
from santai.capabilities.orders.enums import PartyRole
from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.people.access import Actor
from santai.capabilities.people.masking import mask_id_number, mask_phone
from santai.capabilities.reading.actions import LONGEST_REASON, note_order
from santai.capabilities.reading.enums import Particular, What
from santai.kernel.errors import Forbidden, Invalid, Missing
from santai.kernel.texts import one_line

Uncovered = tuple[int, str]  # which party, which particular
MASKS: Mapping[str, Callable[[str], str]] = {
    Particular.ID_NUMBER: mask_id_number,
    Particular.PHONE: mask_phone,
    Particular.ADDRESS: lambda _address: "******",
}


@dataclass(frozen=True, slots=True)
class Person:
    """A party of an order, masked unless the reader may see it whole."""

    role: str
    name: str
    id_number: str
    phone: str
    address: str
    groups: Sequence[str]
    party: int = 0
    covered: tuple[Particular, ...] = ()  # what is masked and may be uncovered with a reason
    masked_name: str = ""


def people_of(
    actor: Actor,
    order: Order,
    *,
    revealed: bool,
    staff: bool,
    uncovered: Uncovered | None = None,
) -> list[Person]:
    """The applicant's own page shows the other side by name only: an address can be a danger.

    Whoever we have not identified gets back what was told for this order, not what else is on record.
    """
    rows = order.parties.select_related("party").order_by("pk")
    if access.knows_only_what_was_told(actor) and revealed:
        return [_as_told(row) for row in rows]
    people = [_person(row.party, row.role, revealed, staff) for row in rows]
    if not (staff and revealed):
        return people
    return [
        _covered(person, row.party_id, uncovered) for person, row in zip(people, rows, strict=True)
    ]


def _covered(person: Person, party: int, uncovered: Uncovered | None) -> Person:
    """As staff see somebody whose particulars they may uncover: masked, but for the one they asked for."""
    held = [part for part in Particular.values if getattr(person, part)]
    covered = [part for part in held if uncovered != (party, part)]
    masked = {part: MASKS[part](getattr(person, part)) for part in covered}
    return replace(person, **masked, party=party, covered=tuple(map(Particular, covered)))


def uncover(actor: Actor, order: Order, *, party: str, field: str, reason: str) -> Uncovered:
    """One particular of one party of the order, to be shown whole this once; written down with the reason.

    Raises Forbidden where particulars stay masked, Invalid without a reason.
    """
    if not (access.is_staff_sight(actor, order) and access.may_reveal(actor, order)):
        raise Forbidden(_("您的岗位只看到遮住的信息。"))
    known = (
        party.isdecimal() and len(party) < 19 and order.parties.filter(party=int(party)).exists()
    )
    if not known or field not in Particular.values:
        raise Missing
    said = one_line(reason)
    if not said:
        raise Invalid({"reason": _("请写明为什么要看，本人能看到这条理由。")})
    if len(said) > LONGEST_REASON:
        raise Invalid(
            {"reason": _("太长了，请写在 %(longest)s 个字以内。") % {"longest": LONGEST_REASON}}
        )
    note_order(actor, order, What.FIELD, whole=True, field=field, party=int(party), reason=said)
    return int(party), field


def told_by_applicant(order: Order) -> dict[str, Any]:
    """What the applicant said of themselves for this order."""
    row = order.parties.filter(role=PartyRole.APPLICANT).first()
    return dict(row.told) if row else {}


def _as_told(row: OrderParty) -> Person:
    """Told once, shown again; of everything else at most that we know it."""
    party, told, role = row.party, row.told, PartyRole(row.role)
    if role == PartyRole.OPPOSITE:
        return Person(str(role.label), told.get("name") or party.masked_name, "", "", "", ())
    if row.proven:
        return _person(party, row.role, revealed=True, staff=False)
    return Person(
        role=str(role.label),
        name=told.get("name") or party.masked_name,
        id_number=told.get("id_number") or mask_id_number(party.id_number),
        phone=told.get("phone") or mask_phone(party.phone),
        address=told.get("address", ""),
        groups=told.get("groups", ()),
    )


def _person(party: Any, role: str, revealed: bool, staff: bool) -> Person:
    whole = revealed and (staff or role != PartyRole.OPPOSITE)
    if not staff and role == PartyRole.OPPOSITE:
        label = str(PartyRole(role).label)
        return Person(label, party.name, "", "", "", (), masked_name=party.masked_name)
    return Person(
        role=str(PartyRole(role).label),
        name=party.name if whole else party.masked_name,
        id_number=party.id_number if whole else mask_id_number(party.id_number),
        phone=party.phone if whole else mask_phone(party.phone),
        address=party.address if whole else "",
        groups=party.groups if whole else (),
        masked_name=party.masked_name,
    )
