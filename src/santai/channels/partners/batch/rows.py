"""One row as a request: what is missing, odd or impossible is named before the engine is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from santai.capabilities.orders.actions import Request
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Field, Kind, Service
from santai.channels.partners.batch.columns import REQUIRED, SHOWN, columns_of, folded, is_nothing
from santai.channels.partners.batch.places import Gazetteer
from santai.channels.partners.requests import NOTE, origin
from santai.kernel.errors import Invalid
from santai.kernel.workdays import ZONE

LONGEST_REF = 100
LONGEST_SOURCE = 40
LONGEST_REST = 4500  # characters of other columns a note holds beside where the matter comes from
SLACK = timedelta(minutes=10)  # clocks of two systems differ
EARLIEST = 2000
DIGITS = ("ref", "phone", "id_number", "region")  # may come as numbers
PERSON = ("name", "phone", "id_number", "address")
DATE = re.compile(
    r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:时点](\d{1,2})?(?:分|:(\d{1,2})(?:\.\d+)?)?秒?)?"
    r"(Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a row that does not say so itself is taken to mean."""

    service: str
    region: str
    source: str
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that reads well: the request it makes, the key it is known by, and its service."""

    request: Request
    key: str
    service: Service


class RowReader:
    """Turns the cells of rows into requests; remembers regions and services it has looked up."""

    def __init__(self, defaults: Defaults, at: datetime) -> None:
        self._defaults = defaults
        self._at = at
        self._places = Gazetteer(defaults.region)
        self._by_title = {
            service.title.zh: service.id
            for service in catalogue().services(defaults.region, at.astimezone(ZONE).date())
        }

    def read(self, cells: Mapping[str, Any]) -> Row:
        """Raises Invalid with every column that has to be mended, by the name it has with us."""
        names = columns_of(cells)
        wrong: dict[str, str] = {}
        told = _texts({c: cells[h] for c, h in names.items() if c != "received"}, wrong)
        received = _received(cells.get(names.get("received", "")), self._at, wrong)
        _check_present(told, wrong)
        service = self._service(told.get("service", ""), wrong)
        region = self._region(told.get("region", ""), wrong)
        if wrong or service is None:
            raise Invalid(wrong)
        rest = {h: v for h, v in cells.items() if h not in names.values() and not is_nothing(v)}
        answers = _answers(service, told["text"], rest, wrong)
        others = _others(rest, wrong)
        if wrong:
            raise Invalid(wrong)
        source = told.get("source") or self._defaults.source
        note = origin(told["ref"], received, source) + others
        request = Request(
            service=service.id,
            region=region,
            applicant={column: told[column] for column in PERSON if column in told},
            answers=answers,
            organisation=self._defaults.organisation,
            then=((NOTE, {"text": note}),),
        )
        return Row(request, f"intake:{source}:{told['ref']}", service)

    def _service(self, text: str, wrong: dict[str, str]) -> Service | None:
        wanted = self._by_title.get(text, text) or self._defaults.service
        try:
            return catalogue().service(
                wanted, self._defaults.region, self._at.astimezone(ZONE).date()
            )
        except LookupError:
            wrong["service"] = f"没有事项“{text[:40]}”，请写事项名称或 id。"
            return None

    def _region(self, text: str, wrong: dict[str, str]) -> str:
        if not text:
            return self._defaults.region
        try:
            return self._places.code(text)
        except Invalid as error:
            wrong |= error.fields
            return ""


def shown_reason(refused: Invalid, service: Service | None = None) -> str:
    """All that is wrong with a row, each with the column a person looks for."""
    return "；".join(f"{_column(key, service)}：{text}" for key, text in refused.fields.items())


def _column(key: str, service: Service | None) -> str:
    """The engine's name of a field → the column it came from."""
    if key.startswith("answers.") and service is not None:
        main = _main_question(service)
        asked = {
            f"answers.{field.key}": field.ask.zh for field in service.form if field is not main
        }
        return asked.get(key, SHOWN["text"])
    return SHOWN.get(key.removeprefix("applicant."), key)


def _texts(values: Mapping[str, Any], wrong: dict[str, str]) -> dict[str, str]:
    """The cells that hold something, as trimmed texts; whole numbers are taken as their digits."""
    told = {}
    for column, value in values.items():
        if is_nothing(value):
            continue
        whole = isinstance(value, int) and not isinstance(value, bool) and column in DIGITS
        if not isinstance(value, str) and not whole:
            wrong[column] = "应为文字。"
        elif "\0" in (text := str(value).strip()):
            wrong[column] = "含有不能保存的字符（NUL）。"
        else:
            told[column] = text
    return told


def _check_present(told: Mapping[str, str], wrong: dict[str, str]) -> None:
    for column in REQUIRED:
        if column not in told and column not in wrong:
            wrong[column] = "没有填写。"
    for column, most in (("ref", LONGEST_REF), ("source", LONGEST_SOURCE)):
        if len(told.get(column, "")) > most:
            wrong[column] = f"最长 {most} 个字。"


def _received(value: Any, at: datetime, wrong: dict[str, str]) -> datetime | None:
    """When the other system took it in, in China's time unless it says otherwise."""
    if is_nothing(value):
        return None
    try:
        moment = value if isinstance(value, datetime) else _parsed(str(value).strip())
    except ValueError:
        wrong["received"] = "看不懂这个时间，请写成 2026-11-21 09:30。"
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    if moment > at + SLACK:
        wrong["received"] = "受理时间在将来，请核对。"
    elif moment.year < EARLIEST:
        wrong["received"] = "受理时间太早，请核对。"
    return moment


def _parsed(text: str) -> datetime:
    found = DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    numbers = [int(part or 0) for part in found.groups()[:6]]
    moment = datetime(*numbers, tzinfo=ZONE)  # type: ignore[misc, arg-type]
    zone = found[7]
    if zone:
        return datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + zone)
    return moment


def _answers(
    service: Service, text: str, rest: dict[str, Any], wrong: dict[str, str]
) -> dict[str, Any]:
    """The text goes to the service's main question; columns called like a question go to theirs."""
    main = _main_question(service)
    if main is None:
        wrong["service"] = f"“{service.title}”没有可以写诉求内容的问题，不能批量导入。"
        return {}
    answers: dict[str, Any] = {main.key: text}
    by_heading = {folded(heading): heading for heading in rest}
    for field in service.form:
        for name in (folded(field.key), folded(field.ask.zh)):
            if field is not main and name in by_heading and by_heading[name] in rest:
                answers[field.key] = _value(field, rest.pop(by_heading[name]))
    return answers


def _main_question(service: Service) -> Field | None:
    long = [field for field in service.form if field.kind == Kind.LONG_TEXT]
    return next((field for field in long if field.required), long[0] if long else None)


def _value(field: Field, cell: Any) -> Any:
    text = str(cell).strip()
    if field.kind == Kind.CHOICES and not isinstance(cell, list):
        return [part for part in re.split(r"[、,，;；]", text) if part]
    if field.kind == Kind.YES_NO and not isinstance(cell, bool):
        return {"是": True, "有": True, "true": True, "否": False, "无": False, "false": False}.get(
            text.lower(), text
        )
    return cell if isinstance(cell, bool | list) else text


def _others(rest: Mapping[str, Any], wrong: dict[str, str]) -> str:
    """Columns nobody asked for are kept with the order: what came in is not lost, nor cut short."""
    named = {heading: value for heading, value in rest.items() if heading}
    text = "；".join(f"{heading}：{value}" for heading, value in named.items()).replace("\0", "")
    if len(text) > LONGEST_REST:
        longest = max(named, key=lambda heading: len(str(named[heading])))
        wrong[longest] = (
            f"事项没有问到的各列最多合计 {LONGEST_REST} 个字，现在有 {len(text)} 个，"
            "请写短一些，或去掉用不着的列。"
        )
    return f"其他：{text}" if text else ""
