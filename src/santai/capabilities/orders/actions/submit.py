"""How an order is born: through any door, in one transaction, once for each idempotency key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import idempotency, sifting
from santai.capabilities.orders.actions.birth import Part, new_order, only_one_open, write_new
from santai.capabilities.orders.actions.door import Done, Door, Facts
from santai.capabilities.orders.actions.facts import checked, facts_of
from santai.capabilities.orders.actions.uploads import Paper
from santai.capabilities.orders.enums import NOBODY, Link, PartyRole
from santai.capabilities.orders.models import IdempotencyKey, Order
from santai.capabilities.orders.queries import decided
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import register_party
from santai.capabilities.people.actions.particulars import CHECKS
from santai.capabilities.people.enums import PartyKind
from santai.capabilities.people.models import Party
from santai.capabilities.places import codes
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import (
    active_organisation,
    is_known,
    responsible_organisation,
)
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Kind, Service, Stage
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow
from santai.kernel.failpoints import failpoint
from santai.kernel.numbers import query_code
from santai.kernel.workdays import ZONE, Term, due

Keys = Callable[[Order], list[IdempotencyKey]]

TOLD = ("name", "phone", "address", "groups")  # what of a person is kept as told, beside the number


UNDER_A_SUPERIOR = frozenset({"bureau", "department"})


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for, as a door understood it. People are mappings of party fields."""

    service: str
    region: str
    applicant: Mapping[str, Any]
    known: Mapping[str, Any] = field(default_factory=dict)  # of a record that staff looked up
    answers: Mapping[str, Any] = field(default_factory=dict)
    opposite: Mapping[str, Any] | None = None
    agent: Mapping[str, Any] | None = None
    organisation: int | None = None  # instead of the responsible one, where the door knows better
    then: Sequence[tuple[str, Facts]] = ()  # actions taken at once, e.g. answered on the telephone

    @property
    def asker(self) -> Mapping[str, Any]:
        """The applicant with all that is known of them."""
        return {**self.known, **self.applicant}

    def missing(self, service: Service) -> dict[str, str]:
        """What the service wants to know of people and nobody said, by field.

        Who has no telephone is reached through whoever speaks for them (代办人).
        """
        agent = self.agent or {}
        through = {"phone": agent.get("phone") if agent.get("name") else ""}
        wrong = {
            f"applicant.{name}": _("请填写。")
            for name, required in service.applicant.items()
            if required and not (self.asker.get(name) or through.get(name))
        }
        if service.opposite == "required" and not (self.opposite or {}).get("name"):
            wrong["opposite.name"] = _("请填写对方的姓名或单位名称。")
        return wrong

    def content(self) -> dict[str, Any]:
        """What the idempotency key stands for."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Along:
    """What came with a request that was written down somewhere else: when that was, as a claim that starts
    no clock, and the papers taken on the spot; and from where a stranger sent it."""

    told_at: datetime | None = None
    papers: Sequence[Paper] = ()
    sources: sifting.Sources | None = (
        None  # where strangers' requests are counted by; None: not counted
    )


def submit(
    *, actor: Actor, request: Request, at: datetime, key: str = "", along: Along | None = None
) -> Done:
    """Make an order of a request. Raises Invalid (each field named), Forbidden or Conflict.

    A repeated key gives the order it made before; the answer is the same however often it is asked.
    """
    along = along or Along()
    _must_be_writable(request.content())
    print_ = idempotency.fingerprint(request.content())
    try:
        with transaction.atomic():
            if before := idempotency.recall(actor, key, print_):
                return Done(before.order, before.seq, repeated=True)
            failpoint("submit.begun")
            keys = partial(idempotency.kept, actor, key, print_, at=at)
            done = _create(actor, _service(actor, request, at), request, at, keys, along)
            failpoint("submit.written")
    except (IntegrityError, Conflict):
        # Another request with the same key was quicker and has committed: give its order.
        if before := idempotency.recall(actor, key, print_):
            return Done(before.order, before.seq, repeated=True)
        raise
    failpoint("submit.committed")
    return done


def code_of(order: Order) -> str:
    """The applicant's query code: derived, so that it can be told again but is stored nowhere."""
    return query_code(settings.SECRET_KEY.encode(), "track", order.code_salt)


# --- checking


def _must_be_writable(said: Any, where: str = "") -> None:
    """Raise Invalid for a sign that no keyboard types and no database takes: NUL, half a surrogate pair."""
    if isinstance(said, str):
        if "\0" in said or any("\ud800" <= sign <= "\udfff" for sign in said):
            raise Invalid({where: _("里面有不能保存的字符，请删掉再试。")})
    elif isinstance(said, Mapping):
        for key, part in said.items():
            _must_be_writable(str(key), where or str(key))
            _must_be_writable(part, f"{where}.{key}" if where else str(key))
    elif isinstance(said, list | tuple):
        for part in said:
            _must_be_writable(part, where)


def _service(actor: Actor, request: Request, at: datetime) -> Service:
    if not is_known(request.region):
        raise Invalid({"region": _("请从列表里选择所在地区。")})
    try:
        service = catalogue().service(request.service, request.region, at.astimezone(ZONE).date())
    except KeyError:
        raise Invalid({"service": _("没有这个事项，请从事项清单里选择。")}) from None
    if actor.channel not in {channel.value for channel in service.doors}:
        raise Invalid(
            {"service": _("“%(service)s”不能从这个渠道办理。") % {"service": service.title.said}}
        )
    if actor.kind in {"staff", "partner"} and not actor.may("intake"):
        raise Forbidden(_("您的岗位不受理群众事项。"))
    return service


def _answers(
    service: Service, request: Request, *, channel: str, on: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers, and everything that is wrong with them or missing about people."""
    wrong = request.missing(service)
    try:
        answers = checked(
            service.form,
            request.answers,
            service,
            facts=facts_of(
                {},
                list(request.asker.get("groups") or ()),
                channel=channel,
                region=request.region,
            ),
            region=request.region,
            on=on,
            under="answers.",
        )
    except Invalid as invalid:
        return {}, wrong | invalid.fields
    regions = [field.key for field in service.form if field.kind == Kind.REGION]
    nowhere = [key for key in regions if answers.get(key) and not is_known(answers[key])]
    return answers, wrong | {f"answers.{key}": _("请从列表里选择地区。") for key in nowhere}


def handling_organisation(service: Service, region: str, wanted: int | None) -> Organisation:
    if wanted is not None:
        found = active_organisation(wanted)
        if found is None:
            raise Invalid({"organisation": _("没有这个单位，或单位已停用。")})
        return found
    found = responsible_organisation(service.handler, region, service.levels)
    if found is None:
        raise Invalid(
            {
                "region": _("这个地区还没有办理“%(service)s”的单位，请选择上一级地区。")
                % {"service": service.title.said}
            }
        )
    return found


def _about(
    actor: Actor, service: Service, answers: Mapping[str, Any], on: date
) -> tuple[Order | None, str]:
    """The order an objection or complaint names: one the asker may see, with a decision still open to it.

    It is locked, so that of two objections sent at the same moment the second finds the first.
    """
    asked = next((field for field in service.form if field.kind == Kind.ORDER), None)
    number = answers.get(asked.key) if asked else None
    if asked is None or not number:
        return None, ""
    try:
        parent = access.locked(actor, number)
    except Missing:
        raise Invalid({f"answers.{asked.key}": _("没有找到这件工单，请核对工单号。")}) from None
    remedy = decided(parent).remedy
    if remedy is None or remedy.service != service.id:
        if asked.required:
            raise NotNow(_("这件工单现在没有可以提出异议的决定。"))
        return parent, Link.COMPLAINT
    if remedy.within and parent.completed_at and _over(remedy.within, parent.completed_at, on):
        raise NotNow(_("已经超过%(limit)s，不能再提出。") % {"limit": remedy.within.said})
    if parent.children.filter(link=Link.REMEDY, stage=Stage.OPEN).exists():
        raise Conflict(_("对这个决定的异议正在处理中。"))
    return parent, Link.REMEDY


def _over(within: Term, since: datetime, on: date) -> bool:
    return due(catalogue().calendar, since, within).on < on


# --- writing


def _create(
    actor: Actor, service: Service, request: Request, at: datetime, keys: Keys, along: Along
) -> Done:
    """All mistakes of the whole request are said at once; what was written by then is rolled back."""
    day = at.astimezone(ZONE).date()
    people, wrong = _people(request, service.serves)
    answers, more = _answers(service, request, channel=actor.channel, on=day)
    if wrong := wrong | more:
        raise Invalid(wrong)
    parent, link = _about(actor, service, answers, day)
    region, house = request.region, request.organisation
    if parent and link == Link.REMEDY:
        region, house = _reviewing(service, parent), house or _own_review(service, parent)
    organisation = handling_organisation(service, region, house)
    applicant = people[PartyRole.APPLICANT].party
    if parent and link == Link.REMEDY and not _concerns(actor, parent, people):
        raise Conflict(_("只能由这件工单的申请人或者代理人提出异议。"))
    only_one_open(actor, service)
    order = new_order(
        actor,
        service,
        organisation,
        applicant,
        answers,
        channel=actor.channel,
        region=request.region,
        intake=actor.organisation_for("intake"),
        parent=parent,
        link=link,
        at=at,
    )
    door = Door(order, actor, at)
    crowd = sifting.crowd_of(request, along.sources, at=at)
    parts = [Part(one.party.pk, role, one.told, one.proven) for role, one in people.items()]
    data: dict[str, Any] = {"contact": _contact(request.applicant)}
    if along.told_at:
        data["told_at"] = along.told_at.isoformat()
    if crowd:
        data["crowd"] = crowd.why.value
    write_new(door, parts, data, then=request.then, keys=partial(keys, order), papers=along.papers)
    if crowd:
        sifting.put_aside(order, crowd, at=at)
    return Done(order, order.seq)


def _concerns(actor: Actor, parent: Order, people: Mapping[PartyRole, Registered]) -> bool:
    """Whether a decision is theirs to object to: of a party to it, or of whoever opened it."""
    if access.speaks(actor, parent):
        return not actor.only_sees
    named = [one.party.pk for role, one in people.items() if role in access.SPEAKING]
    return parent.parties.filter(party__in=named, role__in=access.SPEAKING).exists()


def _reviewing(service: Service, parent: Order) -> str:
    """Where a decision is looked at again: at the body over the one that took it (法律援助法 49), never itself."""
    around = codes.ancestors(parent.organisation.region_id)
    own = parent.organisation.kind == service.handler and len(around) > 1
    return around[1] if own and not _own_review(service, parent) else around[0]


def _own_review(service: Service, parent: Order) -> int | None:
    """The house itself, where the law has it look at its own work again, by somebody else (公证法 39).

    Only the judicial administration has one of its kind over it; a notary office has none.
    """
    own = parent.organisation.kind == service.handler
    return parent.organisation_id if own and service.handler not in UNDER_A_SUPERIOR else None


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody named in a request: the record they are, what was told of them, whether it was proven."""

    party: Party
    told: dict[str, Any]
    proven: bool


def _people(
    request: Request, serves: Sequence[str]
) -> tuple[dict[PartyRole, Registered], dict[str, str]]:
    """Everybody named, registered, and what is wrong with them; nobody has two parts in one order.

    Always in the same order of identities, so that two requests naming the same two new people the other
    way round do not wait for each other.
    """
    named = {
        PartyRole.APPLICANT: {
            **request.applicant,
            "name": request.asker.get("name") or NOBODY,
        },
        PartyRole.AGENT: request.agent or {},
        PartyRole.OPPOSITE: request.opposite or {},
    }
    given = {role: person for role, person in named.items() if person.get("name")}
    people: dict[PartyRole, Registered] = {}
    wrong: dict[str, str] = {}
    for role in sorted(given, key=lambda role: _identity(given[role])):
        known = {"kind": serves[0], **request.known} if role == PartyRole.APPLICANT else {}
        try:
            party = _registered(role, {**known, **given[role]}, request.region)
            people[role] = _told(party, known, given[role])
        except Invalid as invalid:
            wrong |= invalid.fields
    parts: dict[int, PartyRole] = {}
    asker = people.get(PartyRole.APPLICANT)
    if asker and asker.party.kind not in serves:
        served = _("、").join(str(PartyKind(kind).label) for kind in serves)
        wrong["applicant.kind"] = _("这个事项只办理%(served)s的申请。") % {"served": served}
    for role in (role for role in named if role in people):
        if (first := parts.setdefault(people[role].party.pk, role)) is not role:
            wrong[f"{role.value}.name"] = _("不能与%(role)s是同一个人。") % {"role": first.label}
    return {role: people[role] for role in named if role in people}, wrong


def _told(party: Party, known: Mapping[str, Any], person: Mapping[str, Any]) -> Registered:
    proven = bool(person.get("proven") or known.get("proven")) and bool(party.id_number)
    told = {key: CHECKS[key](person[key]) for key in TOLD if person.get(key)}
    if person.get("id_number"):
        told["id_number"] = party.id_number  # it was found or made by it
    return Registered(party, told, proven)


def registered_for(role: PartyRole, person: Mapping[str, Any], region: str) -> Registered:
    """Somebody named later on, as if they had been named in the request."""
    return _told(_registered(role, person, region), {}, person)


def _registered(role: PartyRole, person: Mapping[str, Any], region: str) -> Party:
    try:
        return register_party(**{"region": region, **person})
    except Invalid as invalid:
        fields = {f"{role.value}.{key}": text for key, text in invalid.fields.items()}
        raise Invalid(fields) from invalid
    except TypeError as unknown:  # a field that a party does not have
        raise Invalid({role.value: _("有不认识的项目，请核对名称。")}) from unknown


def _identity(person: Mapping[str, Any]) -> tuple[str, str, str]:
    return (str(person.get("id_number", "")), str(person.get("phone", "")), str(person["name"]))


def _contact(applicant: Mapping[str, Any]) -> dict[str, Any]:
    """How to reach them about this matter, as said now: what is known of a party may be older, or safer."""
    return {key: applicant[key] for key in ("name", "phone", "address") if applicant.get(key)}
