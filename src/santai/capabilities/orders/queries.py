"""Reads used by more than one door: the inbox, the story of an order, what comes next."""

# size: one file because the reads of one order share what they know of its story.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.clocks.models import Clock
from santai.capabilities.clocks.queries import clocks_of, explain
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import documents_of
from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import files_of
from santai.capabilities.identity.queries import to_be_sifted
from santai.capabilities.orders import access, events
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.persons import Person, Uncovered, people_of
from santai.capabilities.people.access import Actor, masked_actor
from santai.capabilities.reading.actions import note_look
from santai.capabilities.sealing.envelope import Broken
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ActionSpec, Remedy, Service, Stage, StateSpec, Turn

PAGE = 50
IN_CONFIDENCE = frozenset({"contact", "was", "now", "why_asked"})  # of an event, for who sees whole
CHAINS = 500  # orders whose records are read together
# What a line of the inbox shows: the answers and the people behind it are not fetched fifty times.
LISTED = (
    *("number", "seq", "due_at", "urged", "title", "turn", "service", "version", "state"),
    *(
        "applicant__kind",
        "applicant__name",
        "organisation__name",
        "organisation__short",
        "holder__name",
    ),
)
# Beyond this a filter says "999+": nobody reads the figure, everybody waits for it.
COUNTED_TO = 1000


class Told(Protocol):
    """An event, or what a reader sees of it."""

    @property
    def code(self) -> str: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


FILTERS: Mapping[str, str] = {
    "mine": gettext_noop("我领办的"),
    "turn": gettext_noop("轮到本单位"),
    "unclaimed": gettext_noop("无人领办"),
    "overdue": gettext_noop("已超期"),
    "waiting": gettext_noop("等申请人或外单位"),
    "call_back": gettext_noop("待评价"),
    "sift": gettext_noop("待甄别"),
    "all": gettext_noop("全部在办"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline, as this reader may see it."""

    seq: int
    code: str
    at: datetime
    title: str
    who: str
    role: str
    organisation: str
    channel: str
    data: Mapping[str, Any]
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class DueDay:
    """A clock with its own explanation."""

    clock: Clock
    explanation: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """All of one order that one reader may see."""

    order: Order
    service: Service
    state: StateSpec
    people: Sequence[Person]
    timeline: Sequence[Moment]
    clocks: Sequence[DueDay]
    actions: Sequence[ActionSpec]
    files: QuerySet[StoredFile]  # looked up where they are shown
    documents: QuerySet[Document]
    remedy: Remedy | None
    revealed: bool
    staff: bool
    noted: bool = True  # that somebody looked could be written down


def kept_from_applicant(orders: Iterable[Order]) -> frozenset[int]:
    """Of the documents of these orders, those that go to others alone; no query where no file has such."""
    asked = Q()
    for order in orders:
        papers = service_of(order).documents.values()
        if others := [spec.key for spec in papers if "applicant" not in spec.to]:
            asked |= Q(subject=order.subject, key__in=others)
    found = Document.objects.filter(asked).values_list("pk", flat=True) if asked else ()
    return frozenset(found)


def papers_of(
    order: Order, story: Iterable[Event] | None = None, *, staff: bool = False
) -> QuerySet[Document]:
    """The documents issued in the matter, and in the order of another side those that were served on it or
    that it is asked to sign. Who is not `staff` reads none that goes to others alone.

    `story` is all that happened, where it is at hand.
    """
    if order.link != Link.SUMMONED:
        every = documents_of(order.subject)
        return every if staff else every.exclude(pk__in=kept_from_applicant([order]))
    told = story if story is not None else order.events.filter(code=events.SERVED)
    served = [event.data["served"]["document"] for event in told if "served" in event.data]
    main = order.parent
    asked = Q(pk__in=served)
    if main is not None:
        papers = service_of(main).documents
        theirs = [key for key, spec in papers.items() if "opposite" in spec.signers]
        asked |= Q(subject=main.subject, key__in=theirs)
    kept = frozenset() if staff else kept_from_applicant([order]) - set(served)
    return Document.objects.filter(Q(subject=order.subject) | asked).exclude(pk__in=kept)


service_of = access.service_of


def decided(order: Order, story: Iterable[Event] | None = None) -> StateSpec:
    """The state whose decision stands: what was filed away is still refused, or whatever it was.

    `story` is all that happened, where it is at hand.
    """
    states = service_of(order).states
    if order.stage == Stage.CLOSED:
        moves = (
            event
            for event in (story if story is not None else order.events.all())
            if event.target == order.state != event.source
        )
        filed = max(moves, key=lambda event: event.seq, default=None)
        if filed is not None and filed.source in states:
            return states[filed.source]
    return states[order.state]


def view(
    actor: Actor, order: Order, *, at: datetime, uncovered: Uncovered | None = None
) -> OrderView:
    """What this actor sees of an order they already hold (through `access.order_for`).

    Staff see numbers and addresses masked, but for the one that was `uncovered` with a reason. That staff
    or a partner system looked is written down first; where it cannot be, nobody is seen whole.
    """
    service = service_of(order)
    state = service.state(order.state)
    staff, revealed = access.is_staff_sight(actor, order), access.may_reveal(actor, order)
    noted = note_look(actor, order, whole=revealed)
    revealed = revealed and noted
    story = list(order.events.order_by("seq").select_related("organisation"))
    kept = frozenset[int]() if staff else kept_from_applicant([order])
    people = people_of(actor, order, revealed=revealed, staff=staff, uncovered=uncovered)
    known = frozenset(person.name for person in people if person.name == person.masked_name)
    return OrderView(
        order=order,
        service=service,
        state=state,
        people=people,
        timeline=_timeline(story, service, staff=staff, revealed=revealed, kept=kept, known=known),
        clocks=due_days(order, at=at),
        actions=access.offered(actor, order, dict(state.actions), happened=story),
        files=files_of(order.subject),
        documents=papers_of(order, story, staff=staff),
        remedy=decided(order, story).remedy,
        revealed=revealed,
        staff=staff,
        noted=noted,
    )


def _timeline(
    story: Iterable[Event],
    service: Service,
    *,
    staff: bool,
    revealed: bool,
    kept: frozenset[int],
    known: frozenset[str],
) -> list[Moment]:
    """The story so far; the applicant's version leaves out what concerns the office alone.

    Who sees people masked sees them masked here too, but for names that are `known` to everybody, and not what was
    asked of them in confidence.
    """
    private = frozenset(field.key for field in service.form if field.personal)
    return [
        _moment(event, service, None if revealed else private, kept, known)
        for event in story
        if staff or event.public
    ]


def _moment(
    event: Event,
    service: Service,
    private: frozenset[str] | None,
    kept: frozenset[int],
    known: frozenset[str],
) -> Moment:
    who = event.actor_name
    data = without(event.data, kept)
    if private is not None:
        who = masked_actor(who, known) if event.role == "applicant" else who
        data = {key: value for key, value in data.items() if key not in IN_CONFIDENCE}
        if event.code == events.MERGED_IN and "service" in data:
            merged = catalogue().service_version(data["service"], data["version"])
            private = frozenset(field.key for field in merged.form if field.personal)
        if "answers" in data:
            shown = {key: text for key, text in data["answers"].items() if key not in private}
            data = data | {"answers": shown}
        if "judgement" in data:
            data = data | {"judgement": _without_words(data["judgement"])}
    return Moment(
        seq=event.seq,
        code=event.code,
        at=event.at,
        title=_title(service, event),
        who=who if event.actor_id else _(who),  # 系统, 访客 …
        role=event.role,
        organisation=event.organisation.name if event.organisation else "",
        channel=event.channel,
        data=data,
        source=_state_title(service, event.source),
        target=_state_title(service, event.target),
    )


def without(data: Mapping[str, Any], kept: frozenset[int]) -> Mapping[str, Any]:
    """What an event says, less the documents that are not this reader's."""
    if not kept or "documents" not in data:
        return data
    return {**data, "documents": [one for one in data["documents"] if one["id"] not in kept]}


def _without_words(judgement: Mapping[str, Any]) -> dict[str, Any]:
    """A rule's answer with its articles; the reasons in words hold figures of a person's life."""
    bare = [{"text": "", "basis": reason["basis"]} for reason in judgement["reasons"]]
    return {**judgement, "reasons": bare}


def due_days(order: Order, *, at: datetime) -> list[DueDay]:
    calendar = catalogue().calendar
    return [DueDay(clock, explain(clock, calendar, at)) for clock in clocks_of(order.subject)]


def correction_waiting(story: Iterable[Told]) -> Told | None:
    """What the applicant wants put right and nobody has answered; `story` in the order it happened."""
    waiting = None
    for one in story:
        if one.code == events.CORRECTION_ASKED:
            waiting = one
        elif one.code in (events.CORRECTED, events.CORRECTION_REFUSED):
            waiting = None
    return waiting


def signatures_subject(order: Order) -> str:
    """The key under which signatures drawn by hand are kept: apart from the files of the matter."""
    return f"{order.subject}/signatures"


def dossiers_subject(order: Order) -> str:
    """The key under which dossiers are kept: apart from the documents of the matter, for the office alone."""
    return f"{order.subject}/dossier"


def dossiers_of(order: Order) -> QuerySet[Document]:
    """What was bound of it, the newest first."""
    return documents_of(dossiers_subject(order)).order_by("-pk")


def inbox(
    actor: Actor, *, which: str, at: datetime, page: int = 1, only: Q | None = None
) -> list[Order]:
    """One page of an inbox, what breaches first at the top. `only` narrows it further."""
    start = (max(page, 1) - 1) * PAGE
    seen = access.orders_for(actor).filter(only or Q())
    rows = _inbox(seen, actor, which, at).select_related("applicant", "organisation", "holder")
    return list(rows.only(*LISTED)[start : start + PAGE + 1])


def counts(
    actor: Actor, *, at: datetime, more: Mapping[str, tuple[str, Q]] | None = None
) -> dict[str, int]:
    """How many stand behind each filter, counted to COUNTED_TO at most; all of them in one statement.

    `more`: further lists by a name of their own, each a filter and what narrows it.
    """
    asked = {**{which: (which, Q()) for which in FILTERS}, **(more or {})}
    seen = access.orders_for(actor)
    lists = [_inbox(seen.filter(only), actor, which, at) for which, only in asked.values()]
    return dict(zip(asked, _counted_together(lists), strict=True))


def _counted_together(lists: Sequence[QuerySet[Order]]) -> list[int]:
    parts: list[str] = []
    values: list[Any] = []
    for rows in lists:
        try:
            text, given = rows.order_by().values("pk")[:COUNTED_TO].query.sql_with_params()
        except EmptyResultSet:  # nothing can fit, and Django says so without asking
            text, given = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({text}) AS found)")  # noqa: S608  Django wrote it
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def to_call_back(actor: Actor, *, calling: bool = True) -> QuerySet[Order]:
    """Whose matter is done and who may be called about it, longest waiting first: people who left a number,
    who did not ask not to be called, and with whose matter the actor had nothing to do.

    `calling`: only those whose number the actor may read; who supervises the calls looks on without. What
    one office asked of another is not the applicant's to judge.
    """
    done = access.orders_for(actor).filter(
        access.revealed_to(actor) if calling else Q(),
        ~Exists(_served_by(actor.account_id).filter(order=OuterRef("pk"))),
        ~Q(link=Link.ASSIST),
        ~Q(applicant__phone=""),
        ~Q(applicant__safe_contact__may_call=False),
        applicant__no_calls=False,
        stage=Stage.COMPLETED,
    )
    return done.exclude(holder=actor.account_id).order_by("completed_at", "pk")


def has_served(order: Order, account_id: int | None) -> bool:
    """Whether this account did anything in the matter: who judges it by calling is somebody else (EVAL-10)."""
    return _served_by(account_id).filter(order=order.pk).exists()


def _served_by(account_id: int | None) -> QuerySet[Event]:
    return Event.objects.filter(actor=account_id).exclude(code="call_back")


def orders_of_party(actor: Actor, party_id: int) -> QuerySet[Order]:
    """The matters of one person that this actor may see, newest first: nobody tells the story twice."""
    theirs = access.orders_for(actor).filter(
        parties__party=party_id, parties__role__in=access.SPEAKING
    )
    return theirs.order_by("-received_at")


def chain_is_whole(order: Order) -> bool:
    """Whether every event hashes to what the next one and the order's head say (ASVS 16.4.2)."""
    return _is_whole(order.events.order_by("seq"), order)


def broken_chains() -> Iterator[Order]:
    """Every order whose record is not what it was when it was written; two queries for each CHAINS
    of them.

    What is being written meanwhile looks broken between the two: it is asked again, locked.
    """
    last = 0
    while orders := list(Order.objects.filter(pk__gt=last).order_by("pk")[:CHAINS]):
        last = orders[-1].pk
        yield from filter(_is_still_broken, broken_among(orders))


def broken_among(orders: Sequence[Order]) -> Iterator[Order]:
    """Those of these whose record is not what it was, or is being written; one query for all of them."""
    chains: dict[int, list[Event]] = {order.pk: [] for order in orders}
    for event in Event.objects.filter(order__in=chains).order_by("order", "seq"):
        chains[event.order_id].append(event)
    return (order for order in orders if not _is_whole(chains[order.pk], order))


def _is_still_broken(order: Order) -> bool:
    with transaction.atomic():
        return not chain_is_whole(Order.objects.select_for_update().get(pk=order.pk))


def _is_whole(chain: Iterable[Event], order: Order) -> bool:
    previous, erased = events.FIRST, order.erased_by or 0
    for seq, event in enumerate(chain, start=1):
        if seq == erased and event.code != events.ERASED:
            return False  # nothing but the event that says so takes out what was said before
        try:
            gone = seq < erased and events.is_emptied(event.data, event.role, event.actor_name)
            hashed = event.hash if gone else event.computed_hash()
        except Broken:  # what was said does not open
            return False
        if (event.seq, event.previous, hashed) != (seq, previous, event.hash):
            return False
        previous = event.hash
    return previous == order.head


def _inbox(seen: QuerySet[Order], actor: Actor, which: str, at: datetime) -> QuerySet[Order]:
    if which == "call_back":
        waiting = seen.filter(stage=Stage.COMPLETED, evaluated_at=None)
        return waiting.order_by("completed_at", "pk")
    return seen.filter(_which(actor, which, at), stage=Stage.OPEN).order_by("due_at", "pk")


def _which(actor: Actor, which: str, at: datetime) -> Q:
    at_home = Q(organisation__in=[post.organisation_id for post in actor.posts])
    mine = Q(holder=actor.account_id)
    if actor.practitioner_id is not None:
        mine |= Q(assignee=actor.practitioner_id)
    return {
        "mine": mine,
        "turn": Q(turn=Turn.AGENCY) & at_home & ~to_be_sifted(),
        "unclaimed": Q(holder=None, turn=Turn.AGENCY) & at_home & ~to_be_sifted(),
        "sift": at_home & to_be_sifted(),
        "overdue": Q(due_at__lte=at),
        "waiting": Q(turn__in=[Turn.APPLICANT, Turn.OTHER_BODY]),
    }.get(which, Q())


def open_already(actor: Actor, service: Service) -> str:
    """The number of such a matter that whoever is signed in has open, where its file allows one at a time; else "".

    Of those they may open themselves: somebody else's name and telephone tell nobody of matters.
    """
    if service.one_open is None or not actor.is_member:
        return ""
    theirs = access.orders_for(actor).filter(service=service.id, stage=Stage.OPEN)
    return theirs.order_by("pk").values_list("number", flat=True).first() or ""


def _title(service: Service, event: Event) -> str:
    """What the action was called in the state it was taken in; names mean different things in others."""
    state = service.states.get(event.source)
    spec = state.actions.get(event.code) if state else None
    return _(spec.title.zh if spec else events.TITLES.get(event.code, event.code))


def _state_title(service: Service, name: str) -> str:
    return service.states[name].title.said if name in service.states else ""
