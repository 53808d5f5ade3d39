"""The public page of the draw by which a matter's assignee came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from santai.capabilities.orders.queries import OrderView


def drawn(view: OrderView) -> str:
    """The number of the newest draw the story tells of; "" where nobody was drawn."""
    told = (moment.data.get("draw") for moment in reversed(view.timeline))
    return next((str(number) for number in told if number), "")
