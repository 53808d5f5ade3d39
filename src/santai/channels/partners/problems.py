"""Refusals as problem documents (RFC 9457): one shape for everything that goes wrong.

`code` is for programs, `detail` for people, `fields` says what to put right where. A thing that is
not there and a thing that is not for this partner give the same bytes.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from traceback import format_tb
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from santai.channels.partners.reading import BadBody, TooBig
from santai.kernel.errors import Conflict, Invalid, Missing, NotNow, Refusal
from santai.pages.outages import outage

TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: "请求写得不对",
    401: "需要有效的密钥",
    403: "没有这项权限",
    404: "没有找到",
    405: "这里不支持这个方法",
    409: "现在不能这样办",
    412: "工单已经变了",
    413: "内容太大",
    415: "内容类型不对",
    422: "有几处需要改一下",
    429: "今天的次数用完了",
    500: "系统出错了",
    503: "系统暂时繁忙",
}
NO_KEY = "请在 Authorization 头里写“Bearer 密钥”；密钥无效或停用时请联系系统管理员。"
UNKNOWN = "没有这一项，请删去。"
UNREADABLE = "上传的内容读不下去。"
log = logging.getLogger(__name__)


class Unauthorised(Refusal):
    status = 401
    code = "unauthorised"

    def __init__(self, message: str = NO_KEY) -> None:
        super().__init__(message)


class Stale(Conflict):
    """If-Match named an event number that is not the order's last one any more."""

    status = 412
    code = "stale"


class WrongMethod(Refusal):
    status = 405
    code = "wrong_method"


def problem(refusal: Refusal) -> HttpResponse:
    """The answer to a refusal."""
    content: dict[str, Any] = {
        "type": f"urn:santai:problem:{refusal.code}",
        "title": TITLES.get(refusal.status, TITLES[400]),
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.message,
    }
    if isinstance(refusal, Invalid):
        content["fields"] = refusal.fields
    if isinstance(refusal, NotNow) and refusal.allowed:
        content["allowed"] = list(refusal.allowed)
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False), content_type=TYPE, status=refusal.status
    )
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="santai"'
    if refusal.status == 503:
        response.headers["Retry-After"] = "60"
    return response


def install(api: NinjaAPI) -> None:
    """Let the API answer every exception with a problem document."""
    answers: Mapping[type[Exception], Callable[[Any], Refusal]] = {
        Refusal: lambda refusal: refusal,
        AuthenticationError: lambda _: Unauthorised(),
        ValidationError: _invalid,
        HttpError: _unwrapped,
        Http404: lambda _: Missing(),
        RequestDataTooBig: lambda _: TooBig(),
        UnreadablePostError: lambda _: TooBig(),
        MultiPartParserError: lambda _: BadBody(UNREADABLE),
        SuspiciousOperation: lambda _: BadBody(UNREADABLE),
    }
    for kind, refusal in answers.items():
        api.add_exception_handler(kind, _handler(refusal))
    api.add_exception_handler(Exception, _unexpected)


def _handler(refusal: Callable[[Any], Refusal]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: problem(refusal(error))


def _invalid(error: ValidationError) -> Refusal:
    """What ninja and pydantic found, in our words: each field by its path."""
    fields = {}
    for found in error.errors:
        place = [
            str(part)
            for part in found["loc"]
            if part not in {"body", "query", "header", "path", "file", "form"}
        ]
        fields[".".join(_without_parameter(place)) or "body"] = _said(found)
    if "Idempotency-Key" in fields:
        return BadBody(
            "请在 Idempotency-Key 头里给这次提交一个唯一的键（1 到 255 个可见的 ASCII 字符）。"
        )
    return Invalid(fields)


def _without_parameter(place: list[str]) -> list[str]:
    """ninja puts the name of the function's parameter in front of the body's own path."""
    return place[1:] if place[:1] == ["content"] else place


def _said(found: Mapping[str, Any]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "missing":
        return "请填写。"
    if kind == "extra_forbidden":
        return UNKNOWN
    if kind == "string_too_long":
        return f"最长 {context['max_length']} 个字。"
    if kind in {"string_pattern_mismatch", "string_too_short"}:
        return "格式不对。"
    if kind in {"greater_than_equal", "less_than_equal", "too_long"}:
        return "超出了允许的范围。"
    return _EXPECTED.get(kind, "类型或格式不对。")


_EXPECTED = {
    "string_type": "应为字符串。",
    "dict_type": "应为对象。",
    "list_type": "应为列表。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "model_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "literal_error": "不在可选的值里。",
    "enum": "不在可选的值里。",
    "datetime_from_date_parsing": "应为带时区的时间，如 2026-11-21T09:30:00+08:00。",
    "timezone_aware": "应为带时区的时间，如 2026-11-21T09:30:00+08:00。",
}


def _unwrapped(error: HttpError) -> Refusal:
    """ninja wraps whatever our body reader raised; what it says itself is about the body too."""
    if isinstance(error.__cause__, Refusal):
        return error.__cause__
    return BadBody("内容读不下去，请检查。")


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    """Our fault: nothing was stored. An error's text can quote what was sent, so it is not logged."""
    if away := outage(error):
        log.error("%s %s: %s, %s", request.method, request.path, away.value, type(error).__name__)
        return turned_away(503, 60)
    kind, where = type(error).__name__, "".join(format_tb(error.__traceback__))
    log.error("%s %s failed: %s\n%s", request.method, request.path, kind, where)
    return problem(_broken(500, "failed", "没有受理，也没有保存。错误已经记录。"))


def turned_away(status: int, seconds: int) -> HttpResponse:
    """To be sent again after so many seconds: nothing was stored."""
    response = problem(_broken(status, "busy", "没有受理，也没有保存。请用同一个键稍后再试。"))
    response.headers["Retry-After"] = str(seconds)
    return response


def _broken(status: int, code: str, message: str) -> Refusal:
    refusal = Refusal(message)
    refusal.status, refusal.code = status, code
    return refusal
