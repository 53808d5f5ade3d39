"""What a calendar reads: signs that mean something are escaped, long lines are folded between signs."""

from __future__ import annotations

from datetime import timedelta

from santai.pages.calendar_file import Entry, calendar_file
from tests.world import NOW


def written(**changes: object) -> bytes:
    given = {
        "uid": "booking-1@host",
        "version": 2,
        "starts_at": NOW,
        "ends_at": NOW + timedelta(minutes=30),
        "title": "咨询, 当面; 二楼\\三楼",
        "place": "长" * 60,
        "text": "第一行\n第二行",
    }
    return calendar_file(Entry(**{**given, **changes}), at=NOW).content  # type: ignore[arg-type]


def test_signs_that_mean_something_are_escaped() -> None:
    lines = written().decode().split("\r\n")
    assert "SUMMARY:咨询\\, 当面\\; 二楼\\\\三楼" in lines
    assert "DESCRIPTION:第一行\\n第二行" in lines
    assert "SEQUENCE:2" in lines


def test_long_lines_are_folded_and_nothing_is_lost() -> None:
    content = written()
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert f"LOCATION:{'长' * 60}\r\n" in content.decode().replace("\r\n ", "")


def test_what_was_cancelled_says_so() -> None:
    assert b"STATUS:CANCELLED" in written(cancelled=True)
    assert b"STATUS:CONFIRMED" in written()
