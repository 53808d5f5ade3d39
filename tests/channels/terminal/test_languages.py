"""The language chosen at a machine is forgotten with everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue
    from tests.factories.pages import Visitor


def test_the_next_visitor_reads_chinese_again(visitor: Visitor, hall: Venue) -> None:
    """WEB-17: one machine for everybody."""
    visitor.get("/look/", {"language": "en"})
    assert '<html lang="en"' in visitor.read(f"/terminal/{hall.pk}/").source
    visitor.send(f"/terminal/{hall.pk}/leave/", {})
    assert '<html lang="zh-CN"' in visitor.read(f"/terminal/{hall.pk}/").source
