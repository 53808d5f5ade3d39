"""Request bodies as strict JSON: what one reader could understand differently from another is
refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from ninja.parser import Parser

from santai.kernel.errors import Refusal

LIMIT = 1024 * 1024  # bytes
DEEPEST = 8  # levels of objects and lists in one another
LONGEST_NUMBER = 15  # digits that every JSON reader keeps exactly (2^53)
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # may become NUL or half a surrogate pair


class BadBody(Refusal):
    """The body cannot be read at all; nothing of it was used."""

    status = 400
    code = "bad_body"


class TooBig(Refusal):
    status = 413
    code = "too_big"

    def __init__(self, message: str = "内容太大，最多 1 MB。文件请用文件接口上传。") -> None:
        super().__init__(message)


class WrongType(Refusal):
    status = 415
    code = "wrong_type"

    def __init__(self, wanted: str = "application/json（UTF-8）") -> None:
        super().__init__(f"Content-Type 应为 {wanted}。")


class StrictJson(Parser):
    """What ninja calls for every body; refusals come back wrapped and are unwrapped in `problems`."""

    def parse_body(self, request: HttpRequest) -> Any:
        return parsed(body_of(request))


def body_of(request: HttpRequest) -> bytes:
    """The body, judged by its headers before it is read."""
    if request.content_type != "application/json" or not _is_utf8(request):
        raise WrongType
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT:
        raise TooBig
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError):
        raise TooBig from None
    if len(body) > LIMIT:
        raise TooBig
    return body


def parsed(body: bytes) -> Any:
    """The value of a JSON text. Raises BadBody with the reason."""
    try:
        value = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_int,
        )
    except UnicodeDecodeError:
        raise BadBody("内容不是 UTF-8 编码。") from None
    except json.JSONDecodeError as error:
        raise BadBody(
            f"不是 JSON：第 {error.lineno} 行第 {error.colno} 个字符处读不下去。"
        ) from None
    except RecursionError:
        raise BadBody(f"嵌套太深，最多 {DEEPEST} 层。") from None
    if body.count(b"{") + body.count(b"[") > DEEPEST:
        _check_depth(value, DEEPEST)
    if _SUSPECT.search(body):
        _check_text(value)
    return value


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise BadBody(f"“{twice[:40]!a}”出现了两次。")
    return found


def _no_number(text: str) -> NoReturn:
    raise BadBody(f"{text} 不是 JSON 里的数。")


def _float(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise BadBody("数字太大。")
    return value


def _int(text: str) -> int:
    if len(text) > LONGEST_NUMBER + 1:
        raise BadBody(f"数字最多 {LONGEST_NUMBER} 位；证件号、电话等请写成字符串。")
    return int(text)


def _check_depth(value: Any, left: int) -> None:
    if isinstance(value, dict | list):
        if not left:
            raise BadBody(f"嵌套太深，最多 {DEEPEST} 层。")
        for part in value.values() if isinstance(value, dict) else value:
            _check_depth(part, left - 1)


def _check_text(value: Any) -> None:
    """NUL cannot be stored, half a surrogate pair cannot be written."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise BadBody("文字里有不能保存的字符（NUL 或残缺的代理对）。")
    elif isinstance(value, dict):
        for key, part in value.items():
            _check_text(key)
            _check_text(part)
    elif isinstance(value, list):
        for part in value:
            _check_text(part)


def _is_utf8(request: HttpRequest) -> bool:
    return request.content_params.get("charset", "utf-8").lower() in {"utf-8", "utf8"}  # type: ignore[union-attr]
