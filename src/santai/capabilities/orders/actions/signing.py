"""Signing a document: by a code sent to one's telephone, in front of a clerk who sees the papers, or as staff.

A side signs from its own order what belongs to the main one. Each signature is an event there, with the hash of what
was signed; with the last one the signed copy is made, everybody is told, and what waited for it goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.documents.actions import signatures as hands
from santai.capabilities.documents.enums import How
from santai.capabilities.documents.models import Document, Signature
from santai.capabilities.documents.queries import documents_of
from santai.capabilities.files import actions as files
from santai.capabilities.files.enums import Kind, Type
from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import files_of, open_content
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.actions.sides import locked_sides
from santai.capabilities.orders.actions.signatures import MAY_SIGN
from santai.capabilities.orders.actions.signers import (
    Signer,
    is_over,
    label_of,
    signers_of,
    waited_for,
)
from santai.capabilities.orders.enums import Link, PartyRole
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import signatures_subject
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import use_code
from santai.capabilities.people.enums import CodeFor
from santai.capabilities.people.masking import mask_phone
from santai.kernel.errors import Forbidden, Invalid, Missing, NotNow
from santai.kernel.texts import one_line

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody put under it: their name, and the picture of their hand where there was a pad."""

    name: str
    picture: bytes = b""


def phone_to_sign(order: Order) -> str:
    """Where the code goes: the telephone that was told for this order; "" where none was, or where whoever has
    it said that the matter is not theirs."""
    row = order.parties.filter(party=order.applicant_id, disowned_at=None).first()
    return str(row.told.get("phone", "")) if row else ""


def sign_with_code(
    *, actor: Actor, number: str, document: int, mark: Mark, code: int, typed: str, at: datetime
) -> Signature:
    """A side signs from afar. Raises Invalid when the code is not the one that was sent to their telephone."""
    used = use_code(
        code, purpose=CodeFor.SIGN, typed=typed, at=at
    )  # a try counts, whatever comes of it
    with transaction.atomic():
        order = access.locked(actor, number)
        if "applicant" not in access.capacities(actor, order):
            raise Forbidden(_("只能由当事人自己签。"))
        if used is None or used.phone != phone_to_sign(order):
            raise Invalid({"code": _("验证码不对，或者过了 5 分钟。试 5 次以后要重新发一条。")})
        hand = _hand(actor, mark, How.CODE, mask_phone(used.phone), party=order.applicant_id)
        place = PartyRole.OPPOSITE if order.link == Link.SUMMONED else PartyRole.APPLICANT
        return _sign(actor, order, document, place, hand, mark, at)


def sign_at_counter(
    *, actor: Actor, number: str, document: int, party: int, mark: Mark, papers: str, at: datetime
) -> Signature:
    """A side signs on the screen of a clerk, who has seen who they are."""
    with transaction.atomic():
        order = access.locked(actor, number)
        if not access.capacities(actor, order) & set(MAY_SIGN):
            raise Forbidden(_("您的岗位不能在这件工单里签名。"))
        row = order.parties.filter(party=party, role__in=("applicant", "opposite")).first()
        if row is None or order.link == Link.SUMMONED:
            raise Missing
        if not one_line(papers):
            raise Invalid({"papers": _("请写明核对了什么证件。")})
        hand = _hand(actor, mark, How.PAPERS, one_line(papers, 100), party=party)
        return _sign(actor, order, document, row.role, hand, mark, at)


def sign_as_staff(
    *, actor: Actor, number: str, document: int, mark: Mark, at: datetime
) -> Signature:
    """Whoever handles the matter signs in their own name, in the first place asked for that they hold."""
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order) - {"applicant"}
        paper, asked = _asked(order, document)
        own = [one.signature for one in asked if one.party is None and one.signature]
        if actor.account_id in [row.account_id for row in own]:
            raise NotNow(_("您已经在这份文书上签过名，其他的位置由别人来签。"))
        place = next((one.place for one in waited_for(asked) if one.place in held), "")
        if not place or actor.account_id is None:
            raise Forbidden(_("这份文书没有请您签名。"))
        hand = _hand(actor, mark, How.ACCOUNT, actor.name, account=actor.account_id)
        return _sign(actor, order, paper.pk, place, hand, mark, at)


def _hand(
    actor: Actor,
    mark: Mark,
    how: How,
    proof: str,
    *,
    party: int | None = None,
    account: int | None = None,
) -> hands.Hand:
    name = one_line(mark.name)
    if not name or len(name) > LONGEST:
        raise Invalid({"name": _("请写上签名人的姓名。")})
    return hands.Hand(name, how, proof, actor.channel, party, account)


def _sign(
    actor: Actor,
    order: Order,
    document: int,
    place: str,
    hand: hands.Hand,
    mark: Mark,
    at: datetime,
) -> Signature:
    """With `order` locked; the main order after it where they are two."""
    main = order
    if order.link == Link.SUMMONED:
        main = Order.objects.select_for_update().get(children=order)
        if main.restricted_at is not None:  # kept, and nothing is done with it (PIPL 47)
            raise Forbidden(_("这份文书没有请您签名。"))
    paper, asked = _asked(main, document)
    if not any((one.place, one.party) == (place, hand.party) for one in asked):
        raise Forbidden(_("这份文书没有请您签名。"))
    file = _keep(main, hand, mark, at) if mark.picture else None
    made = hands.sign(paper, place, _with(hand, file), at=at)
    door = Door(main, actor, at)
    _write(door, paper, made, file, place)
    if main.pk != order.pk:
        side = Door(order, actor, at)
        side.record(events.SIGNED, _said(paper, made), capacity="applicant", tells=("agency",))
        side.close()
        door.origin = side
    if not waited_for(signers_of(main, door.service, paper)):
        _signed_by_all(door, paper)
    door.close()
    return made


def _asked(order: Order, document: int) -> tuple[Document, list[Signer]]:
    """The document and who is asked to sign it: the newest of its kind, and not a side's to open."""
    rows = documents_of(order.subject).filter(voided_at=None)
    paper = rows.filter(pk=document).first()
    if paper is None:
        raise Missing
    if is_over(order):
        raise NotNow(_("这件事已经撤回或者归档，不用再签了。"))
    if rows.filter(key=paper.key, pk__gt=paper.pk).exists():
        raise NotNow(_("这份文书已经有了新的一份，请签新的。"))
    return paper, signers_of(order, access.service_of(order), paper)


def _keep(order: Order, hand: hands.Hand, mark: Mark, at: datetime) -> StoredFile:
    return files.store(
        subject=signatures_subject(order),
        name=f"{hand.name} 签名.png",
        content=mark.picture,
        by=hand.account,
        at=at,
        kind=Kind.SIGNATURE,
        allowed={Type.PNG},
    )


def _with(hand: hands.Hand, file: StoredFile | None) -> hands.Hand:
    return hands.Hand(
        hand.name,
        hand.how,
        hand.proof,
        hand.channel,
        hand.party,
        hand.account,
        file.pk if file else None,
    )


def _write(
    door: Door, paper: Document, made: Signature, file: StoredFile | None, place: str
) -> None:
    data: dict[str, Any] = {
        **_said(paper, made),
        "documents": [
            {"id": paper.pk, "title": paper.title, "number": paper.number, "sha256": paper.sha256}
        ],
    }
    if file is not None:
        data |= {"file": file.pk, "sha256": file.sha256}
    capacity = {How.ACCOUNT: place, How.CODE: place}.get(How(made.how), "handler")
    door.record(
        events.SIGNED,
        data,
        capacity=capacity,
        source=door.order.state,
        target=door.order.state,
        tells=("applicant", "agency"),
    )


def _said(paper: Document, made: Signature) -> dict[str, str]:
    return {
        "paper": f"《{paper.title}》{paper.number}",
        "signed_by": f"{label_of(made.place)} {made.name}",
        "how": str(How(made.how).label),
    }


def _signed_by_all(door: Door, paper: Document) -> None:
    """The copy is made, everybody learns of it, and what waited for it is done."""
    drawn = {row.pk: _picture(door.order, row) for row in paper.signatures.all() if row.picture}
    hands.complete(paper, {row.place: label_of(row.place) for row in paper.signatures.all()}, drawn)
    data = {"paper": f"《{paper.title}》{paper.number}"}
    state = door.order.state
    tells = ("applicant", "agency")
    door.record(events.SIGNED_BY_ALL, data, source=state, target=state, tells=tells)
    for order in locked_sides(door):
        side = door.beside(order)
        here = side.order.state
        side.record(events.SIGNED_BY_ALL, data, source=here, target=here, tells=("applicant",))
        side.close()
    waiting = door.service.states[state].actions.values()
    for spec in waiting:
        if paper.key in spec.signed and "system" in spec.by:
            done = door.beside(door.order)
            done.origin = door.origin
            done.do(spec.name, {})
            done.close()
            return


def _picture(order: Order, row: Signature) -> bytes:
    file = files_of(signatures_subject(order)).filter(pk=row.picture or 0).get()
    with open_content(file) as content:
        return content.read()
