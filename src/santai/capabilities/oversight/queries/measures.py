"""What is counted, each thing once: its name, its formula in a sentence, and the condition on a standing.

The same condition counts an order into the tally and finds it again behind the figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ALWAYS = date(2000, 1, 1)  # the day of a tally that is no day's: what stands open now
_OPEN = Q(stage="open")


@dataclass(frozen=True, slots=True)
class Measure:
    """`called` and `counts` are its name and its formula, said in the reader's language by `title` and `says`;
    `day`: the field whose day counts ("" for what stands now); `slot`: the field it is parted by."""

    name: str
    called: str
    counts: str
    only: Q
    day: str = ""
    slot: str = ""
    tallied: bool = True

    @property
    def title(self) -> str:
        return _(self.called)

    @property
    def says(self) -> str:
        return _(self.counts)

    @property
    def of_period(self) -> bool:
        return self.day in {"received_on", "done_on", "judged_on"} and self.name != "open"


_ALL = (
    Measure(
        "received",
        gettext_noop("收到"),
        gettext_noop("期间内收到的工单，按收到之日计。"),
        Q(),
        "received_on",
        "channel",
    ),
    Measure(
        "done",
        gettext_noop("办结"),
        gettext_noop(
            "期间内办结（含撤回、并案）的工单，按最近一次办结之日计；退回重办的不再算办结。"
        ),
        Q(done_on__isnull=False),
        "done_on",
        "channel",
    ),
    Measure(
        "open",
        gettext_noop("在办"),
        gettext_noop("现在还没有办结的工单。"),
        _OPEN,
        "received_on",
        "state",
    ),
    Measure(
        "due",
        gettext_noop("有期限"),
        gettext_noop("在办且正在计时的工单。"),
        _OPEN & Q(due_on__isnull=False),
        "due_on",
    ),
    Measure(
        "overdue",
        gettext_noop("已超期"),
        gettext_noop("在办且最近一个期限已过的工单。"),
        _OPEN & Q(due_on__isnull=False),
        tallied=False,
    ),
    Measure(
        "due_today",
        gettext_noop("今天到期"),
        gettext_noop("在办、还没有超期、最近一个期限的最后一天是今天的工单。"),
        _OPEN & Q(due_on__isnull=False),
        tallied=False,
    ),
    Measure(
        "urged",
        gettext_noop("被督办"),
        gettext_noop("在办且被督办过至少一次的工单。"),
        _OPEN & Q(urged__gt=0),
    ),
    Measure(
        "office",
        gettext_noop("单位在办"),
        gettext_noop("现在由该单位承办、还没有办结的工单。"),
        _OPEN,
        "",
        "organisation",
    ),
    Measure(
        "holder",
        gettext_noop("个人在办"),
        gettext_noop("现在由该人经办、还没有办结的工单。"),
        _OPEN,
        "",
        "holder",
    ),
    Measure(
        "judged",
        gettext_noop("有评价"),
        gettext_noop("期间内第一次得到评价（申请人评价或回访中表态）的工单。"),
        Q(judged_on__isnull=False),
        "judged_on",
        "judged_by",
    ),
    Measure(
        "happy",
        gettext_noop("满意"),
        gettext_noop("期间内第一次得到评价的工单中，从来没有过“不满意”“非常不满意”的。"),
        Q(judged_on__isnull=False, unhappy=False),
        "judged_on",
    ),
    Measure(
        "unhappy",
        gettext_noop("不满意"),
        gettext_noop("期间内第一次得到评价的工单中，任何一次评价或回访为“不满意”“非常不满意”的。"),
        Q(judged_on__isnull=False, unhappy=True),
        "judged_on",
    ),
    Measure(
        "called",
        gettext_noop("不满意后已回访"),
        gettext_noop("不满意的工单中，不满意之后又打过回访电话的。"),
        Q(judged_on__isnull=False, unhappy=True, called=True),
        "judged_on",
    ),
    Measure(
        "redone",
        gettext_noop("不满意后已重办"),
        gettext_noop("不满意的工单中，退回重新办理过的。"),
        Q(judged_on__isnull=False, unhappy=True, redone=True),
        "judged_on",
    ),
    Measure(
        "asked",
        gettext_noop("当面或来电咨询"),
        gettext_noop("期间内窗口和热线收到的法律咨询。"),
        Q(first__isnull=False),
        "received_on",
    ),
    Measure(
        "first",
        gettext_noop("首次解决"),
        gettext_noop("当面或来电咨询中，由受理人本人在受理当天答复办结、以后没有重办的。"),
        Q(first=True),
        "received_on",
    ),
    Measure(
        "referred",
        gettext_noop("转介"),
        gettext_noop("期间内开出的转介指引。"),
        Q(converted__isnull=False),
        "received_on",
    ),
    Measure(
        "converted",
        gettext_noop("转化"),
        gettext_noop("转介指引中，对方已受理（办理中）或已办成的。"),
        Q(converted=True),
        "received_on",
    ),
)
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
TALLIED = tuple(measure for measure in _ALL if measure.tallied)
NO_HOLDER = "0"  # the slot of what nobody has claimed
