"""Whose bills and accounts: for every role, at every place, exactly what the permission table says (A1)."""

from __future__ import annotations

import pytest

from santai.capabilities.fees import access
from santai.capabilities.fees.models import Bill
from santai.catalogue.current import catalogue
from tests import world as w
from tests.capabilities.fees.matters import billed
from tests.reliability.matrix import oracle

KINDS = (("centre", w.YE), ("centre", w.LUSHAN), ("bureau", w.CITY), ("bureau", w.ELSEWHERE))


@pytest.mark.parametrize("role", oracle.ROLES)
def test_bills_and_accounts_are_for_whom_the_table_names(world: w.World, role: str) -> None:
    billed(world)
    bill, here = Bill.objects.get(), world.office("centre")
    for kind, region in KINDS:
        office = world.office(kind, region)
        actor = w.post_holder(role, office)
        who = oracle.Standing(
            role=role,
            post_region=region,
            post_office=office.pk,
            region=here.region_id,
            handled_by=here.pk,
        )
        for action in ("see", "export"):
            shown = access.bills_for(actor, action).filter(pk=bill.pk).exists()
            assert shown == (oracle.verdict(who, "bill", action) != "never"), (kind, region, action)
        kept = access.offices_kept(actor).filter(pk=here.pk).exists()
        assert kept == (oracle.verdict(who, "payee", "keep") != "never"), (kind, region)


def test_who_sees_no_bill_at_all_has_no_such_room(world: w.World) -> None:
    rooms = {
        role
        for role in catalogue().roles
        if access.may_see(w.post_holder(role, world.office("centre")))
    }
    rights = {"intake", "supervise", "audit"}
    assert rooms == {role for role, one in catalogue().roles.items() if one.may & rights}


def test_a_matter_kept_and_not_used_shows_no_bill(world: w.World) -> None:
    """个人信息保护法 47."""
    order = billed(world)
    clerk = world.staff("window-clerk")
    assert access.bills_for(clerk).count() == 1
    order.restricted_at = w.NOW
    order.save(update_fields=["restricted_at"])
    assert access.bills_for(clerk).count() == 0
