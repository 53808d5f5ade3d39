"""What was written down in a village, as the pages ask for it and as orders want it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import Request
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.capabilities.places.queries import region_path, search_regions
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Field, Kind, Level, Text
from santai.kernel.errors import Forbidden, Invalid
from santai.kernel.workdays import ZONE
from santai.pages import fieldwork
from santai.pages.forms.questions import Choice, Question, Typed, ask
from santai.pages.moments import today

if TYPE_CHECKING:
    from datetime import date

    from santai.capabilities.places.models import Region

INTAKE, VISIT = "intake", "visit"
KINDS = (INTAKE, VISIT)
CONSULTATION, AID, RECORD = "consultation/legal", "legal-aid/civil", "adviser/visit"
FAST = timedelta(minutes=10)  # how far the clock of a phone may be ahead
VILLAGES = 1500  # of the largest counties
MOST_PHOTOS = 9

WHAT = {CONSULTATION: "question", AID: "facts"}  # where the words go
ABOUT = {CONSULTATION: "topic", AID: "matter"}
# Where the door's complaints belong on our pages.
PLACES = {
    "region": "village",
    "organisation": "village",
    "answers.question": "what",
    "answers.facts": "what",
    "answers.day": "at",
    "papers": "photos",
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph by its content; the name is for people."""

    sha256: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """One page as it was filled in: the answers by question, and which photographs belong to it."""

    kind: str
    typed: Typed
    photos: tuple[Photo, ...] = ()

    def content(self) -> dict[str, Any]:
        """What the device's name for it stands for."""
        fields = {name: values for name, values in self.typed.lists() if any(values)}
        return {
            "kind": self.kind,
            "fields": fields,
            "photos": [photo.sha256 for photo in self.photos],
        }


# --- asking


def villages(actor: Actor) -> list[Region]:
    """The villages somebody works in, through all of their posts."""
    found = {
        region.pk: region
        for under in {post.region for post in fieldwork.posts(actor)}
        for region in search_regions("", under=under, limit=VILLAGES)
        if codes.level_of(region.pk) is Level.VILLAGE
    }
    return [found[code] for code in sorted(found)]


def questions(kind: str, typed: Typed, errors: Mapping[str, str]) -> list[Question]:
    """Everything a page asks, in the order it is talked about. Options come from the catalogue."""
    fields = _visit_fields() if kind == VISIT else _intake_fields()
    return [_when(typed, errors), *(_asked(field, typed, errors) for field in fields)]


def village_question(typed: Typed, found: Sequence[Region], error: str = "") -> Question:
    choices = tuple(Choice(region.pk, region.full_name) for region in found)
    chosen = typed.get("village") or (found[0].pk if len(found) == 1 else "")
    label = _("哪个村（居）")
    return Question("village", label, "select", (chosen,), choices, required=True, error=error)


def _when(typed: Typed, errors: Mapping[str, str]) -> Question:
    return Question(
        name="at",
        label=_("什么时候"),
        values=tuple(typed.getlist("at")),
        required=True,
        error=errors.get("at", ""),
        input_type="datetime-local",
    )


def _asked(field: Field, typed: Typed, errors: Mapping[str, str]) -> Question:
    choices = _services() if field.key == "service" else ()
    if field.key == "groups":
        choices = tuple(Choice(g.id, g.title.zh) for g in catalogue().groups.values())
    return ask(field, typed, error=errors.get(field.key, ""), choices=choices)


def _visit_fields() -> list[Field]:
    form = catalogue().service(RECORD, "", _day()).form
    return [field for field in form if field.key != "day"]


def _intake_fields() -> list[Field]:
    consultation, aid = (catalogue().service(id_, "", _day()) for id_ in (CONSULTATION, AID))
    (topic,) = (field for field in consultation.form if field.key == "topic")
    (matter,) = (field for field in aid.form if field.key == "matter")
    return [
        Field("service", Text(_("他想办什么")), Kind.CHOICE, required=True),
        topic,
        matter,
        Field("what", Text(_("说说事情的经过")), Kind.LONG_TEXT, required=True),
        Field("name", Text(_("姓名")), maximum=100, hint=_("咨询可以不留姓名；申请法律援助要填。")),
        Field("phone", Text(_("电话")), Kind.PHONE, hint=_("申请法律援助要填。")),
        Field("groups", Text(_("属于哪些情况")), Kind.CHOICES),
    ]


def _services() -> tuple[Choice, ...]:
    found = (catalogue().service(id_, "", _day()) for id_ in (CONSULTATION, AID))
    return tuple(Choice(service.id, service.title.zh) for service in found)


def _day() -> date:
    return today(timezone.now())


# --- reading


def told_at(said: Said, at: datetime) -> datetime:
    """When it happened, as it was told. Raises Invalid for what is no moment or lies ahead."""
    try:
        told = datetime.fromisoformat(said.typed.get("at") or "")
    except ValueError:
        raise Invalid({"at": _("请填写日期和时间。")}) from None
    told = told if told.tzinfo else told.replace(tzinfo=ZONE)
    if told > at + FAST:
        raise Invalid({"at": _("这个时间还没有到，请看一下手机的日期和时间对不对。")})
    return told


def request_of(actor: Actor, said: Said, told: datetime) -> Request:
    """The request that a page means, where its writer may work. Raises Invalid or Forbidden."""
    code = said.typed.get("village") or ""
    if not codes.is_code(code):
        raise Invalid({"village": _("请选择是哪个村（居）。")})
    if not any(post.covers(code) for post in fieldwork.posts(actor)):
        raise Forbidden(_("这个村（居）不在您的服务范围里。请重新选择，或者联系司法局。"))
    return _visit(said, code, told) if said.kind == VISIT else _intake(said, code)


def _visit(said: Said, code: str, told: datetime) -> Request:
    path = region_path(code)
    village = path[-1].full_name if path else code
    answers = {name: said.typed.get(name) for name in ("kind", "people", "minutes", "done")}
    day = told.astimezone(ZONE).date().isoformat()
    return Request(
        service=RECORD,
        region=code,
        applicant={"kind": "organisation", "name": village[:100]},
        answers=_given({**answers, "day": day}),
    )


def _intake(said: Said, code: str) -> Request:
    service = said.typed.get("service") or ""
    if service not in WHAT:
        raise Invalid({"service": _("请选择他想办什么。")})
    who = {name: (said.typed.get(name) or "").strip() for name in ("name", "phone")}
    answers = {
        WHAT[service]: said.typed.get("what"),
        ABOUT[service]: said.typed.get(ABOUT[service]),
    }
    return Request(
        service=service,
        region=code,
        applicant=_given({**who, "groups": [g for g in said.typed.getlist("groups") if g]}),
        answers=_given(answers),
    )


def placed(fields: Mapping[str, str]) -> dict[str, str]:
    """The door's complaints, each at the question of ours it is about."""
    return {
        PLACES.get(key) or key.removeprefix("answers.").removeprefix("applicant."): text
        for key, text in fields.items()
    }


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
