"""A signature drawn by hand, kept beside what it was given for (ORD-15: 材料接收、移交、签收)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.files import actions as files
from santai.capabilities.files.enums import Kind, Type
from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Done, Door, Facts, act
from santai.capabilities.orders.queries import signatures_subject
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden

MAY_SIGN = ("window-clerk", "handler", "intake")


def act_signed(
    *, actor: Actor, number: str, action: str, facts: Facts, picture: bytes, at: datetime
) -> Done:
    """Take an action that somebody signed for on a pad: the picture and the deed, both or neither.

    The picture is in the chain of events right before the deed. It is kept apart from the files of the
    matter: a colleague's hand is nobody's business at the applicant's door.
    """
    with transaction.atomic():
        _keep(actor, number, action, str(facts.get("signature", "")), picture, at)
        return act(actor=actor, number=number, action=action, facts=facts, at=at)


def _keep(
    actor: Actor, number: str, action: str, name: str, picture: bytes, at: datetime
) -> StoredFile:
    order = access.locked(actor, number)
    held = access.capacities(actor, order)
    capacity = next((word for word in MAY_SIGN if word in held), None)
    if capacity is None:
        raise Forbidden(_("您的岗位不能在这件工单里签名。"))
    stored = files.store(
        subject=signatures_subject(order),
        name=f"{name} 签名.png",
        content=picture,
        by=actor.account_id,
        at=at,
        kind=Kind.SIGNATURE,
        allowed={Type.PNG},
    )
    door = Door(order, actor, at)
    data = {"file": stored.pk, "name": stored.name, "sha256": stored.sha256, "signed": action}
    door.record(events.FILE_ADDED, data, capacity=capacity)
    door.close()
    return stored
