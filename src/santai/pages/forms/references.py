"""What an action may point at: people, bodies, materials, limits, services; each as choices with reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from santai.capabilities.assignment.queries import Candidate, propose
from santai.capabilities.meetings.queries import guests_of
from santai.capabilities.orders.enums import MaterialState, PartyRole
from santai.capabilities.orders.queries import OrderView
from santai.capabilities.people.access import Actor
from santai.capabilities.people.queries import colleagues
from santai.capabilities.places import codes
from santai.capabilities.places.queries import organisations_in, search_organisations
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ActionSpec, Field, Kind
from santai.kernel.words import said, say
from santai.pages.forms.questions import Choice
from santai.pages.moments import today

MANY = 100  # a longer list is narrowed by name
CANDIDATES = 10
SIDES = (PartyRole.APPLICANT, PartyRole.OPPOSITE)

# Which papers an action can be about, by its effect; any paper where the effect is not named here.
FITTING: Mapping[str, frozenset[str]] = {
    "receive": frozenset({MaterialState.WANTED, MaterialState.UPLOADED, MaterialState.RETURNED}),
    "hand_over": frozenset({MaterialState.RECEIVED}),
    "sign_for": frozenset({MaterialState.HANDED_OVER}),
    "return_material": frozenset({MaterialState.RECEIVED}),
    "waive_material": frozenset({MaterialState.WANTED, MaterialState.UPLOADED}),
}


@dataclass(slots=True)
class References:
    """Everything an action's fields may refer to, as seen by one actor on one order."""

    actor: Actor
    view: OrderView
    spec: ActionSpec
    at: datetime
    _proposal: tuple[list[Candidate], list[Candidate]] | None = None

    def choices(self, field: Field, search: str = "") -> tuple[Choice, ...]:
        """The choices for a field; () for a field that refers to nothing."""
        if self.spec.effect == "ask_extension" and field.key == "clock":
            return self._clocks()
        if field.kind is Kind.ORGANISATION:
            return self._organisations(search)
        make = _CHOICES.get(field.kind)
        return () if make is None else make(self)

    def candidates(self) -> list[Candidate]:
        """Who is proposed, best first."""
        return self._proposed()[0] if self._assigns() else []

    def excluded(self) -> list[Candidate]:
        """Who is left out of the proposal, each with the reason."""
        return self._proposed()[1] if self._assigns() else []

    def _assigns(self) -> bool:
        return any(field.kind is Kind.PRACTITIONER for field in self.spec.needs)

    def _proposed(self) -> tuple[list[Candidate], list[Candidate]]:
        if self._proposal is None:
            self._proposal = propose(
                self.view.order, on=today(self.at), limit=CANDIDATES, story=self.view.timeline
            )
        return self._proposal

    def practitioners(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(
                str(candidate.practitioner.pk),
                f"{candidate.practitioner.name}（{candidate.practitioner.organisation.name}）",
                note=say(
                    "{points} 分：{reasons}",
                    points=candidate.points,
                    reasons="；".join(candidate.reasons),
                ),
            )
            for candidate in self.candidates()
        )

    def accounts(self) -> tuple[Choice, ...]:
        here = colleagues(self.view.order.organisation_id, on=today(self.at))
        return tuple(
            Choice(str(account.pk), account.name)
            for account in here.order_by("name", "pk")[:MANY]
            if account.pk != self.actor.account_id
        )

    def services(self) -> tuple[Choice, ...]:
        """What the applicant could have asked for here too."""
        found = catalogue().services(self.view.order.region_id, today(self.at))
        return tuple(
            Choice(service.id, service.title.said, service.summary.said)
            for service in found
            if service.doors
        )

    def materials(self) -> tuple[Choice, ...]:
        fitting = FITTING.get(self.spec.effect)
        return tuple(
            Choice(material.key, said(material.title), note=str(material.get_state_display()))
            for material in self.view.order.materials.order_by("pk")
            if fitting is None or material.state in fitting
        )

    def documents(self) -> tuple[Choice, ...]:
        issued = self.view.documents.filter(voided_at=None)
        return tuple(Choice(str(one.pk), one.title, note=one.number) for one in issued)

    def sides(self) -> tuple[Choice, ...]:
        rows = self.view.order.parties.filter(role__in=SIDES).select_related("party").order_by("pk")
        return tuple(
            Choice(
                str(row.party_id),
                row.told.get("name") or row.party.name,
                str(PartyRole(row.role).label),
            )
            for row in rows
        )

    def guests(self) -> tuple[Choice, ...]:
        return tuple(Choice(str(one.pk), one.name) for one in guests_of(self.view.order))

    def _clocks(self) -> tuple[Choice, ...]:
        extensible = {
            spec.name
            for state in self.view.service.states.values()
            for spec in state.clocks
            if spec.extend is not None
        }
        return tuple(
            Choice(due.clock.name, said(due.clock.title), note=due.explanation)
            for due in self.view.clocks
            if due.clock.open and due.clock.name in extensible
        )

    def _organisations(self, search: str) -> tuple[Choice, ...]:
        """Bodies of the fitting kind around the order's place; the whole prefecture, wider by name."""
        order, kinds = self.view.order, self._kinds()
        if search:
            found = search_organisations(search, kinds=kinds, limit=MANY)
        else:
            around = codes.full(codes.prefix(order.region_id)[:4])
            found = list(organisations_in(around, kinds=kinds).order_by("region_id", "pk")[:MANY])
        titles = catalogue().organisation_kinds
        return tuple(
            Choice(str(body.pk), body.name, group=titles[body.kind].title.said)
            for body in sorted(found, key=lambda body: body.kind)
            if body.pk != self.actor.organisation_for("handler") and body.kind in titles
        )

    def _kinds(self) -> tuple[str, ...]:
        """A transfer stays with those who decide such a matter; papers go where orders are handled."""
        order, service = self.view.order, self.view.service
        if self.spec.effect == "transfer":
            return (service.handler, order.organisation.kind)
        if self.spec.effect == "hand_over":
            return ("centre", "station", "bureau", service.handler, order.organisation.kind)
        return ()


_CHOICES: Mapping[Kind, Callable[[References], tuple[Choice, ...]]] = {
    Kind.PRACTITIONER: References.practitioners,
    Kind.ACCOUNT: References.accounts,
    Kind.SERVICE: References.services,
    Kind.MATERIALS: References.materials,
    Kind.DOCUMENT: References.documents,
    Kind.SIDE: References.sides,
    Kind.GUESTS: References.guests,
}
