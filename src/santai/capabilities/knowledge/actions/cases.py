"""Writing typical cases: nothing leaves the draft before a person confirmed that nobody is in it (KB-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.knowledge import access
from santai.capabilities.knowledge.actions import saying
from santai.capabilities.knowledge.actions.noting import changed
from santai.capabilities.knowledge.enums import LONGEST, State
from santai.capabilities.knowledge.masking import leaks
from santai.capabilities.knowledge.models import Case
from santai.capabilities.people.access import Actor
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Invalid
from santai.kernel.workdays import ZONE

TOLD = ("title", "gist", "facts", "outcome", "point")
MOST = {"title": 80, "gist": 200, "facts": LONGEST, "outcome": LONGEST, "point": 300}


@dataclass(frozen=True, slots=True)
class DraftedCase:
    """A case as it was typed. `nobody`: the writer confirmed that nobody can be found in it."""

    title: str = ""
    line: str = ""
    topic: str = ""
    place: str = ""
    year: str = ""
    gist: str = ""
    facts: str = ""
    outcome: str = ""
    point: str = ""
    citations: Sequence[str] = ()
    nobody: bool = False
    key: str = ""


def draft_case(typed: DraftedCase, *, actor: Actor, at: datetime, pk: int | None = None) -> Case:
    """A new case, or a draft changed. Raises Invalid with everything that is wrong."""
    values = _checked(typed, at)
    with transaction.atomic():
        if pk is None:
            owner = access.owner_for(actor, Case, place=str(values["place"]))
            case = Case(key=typed.key or f"c-{token_hex(4)}", owner=owner, region=owner.region_id)
        else:
            case = access.text_for(actor, Case, pk, "keep", lock=True)
            if case.state != State.DRAFT:
                raise Conflict(_("送审以后不能改；要改，请审定人退回。"))
        for name, value in values.items():
            setattr(case, name, value)
        case.written_by_id, case.written_at = actor.account_id or 0, at
        case.deidentified_at = at if typed.nobody else None
        case.save()
        changed(case, "written" if pk is None else "changed", actor=actor, at=at)
    return case


def _checked(typed: DraftedCase, at: datetime) -> dict[str, object]:
    errors: saying.Errors = {}
    today = at.astimezone(ZONE).date()
    values: dict[str, object] = {
        name: saying.text_in(name, getattr(typed, name), MOST[name], errors, least=4)
        for name in TOLD
    }
    values["line"] = typed.line
    if typed.line not in catalogue().lines:
        errors["line"] = _("请选择。")
    values["topic"] = saying.topic_in(typed.topic, today, errors)
    values["place"] = saying.place_in(typed.place, errors)
    values["year"] = int(typed.year) if typed.year.isascii() and typed.year.isdigit() else 0
    if not 2000 <= int(str(values["year"])) <= today.year:
        errors["year"] = _("请填年份，如 2025。")
    values["citations"] = saying.citations_in(typed.citations, today, errors)
    for name in TOLD:
        if name not in errors and (left := leaks(str(values[name]))):
            words = "、".join(dict.fromkeys(mask.was for mask in left))
            errors[name] = _("这些看起来还是个人信息，请改掉：%(words)s") % {"words": words[:100]}
    if errors:
        raise Invalid(errors)
    return values
