"""Everything that writes about appointments."""

from santai.capabilities.meetings.actions.arriving import arrive, arrive_at_counter, mark
from santai.capabilities.meetings.actions.booking import MOST_OPEN, Booked, Wish, book, check
from santai.capabilities.meetings.actions.changing import cancel, move
from santai.capabilities.meetings.actions.offers import (
    Terms,
    end_offer,
    keep_offer,
    set_day,
    unset_day,
)
from santai.capabilities.meetings.actions.sessions import remind_sessions
from santai.capabilities.meetings.actions.telling import remind

__all__ = [
    "MOST_OPEN",
    "Booked",
    "Terms",
    "Wish",
    "arrive",
    "arrive_at_counter",
    "book",
    "cancel",
    "check",
    "end_offer",
    "keep_offer",
    "mark",
    "move",
    "remind",
    "remind_sessions",
    "set_day",
    "unset_day",
]
