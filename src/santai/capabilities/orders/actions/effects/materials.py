"""Materials in and out with signatures (前店后厂: ORD-15, ORD-19): received, handed over, signed for, returned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.orders import access
from santai.capabilities.orders.actions.door import Door, Facts, effect
from santai.capabilities.orders.enums import MaterialState, PartyRole
from santai.capabilities.orders.models import Material
from santai.capabilities.places.queries import active_organisation
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Invalid, NotNow

IDENTITY = "identity"  # the proof of identity, in whichever service: who sees it has seen who it is


@effect("receive")
def receive(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """A counter takes papers in; whoever holds them from now on answers for them."""
    here = _own_organisation(door, spec)

    def taken(material: Material) -> None:
        if material.state in {MaterialState.RECEIVED, MaterialState.HANDED_OVER}:
            raise NotNow(_("“%(material)s”已经接收过了。") % {"material": _(material.title)})
        material.state = MaterialState.RECEIVED
        material.held_by_id, material.original = here, bool(facts.get("original"))
        material.copies = facts.get("copies") or material.copies
        material.note = facts.get("note") or material.note

    done = _each(door, facts, taken)
    seen = IDENTITY in facts["materials"] and facts.get("original")
    if seen and door.actor.kind == "staff":  # another system's word is not our eyes
        door.order.parties.filter(role=PartyRole.APPLICANT).update(proven=True)
    return done | {"organisation": here}


@effect("hand_over")
def hand_over(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    here, target = _own_organisation(door, spec), active_organisation(facts["organisation"])
    if target is None or target.pk == here:
        raise Invalid({"organisation": _("请选择另一个在用的单位。")})
    if target.pk not in (door.order.organisation_id, door.order.intake_id):
        # elsewhere nobody sees the order, and the papers could not be signed for
        raise Invalid({"organisation": _("材料只能在受理单位和办理单位之间移交。")})

    def sent(material: Material) -> None:
        if material.state != MaterialState.RECEIVED or material.held_by_id != here:
            raise NotNow(
                _("“%(material)s”不在本单位手上，不能移交。") % {"material": _(material.title)}
            )
        material.state, material.going_to_id = MaterialState.HANDED_OVER, target.pk

    return _each(door, facts, sent) | {"from": here, "to": target.pk, "to_name": target.name}


@effect("sign_for")
def sign_for(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    here = _own_organisation(door, spec)

    def signed(material: Material) -> None:
        mine = here in (material.going_to_id, material.held_by_id)  # or taken back by who sent it
        if material.state != MaterialState.HANDED_OVER or not mine:
            raise NotNow(
                _("“%(material)s”没有移交给本单位，不能签收。") % {"material": _(material.title)}
            )
        material.state = MaterialState.RECEIVED
        material.held_by_id, material.going_to_id = here, None

    return _each(door, facts, signed) | {"organisation": here}


@effect("return_material")
def return_material(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    here = _own_organisation(door, spec)

    def given_back(material: Material) -> None:
        if material.state != MaterialState.RECEIVED or material.held_by_id != here:
            raise NotNow(
                _("“%(material)s”不在本单位手上，不能退还。") % {"material": _(material.title)}
            )
        material.state, material.held_by_id = MaterialState.RETURNED, None

    return _each(door, facts, given_back) | {"organisation": here}


@effect("waive_material")
def waive_material(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    def waived(material: Material) -> None:
        if material.state not in {MaterialState.WANTED, MaterialState.UPLOADED}:
            raise NotNow(_("“%(material)s”已经接收，不用免交。") % {"material": _(material.title)})
        material.state, material.note = MaterialState.WAIVED, facts["reason"]

    return _each(door, facts, waived)


def send_along(door: Door, target: int) -> list[str]:
    """The papers an organisation has go with the order that it gives away; gives their names."""
    here = door.order.organisation_id
    papers = list(door.order.materials.filter(held_by=here, state=MaterialState.RECEIVED))
    for material in papers:
        material.state, material.going_to_id = MaterialState.HANDED_OVER, target
        material.save(update_fields=["state", "going_to"])
    return [material.title for material in papers]


def _each(door: Door, facts: Facts, change: Callable[[Material], None]) -> dict[str, Any]:
    """Apply a change to the named materials; all or none."""
    wanted = facts["materials"]
    rows = {m.key: m for m in door.order.materials.filter(key__in=wanted).order_by("pk")}
    if unknown := [key for key in wanted if key not in rows]:
        raise Invalid(
            {
                "materials": _("这件工单没有这些材料：%(materials)s。")
                % {"materials": _("、").join(unknown)}
            }
        )
    if not rows:
        raise Invalid({"materials": _("请至少选择一种材料。")})
    for material in rows.values():
        change(material)
    for material in rows.values():
        material.save()
    return {"titles": [rows[key].title for key in wanted]}


def _own_organisation(door: Door, spec: ActionSpec) -> int:
    """The organisation for which the actor holds papers: that of the post that lets them act."""
    organisation = access.organisation_for(door.actor, door.order, door.capacity(spec))
    if organisation is None:
        raise NotNow(_("请以单位岗位登录后再经手材料。"))
    return organisation
