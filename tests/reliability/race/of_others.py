"""Pairs of what goes out, is filed and is kept: outbox, text messages, documents, views, villages, seats, searches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.datastructures import MultiValueDict

from santai.capabilities.documents import actions as documents
from santai.capabilities.documents.models import Document
from santai.capabilities.notices.actions import relay, subscribe
from santai.capabilities.notices.actions.sms import _claim
from santai.capabilities.orders.actions import Request, birth, submit
from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.oversight.actions import calling
from santai.capabilities.oversight.models import CallBackClaim
from santai.capabilities.people.actions import register_party
from santai.capabilities.people.models import Party
from santai.channels.hotline import seats
from santai.channels.village import actions as village
from santai.channels.village.said import VISIT, Said
from santai.desk import saved
from santai.desk.boxes import Box
from santai.desk.models import SavedView
from santai.kernel.errors import Conflict, Missing
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.documents.office import FACTS, spec
from tests.capabilities.orders import steps
from tests.channels.village import field
from tests.factories.partners import as_partner, make_partner
from tests.reliability.race.pairs import Pair, Planting, all_different, only, the_same
from tests.reliability.race.town import Town

LATER = w.NOW + timedelta(minutes=1)


def _orm_locks(planting: Planting) -> None:
    planting.no_locks_of_the_orm()


# --- outbox and text messages


def _three_at_one_moment(town: Town) -> datetime:
    """Orders of a moment of their own: no contest finds what is another's."""
    at = LATER + timedelta(seconds=town.number())
    Outbox.objects.filter(done_at=None, next_at__lte=LATER).update(done_at=LATER)
    for _ in range(3):
        steps.consult(applicant=town.person(), at=at)
    return at


def _relay(town: Town, at: datetime, n: int) -> int:
    return relay(at=at)


def _relays_that_share(planting: Planting) -> None:
    """Without the second guard too, at which they would stand in each other's way for seconds."""
    planting.no_locks_of_the_orm()
    planting.drop("notices_message", "message_once")
    planting.drop("notices_shortmessage", "sms_once_blind")


def _each_told_once(town: Town, at: datetime, got: Sequence[Any]) -> str:
    done = sum(one for one in got if isinstance(one, int))
    return "" if done == 3 else f"{done} of 3 dealt with"


def _texts(town: Town) -> datetime:
    at = _three_at_one_moment(town)
    relay(at=at)
    return at


def _fetch(town: Town, at: datetime, n: int) -> tuple[int, ...]:
    return tuple(row.pk for row in _claim(at, 10_000) if row.at == at)


def _each_fetched_once(town: Town, at: datetime, got: Sequence[Any]) -> str:
    fetched = [pk for one in got if isinstance(one, tuple) for pk in one]
    return "" if len(fetched) == len(set(fetched)) == 3 else f"fetched {sorted(fetched)}"


def _almost_full_partner(town: Town) -> Any:
    account = make_partner(town.world.office("12345", w.CITY), f"partner{town.number()}")
    actor = as_partner(account)
    for number in range(19):
        subscribe(actor=actor, url=f"http://127.0.0.1/{number}", at=w.NOW)
    return actor


def _subscribe(town: Town, actor: Any, n: int) -> int:
    return subscribe(actor=actor, url=f"http://127.0.0.1/x{n}", at=w.NOW).pk


# --- documents


def _number(town: Town, agency: Any, n: int) -> str:
    with transaction.atomic():
        return documents.make(spec(), f"orders/{n}", agency, FACTS, at=w.NOW).number


def _numbered_without_gaps(town: Town, agency: Any, got: Sequence[Any]) -> str:
    if said := all_different(town, agency, got):
        return said
    serials = list(Document.objects.filter(organisation=agency).values_list("serial", flat=True))
    return "" if sorted(serials) == list(range(1, len(serials) + 1)) else f"gaps: {serials}"


def _numbers_that_are_looked_up(planting: Planting) -> None:
    def careless(organisation: int, pattern: str) -> int:
        return Document.objects.filter(organisation=organisation).count() + 1

    planting.replace(documents, "_take_serial", careless)
    planting.drop("documents_document", "document_number_once")


def _void(town: Town, document: Document, n: int) -> str:
    documents.void(Document.objects.get(pk=document.pk), "写错了", at=w.NOW)
    return "void"


def _void_after_a_look(planting: Planting) -> None:
    def careless(document: Document, reason: str, *, at: Any) -> None:
        if Document.objects.get(pk=document.pk).voided_at is not None:
            raise Conflict("void")
        Document.objects.filter(pk=document.pk).update(voided_at=at, voided_reason=reason)

    planting.replace(documents, "void", careless)


def _document(town: Town) -> Document:
    office = town.world.office("legal-aid-agency")
    return documents.make(spec(), "orders/1", office, FACTS, at=w.NOW)


# --- call-backs


def _take(town: Town, order: Order, n: int) -> bool:
    if not calling._take(town.team("visitor")[n], order, w.NOW):
        raise Missing
    return True


def _rested(town: Town) -> Order:
    """Somebody did not answer some hours ago: the claim is there, and over."""
    order = town.answered()
    CallBackClaim.objects.create(order=order, until=w.NOW - timedelta(hours=1))
    return order


def _claims_that_look_first(planting: Planting) -> None:
    def careless(actor: Any, order: Order, at: Any) -> bool:
        claim = CallBackClaim.objects.get(order=order.pk)
        if claim.until > at:
            return False
        CallBackClaim.objects.filter(pk=claim.pk).update(account=actor.account_id, until=LATER)
        return True

    planting.replace(calling, "_take", careless)


# --- what people keep, and where they sit


def _almost_full_desk(town: Town) -> Any:
    actor = town.colleague(town.world.accounts[("window-clerk", w.YE)].posts.get())
    for number in range(saved.MOST - 1):
        saved.save(actor, name=f"视图{number}", box=Box("mine"), shared=False)
    return actor


def _save(town: Town, actor: Any, n: int) -> int:
    return saved.save(actor, name=f"新{n}", box=Box("mine"), shared=False).pk


def _no_more_views(town: Town, actor: Any, got: Sequence[Any]) -> str:
    many = SavedView.objects.filter(owner=actor.account_id).count()
    return "" if many == saved.MOST else f"{many} views"


def _visit(town: Town) -> tuple[UUID, int]:
    return uuid4(), town.number()


def _send_visit(town: Town, matter: tuple[UUID, int], n: int) -> str:
    key, people = matter
    fields = MultiValueDict({**field.VISIT, "people": [str(people)]})
    actor = field.actor(town.adviser)
    done = village.record(actor=actor, key=key, said=Said(VISIT, fields), at=w.NOW)
    assert done.entry.order is not None
    return done.entry.order.number


def _sit(town: Town, extension: str, n: int) -> str:
    agent = town.team("hotline-agent", w.CITY)[n]
    return seats.sit_at(actor=agent, extension=extension, at=w.NOW).extension


def _extension(town: Town) -> str:
    for agent in town.team("hotline-agent", w.CITY):
        seats.choose(actor=agent, state="ready", at=w.NOW)
    return f"{town.number():06}"


# --- one of a service at a time

SINCE = datetime(2026, 11, 24, 9, tzinfo=ZONE)  # the day from which it is looked up


def _member(town: Town) -> Party:
    """All is known of them: who learns something new locks their record, and so would guard this by chance."""
    return register_party(**town.person(), region=w.YE)


def _ask_for_a_search(town: Town, member: Party, n: int) -> str:
    wish = Request(
        service="learning/search",
        region=w.YE,
        applicant={"name": member.name, "phone": member.phone},
        answers={"theme": f"题目{n}", "kinds": ["法律法规"]},
    )
    return submit(actor=w.citizen(member), request=wish, at=SINCE).order.number


PAIRS = (
    Pair(
        "one-open",
        "同时只办一件: none of these open yet",
        "capabilities/orders/actions/birth.py",
        'one_at_a_time(f"open:{service.id}:{actor.party_ids or actor.told}")',
        _member,
        _ask_for_a_search,
        only(1),
        lambda planting: planting.replace(birth, "one_at_a_time", lambda _what: None),
    ),
    Pair(
        "outbox",
        "待发 dealt with by eight workers: not done yet",
        "capabilities/notices/actions/relay.py",
        "Outbox.objects.select_for_update(skip_locked=True)",
        _three_at_one_moment,
        _relay,
        _each_told_once,
        _relays_that_share,
    ),
    Pair(
        "text",
        "短信 fetched by eight gateways: not fetched yet",
        "capabilities/notices/actions/sms.py",
        'ShortMessage.objects.select_for_update(skip_locked=True, of=("self",))',
        _texts,
        _fetch,
        _each_fetched_once,
        _orm_locks,
    ),
    Pair(
        "subscriptions",
        "订阅: fewer than twenty",
        "capabilities/notices/actions/webhooks.py",
        "Account.objects.select_for_update().get(pk=actor.account_id)",
        _almost_full_partner,
        _subscribe,
        only(1),
        _orm_locks,
    ),
    Pair(
        "document-number",
        "文书 numbers: the last one is n",
        "capabilities/documents/actions/__init__.py",
        "DO UPDATE SET last = held.last + 1",
        lambda town: town.office(),
        _number,
        _numbered_without_gaps,
        _numbers_that_are_looked_up,
        foremost=True,
    ),
    Pair(
        "void",
        "文书作废: not void yet",
        "capabilities/documents/actions/__init__.py",
        "filter(pk=document.pk, voided_at=None)",
        _document,
        _void,
        only(1),
        _void_after_a_look,
    ),
    Pair(
        "call-back",
        "回访 taken: nobody has it",
        "capabilities/oversight/models.py",
        "order = models.OneToOneField",
        lambda town: town.answered(),
        _take,
        only(1),
        lambda planting: planting.drop(
            "oversight_callbackclaim", "oversight_callbackclaim_order_id_key"
        ),
    ),
    Pair(
        "call-back-again",
        "回访 taken again after a rest",
        "capabilities/oversight/actions/calling.py",
        "order=order.pk, until__lte=at",
        _rested,
        _take,
        only(1),
        _claims_that_look_first,
    ),
    Pair(
        "views",
        "视图: fewer than twelve",
        "desk/saved.py",
        "one_at_a_time(",
        _almost_full_desk,
        _save,
        _no_more_views,
        lambda planting: planting.nobody_waits(),
    ),
    Pair(
        "village-entry",
        "进村记录 sent eight times",
        "channels/village/models.py",
        'name="village_entry_once"',
        _visit,
        _send_visit,
        the_same,
        lambda planting: planting.drop("village_entry", "village_entry_once"),
    ),
    Pair(
        "extension-number",
        "分机: nobody sits there",
        "channels/hotline/models.py",
        'name="seat_extension_once"',
        _extension,
        _sit,
        only(1),
        lambda planting: planting.drop(
            "hotline_seat", "seat_extension_once", "UPDATE hotline_seat SET extension = ''"
        ),
    ),
)
