"""An appointment as a file for the calendar of a telephone or computer (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse

LONGEST = 75  # octets of a line, after which it is folded


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. The same `uid` with a higher `version` replaces it in the calendar."""

    uid: str
    version: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    text: str = ""
    cancelled: bool = False


def calendar_file(entry: Entry, *, at: datetime) -> HttpResponse:
    content = "".join(f"{line}\r\n" for whole in _lines(entry, at) for line in _folded(whole))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _lines(entry: Entry, at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Santai//Appointments//ZH")
    yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT")
    yield f"UID:{_text(entry.uid)}"
    yield f"SEQUENCE:{entry.version}"
    yield f"DTSTAMP:{_moment(at)}"
    yield f"DTSTART:{_moment(entry.starts_at)}"
    yield f"DTEND:{_moment(entry.ends_at)}"
    yield f"SUMMARY:{_text(entry.title)}"
    yield f"LOCATION:{_text(entry.place)}"
    yield f"DESCRIPTION:{_text(entry.text)}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _moment(moment: datetime) -> str:
    """In UTC, so that no calendar has to know our zone."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut between signs, never inside one: Chinese takes three octets each."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
