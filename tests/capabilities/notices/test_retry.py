from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.notices.actions.retry import LONGEST, next_try
from santai.capabilities.notices.enums import GIVE_UP_AFTER
from santai.kernel.workdays import ZONE

AT = datetime(2026, 3, 2, tzinfo=ZONE)


def test_waits_double_up_to_six_hours() -> None:
    waits = [(next_try(attempt, AT) - AT).total_seconds() for attempt in (1, 2, 3, 4, 11, 12, 30)]
    assert waits == [15, 30, 60, 120, 15_360, 21_600, 21_600]


def test_a_receiver_may_be_away_for_a_weekend() -> None:
    waits = (next_try(attempt, AT) - AT for attempt in range(1, GIVE_UP_AFTER))
    assert sum(waits, timedelta()) > timedelta(hours=60)


@given(st.integers(1, 40_000))
def test_a_wait_never_exceeds_the_longest(attempt: int) -> None:
    assert timedelta() < next_try(attempt, AT) - AT <= LONGEST
