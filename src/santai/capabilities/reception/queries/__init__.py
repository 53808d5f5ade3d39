"""Reads of the hall: the queue, the roster, papers on their way."""

from santai.capabilities.reception.queries.duty import Day, Half, on_duty, on_duty_at, week
from santai.capabilities.reception.queries.papers import HandOver, handed_over
from santai.capabilities.reception.queries.queue import (
    Figures,
    ahead_of,
    calls_of,
    figures,
    first_asked,
    goes_first,
    midnight,
    ringing,
    serving,
    tickets_today,
    waiting_at,
    window_of,
    windows_open,
)

__all__ = [
    "Day",
    "Figures",
    "Half",
    "HandOver",
    "ahead_of",
    "calls_of",
    "figures",
    "first_asked",
    "goes_first",
    "handed_over",
    "midnight",
    "on_duty",
    "on_duty_at",
    "ringing",
    "serving",
    "tickets_today",
    "waiting_at",
    "week",
    "window_of",
    "windows_open",
]
