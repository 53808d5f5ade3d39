"""Reads of the hall: the queue, the roster, papers on their way."""

from santai.capabilities.reception.queries.duty import Day, on_duty, week
from santai.capabilities.reception.queries.papers import HandOver, handed_over
from santai.capabilities.reception.queries.queue import (
    Figures,
    ahead_of,
    calls_of,
    figures,
    first_asked,
    midnight,
    ringing,
    serving,
    tickets_today,
    window_of,
    windows_open,
)

__all__ = [
    "Day",
    "Figures",
    "HandOver",
    "ahead_of",
    "calls_of",
    "figures",
    "first_asked",
    "handed_over",
    "midnight",
    "on_duty",
    "ringing",
    "serving",
    "tickets_today",
    "week",
    "window_of",
    "windows_open",
]
