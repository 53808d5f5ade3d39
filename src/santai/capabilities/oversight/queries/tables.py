"""The bureau's tables, made of totals: the same on the page, in the spreadsheet and in the daily report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.oversight.queries.measures import MEASURES, NO_HOLDER
from santai.capabilities.oversight.queries.totals import Totals, loads
from santai.capabilities.oversight.queries.which import Which
from santai.capabilities.people.models import Account
from santai.capabilities.places.models import Organisation
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Door
from santai.catalogue.words import DOORS, TURNS

MOST = 20  # rows of a table of people or offices; the busiest come first


@dataclass(frozen=True, slots=True)
class Cell:
    """A word, a figure that opens to its orders (`which`), or a rate. `area`: the region a name stands for."""

    text: str
    number: float | Decimal | None = None
    which: Which | None = None
    area: str = ""
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`says`: how the figures come about, a sentence for each."""

    name: str
    title: str
    says: tuple[str, ...]
    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    note: str = ""


def figure(totals: Totals, which: Which) -> Cell:
    return counted(which, totals.count(which))


def counted(which: Which, number: int) -> Cell:
    alarming = which.measure in {"overdue", "unhappy"} and number > 0
    return Cell(f"{number:,}", number, which if number else None, alarming=alarming)


def rate(part: int, whole: int) -> Cell:
    """A share in percent with one place; nothing where there is nothing to share."""
    if not whole:
        return Cell("—")
    share = round(100 * part / whole, 1)
    return Cell(f"{share:.1f}%", share)


def says(*measures: str) -> tuple[str, ...]:
    return tuple(
        _("%(title)s：%(says)s") % {"title": MEASURES[name].title, "says": MEASURES[name].says}
        for name in measures
    )


SUMMARY = ("received", "done", "open", "overdue", "due_today", "urged")
PER_LINE = ("received", "open", "overdue", "due_today", "done")


def summary(totals: Totals) -> Table:
    """收到、办结、在办、已超期、今天到期、被督办。"""
    rows = [(Cell(MEASURES[name].title), figure(totals, totals.which(name))) for name in SUMMARY]
    return Table("summary", _("总数"), says(*SUMMARY), (_("指标"), _("件数")), rows)


def doors(totals: Totals) -> Table:
    """Inflow by door (DATA-06): 收到 and 办结 parted by the door the request came in through."""
    rows = [
        (
            Cell(door_title(slot)),
            *(figure(totals, totals.which(name, slot=slot)) for name in ("received", "done")),
        )
        for slot in totals.slots("received", "done")
    ]
    return Table(
        "doors", _("按渠道"), says("received", "done"), (_("渠道"), _("收到"), _("办结")), rows
    )


def lines(totals: Totals) -> Table:
    """Inflow, waiting and done by service line."""
    busy = totals.lines(*PER_LINE)
    known = [*catalogue().lines, *sorted(busy - set(catalogue().lines))]
    rows = [
        (
            Cell(line_title(line)),
            *(figure(totals, totals.which(name, line=line)) for name in PER_LINE),
        )
        for line in known
        if line in busy
    ]
    head = (_("业务"), *(MEASURES[name].title for name in PER_LINE))
    return Table("lines", _("按业务"), says(*PER_LINE), head, rows)


def places(totals: Totals) -> Table:
    """The next level below, and what lies in the region itself (SUP-07)."""
    rows = []
    rest = {name: totals.placed[(name, totals.region)] for name in PER_LINE}
    for place in totals.places:
        numbers = {name: totals.placed[(name, place.pk)] for name in PER_LINE}
        rest = {name: rest[name] - numbers[name] for name in PER_LINE}
        if place.ended is None or any(numbers.values()):
            cells = (counted(totals.which(n).but(region=place.pk), numbers[n]) for n in PER_LINE)
            rows.append((Cell(place.name, area=place.pk), *cells))
    if any(rest.values()):
        own = (counted(totals.which(n).but(own=True), rest[n]) for n in PER_LINE)
        rows.append((Cell(_("本级（没有填到下一级）")), *own))
    head = (_("地区"), *(MEASURES[name].title for name in PER_LINE))
    return Table("places", _("按地区"), says(*PER_LINE), head, rows)


def waiting(totals: Totals) -> Table:
    """Where matters wait: state by service, the one with the oldest order first."""
    found = sorted(totals.oldest.items(), key=lambda item: (item[1], item[0]))
    rows = []
    for (service, state), oldest in found:
        title, stage, turn = _state_words(service, state)
        which = totals.which("open", service=service, slot=state)
        rows.append(
            (Cell(title), Cell(stage), Cell(turn), figure(totals, which), Cell(oldest.isoformat()))
        )
    said = (*says("open"), _("最早收到：这一步上收到最早的那件工单的收到日；最早的排在最前。"))
    head = (_("事项"), _("停在哪一步"), _("轮到谁"), _("在办"), _("最早收到"))
    return Table("waiting", _("停在哪里"), said, head, rows)


RATES = (
    (gettext_noop("满意率"), "happy", "judged"),
    (gettext_noop("不满意率"), "unhappy", "judged"),
    (gettext_noop("不满意后回访率"), "called", "unhappy"),
    (gettext_noop("不满意后重办率"), "redone", "unhappy"),
    (gettext_noop("首次解决率"), "first", "asked"),
    (gettext_noop("指引转化率"), "converted", "referred"),
)


def quality(totals: Totals) -> Table:
    """Satisfaction, first-contact resolution, referral conversion (EVAL-01, EVAL-09, EVAL-10)."""
    rows, said = [], []
    for title, part, whole in RATES:
        above, below = totals.which(part), totals.which(whole)
        share = rate(totals.count(above), totals.count(below))
        rows.append((Cell(_(title)), share, figure(totals, above), figure(totals, below)))
        said.append(
            _("%(rate)s = %(part)s ÷ %(whole)s。")
            % {"rate": _(title), "part": MEASURES[part].title, "whole": MEASURES[whole].title}
        )
    told = dict.fromkeys(name for _title, part, whole in RATES for name in (whole, part))
    head = (_("指标"), _("比率"), _("分子"), _("分母"))
    return Table("quality", _("办得好不好"), (*said, *says(*told)), head, rows)


def days(totals: Totals) -> Table:
    """Work in and out per day."""
    rows = []
    for day in reversed(totals.period.days):
        one = type(totals.period)(day, day)
        cells = [
            counted(totals.which(name).but(period=one), totals.days[(name, day)])
            for name in ("received", "done")
        ]
        rows.append((Cell(day.isoformat()), *cells))
    return Table(
        "days", _("按日"), says("received", "done"), (_("日期"), _("收到"), _("办结")), rows
    )


def offices(totals: Totals, open_orders: Counter[str]) -> Table:
    keys = [int(slot) for slot, _many in _busiest(open_orders)]
    names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
    return _loads(
        totals, "office", _("各单位在办"), open_orders, {str(k): v for k, v in names.items()}
    )


def holders(totals: Totals, open_orders: Counter[str]) -> Table:
    keys = [int(slot) for slot, _many in _busiest(open_orders)]
    names = dict(Account.objects.filter(pk__in=keys).values_list("pk", "name"))
    named = {str(key): name for key, name in names.items()} | {NO_HOLDER: _("还没有人领办")}
    return _loads(totals, "holder", _("各经办人在办"), open_orders, named)


def _busiest(open_orders: Counter[str]) -> list[tuple[str, int]]:
    return sorted(open_orders.items(), key=lambda item: (-item[1], int(item[0])))[:MOST]


def balance(open_orders: Counter[str]) -> tuple[int, float, str]:
    """The busiest, the median, and how many times the busiest has what the middle one has."""
    numbers = [number for slot, number in open_orders.items() if slot != NO_HOLDER]
    if not numbers:
        return 0, 0, "—"
    most, middle = max(numbers), median(numbers)
    return most, middle, f"{most / middle:.1f}"


def _loads(
    totals: Totals, measure: str, title: str, open_orders: Counter[str], names: dict[str, str]
) -> Table:
    rows = [
        (Cell(names.get(slot, "")), counted(totals.which(measure, slot=slot), number))
        for slot, number in _busiest(open_orders)
    ]
    most, middle, times = balance(open_orders)
    note = _("最忙的 %(most)s 件，居中的 %(middle)s 件，相差 %(times)s 倍。") % {
        "most": f"{most:,}",
        "middle": f"{middle:,g}",
        "times": times,
    }
    if len(open_orders) > MOST:
        note = _("%(balance)s这里列出最忙的 %(most)s 个，共 %(n)s 个。") % {
            "balance": note,
            "most": MOST,
            "n": len(open_orders),
        }
    said = (
        *says(measure),
        _("忙闲比 = 最忙的在办件数 ÷ 在办件数的中位数；只算手上有在办工单的，不算还没有人领办的。"),
    )
    return Table(measure, title, said, (_("名称"), _("在办")), rows, note)


def all_tables(totals: Totals) -> list[Table]:
    """Every table of the figures page, in its order."""
    load = loads(totals.region)
    made = (summary, quality, waiting, doors, lines, places)
    return [
        *(make(totals) for make in made),
        offices(totals, load["office"]),
        holders(totals, load["holder"]),
        days(totals),
    ]


def door_title(door: str) -> str:
    return DOORS[Door(door)] if door in set(Door) else _("其他")


def line_title(line: str) -> str:
    known = catalogue().lines
    return known[line].title.said if line in known else line


def _state_words(service_id: str, name: str) -> tuple[str, str, str]:
    """Title of the service, of the state, and whose turn it is, in the words of its newest version."""
    known = catalogue()
    if service_id not in known.ids:
        return service_id, name, ""
    versions: Iterable[str] = reversed(known.versions(service_id))
    for version in versions:
        service = known.service_version(service_id, version)
        if name in service.states:
            state = service.states[name]
            return service.title.said, state.title.said, TURNS[state.turn]
    return service_id, name, ""
