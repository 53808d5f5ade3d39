"""What a tour saw with its own eyes: states an order stood in, limits kept and passed, papers that came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import documents_of, pdf_of, signed_pdf_of
from santai.capabilities.orders import events
from santai.capabilities.orders.models import Event, Order, Outbox
from santai.catalogue.schema import ClockSpec, Service
from tests.reliability.model.papers import look, look_signed, pages_of
from tests.reliability.model.walker import A_MOMENT, Walker

Name = tuple[str, str]  # of a service, and of something in its file
UNTOLD = "the limit passed and nobody wrote it down"


@dataclass
class Seen:
    keep: Path | None = None  # where one of each paper is kept for people to look at
    states: set[Name] = field(default_factory=set)
    met: set[Name] = field(default_factory=set)
    breached: set[Name] = field(default_factory=set)
    papers: set[tuple[str, str, str]] = field(default_factory=set)  # service, deed, document
    signed: set[Name] = field(default_factory=set)
    pages: int = 0
    passed_in_vain: dict[Name, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)  # of papers

    def look_round(self, walk: Walker) -> None:
        """After every deed: where it stands, which limits were kept, what was made."""
        order = walk.fresh()
        self.states.add((walk.service.id, order.state))
        self._kept(walk.service, order)
        self._made(walk.service, order)

    def _kept(self, service: Service, order: Order) -> None:
        """Whoever takes a matter back keeps none: those are void then."""
        rows = Clock.objects.filter(subject=order.subject, state=ClockState.MET, breached_at=None)
        self.met |= {(service.id, one.name) for one in rows if not one.late}

    # --- limits that pass

    def let_limits_pass(self, walk: Walker) -> None:
        """Every limit that runs here and was not seen passing: what happens is undone again."""
        for clock, spec in walk.open_clocks():
            name = walk.service.id, clock.name
            if clock.state != ClockState.RUNNING or name in self.breached:
                continue
            with walk.aside():
                if said := self._pass(walk, clock, spec):
                    self.passed_in_vain[name] = said
                    continue
            self.breached.add(name)
            self.passed_in_vain.pop(name, None)

    def _pass(self, walk: Walker, clock: Clock, spec: ClockSpec) -> str:
        """Not a moment before it is over, and then once: an event, and the office is told or the law acts."""
        if walk.now < clock.due_at - A_MOMENT:
            walk.pass_time(clock.due_at - A_MOMENT)
            row = Clock.objects.get(pk=clock.pk)
            if row.breached_at is not None:
                return "it was written down before the limit was over"
            if row.state != ClockState.RUNNING:
                return "another limit came first"
        walk.pass_time(max(clock.due_at, walk.now))
        walk.check()
        self.look_round(walk)
        return _on_record(walk, clock, spec)

    # --- papers that come out

    def _made(self, service: Service, order: Order) -> None:
        papers = {one.pk: one for one in documents_of(order.subject)}
        rows = Event.objects.filter(order=order).order_by("seq") if papers else Event.objects.none()
        for event in rows:
            for one in event.data.get("documents", ()):
                self._paper(service, order, event.code, papers[one["id"]])

    def _paper(self, service: Service, order: Order, code: str, paper: Document) -> None:
        spec, name = service.documents.get(paper.key), f"{service.id} {paper.key}"
        if spec is None:  # a receipt for papers that change hands is no document of the file
            return
        if paper.signed_sha256 and (service.id, paper.key) not in self.signed:
            self.signed.add((service.id, paper.key))
            self._note(f"{name} signed", look_signed(paper, spec, order.number))
            self._put(f"{name} signed", signed_pdf_of(paper))
        if (service.id, code, paper.key) in self.papers:
            return
        self.papers.add((service.id, code, paper.key))
        self._note(f"{name} by {code}", look(paper, spec, order.number))
        self.pages += pages_of(pdf_of(paper))
        self._put(name, pdf_of(paper))

    def _note(self, name: str, faults: list[str]) -> None:
        if faults:
            self.faults[name] = faults

    def _put(self, name: str, pdf: bytes) -> None:
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{name.replace('/', '.').replace(' ', '--')}.pdf").write_bytes(pdf)


def _on_record(walk: Walker, clock: Clock, spec: ClockSpec) -> str:
    row = Clock.objects.get(pk=clock.pk)
    told = [one for one in _breaches(walk.fresh()) if one.data["clock"] == clock.name]
    if row.breached_at is None or not told:
        return UNTOLD
    event = told[-1]
    if (event.role, event.at, event.data["due"]) != ("system", walk.now, row.due_on.isoformat()):
        return "what was written down is not what happened"
    after = Event.objects.filter(order=event.order, seq=event.seq + 1).values_list("code", "role")
    if spec.then and list(after) == [(spec.then, "system")]:
        return ""
    tells = Outbox.objects.filter(order=event.order, seq=event.seq).values_list("tells", flat=True)
    return "" if list(tells) == [["agency"]] else "the office was not told"


def _breaches(order: Order) -> list[Event]:
    return list(Event.objects.filter(order=order, code=events.CLOCK_BREACHED).order_by("seq"))


# --- all there is to see


def states(of: Iterable[Service]) -> set[Name]:
    return {(service.id, name) for service in of for name in service.states}


def clocks(of: Iterable[Service]) -> set[Name]:
    return {(one.id, clock.name) for one in of for s in one.states.values() for clock in s.clocks}


def papers(of: Iterable[Service]) -> set[tuple[str, str, str]]:
    return {
        (service.id, spec.name, key)
        for service in of
        for state in service.states.values()
        for spec in state.actions.values()
        for key in spec.documents
    }


def to_be_signed(of: Iterable[Service]) -> set[Name]:
    """Documents that something waits for."""
    return {
        (service.id, key)
        for service in of
        for state in service.states.values()
        for spec in state.actions.values()
        for key in spec.signed
    }
