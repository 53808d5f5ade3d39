"""Who looked at what, in words: for the person concerned and for the auditor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from santai.capabilities.places.queries import organisation_names
from santai.capabilities.reading.enums import Particular, What
from santai.catalogue.current import catalogue
from santai.kernel.workdays import ZONE

if TYPE_CHECKING:
    from santai.capabilities.reading.models import Reading


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    name: str
    role: str
    office: str
    deed: str
    reason: str
    channel: str
    foreign: bool
    order: int | None
    times: int = 1


def lines(readings: Iterable[Reading]) -> list[Line]:
    """Two queries for any number of them."""
    rows = list(readings)
    offices = organisation_names({row.organisation for row in rows if row.organisation})
    return [
        Line(
            at=row.at,
            name=row.name,
            role=role_title(row.role),
            office=offices.get(row.organisation or 0, ""),
            deed=_deed(row),
            reason=row.reason,
            channel=row.channel,
            foreign=row.foreign,
            order=row.order,
        )
        for row in rows
    ]


def by_day(told: Iterable[Line]) -> list[Line]:
    """What one person did alike on one day is one line, at its last moment: a page opened again is no second look."""
    found: dict[Line, Line] = {}
    for line in told:
        alike = replace(line, at=datetime.combine(line.at.astimezone(ZONE), time(), ZONE))
        known = found.get(alike)
        found[alike] = replace(known, times=known.times + 1) if known else line
    return list(found.values())


def role_title(role: str) -> str:
    known = catalogue().roles.get(role)
    return str(known.title.said) if known else role


def _deed(row: Reading) -> str:
    if row.what == What.FIELD:
        return _("查看了完整的%(field)s") % {"field": Particular(row.field).label}
    said = str(What(row.what).label)
    return said if row.whole else _("%(deed)s（号码和地址遮住）") % {"deed": said}
