"""What the inbox is narrowed by, read from its address. Nothing in it names a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from santai.capabilities.orders.queries import FILTERS
from santai.capabilities.oversight.queries.which import day_begins, services_of
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.capabilities.places.queries import inside
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Door
from santai.catalogue.words import DOORS
from santai.pages.forms.questions import Choice, Question
from santai.pages.forms.regions import around

DUE = {"today": 1, "3days": 3, "week": 7}  # days, today among them
DUE_TITLES = {
    "today": gettext_lazy("今天到期"),
    "3days": gettext_lazy("三天内到期"),
    "week": gettext_lazy("七天内到期"),
}
NARROWING = ("line", "door", "due", "group", "region", "urged")


@dataclass(frozen=True, slots=True)
class Box:
    """A filter of the inbox and what narrows it; `strange` is what nobody knows (any more)."""

    which: str
    only: Mapping[str, str] = field(default_factory=dict)
    strange: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        return urlencode(self.given)

    @property
    def given(self) -> dict[str, str]:
        return {"which": self.which, **self.only}

    def condition(self, at: datetime) -> Q:
        """What narrows the filter. Of what nobody knows there is nothing: a count must not be too great."""
        found = Q(pk__in=()) if self.strange else Q()
        for name, value in self.only.items():
            found &= _CONDITIONS[name](value, at)
        return found


_CONDITIONS = {
    "line": lambda value, at: Q(service__in=services_of(value)),
    "door": lambda value, at: Q(channel=value),
    "due": lambda value, at: Q(due_at__lte=day_begins(at) + timedelta(days=DUE[value])),
    "group": lambda value, at: Q(applicant__groups__contains=[value]),
    "region": lambda value, at: inside(value),
    "urged": lambda value, at: Q(urged__gt=0),
}


def read(given: Mapping[str, str], usual: str) -> Box:
    """The box an address or a saved view speaks of; `usual`: the filter where it names none."""
    which = given.get("which", "")
    only = {name: value for name in NARROWING if (value := given.get(name, "").strip())}
    strange = tuple(sorted(name for name, value in only.items() if not _known(name, value)))
    kept = {name: value for name, value in only.items() if name not in strange}
    return Box(which if which in FILTERS else usual, kept, strange)


def questions(box: Box, actor: Actor) -> list[Question]:
    """The form that narrows; every list is short and comes from the catalogue or the cache."""
    return [
        Question(name, title, "select", (box.only.get(name, ""),), choices=tuple(choices))
        for name, title, choices in (
            ("line", _("业务"), _lines()),
            ("door", _("渠道"), [Choice(d.value, DOORS[d]) for d in Door]),
            ("due", _("期限"), [Choice(value, str(title)) for value, title in DUE_TITLES.items()]),
            (
                "group",
                _("人群"),
                [Choice(key, one.title.said) for key, one in catalogue().groups.items()],
            ),
            ("region", _("地区"), _places(box, actor)),
            ("urged", _("督办"), [Choice("1", _("督办过的"))]),
        )
    ]


def said(box: Box, actor: Actor) -> list[str]:
    """What narrows it, in words."""
    return [
        next((c.label for c in question.choices if c.value == question.value), question.value)
        for question in questions(box, actor)
        if question.value
    ]


def _known(name: str, value: str) -> bool:
    if name == "region":
        return codes.is_code(value)
    known = {
        "line": catalogue().lines,
        "door": {door.value for door in Door},
        "due": DUE,
        "group": catalogue().groups,
        "urged": {"1"},
    }
    return value in known[name]


def _lines() -> list[Choice]:
    return [Choice(key, line.title.said) for key, line in catalogue().lines.items()]


def _places(box: Box, actor: Actor) -> tuple[Choice, ...]:
    """The places inside the region of the first post; a place chosen before stays in the list."""
    region = codes.full(actor.posts[0].region) if actor.posts else codes.NATION
    places = around(region)
    chosen = box.only.get("region", "")
    if chosen and chosen not in {place.value for place in places}:
        places = (Choice(chosen, chosen), *places)
    return places
