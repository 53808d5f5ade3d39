"""Something in a matter is wrong, says the person it is about, and who handles it answers (个人信息保护法 46).

What was there and what was asked for both stay in the record; the file says what is right from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.enums import Correctable, PartyRole
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import correction_waiting
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions.particulars import CHECKS
from santai.kernel.errors import Conflict, Forbidden, Invalid
from santai.kernel.texts import one_line

LONGEST = 500
MAY_ANSWER = ("handler", "intake")


def ask_correction(
    *, actor: Actor, number: str, which: str, now: str, why: str = "", at: datetime
) -> None:
    """Raises Missing, Forbidden, Conflict, or Invalid naming each field."""
    with transaction.atomic():
        order = access.locked(actor, number)
        if "applicant" not in access.capacities(actor, order) or actor.representation_id:
            raise Forbidden(_("只有本人可以要求改正。代办的，请本人登录办理。"))
        right = _checked(which, now)
        if correction_waiting(order.events.order_by("seq")) is not None:
            raise Conflict(_("上一次要求改正的还没有答复，请等答复以后再提。"))
        data = {"which": which, "was": _was(order, which), "now": right}
        if said := one_line(why, LONGEST):
            data["why_asked"] = said
        door = Door(order, actor, at)
        door.record(events.CORRECTION_ASKED, data, capacity="applicant", tells=("agency",))
        door.close()


def answer_correction(*, actor: Actor, number: str, accept: bool, reply: str, at: datetime) -> None:
    """Raises Missing, Forbidden, Conflict, or Invalid where nothing is said to the person."""
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order)
        capacity = next((word for word in MAY_ANSWER if word in held), None)
        if capacity is None:
            raise Forbidden(_("由受理或者办理这件事的单位答复。"))
        asked = correction_waiting(order.events.order_by("seq"))
        if asked is None:
            raise Conflict(_("没有等着答复的更正要求，可能同事刚刚答复过。"))
        said = one_line(reply, LONGEST)
        if not said:
            raise Invalid({"reply": _("请写明怎样处理的，本人能看到。")})
        if accept:
            _correct(order, asked.data)
        data = {**{key: asked.data[key] for key in ("which", "was", "now")}, "reply": said}
        code = events.CORRECTED if accept else events.CORRECTION_REFUSED
        door = Door(order, actor, at)
        door.record(code, data, capacity=capacity, tells=("applicant",))
        door.close()


def _checked(which: str, now: str) -> str:
    if which not in Correctable.values:
        raise Invalid(
            {"which": _("请选择哪一项不对。身份证号要改的，请带证件到受理的单位书面提出。")}
        )
    text = now.strip()
    if not text:
        raise Invalid({"now": _("请写明应当是什么。")})
    if len(text) > LONGEST:
        raise Invalid({"now": _("太长了，请写在 %(longest)s 个字以内。") % {"longest": LONGEST}})
    try:
        return str(CHECKS[which](text)) if which in CHECKS else text
    except ValueError as wrong:
        raise Invalid({"now": str(wrong)}) from wrong


def _was(order: Order, which: str) -> str:
    row = order.parties.filter(role=PartyRole.APPLICANT).select_related("party").first()
    if row is None or which not in CHECKS:
        return ""
    return str(row.told.get(which) or "")


def _correct(order: Order, asked: Mapping[str, Any]) -> None:
    """What was told for this matter; the register only where it says the same wrong thing and nobody else is that."""
    which, right = asked["which"], asked["now"]
    if which not in CHECKS:
        return  # in words: whoever handles the matter goes by the record
    row = order.parties.filter(role=PartyRole.APPLICANT).select_related("party").get()
    row.told = {**row.told, which: right}
    if which == "phone":
        row.disowned_at = None  # it was the number before that belonged to somebody else
    row.save(update_fields=["told", "disowned_at"])
    party = row.party
    if asked["was"] and getattr(party, which) == asked["was"]:
        setattr(party, which, right)
        try:
            with transaction.atomic():
                party.save(update_fields=[which])
        except IntegrityError:  # that is somebody registered already: the matter alone says it
            party.refresh_from_db()
