"""The refusals of the house: what is wrong, said to a person, with the status a door answers with.

A door (page, API, command) turns any `Refusal` into its own kind of answer. Denied and missing are the
same thing on purpose: whoever may not see an order cannot learn that it exists.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

from santai.kernel.words import said, word

NOTHING_THERE = word("没有找到。请核对编号，或联系受理单位。")
SOME_TO_CHANGE = word("有几处需要改一下。")


class Refusal(Exception):
    """Something was asked for that cannot be done. `message` is for the person who asked."""

    status = 400
    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Missing(Refusal):
    """There is nothing there for you."""

    status = 404
    code = "missing"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or said(NOTHING_THERE))


class Forbidden(Refusal):
    """You can see it, but this is not yours to do."""

    status = 403
    code = "forbidden"


class Invalid(Refusal):
    """Facts that do not fit; `fields` maps each key to what to put right."""

    status = 422
    code = "invalid"

    def __init__(self, fields: Mapping[str, str], message: str = "", code: str = "") -> None:
        super().__init__(message or said(SOME_TO_CHANGE))
        self.fields = dict(fields)
        self.code = code or self.code

    def __str__(self) -> str:
        return "；".join([self.message, *(f"{key}：{text}" for key, text in self.fields.items())])


class Conflict(Refusal):
    """Somebody was quicker, or it was already done; look again and decide anew."""

    status = 409
    code = "conflict"


class NotNow(Conflict):
    """The order is in a state where this cannot be done; `allowed` names what can be."""

    code = "not_now"

    def __init__(self, message: str, allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.allowed = tuple(allowed)


class TooMany(Refusal):
    """Asked too often; after `wait` it may be asked again."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.seconds = max(1, math.ceil(wait.total_seconds()))
