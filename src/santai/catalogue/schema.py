"""The shapes of a service: what the catalogue's files say once they are loaded and proved.

Everything here is a frozen value without behaviour beyond tiny look-ups. The loader makes them from YAML, the
layers change them for a region, everyone else only reads them. Authors read `docs/catalogue.md` instead.
"""
# size: one file because these shapes name each other, and whoever reads one needs the next.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from santai.catalogue.text import Text as Text
from santai.kernel.citation import Citation
from santai.kernel.words import said, say
from santai.kernel.workdays import Term

if TYPE_CHECKING:  # tariff.py stands on this file
    from santai.catalogue.tariff import Fee

Basis = tuple[Citation, ...]


class Stage(StrEnum):
    """How far an order is, the same for every service; what lists, figures and guards go by."""

    OPEN = "open"  # somebody still has to do something
    COMPLETED = "completed"  # 办结: done, waiting for evaluation or call-back (ORD-14)
    CLOSED = "closed"  # archived; nothing moves any more


class Turn(StrEnum):
    """Whose turn it is. An inbox is one indexed column, not a maze of statuses."""

    APPLICANT = "applicant"
    AGENCY = "agency"  # the organisation that has the order
    ASSIGNEE = "assignee"  # the practitioner it was assigned to
    OTHER_BODY = "other_body"  # an outside body (court, labour inspectorate …)
    SUPERVISOR = "supervisor"  # the supervising bureau
    NOBODY = "nobody"


class Door(StrEnum):
    """Through which an order can come in (渠道)."""

    PORTAL = "portal"
    COUNTER = "counter"
    HOTLINE = "hotline"
    TERMINAL = "terminal"
    PARTNERS = "partners"
    VILLAGE = "village"  # taken in where people live, on the phone of a village adviser


class Level(StrEnum):
    """The five levels of the administrative divisions, plus the nation."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


# --- conditions and rules -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A value that differs by place and day, e.g. `region.hardship_line`; `times` multiplies it."""

    name: str
    times: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Test:
    """One fact compared with one value. `op`: is, in, has, at_most, at_least.

    `is`: equal; `in`: equal to one of a tuple; `has`: a many-choice fact holds the value (or one of a tuple).
    An absent fact makes the test *unknown*, never *no*.
    """

    fact: str
    op: str
    value: Any  # scalar, tuple of scalars, or ParameterRef

    __test__ = False  # the name is a law word here, not a pytest class


@dataclass(frozen=True, slots=True)
class RuleRef:
    name: str


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801  -- the sister of All; Any is typing's
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Test | RuleRef | All | Any_ | Not


@dataclass(frozen=True, slots=True)
class Rule:
    """A question of law about the facts, answered yes, no or unknown with reasons.

    Yes when one of `yes_if` holds; no when none can hold any more (or one of `no_if` holds, which wins).
    """

    name: str
    says: str  # one sentence for people: what "yes" means
    yes_if: tuple[Condition, ...]
    no_if: tuple[Condition, ...] = ()
    basis: Basis = ()


# --- what is asked and what must be shown -------------------------------------------------------


class Kind(StrEnum):
    """What a field holds. The YAML spelling is shown in docs/catalogue.md."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    MONEY = "money"  # CNY, decimal with two places, kept as a string
    NUMBER = "number"  # whole number
    DATE = "date"
    YES_NO = "yes_no"
    REGION = "region"  # 12-digit code
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ORDER = "order"  # the number of another order
    SERVICE = "service"  # the id of a service
    PRACTITIONER = "practitioner"  # primary key
    ORGANISATION = "organisation"  # primary key
    ACCOUNT = "account"  # primary key
    MATERIALS = "materials"  # list of material keys of this order
    DOCUMENT = "document"  # primary key of a document of this order
    GUESTS = "guests"  # keys of people who were invited to the session at hand
    SIDE = "side"  # primary key of a party: one of the two sides of this order


class Part(StrEnum):
    """A part of a dossier (案卷). What a file does not name follows in this order."""

    APPLICATION = "application"
    MATERIALS = "materials"
    DOCUMENTS = "documents"
    FILES = "files"
    RECORD = "record"
    CLOCKS = "clocks"
    EVALUATION = "evaluation"
    LEDGER = "ledger"


PICKED = (  # from lists that only an order at hand gives: actions ask for these, forms cannot
    Kind.SERVICE,
    Kind.PRACTITIONER,
    Kind.ORGANISATION,
    Kind.ACCOUNT,
    Kind.MATERIALS,
    Kind.DOCUMENT,
    Kind.SIDE,
    Kind.GUESTS,
)
HOLD = "hold"  # the effect by which a session was held
MEETING = ("call_session", HOLD, "adjourn")  # effects with a session at hand
ASSIGNING = frozenset({"assign", "draw", "take_drawn"})  # effects by which somebody handles it
SUMMON = "summon"  # the effect that opens an order for the other side
LONGEST = {Kind.TEXT: 100, Kind.LONG_TEXT: 5000}  # texts, where a file does not say


@dataclass(frozen=True, slots=True)
class Computed:
    """A fact that nobody types: `op` (sum, product, share) of fields above it, or of `region.<parameter>`."""

    op: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question on a form, or one fact an action needs."""

    key: str
    ask: Text
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    why: str = ""
    minimum: int | None = None  # number, money: least value; text: least length
    maximum: int | None = None  # number, money: greatest value; text: greatest length
    past: bool | None = None  # dates: True only past days, False only days from today on
    when: Condition | None = None  # asked only when this is not "no"
    unless: Condition | None = None  # not asked when this is "yes"
    personal: bool = False  # masked in lists and logs, left out of exports
    label: str = ""  # what the answer is called in reasons, where `ask` is a question
    computed: Computed | None = None  # never asked: it follows from others

    @property
    def called(self) -> str:
        """A noun for the answer, or the question itself in quotes, in the reader's language."""
        if self.label or not self.question:
            return said(self.label or self.ask.zh)
        return say("“{question}”", question=self.ask.said.rstrip("？?؟"))

    @property
    def question(self) -> bool:
        """Whether it asks in a sentence and has no noun for the answer."""
        return not self.label and self.ask.zh.endswith(("？", "?"))


def to_be_asked(fields: Iterable[Field]) -> list[Field]:
    """Those that somebody answers."""
    return [field for field in fields if field.computed is None]


@dataclass(frozen=True, slots=True)
class MaterialSpec:
    """Something that must be shown (材料)."""

    key: str
    show: Text
    required: bool = True
    original: bool = False  # the original must be seen at a counter
    copies: int = 1
    commitment: bool = False  # a signed commitment (告知承诺) may replace it
    shared_data: bool = False  # waived where the office can look it up itself
    unless: Condition | None = None
    note: str = ""
    basis: Basis = ()


# --- clocks, actions, states --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extension:
    """How a clock may be extended (延期): by how much, how often, who approves."""

    by: Term
    times: int
    approver: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """A limit that runs while an order is in a state, and what stops it.

    The clock starts when the state is entered (or, with `start="received"`, counts from the order's receipt; with
    `start="served"` it does not run before a document was served on whoever the order is for), pauses while the
    order is in one of `pause`, runs on through the states of `runs_on`, and is met by leaving for any other state.
    """

    name: str
    title: Text
    limit: Term | None  # None: the day is set by the fact `set_by` of the action that led here
    parameter: str = (
        ""  # what the place has set counts, read when the clock starts; `limit` is the nation's
    )
    set_by: str = ""
    start: str = "entered"
    pause: tuple[str, ...] = ()
    runs_on: tuple[str, ...] = ()  # steps that one limit of law covers together
    then: str = ""  # action the system takes when the limit passes (deemed outcome)
    extend: Extension | None = None
    basis: Basis = ()


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """Something that may be done to an order (办理动作)."""

    name: str
    title: Text
    by: tuple[str, ...]  # role ids, or words of loader.scope.WHOSE
    to: str = ""  # the state it leads to; "" stays
    needs: tuple[Field, ...] = ()
    once: bool = False
    documents: tuple[str, ...] = ()
    suggests: str = ""  # rule whose answer is shown as advice beside the button
    requires: str = ""  # rule that must be answered yes
    materials: tuple[str, ...] = ()  # material keys that must have been received (or waived)
    effect: str = ""  # what it does beyond moving: assign, refer, transfer … (see lifecycle.yaml)
    spawns: str = ""  # the service of the child order it opens (协办, 转介, 异议 …)
    waits: bool = False  # the order is not done before that child is
    signed: tuple[str, ...] = ()  # documents that must have been signed by all who are asked to
    held: bool = False  # not before a session was held
    passes: tuple[str, ...] = ()  # of its `needs`: what the other side or the main order is told
    outcome: str = ""  # the result it gives the order, e.g. granted, refused, answered
    confirm: str = ""  # one line under the button: the consequence
    tells: tuple[str, ...] = ("applicant",)  # who gets a message
    paid: bool = False  # not before what the matter costs is paid or let off
    common: bool = False  # one that every service has (lifecycle.yaml) …
    only_with: str = ""  # … of those in which some action has this effect
    stages: tuple[Stage, ...] = (Stage.OPEN,)  # … and in which stages
    basis: Basis = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """The way on after a refusal: which service, how long it is open, which law."""

    service: str
    within: Term | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class StateSpec:
    name: str
    title: Text
    says: Text  # what the applicant is told while the order is here
    turn: Turn
    stage: Stage = Stage.OPEN
    clocks: tuple[ClockSpec, ...] = ()
    actions: Mapping[str, ActionSpec] = field(default_factory=dict)
    remedy: Remedy | None = None
    answers: Mapping[str, str] = field(default_factory=dict)  # what a side did → our action by it
    follows: Mapping[str, str] = field(default_factory=dict)  # what the main order did → the same


def clock_key(state: StateSpec, clock: ClockSpec) -> str:
    """Where a clock stands in its file: `states.submitted.clock`, or under `clocks` with its own name."""
    own = "clock" if clock.name == state.name else f"clocks.{clock.name}"
    return f"states.{state.name}.{own}"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of facts inside a document, such as a score sheet; cells are texts with {placeholders}."""

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return *self.head, *(cell for row in self.rows for cell in row)


Paragraph = str | TableSpec


def texts_in(body: Iterable[Paragraph]) -> list[str]:
    """Every text of a body, those of tables cell by cell."""
    found: list[str] = []
    for one in body:
        found += [one] if isinstance(one, str) else one.texts
    return found


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A document (文书) as data: title, number pattern and paragraphs with {placeholders}.

    `english`: the same text for those who read no Chinese; it stands below the Chinese, which prevails.
    """

    key: str
    title: Text
    number: str  # e.g. "{organisation.short}援决字〔{year}〕第{serial}号"
    body: tuple[Paragraph, ...]
    addressee: str = "{applicant.name}"
    signed_by: str = "{organisation.name}"
    signers: tuple[str, ...] = ()  # who is asked to sign it: sides, or staff by the words of `by`
    to: tuple[str, ...] = ("applicant",)  # whom it goes to: nobody else finds it in their order
    basis: Basis = ()
    english: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOpen:
    """Nobody has two of a service open at once. `says`: what whoever asks for a second is told."""

    says: Text
    basis: Basis


@dataclass(frozen=True, slots=True)
class Service:
    """One item (事项) as it stands in one region on one day, all layers merged."""

    id: str
    version: str  # "2022-01-01" or "2022-01-01+41@2024-03-01+4104@2025-01-01": enough to rebuild it
    title: Text
    line: str
    summary: Text
    effective: date
    until: date | None
    basis: Basis
    serves: tuple[str, ...]  # citizen, enterprise, organisation
    levels: tuple[Level, ...]
    handler: str  # organisation kind that decides
    doors: tuple[Door, ...]
    fee: Fee
    applicant: Mapping[str, bool]  # party fields asked → required
    opposite: str  # none | optional | required
    form: tuple[Field, ...]
    materials: tuple[MaterialSpec, ...]
    rules: Mapping[str, Rule]
    initial: str
    states: Mapping[str, StateSpec]
    redo: str  # the state a dissatisfied applicant's order goes back to; "" = cannot be redone
    documents: Mapping[str, DocumentSpec]
    skills: tuple[str, ...] = ()  # what an assignee should know
    practitioners: tuple[str, ...] = ()  # kinds of practitioner it may be assigned to
    region: str = ""  # "" national, else the code prefix of the layer that owns the file
    title_field: str = ""  # answers field that names the matter in lists
    dossier: tuple[str, ...] = ()  # parts, and documents by key, in the order they are bound in
    summons: frozenset[str] = frozenset()  # services that open for the other side
    one_open: OneOpen | None = None  # None: somebody may have as many open as they need

    def state(self, name: str) -> StateSpec:
        return self.states[name]

    def action(self, state: str, name: str) -> ActionSpec | None:
        return self.states[state].actions.get(name)

    def material(self, key: str) -> MaterialSpec | None:
        return next((m for m in self.materials if m.key == key), None)


# --- what surrounds the services ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """A role a post can hold. `sees`: none | assigned | organisation | region. `may`: named permissions."""

    id: str
    title: Text
    sees: str
    may: frozenset[str]
    kinds: tuple[str, ...] = ()  # organisation kinds where it can be held; () = any
    reads_only: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a plain list: organisation kinds, groups, lines, skills, languages, practitioner kinds."""

    id: str
    title: Text
    note: str = ""
    short: str = ""  # the word used in lists
    practises: tuple[str, ...] = ()  # organisation kinds: the kinds of practitioner that work there
    covers: tuple[str, ...] = ()  # skills: the answers of forms that are a matter for it
    basis: Basis = ()


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """What a parameter is in a region from a day on. Money is a string with two places, in CNY."""

    name: str
    value: str | int | bool
    unit: str
    region: str
    since: date
    source: str
    verified: bool  # False: nobody has confirmed it yet, and whoever reads it is told so
    title: str = ""  # the parameter's
