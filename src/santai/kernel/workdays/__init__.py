r"""Limits in Chinese law (期间): when they end, how much is used, and a sentence saying why.

`calendars` knows which days are worked, `counting` counts them, `wording` explains the count.

>>> from datetime import date, datetime
>>> may = Year(2026, {date(2026, 5, day): "劳动节" for day in range(1, 6)},
...            makeup=frozenset({date(2026, 5, 9)}), notice="国办发明电〔2025〕7号")
>>> received = datetime(2026, 4, 28, 10, 30, tzinfo=ZONE)
>>> limit = due(Calendar([may]), received, Term.parse("7 days"))
>>> limit.on
datetime.date(2026, 5, 6)
>>> said = explain(limit, received, Term.parse("7 days"), basis="《法律援助法》")
>>> print(said.replace("，", "\n"))
自 2026 年 4 月 28 日（不计当日）起 7 日
止于 5 月 5 日
逢劳动节休息日顺延至 5 月 6 日；依据《法律援助法》。
"""

from santai.kernel.workdays.calendars import BadYear, Calendar, CalendarGap, Year
from santai.kernel.workdays.counting import Due, due, elapsed, left
from santai.kernel.workdays.terms import ZONE, Pause, Term, Unit
from santai.kernel.workdays.wording import explain

__all__ = [
    "ZONE",
    "BadYear",
    "Calendar",
    "CalendarGap",
    "Due",
    "Pause",
    "Term",
    "Unit",
    "Year",
    "due",
    "elapsed",
    "explain",
    "left",
]
