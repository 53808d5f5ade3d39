"""Talking with somebody who asks in their own words: each thing said is heard once and answered with its sources.

What is answered comes from triage, whose sources are the articles of the catalogue and the approved answers of this
knowledge base (KB-06, KB-07): the same words at every door.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NotRequired, TypedDict
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.knowledge.actions.rewording import reworded
from santai.capabilities.knowledge.models import Talk
from santai.capabilities.knowledge.queries.answers import answers_like
from santai.capabilities.knowledge.queries.search import Found, search
from santai.capabilities.knowledge.queries.talks import KEPT
from santai.capabilities.knowledge.triage import Offer, Reading, Source, State, Turn, converse
from santai.catalogue.current import catalogue
from santai.kernel.citation import Citation
from santai.kernel.errors import Invalid
from santai.kernel.workdays import ZONE

SAID = "q"  # the question that an error stands at
LONGEST = 2000  # signs of one thing said
MOST = 30  # turns; then a person goes on
ANSWERS, ARTICLES = 2, 2  # of the library, beside an answer of our own


class Reply(TypedDict):
    """A turn as plain data: what pages and partners show, and what is kept."""

    says: list[str]
    asks: dict[str, str] | None  # {id, ask}
    sources: list[dict[str, str]]  # [{title, quote, key, article}]: one of the last two
    offer: dict[str, str] | None  # {kind, title, service, number}
    calls: list[dict[str, str]]
    signals: list[str]
    hand_over: bool
    answered: bool
    field: str
    service: str
    guide: str
    urgency: str
    reworded: NotRequired[list[str]]  # the same in plainer words, by a language model


def begin_talk(*, door: str, region: str = "", at: datetime) -> Talk:
    return Talk.objects.create(key=uuid4().hex, door=door, region=region, touched_at=at)


@transaction.atomic
def hear(key: str, said: str, *, at: datetime) -> Reply:
    """The answer to what was said. Raises Invalid, with what to do; Talk.DoesNotExist when it was forgotten."""
    words = said.strip()
    if not words:
        raise Invalid({SAID: _("请先写一句您遇到的事。")})
    if len(words) > LONGEST:
        raise Invalid({SAID: _("太长了，请分几次说，一次最多 %(most)s 个字。") % {"most": LONGEST}})
    talk = Talk.objects.select_for_update().get(key=key, touched_at__gt=at - KEPT)
    if len(talk.turns) >= MOST:
        raise Invalid({SAID: _("问得很多了。请按“转给工作人员”，您说过的话会一起交过去。")})
    turn = answered(talk.state or None, words, region=talk.region, at=at)
    reply = plain(turn)
    talk.state, talk.touched_at = dict(turn.state), at
    talk.turns = [*talk.turns, {"said": words, "reply": reply}]
    talk.save(update_fields=["state", "turns", "touched_at"])
    return reply


def answered(state: State | None, said: str, *, region: str, at: datetime) -> Turn:
    """One turn, kept nowhere: for doors that keep the state themselves. Raises Invalid for a state that is not ours."""
    known = catalogue().triage.questions
    if state and not {state["asked"] or next(iter(known)), *state["answers"]} <= known.keys():
        raise Invalid(
            {"state": _("没有这样的问题。请原样带回上一次回答里的 state，或者不带，从头问。")}
        )
    day = at.astimezone(ZONE).date()
    return converse(state, said, today=day, sources=partial(_held, region, day))


def say_plainly(key: str, *, at: datetime) -> None:
    """Let a language model say the last answer in plainer words, if one is set up; never within a transaction.

    A danger, a question back and an answer without a source are told in our own words only.
    """
    talk = Talk.objects.filter(key=key, touched_at__gt=at - KEPT).first()
    last = talk.turns[-1] if talk and talk.turns else None
    if last is None or not last["reply"]["answered"] or last["reply"]["signals"]:
        return
    reply: Reply = last["reply"]
    quotes = [f"{one['title']}：{one['quote']}" for one in reply["sources"] if one["quote"]]
    if lines := reworded(last["said"], reply["says"][:-1], quotes, at=at):
        _keep_reworded(key, last, [*lines, reply["says"][-1]])


@transaction.atomic
def _keep_reworded(key: str, last: dict[str, Any], lines: list[str]) -> None:
    talk = Talk.objects.select_for_update().filter(key=key).first()
    if (
        talk and talk.turns and talk.turns[-1] == last
    ):  # else it was forgotten, or went on meanwhile
        talk.turns[-1]["reply"]["reworded"] = lines
        talk.save(update_fields=["turns"])


def forget_talk(key: str) -> None:
    Talk.objects.filter(key=key).delete()


def sweep_talks(*, at: datetime) -> int:
    """Delete what nobody went on with; gives how many."""
    return Talk.objects.filter(touched_at__lte=at - KEPT).delete()[0]


def plain(turn: Turn) -> Reply:
    return {
        "says": list(turn.says),
        "asks": {"id": turn.asks.id, "ask": turn.asks.ask} if turn.asks else None,
        "sources": [_source(one) for one in turn.sources],
        "offer": _offer(turn.offer) if turn.offer else None,
        "calls": [_offer(one) for one in turn.calls],
        "signals": [one.id for one in turn.signals],
        "hand_over": turn.hand_over,
        "answered": turn.answered,
        "field": turn.reading.field,
        "service": turn.reading.service,
        "guide": turn.reading.guide,
        "urgency": turn.reading.urgency,
    }


def _held(region: str, day: date, text: str, reading: Reading) -> Sequence[Source]:
    """Approved answers; and articles of the library where the catalogue has no topic of its own for what is asked."""
    answers = answers_like(text, region, on=day, limit=ANSWERS)
    told = [Source(one.question, one.text, key=f"answers/{one.key}") for one in answers]
    if reading.topics or not reading.understood:
        return told
    found = search(text, on=day, region=region, only="article").found.get("article", [])
    return [*told, *(_article(one) for one in found[:ARTICLES])]


def _article(found: Found) -> Source:
    cited = Citation(found.data["law"], found.data["number"], inserted=found.data["inserted"])
    return Source(found.title, "".join(part for part, _marked in found.passage), cited)


def _source(source: Source) -> dict[str, str]:
    return {
        "title": source.title,
        "quote": source.quote,
        "key": source.key,
        "article": str(source.citation) if source.citation else "",
    }


def _offer(offer: Offer) -> dict[str, str]:
    return {
        "kind": offer.kind,
        "title": offer.title,
        "service": offer.service,
        "number": offer.number,
    }


def story_of(turns: Iterable[dict[str, Any]]) -> str:
    """What the person said, with the questions they answered: the story of an application."""
    return "\n".join(_heard(turns))


def transcript_of(turns: Sequence[dict[str, Any]]) -> str:
    """The whole conversation, both sides, for whoever goes on with it."""
    lines = list(_heard(turns))
    told = [text for turn in turns for text in turn["reply"]["says"]]
    cited = [one["title"] for turn in turns for one in turn["reply"]["sources"]]
    if told:
        lines += [_("（系统已经答过：）"), *dict.fromkeys(told)]
    if cited:
        lines.append(_("（依据：%(cited)s）") % {"cited": "、".join(dict.fromkeys(cited))})
    return "\n".join(lines)


def _heard(turns: Iterable[dict[str, Any]]) -> Iterable[str]:
    asked = ""
    for turn in turns:
        yield f"{asked}{turn['said']}"
        asks = turn["reply"]["asks"]
        asked = f"{asks['ask']} " if asks else ""
