"""The figures of the hotline as a spreadsheet: numbers as numbers, so that they can be summed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from openpyxl import Workbook
from openpyxl.styles import Font

from santai.channels.hotline.enums import Disposition
from santai.channels.hotline.queries import Hour, together

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (  # said in the language of who asks for it
    gettext_noop("时段"),
    gettext_noop("来电"),
    gettext_noop("接起"),
    gettext_noop("15 秒内接起"),
    gettext_noop("接通率基数"),
    gettext_noop("15 秒接起率（%）"),
    gettext_noop("平均等待（秒）"),
    gettext_noop("平均通话（秒）"),
    gettext_noop("待登记"),
)


def workbook(hours: Sequence[Hour], first: date, last: date) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 -- a new workbook has a sheet
    sheet.title = _("按小时")
    sheet.append([_("热线来电 %(first)s 至 %(last)s") % {"first": first, "last": last}])
    sheet.append([*map(_, HEAD), *(str(d.label) for d in Disposition)])
    for hour in hours:
        sheet.append(_row(f"{hour.hour}:00–{(hour.hour or 0) + 1}:00", hour))
    sheet.append(_row(_("合计"), together(hours)))
    for row in (1, 2, sheet.max_row):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
    sheet.freeze_panes = "B3"
    sheet.column_dimensions["A"].width = 16
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _row(title: str, hour: Hour) -> list[str | int | None]:
    return [
        title,
        hour.calls,
        hour.answered,
        hour.prompt,
        hour.rang,
        hour.level,
        _seconds(hour.wait),
        _seconds(hour.talk),
        hour.waiting,
        *(many for _value, _label, many in hour.dispositions),
    ]


def _seconds(lapse: timedelta | None) -> int | None:
    return None if lapse is None else round(lapse.total_seconds())
