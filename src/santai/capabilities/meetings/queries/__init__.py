"""Reads of appointments: what is free where, and who comes when."""

from santai.capabilities.meetings.queries.coming import (
    booked_on,
    booking_of_ticket,
    bookings_of_order,
    coming,
    find_bookings,
    own_coming,
    to_remind,
)
from santai.capabilities.meetings.queries.sessions import guests_of, sessions_of
from santai.capabilities.meetings.queries.slots import (
    PreviewDay,
    Slot,
    free_days,
    free_slots,
    next_free,
    offer_open,
    offers_near,
    offers_with,
    preview,
    same_times,
    slots,
)

__all__ = [
    "PreviewDay",
    "Slot",
    "booked_on",
    "booking_of_ticket",
    "bookings_of_order",
    "coming",
    "find_bookings",
    "free_days",
    "free_slots",
    "guests_of",
    "next_free",
    "offer_open",
    "offers_near",
    "offers_with",
    "own_coming",
    "preview",
    "same_times",
    "sessions_of",
    "slots",
    "to_remind",
]
