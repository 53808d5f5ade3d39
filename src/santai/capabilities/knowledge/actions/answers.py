"""Writing standard answers, and hearing whether they helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex

from django.db import connection, transaction
from django.utils.translation import gettext as _

from santai.capabilities.knowledge import access
from santai.capabilities.knowledge.actions import saying
from santai.capabilities.knowledge.actions.noting import changed
from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import Answer, AnswerVersion
from santai.capabilities.people.access import Actor
from santai.capabilities.places.codes import NATION
from santai.kernel.errors import Conflict, Invalid, Missing
from santai.kernel.workdays import ZONE


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer as it was typed."""

    topic: str = ""
    question: str = ""
    ways: Sequence[str] = ()
    text: str = ""
    citations: Sequence[str] = ()
    service: str = ""
    place: str = NATION
    valid_from: str = ""
    valid_until: str = ""
    key: str = ""
    family: str = ""  # the same question elsewhere, where there is one


@dataclass(frozen=True, slots=True)
class _Checked:
    topic: str
    question: str
    ways: list[str]
    text: str
    citations: list[str]
    service: str
    valid_from: date
    valid_until: date


def draft_answer(typed: Drafted, *, actor: Actor, at: datetime) -> AnswerVersion:
    """The first version of a new answer. Raises Invalid with everything that is wrong."""
    errors: saying.Errors = {}
    place = saying.place_in(typed.place, errors)
    checked = _checked(typed, place, errors, at)
    owner = access.owner_for(actor, AnswerVersion, place=_written_for(place, actor))
    key = typed.key or f"a-{token_hex(4)}"
    with transaction.atomic():
        family = _family(typed.family, key, place)
        answer = Answer.objects.create(key=key, family=family, place=place)
        return _write(answer, 1, checked, actor, owner.pk, owner.region_id, at)


def revise(pk: int, typed: Drafted, *, actor: Actor, at: datetime) -> AnswerVersion:
    """Change a draft; of an approved answer, begin the next version. Whoever changed it last wrote it."""
    with transaction.atomic():
        version = access.text_for(actor, AnswerVersion, pk, "keep", lock=True)
        checked = _checked(typed, version.answer.place, {}, at)
        if version.state == State.DRAFT:
            _fill(version, checked, actor, at)
            version.save()
            changed(version, "changed", actor=actor, at=at)
            return version
        if version.state == State.IN_REVIEW:
            raise Conflict(_("正在审定，退回以后才能改。"))
        versions = AnswerVersion.objects.filter(answer=version.answer_id)
        if versions.filter(state__in=(State.DRAFT, State.IN_REVIEW)).exists():
            raise Conflict(_("已经有人在写新的一版，请打开那一版。"))
        last = versions.order_by("-number").values_list("number", flat=True)[0]
        return _write(
            version.answer, last + 1, checked, actor, version.owner_id, version.region, at
        )


def _family(given: str, key: str, place: str) -> str:
    """The family an answer joins, one for each place; one of its own where none is named."""
    others = Answer.objects.filter(family=given) if given else Answer.objects.none()
    places = set(others.values_list("place", flat=True))
    if place in places:
        raise Invalid({"place": _("这个地区已经有一份，请改那一份。")})
    return given if places else key


def _written_for(place: str, actor: Actor) -> str:
    """An answer by national law holds everywhere; who writes it answers for it in their own region."""
    if place == NATION:
        return next((post.region.ljust(12, "0") for post in actor.posts), NATION)
    return place


def _checked(typed: Drafted, place: str, errors: saying.Errors, at: datetime) -> _Checked:
    since, until = saying.days_in(typed.valid_from, typed.valid_until, errors)
    on = at.astimezone(ZONE).date() if "valid_from" in errors else since
    found = _Checked(
        topic=saying.topic_in(typed.topic, at.astimezone(ZONE).date(), errors),
        question=saying.text_in("question", typed.question, 120, errors, least=4),
        ways=saying.ways_in(typed.ways, errors),
        text=saying.answer_in(typed.text, errors),
        citations=saying.citations_in(typed.citations, on, errors),
        service=saying.service_in(typed.service, place, on, errors),
        valid_from=since,
        valid_until=until,
    )
    if errors:
        raise Invalid(errors)
    return found


def _write(
    answer: Answer,
    number: int,
    checked: _Checked,
    actor: Actor,
    owner: int,
    region: str,
    at: datetime,
) -> AnswerVersion:
    version = AnswerVersion(answer=answer, number=number, owner_id=owner, region=region)
    _fill(version, checked, actor, at)
    version.save()
    changed(version, "written", actor=actor, at=at)
    return version


def _fill(version: AnswerVersion, checked: _Checked, actor: Actor, at: datetime) -> None:
    for name in _Checked.__slots__:
        setattr(version, name, getattr(checked, name))
    version.written_by_id, version.written_at = actor.account_id or 0, at


_COUNT = """
INSERT INTO knowledge_found (version_id, day, helped, not_helped) VALUES (%s, %s, %s, %s)
ON CONFLICT (version_id, day) DO UPDATE SET
    helped = knowledge_found.helped + EXCLUDED.helped,
    not_helped = knowledge_found.not_helped + EXCLUDED.not_helped
"""


def found(key: str, *, helped: bool, at: datetime) -> None:
    """One more who found the answer helpful, or not: a sum of the day. Raises Missing."""
    versions = AnswerVersion.objects.filter(answer__key=key, state=State.APPROVED)
    pk = versions.values_list("pk", flat=True).first()
    if pk is None:
        raise Missing
    with connection.cursor() as cursor:
        day = at.astimezone(ZONE).date()
        cursor.execute(_COUNT, [pk, day, int(helped), int(not helped)])
