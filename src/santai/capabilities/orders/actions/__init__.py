"""Everything that writes to an order."""

from santai.capabilities.orders.actions import effects
from santai.capabilities.orders.actions.appointments import note_appointment
from santai.capabilities.orders.actions.codes import disown, open_with_code, renew_code
from santai.capabilities.orders.actions.correcting import answer_correction, ask_correction
from santai.capabilities.orders.actions.door import (
    Done,
    Door,
    act,
    effect,
    hindrances,
    must_be_paid,
    on_ending,
)
from santai.capabilities.orders.actions.evidence import certify_waiting, preserve
from santai.capabilities.orders.actions.idempotency import forget
from santai.capabilities.orders.actions.keeping import erase, release, restrict
from santai.capabilities.orders.actions.several import Outcome, Picked, act_on_each
from santai.capabilities.orders.actions.sides import locked_sides, sides_of
from santai.capabilities.orders.actions.sifting import let_all_through, let_through
from santai.capabilities.orders.actions.signatures import act_signed
from santai.capabilities.orders.actions.signers import (
    Signer,
    asked_of_side,
    main_of,
    to_be_signed,
    waited_for,
)
from santai.capabilities.orders.actions.signing import (
    Mark,
    phone_to_sign,
    sign_as_staff,
    sign_at_counter,
    sign_with_code,
)
from santai.capabilities.orders.actions.submit import Along, Request, code_of, submit
from santai.capabilities.orders.actions.sweep import recount, sweep
from santai.capabilities.orders.actions.uploads import Paper, add_file

__all__ = [
    "Along",
    "Done",
    "Door",
    "Mark",
    "Outcome",
    "Paper",
    "Picked",
    "Request",
    "Signer",
    "act",
    "act_on_each",
    "act_signed",
    "add_file",
    "answer_correction",
    "ask_correction",
    "asked_of_side",
    "certify_waiting",
    "code_of",
    "disown",
    "effect",
    "effects",
    "erase",
    "forget",
    "hindrances",
    "let_all_through",
    "let_through",
    "locked_sides",
    "main_of",
    "must_be_paid",
    "note_appointment",
    "on_ending",
    "open_with_code",
    "phone_to_sign",
    "preserve",
    "recount",
    "release",
    "renew_code",
    "restrict",
    "sides_of",
    "sign_as_staff",
    "sign_at_counter",
    "sign_with_code",
    "submit",
    "sweep",
    "to_be_signed",
    "waited_for",
]
