"""Everything that writes in the hall."""

from santai.capabilities.reception.actions.duty import copy_week, put_on_duty, take_off_duty
from santai.capabilities.reception.actions.rings import answer, ring
from santai.capabilities.reception.actions.serving import (
    call_again,
    call_next,
    finish,
    mark_absent,
    take_in,
    transfer,
)
from santai.capabilities.reception.actions.tickets import take_ticket
from santai.capabilities.reception.actions.windows import close_window, open_window

__all__ = [
    "answer",
    "call_again",
    "call_next",
    "close_window",
    "copy_week",
    "finish",
    "mark_absent",
    "open_window",
    "put_on_duty",
    "ring",
    "take_in",
    "take_off_duty",
    "take_ticket",
    "transfer",
]
