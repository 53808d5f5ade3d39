"""What an event of the timeline says to its reader, in lines of label and text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from santai.capabilities.orders.enums import Correctable
from santai.capabilities.orders.queries import Moment, OrderView
from santai.capabilities.people.masking import mask_id_number, mask_phone
from santai.capabilities.places.queries import region_name
from santai.catalogue.schema import ActionSpec, Field, Kind, Service
from santai.catalogue.words import DOORS
from santai.kernel import words
from santai.kernel.words import Words, word
from santai.pages.moments import moment_words

CHANNELS: Mapping[str, str] = Words(
    {
        **{door.value: words for door, words in DOORS.texts.items()},
        "desk": word("工作台"),
        "system": word("系统"),
    }
)
JUDGED = {
    "yes": word("规则：符合"),
    "no": word("规则：不符合"),
    "unknown": word("规则：还不能判断"),
}
# Facts that are keys of something; the effect's own data says them in words.
KEYS = frozenset({Kind.PRACTITIONER, Kind.ORGANISATION, Kind.ACCOUNT, Kind.MATERIALS})
NUMBERS = frozenset({"voucher"})  # … and of a file, by its number
KEYS |= {Kind.DOCUMENT, Kind.SIDE, Kind.GUESTS}
# Facts of somebody whom the deed was about: staff read them masked, as beside the name; others do not (PRIV).
PARTICULAR: Mapping[Kind, Callable[[str], str]] = {
    Kind.PHONE: mask_phone,
    Kind.ID_NUMBER: mask_id_number,
}

# What effects and events add to the facts, said to everybody who may read the event.
SAID: Mapping[str, str] = Words(
    {
        "titles": word("材料"),
        "material": word("作为材料"),
        "from": word("转出"),
        "to_name": word("交给"),
        "to": word("转到"),
        "child": word("另立工单"),
        "order": word("并入的工单"),
        "into": word("并入"),
        "title": word("时限"),
        "due": word("截止日"),
        "before": word("原截止日"),
        "after": word("现截止日"),
        "by": word("延长"),
        "told_at": word("记下的时间"),
        "arranged": word("约定"),
        "reader": word("查阅人"),
        "office": word("查阅单位"),
        "cause": word("紧急情况"),
        "which": word("哪一项"),
        "was": word("原来是"),
        "now": word("应当是"),
        "why_asked": word("说明"),
        "paper": word("文书"),
        "present": word("到了的人"),
        "did": word("办了什么"),
        "signed_by": word("签名"),
        "how": word("怎样核对"),
        "reply": word("答复"),
        "until": word("依法保存到"),
        "draw": word("抽取编号"),
        "total": word("应缴（元）"),
        "sum": word("金额（元）"),
        "relief": word("退费或者免缴"),
        "decided": word("决定"),
    }
)
WAIVED = word("依法免交")  # the note that an order is born with
YES_NO = Words({True: word("是"), False: word("否")})
DAYS = frozenset({"due", "before", "after", "until"})
# Whom a state speaks to, and how others speak of them.
PARTY = (
    (re.compile("您"), "当事人"),
    (re.compile(r"\byour\b"), "the party's"),
    (re.compile(r"\bYour\b"), "The party's"),
    (re.compile(r"\byou\b"), "the party"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, told. `track` is the channel it came through, which colours its dot."""

    seq: int
    at: datetime
    title: str
    who: str
    organisation: str
    channel: str
    track: str
    lines: tuple[tuple[str, str], ...]
    target: str


def of_the_party(title: str) -> str:
    """What a state says to whose matter it is, as staff read it.

    >>> of_the_party("等您补材料"), of_the_party("Waiting for your papers")
    ('等当事人补材料', "Waiting for the party's papers")
    """
    for yours, theirs in PARTY:
        title = yours.sub(theirs, title)
    return title


def story(view: OrderView) -> list[Entry]:
    """The timeline as this reader may read it, oldest first."""
    actions = _actions(view.service)
    return [
        Entry(
            seq=moment.seq,
            at=moment.at,
            title=words.said(moment.title),
            who=_who(moment.who, view),
            organisation=moment.organisation,
            channel=CHANNELS.get(moment.channel, moment.channel),
            track=moment.channel,
            lines=tuple(_lines(moment, actions.get(moment.title), staff=view.staff)),
            target=_target(moment, staff=view.staff),
        )
        for moment in view.timeline
    ]


def answers(view: OrderView) -> list[tuple[str, str]]:
    """The questions that were answered when the matter came in; personal ones for who may see them."""
    given = view.order.answers
    return [
        (field.called, said(given[field.key], field))
        for field in view.service.form
        if given.get(field.key) not in (None, "", []) and (view.revealed or not field.personal)
    ]


def said(value: Any, field: Field | None = None) -> str:
    """A fact as people read it."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list | tuple):
        return words.listed(words.said(str(one)) for one in value)
    if field is not None and field.kind is Kind.MONEY:
        return words.say("{amount} 元", amount=value)
    if field is not None and field.kind is Kind.DATE:
        return _day(str(value))
    if field is not None and field.kind is Kind.REGION:
        return region_name(str(value))
    return words.said(str(value))


def _target(moment: Moment, *, staff: bool) -> str:
    if moment.target == moment.source:
        return ""
    return of_the_party(moment.target) if staff else moment.target


def _who(name: str, view: OrderView) -> str:
    """The applicant acts under their own name; whoever sees it masked elsewhere sees it so here."""
    hidden = not view.revealed and name == view.order.applicant.name
    return view.order.applicant.masked_name if hidden else name


def _lines(moment: Moment, spec: ActionSpec | None, *, staff: bool) -> Iterator[tuple[str, str]]:
    data = moment.data
    own = moment.role == "applicant"
    yield from _facts(data.get("facts") or {}, spec, particulars=staff or own)
    if name := data.get("name"):
        yield words.said(word("文件") if "file" in data else word("承办人")), str(name)
    for key, label in SAID.items():
        value = data.get(key)
        if isinstance(value, str | list) and value:
            yield label, _said_of(key, value)
    for label, value in (data.get("said") or {}).items():  # what the other side passed on
        yield words.said(label), said(value)
    for document in data.get("documents") or ():
        yield words.say("文书"), f"{words.said(document['title'])} {document['number']}".strip()
    if staff:
        yield from _internal(data)


def _said_of(key: str, value: str | list[str]) -> str:
    if key == "told_at":
        return moment_words(datetime.fromisoformat(str(value)), timezone.now())
    if key == "which":
        return str(Correctable(str(value)).label)
    return _day(str(value)) if key in DAYS else said(value)


def _facts(
    facts: Mapping[str, Any], spec: ActionSpec | None, *, particulars: bool
) -> Iterator[tuple[str, str]]:
    fields = {field.key: field for field in spec.needs} if spec else {}
    for key, value in facts.items():
        field = fields.get(key)
        if field is None or field.kind in KEYS or key in NUMBERS or value in (None, "", []):
            continue
        if mask := PARTICULAR.get(field.kind):
            if particulars:
                yield field.called, mask(str(value))
        else:
            yield field.called, said(value, field)


def _internal(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What concerns the office alone: the rule's answer, why this assignee and why not others."""
    judgement = data.get("judgement") or {}
    for reason in judgement.get("reasons") or ():
        basis = "、".join(reason["basis"])
        yield words.said(JUDGED.get(judgement["answer"], "")), f"{reason['text']}{basis}"
    if why := data.get("why"):
        yield words.say("指派理由"), "；".join(why)
    for other in data.get("excluded") or ():
        yield words.say("未列入"), f"{other['name']}：{other['reason']}"


def _actions(service: Service) -> dict[str, ActionSpec]:
    return {
        spec.title.zh: spec for state in service.states.values() for spec in state.actions.values()
    }


def _day(text: str) -> str:
    """An ISO day in words; anything else as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return words.day_said(day, year=True)
