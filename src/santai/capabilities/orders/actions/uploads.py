"""Files that belong to an order: stored by content, written into the timeline, ticked off the checklist."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.files import actions as files
from santai.capabilities.files.enums import Type
from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.actions.sides import tell_of_papers
from santai.capabilities.orders.enums import Link, MaterialState
from santai.capabilities.orders.models import Material
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Stage
from santai.kernel.errors import Forbidden, Invalid, NotNow


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that comes along with a request, such as a photograph taken on the spot."""

    name: str
    content: bytes


MAY_ADD = ("applicant", "assignee", "handler", "intake", "window-clerk", "hotline-agent")


def add_file(
    *,
    actor: Actor,
    number: str,
    name: str,
    content: BinaryIO | bytes,
    at: datetime,
    material: str = "",
    allowed: Collection[Type] | None = None,
) -> StoredFile:
    """Add a file to an order, as one of its materials where `material` names one; `allowed` narrows the types."""
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order)
        capacity = next((word for word in MAY_ADD if word in held), None)
        if capacity is None:
            raise Forbidden(_("您的岗位不能往这件工单里加文件。"))
        if order.stage == Stage.CLOSED:
            raise NotNow(_("工单已经归档，不能再加文件。"))
        row = order.materials.filter(key=material).first() if material else None
        if material and row is None:
            raise Invalid({"material": _("这件工单没有这种材料。")})
        door = Door(order, actor, at)
        told = ("applicant", "agency")
        stored = _keep(door, name, content, capacity, row, tells=told, allowed=allowed)
        if order.link == Link.SUMMONED and capacity == "applicant":
            tell_of_papers(door)
        door.close()
    return stored


def attach(door: Door, papers: Sequence[Paper], capacity: str) -> None:
    """The papers a new order is born with: all of them or no order. Who is told of the order is not told
    of each. Raises Invalid naming the paper that cannot be taken."""
    for paper in papers:
        try:
            _keep(door, paper.name, paper.content, capacity)
        except files.FileRefused as refused:
            raise Invalid({"papers": f"{paper.name}：{refused.message}"}) from refused


def _keep(
    door: Door,
    name: str,
    content: BinaryIO | bytes,
    capacity: str,
    row: Material | None = None,
    tells: Sequence[str] = (),
    allowed: Collection[Type] | None = None,
) -> StoredFile:
    """Store it, tick it off the checklist where it is one of its materials, write it down."""
    order, actor = door.order, door.actor
    stored = files.store(
        subject=order.subject,
        name=name,
        content=content,
        by=actor.account_id,
        at=door.at,
        allowed=allowed,
    )
    if row is not None and row.state == MaterialState.WANTED:
        row.state = MaterialState.UPLOADED
        row.save(update_fields=["state"])
    data = {
        "file": stored.pk,
        "name": stored.name,
        "sha256": stored.sha256,
        "material": row.title if row else "",
    }
    door.record(events.FILE_ADDED, data, capacity=capacity, tells=tells)
    return stored
