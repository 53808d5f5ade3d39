"""Who lost the device comes in with a code from the drawer, once for each code (S2)."""

from __future__ import annotations

from datetime import timedelta

from santai.capabilities.identity.actions import second
from tests.world import NOW, YE, World


def test_a_recovery_code_is_good_once(world: World) -> None:
    clerk, colleague = world.accounts[("window-clerk", YE)], world.accounts[("bureau-chief", YE)]
    second.enrol(clerk)
    codes = second.confirm(clerk, typed=second.digits_at(clerk, at=NOW), at=NOW)
    assert codes is not None
    first, other, *_ = codes
    assert not second.check(colleague, typed=first, at=NOW)
    tried = [second.check(clerk, typed=first, at=NOW + timedelta(days=day)) for day in range(3)]
    assert tried == [True, False, False]
    assert second.check(clerk, typed=other, at=NOW)
