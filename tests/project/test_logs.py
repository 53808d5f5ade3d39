"""Nothing that anybody sends can write a line of the log of its own (abuse case 14, ASVS 16.4.1)."""

from __future__ import annotations

import logging
import sys

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from santai.project.logs import FOLLOWS, OneRecord
from santai.project.settings import LOGGING

LINE = LOGGING["formatters"]["line"]["format"]


def written(
    message: str, *args: object, formatter: logging.Formatter | None = None, **more: object
) -> str:
    record = logging.LogRecord("santai", logging.ERROR, "x.py", 1, message, args, None)
    for name, value in more.items():
        setattr(record, name, value)
    return (formatter or OneRecord(LINE)).format(record)


def test_the_log_of_the_house_is_written_this_way() -> None:
    assert LOGGING["formatters"]["line"]["()"] == "santai.project.logs.OneRecord"


FORGED = "x\n2026-01-01 00:00:00,000 ERROR santai: nothing happened"


def test_a_line_that_somebody_sent_stays_inside_its_record() -> None:
    line = written("refused: %s", FORGED)
    assert line.splitlines() == [line]
    assert line.endswith(r"refused: x\n2026-01-01 00:00:00,000 ERROR santai: nothing happened")


def test_without_it_the_forged_line_would_stand_at_the_margin() -> None:
    """The planted fault: the library's own formatter."""
    assert len(written("%s", FORGED, formatter=logging.Formatter(LINE)).splitlines()) == 2


def test_a_trace_back_is_marked_as_what_follows() -> None:
    try:
        raise ValueError(FORGED)
    except ValueError:
        text = written("it broke", exc_info=sys.exc_info())
    first, *rest = text.split("\n")
    assert first.endswith("it broke")
    assert {line[:6] for line in rest} == {FOLLOWS[1:]}


def test_a_wrong_host_is_logged_in_one_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/", headers={"Host": "evil.example"})
    [record] = [r for r in caplog.records if r.name == "django.security.DisallowedHost"]
    assert OneRecord(LINE).format(record).count("\n") == 0


@pytest.mark.parametrize("sign", ["\x1b[2J", "\r", "\0", "\x9b", "\u2028", "\u202e", "\x85"])
def test_signs_that_play_with_a_terminal_are_written_out(sign: str) -> None:
    line = written("%s", f"a{sign}b")
    assert sign not in line
    assert len(line.splitlines()) == 1


@given(st.text())
def test_whatever_is_said_is_one_line(text: str) -> None:
    line = written("%s", text)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


def test_chinese_is_left_as_it_is() -> None:
    assert written("工单 %s", "𠮷·买买提").endswith("工单 𠮷·买买提")
