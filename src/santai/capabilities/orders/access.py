"""Who may see an order and who may do what with it: one rule for lists and for single objects.

`orders_for` is the only query set of orders, `sees` the same rule for an order at hand. What they do not give
does not exist for the one who asks. `capacity_for` answers in which capacity somebody acts.
"""
# size: one file because who sees, who speaks and who does are one rule, read together by whoever checks it.

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from santai.capabilities.orders.enums import NOBODY, Link, PartyRole
from santai.capabilities.orders.models import Event, Order, OrderParty
from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.people.enums import PartyKind
from santai.capabilities.people.models import Party
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import inside
from santai.capabilities.reading.actions import note_order
from santai.capabilities.reading.enums import What
from santai.capabilities.rows import by_key, one, several
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ActionSpec, Service
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.numbers import plain

SPEAKING = (
    PartyRole.APPLICANT,
    PartyRole.AGENT,
)  # the sides that may follow the matter and act in it
# What nobody else in the family may learn of by a telephone or as a relative: it takes the query code.
DANGEROUS = ("家庭暴力", "虐待遗弃")
IN_DANGER = "家暴受害人"
NEIGHBOURS = (
    "applicant",
    "organisation",
    "intake",
    "assignee__organisation",
    "holder",
    "region",
)


class Restricted(Forbidden):
    """It is kept and not used any more (PIPL 47): said to whom it would be there for otherwise."""

    code = "restricted"

    def __init__(self) -> None:
        super().__init__(
            _(
                "已限制处理：只保存，不再查看和使用（个人信息保护法第四十七条）。"
                "危及人身财产的紧急情况，请走“紧急查阅”。"
            )
        )


def orders_for(actor: Actor) -> QuerySet[Order]:
    """Every order this actor may open, and no other.

    What is kept and not used any more is there for the applicant alone; what was erased, for nobody.
    """
    if actor.kind == "system":
        return Order.objects.all()
    used = Q(restricted_at=None)
    own = _own(actor) & Q(erased_by=None)
    if actor.representation_id is not None:
        own &= used
    return Order.objects.filter(own | _worked_on(actor) & used)


def _own(actor: Actor) -> Q:
    seen = Q(pk=actor.order_id) if actor.order_id else Q(pk__in=())
    if actor.order_id is not None:
        pass  # that one and nothing else
    elif actor.representation_id is not None:
        seen |= _as_representative(actor)
    elif actor.party_ids:
        theirs = OrderParty.objects.filter(party__in=actor.party_ids, role__in=SPEAKING)
        seen |= Q(pk__in=theirs.values("order"))
    elif actor.told is not None:
        seen |= _by_telephone(*actor.told)
    return seen & ~Q(link=Link.ASSIST)


def _worked_on(actor: Actor) -> Q:
    seen = Q(assignee=actor.practitioner_id) if actor.practitioner_id else Q(pk__in=())
    for post in actor.posts:
        seen |= _seen_from(post)
    return seen


def _by_telephone(phone: str, name: str) -> Q:
    """Matters whose applicant gave this number under this name, and nobody said it was not theirs.

    What the register says of somebody counts for nothing here: a number gets into it without proof. Nor
    does a telephone bring up a body's matters (who works there changes), or those of somebody in danger.
    """
    if name == NOBODY:
        return Q(pk__in=())  # not a name: who asked without one has the query code
    told = OrderParty.objects.filter(
        told__phone=phone,
        told__name=name,
        role=PartyRole.APPLICANT,
        party__kind=PartyKind.CITIZEN,
        disowned_at=None,
    )
    return Q(pk__in=told.values("order")) & quiet()


def _as_representative(actor: Actor) -> Q:
    """What the represented may see, without what could be turned against them: matters of somebody in
    danger, and those in which the representative is the other side."""
    if actor.told is not None:
        rule = _by_telephone(*actor.told)
    else:
        asked = OrderParty.objects.filter(party__in=actor.party_ids, role=PartyRole.APPLICANT)
        rule = Q(pk__in=asked.values("order")) & quiet()
    against = OrderParty.objects.filter(
        order=OuterRef("pk"), role=PartyRole.OPPOSITE, told__name=actor.own_name
    )
    return rule & ~Q(Exists(against))


def quiet() -> Q:
    """Of orders: nobody asked to be reached with care, and nothing was said of violence or danger."""
    return (
        Q(applicant__safe_contact={}) & ~Q(applicant__groups__contains=[IN_DANGER]) & Q(listed=True)
    )


def may_be_listed(answers: Mapping[str, Any]) -> bool:
    """Whether these answers speak of no violence and no danger."""
    return answers.get("danger", "") in ([], "") and answers.get("matter") not in DANGEROUS


def side_with(sides: Sequence[Actor], number: str) -> Actor | None:
    """The first of somebody's sides (themselves, then whom they stand for) that sees the order, holding
    it from here on as its query code would; one query, however many sides there are."""
    asked = [
        orders_for(side).filter(number=plain(number)).order_by().values_list("pk", Value(place))
        for place, side in enumerate(sides)
    ]
    found = sorted(asked[0].union(*asked[1:], all=True), key=lambda row: row[1]) if asked else []
    return replace(sides[found[0][1]], order_id=found[0][0]) if found else None


def service_of(order: Order) -> Service:
    return catalogue().service_version(order.service, order.version)


def order_for(actor: Actor, number: str) -> Order:
    """The order with this number, if it is there for this actor; else Missing."""
    order = orders_for(actor).filter(number=plain(number)).select_related(*NEIGHBOURS).first()
    if order is None:
        kept = Order.objects.filter(_worked_on(actor), restricted_at__isnull=False)
        raise Restricted if kept.filter(number=plain(number)).exists() else Missing
    return order


def papers_for(actor: Actor, number: str) -> Order:
    """The order, for reading its files and documents: they name people whole, so who sees people masked
    may not open them. Raises Missing or Forbidden."""
    order = order_for(actor, number)
    if not may_reveal(actor, order):
        raise Forbidden(_("文书和文件里有当事人的完整信息，请向办理单位调阅。"))
    note_order(actor, order, What.PAPER, whole=True)
    return order


def locked(actor: Actor, number: str) -> Order:
    """The order, locked until the transaction ends. Only the door takes locks.

    Its neighbours are looked up afterwards: joined here, they would be those of before the lock was had.
    """
    # who may not see it waits for no lock
    order = _seen(actor, one(Order, _BY_NUMBER, [plain(number)]))
    lock_sides(order)
    order = _seen(actor, one(Order, _LOCKED, [order.pk]))
    order.applicant = by_key(Party, order.applicant_id)
    order.organisation = by_key(Organisation, order.organisation_id)
    return order


def lock_sides(order: Order) -> None:
    """The orders of the other sides, before that which may move them: what a side does locks the other way
    round, so whoever locked the main order first would wait for them and they for it."""
    if service_of(order).summons:
        several(Order, _SIDES, [order.pk, Link.SUMMONED])


_SIDES = (
    "SELECT {columns} FROM orders_order WHERE parent_id = %s AND link = %s ORDER BY id FOR UPDATE"
)
_BY_NUMBER = "SELECT {columns} FROM orders_order WHERE number = %s"
_LOCKED = "SELECT {columns} FROM orders_order WHERE id = %s FOR UPDATE"


def _seen(actor: Actor, order: Order | None) -> Order:
    if order is not None and order.restricted_at is not None and not actor.is_system:
        used = _worked_on(actor)
        known = speaks(actor, order) or Order.objects.filter(used, pk=order.pk).exists()
        raise Restricted if known else Missing
    if order is None or not sees(actor, order):
        raise Missing
    return order


def sees(actor: Actor, order: Order) -> bool:
    """Whether this order is one of `orders_for(actor)`: the same rule, asked of an order at hand."""
    return actor.is_system or _sees_through_work(actor, order) or speaks(actor, order)


def capacities(actor: Actor, order: Order) -> frozenset[str]:
    """All capacities in which the actor may act on this order: role ids and the words of `by`."""
    if actor.kind == "system":
        return frozenset({"system"})
    if order.restricted_at is not None:
        return frozenset()  # kept, and nothing is done with it (PIPL 47)
    found = {capacity for post in actor.posts for capacity in _capacities_of(post, order)}
    if speaks(actor, order) and not actor.only_sees:
        found.add("applicant")
    if actor.practitioner_id is not None and actor.practitioner_id == order.assignee_id:
        found.add("assignee")
    return frozenset(found)


def capacity_for(actor: Actor, order: Order, spec: ActionSpec) -> str:
    """The capacity in which the actor takes this action; Forbidden when there is none."""
    held = capacities(actor, order)
    for capacity in spec.by:
        if capacity in held:
            return capacity
    raise Forbidden(_("“%(action)s”不由您的岗位办理。") % {"action": spec.title.said})


def organisation_for(actor: Actor, order: Order, capacity: str) -> int | None:
    """For which organisation the actor acts: that of the post which gives the capacity on this order."""
    giving = (p.organisation_id for p in actor.posts if capacity in _capacities_of(p, order))
    return next(giving, None) or actor.organisation_for(capacity)


def may_reveal(actor: Actor, order: Order) -> bool:
    """Whether the parties' particulars are shown whole; everyone else sees them masked."""
    if speaks(actor, order) or _is_assignee(actor, order):
        return True
    return any(_may(post, order, "whole") for post in actor.posts)


def dossier_for(actor: Actor, number: str, action: str) -> Order:
    """The order, for its dossier: `keep` to bind it, `export` to take it away. Raises Missing or Forbidden."""
    order = papers_for(actor, number)
    if not may_have_dossier(actor, order, action):
        raise Forbidden(_("案卷由办理单位立卷和调取。"))
    return order


def may_have_dossier(actor: Actor, order: Order, action: str) -> bool:
    """Whether the table opens the dossier of this order: it holds everything of everybody in it, whole."""
    return any(_may(post, order, action, of="dossier") for post in actor.posts)


def revealed_to(actor: Actor) -> Q:
    """The condition under which `may_reveal` holds for staff: of orders seen through a post."""
    shown = Q(pk__in=())
    for post in actor.posts:
        if seen := post.opens("order", "see"):
            whole = post.opens("order", "whole")
            shown |= _standing(post, [relation for relation in whole if relation in seen])
    return shown


def whole_among(actor: Actor, numbers: Collection[str], region: str) -> QuerySet[Order]:
    """Of these orders, those whose parties this actor may see whole, in one region."""
    found = orders_for(actor).filter(inside(region), revealed_to(actor), number__in=numbers)
    return found.select_related(*NEIGHBOURS).order_by("number")


def is_staff_sight(actor: Actor, order: Order) -> bool:
    """Whether internal notes are shown: to staff who see the order through a post or as assignee.

    A partner system sees the orders it brought; what the office writes for itself is not for it.
    """
    return actor.is_system or (actor.kind == "staff" and _sees_through_work(actor, order))


def knows_only_what_was_told(actor: Actor) -> bool:
    """Whether somebody is nobody we have identified: a code, a form or another system brought them here."""
    return actor.kind in {"holder", "guest", "partner"} or actor.only_told


def _sees_through_work(actor: Actor, order: Order) -> bool:
    return any(_sees(post, order) for post in actor.posts) or _is_assignee(actor, order)


def _is_assignee(actor: Actor, order: Order) -> bool:
    mine = actor.practitioner_id is not None and actor.practitioner_id == order.assignee_id
    return mine and order.restricted_at is None


# In which relation a post can stand to an order, as a condition of the list and as a fact of one order.
# What follows from it is the permission table's to say.
STANDING: Mapping[str, Callable[[ActorPost], Q]] = {
    "in-region": lambda post: inside(post.region),
    "handles": lambda post: Q(organisation=post.organisation_id),
    "took-in": lambda post: Q(intake=post.organisation_id),
}
STANDS: Mapping[str, Callable[[ActorPost, Order], bool]] = {
    "in-region": lambda post, order: post.covers(order.region_id),
    "handles": lambda post, order: post.organisation_id == order.organisation_id,
    "took-in": lambda post, order: post.organisation_id == order.intake_id,
}
CAPACITIES = {"handle": "handler", "take-in": "intake", "supervise": "supervisor"}


def _seen_from(post: ActorPost) -> Q:
    return _standing(post, post.opens("order", "see"))


def _standing(post: ActorPost, relations: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for relation in relations:
        found |= STANDING[relation](post)
    return found


def _sees(post: ActorPost, order: Order) -> bool:
    return order.restricted_at is None and any(
        STANDS[relation](post, order) for relation in post.opens("order", "see")
    )


def _may(post: ActorPost, order: Order, action: str, of: str = "order") -> bool:
    """Whether the table opens the action; through a relation in which the order is seen as well."""
    opens, seen = post.opens(of, action), post.opens("order", "see")
    return order.restricted_at is None and any(
        relation in seen and STANDS[relation](post, order) for relation in opens
    )


def _capacities_of(post: ActorPost, order: Order) -> set[str]:
    found = {word for action, word in CAPACITIES.items() if _may(post, order, action)}
    return found | {post.role} if _may(post, order, "act") else found


def speaks(actor: Actor, order: Order) -> bool:
    """Whether the matter is the actor's own, or of somebody they act for.

    Offices that help each other (协办) talk among themselves: the matter the applicant follows is the parent.
    """
    if order.link == Link.ASSIST or order.erased_by is not None:
        return False
    if actor.representation_id is not None and order.restricted_at is not None:
        return False
    if actor.order_id == order.pk:
        return True
    if actor.only_told:
        return orders_for(actor).filter(pk=order.pk).exists()
    if order.applicant_id in actor.party_ids:
        return True
    return (
        bool(actor.party_ids)
        and OrderParty.objects.filter(
            order=order, party__in=actor.party_ids, role__in=SPEAKING
        ).exists()
    )


# What parts above say: of these effects, those for which there is nothing to do on an order. Their buttons are
# not shown; whoever takes such an action all the same is refused by the effect itself.
Idle = Callable[[Order, frozenset[str]], frozenset[str]]
IDLE: list[Idle] = []


def offered(
    actor: Actor,
    order: Order,
    actions: dict[str, ActionSpec],
    *,
    happened: Iterable[Event] | None = None,
) -> list[ActionSpec]:
    """The actions of a state that this actor may take, in the file's order.

    `happened` is all that happened, where it is at hand.
    """
    if order.link == Link.MERGED:
        return []  # it goes on in the other order
    held = capacities(actor, order)
    mine = [spec for spec in actions.values() if held & set(spec.by)]
    effects = frozenset(spec.effect for spec in mine if spec.effect)
    idle = {effect for look in IDLE for effect in look(order, effects)}
    mine = [spec for spec in mine if spec.effect not in idle]
    if (
        order.link == Link.SUMMONED
    ):  # who was called has asked for nothing that they could take back
        mine = [spec for spec in mine if spec.effect != "withdraw"]
    once = [spec.name for spec in mine if spec.once]
    if not once:
        return mine
    used: set[str]
    if happened is None:
        used = set(order.events.filter(code__in=once).values_list("code", flat=True))
    else:
        used = {event.code for event in happened}
    return [spec for spec in mine if not (spec.once and spec.name in used)]
