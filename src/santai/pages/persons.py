"""Looking somebody up before writing anything down: nobody tells their story twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from santai.capabilities.orders.queries import orders_of_party
from santai.capabilities.people.access import Actor, PartySummary, find_parties, party_for
from santai.kernel.errors import Missing
from santai.pages.forms.people import wishes_said
from santai.pages.forms.questions import Typed

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order
    from santai.capabilities.people.models import Party

HISTORY = 10
PARTICULARS = ("name", "kind", "id_type", "id_number", "phone", "address", "groups", "language")


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was looked for, who was found, whom of them it is, and what they came for before."""

    text: str = ""
    found: Sequence[PartySummary] = ()
    party: Party | None = None
    history: Sequence[Order] = field(default_factory=tuple)

    @property
    def wishes(self) -> list[str]:
        """How this person may be reached safely; read this first."""
        return wishes_said(self.party.safe_contact) if self.party else []


def look_up(actor: Actor, typed: Typed) -> LookUp:
    """From what was typed: `q` is looked for, `party` is whom a button or a hidden field names.

    The one person whom a search finds is taken at once, but not by sending a form: pressed twice, the
    second press would find whom the first one registered.
    """
    text = (typed.get("q") or "").strip()
    found = find_parties(actor, text) if text else []
    chosen = typed.get("pick") or typed.get("party") or ""
    if not chosen and len(found) == 1 and typed.get("step") != "submit":
        chosen = str(found[0].id)
    if chosen == "none" or not chosen.isdecimal() or len(chosen) > 18:
        return LookUp(text, found)
    try:
        party = party_for(actor, int(chosen), knowing=text)
    except Missing:
        return LookUp(text, found)
    return LookUp(text, found, party, history(actor, party.pk))


def history(actor: Actor, party_id: int) -> list[Order]:
    """The latest matters of somebody that this actor may see."""
    return list(orders_of_party(actor, party_id).select_related("organisation")[:HISTORY])


def particulars(party: Party) -> dict[str, Any]:
    """What is registered of somebody, as `submit` takes it; blanks are left out."""
    found = {name: getattr(party, name) for name in PARTICULARS}
    return {name: value for name, value in found.items() if value}
