"""Answers and cases from files into the knowledge base, as drafts that were sent for review; repeatable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from santai.capabilities.knowledge.actions.answers import Drafted, draft_answer, revise
from santai.capabilities.knowledge.actions.cases import DraftedCase, draft_case
from santai.capabilities.knowledge.actions.reviewing import submit
from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import AnswerVersion, Case
from santai.capabilities.people.access import Actor
from santai.capabilities.places.codes import NATION
from santai.catalogue.answers import WrittenAnswer, WrittenCase

NEW, CHANGED, SAME, WAITS = "new", "changed", "same", "waits"


def bring_in(
    answers: Iterable[WrittenAnswer],
    cases: Iterable[WrittenCase] = (),
    *,
    actor: Actor,
    at: datetime,
    place: str = NATION,
) -> Counter[str]:
    """What was new, changed, the same as before, or waits for a review of an earlier change.

    All or nothing. Nothing of it is published: somebody else reviews it first.
    """
    counts: Counter[str] = Counter()
    with transaction.atomic():
        for written in answers:
            counts[_answer(written, actor, at, place)] += 1
        for told in cases:
            counts[_case(told, actor, at)] += 1
    return counts


def _answer(written: WrittenAnswer, actor: Actor, at: datetime, place: str) -> str:
    typed = _typed(written, place)
    latest = AnswerVersion.objects.filter(answer__key=written.key).order_by("-number").first()
    if latest is None:
        made = draft_answer(typed, actor=actor, at=at)
    elif _says(latest) == _says_written(written):
        return SAME
    elif latest.state == State.IN_REVIEW:
        return WAITS
    else:
        made = revise(latest.pk, typed, actor=actor, at=at)
    submit(AnswerVersion, made.pk, actor=actor, at=at)
    return NEW if latest is None else CHANGED


def _typed(written: WrittenAnswer, place: str) -> Drafted:
    return Drafted(
        topic=written.topic,
        question=written.question,
        ways=written.ways,
        text=written.answer,
        citations=[str(one) for one in written.cites],
        service=written.service,
        place=place,
        valid_from=written.since.isoformat(),
        valid_until=written.until.isoformat(),
        key=written.key,
    )


def _says(version: AnswerVersion) -> tuple[object, ...]:
    kept = (version.question, version.text, version.service, version.topic)
    return (*kept, tuple(version.ways), tuple(version.citations), version.valid_until)


def _says_written(written: WrittenAnswer) -> tuple[object, ...]:
    lines = (" ".join(line.split()) for line in written.answer.strip().splitlines())
    told = (written.question, "\n".join(filter(None, lines)), written.service, written.topic)
    return (*told, tuple(written.ways), tuple(map(str, written.cites)), written.until)


def _case(told: WrittenCase, actor: Actor, at: datetime) -> str:
    known = Case.objects.filter(key=told.key).first()
    if known is not None:
        return SAME
    place = next((post.region.ljust(12, "0") for post in actor.posts), NATION)
    typed = DraftedCase(
        title=told.title,
        line=told.line,
        topic=told.topic,
        place=place,
        year=str(told.year),
        gist=told.gist,
        facts=told.facts,
        outcome=told.outcome,
        point=told.point,
        citations=[str(one) for one in told.cites],
        nobody=True,
        key=told.key,
    )
    submit(Case, draft_case(typed, actor=actor, at=at).pk, actor=actor, at=at)
    return NEW
