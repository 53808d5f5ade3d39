"""What stands beside the form while somebody at the hotline or a counter types."""

from __future__ import annotations

import pytest

from santai.pages.proposals import propose
from tests.world import LUSHAN, World

pytestmark = pytest.mark.django_db
SAID = "老板拖欠我三个月工资不给"


@pytest.mark.parametrize(
    "typed", ["", "%ff", "41", "4104220000000", "４１０４２２００００００", "叶县"]
)
def test_what_is_no_region_leaves_the_proposals_as_they_are_without_one(
    world: World, typed: str
) -> None:
    """I1: a form with nonsense for a region is answered like one without; a fuzz of the hotline found the error."""
    assert propose(SAID, typed) == propose(SAID, "")


def test_in_a_region_its_services_are_proposed(world: World) -> None:
    assert "legal-aid/civil" in [one.id for one in propose(SAID, LUSHAN).services]
