"""The picture of a service's states."""

from __future__ import annotations

import pytest

from santai.catalogue.current import catalogue
from santai.pages.diagram import BOX, ROW, draw, shown_states
from tests.world import TODAY

SERVICES = catalogue().services("", TODAY)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_every_state_has_a_row_of_its_own_and_every_arrow_stays_inside(service: object) -> None:
    picture = draw(service)  # type: ignore[arg-type]
    rows = [box.y for box in picture.boxes]
    assert rows == [row * ROW + (ROW - BOX) // 2 for row in range(len(rows))]
    assert picture.height == ROW * len(rows)
    for arrow in picture.arrows:
        numbers = [int(x) for x in arrow.path.translate({77: 32, 67: 32, 86: 32}).split()]
        assert all(0 <= number <= max(picture.width, picture.height) for number in numbers)
        assert arrow.words


def test_a_matter_is_read_from_its_beginning() -> None:
    service = catalogue().service("legal-aid/civil", "", TODAY)
    names = [state.name for state in shown_states(service)]
    assert names[0] == "submitted"
    assert names.index("granted") < names.index("assigned") < names.index("in_hand")
    assert {"withdrawn", "merged", "archived"}.isdisjoint(names)
