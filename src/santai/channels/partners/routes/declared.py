"""What every operation declares about going wrong."""

from __future__ import annotations

from typing import Any

from santai.channels.partners.shapes import Problem

ALWAYS = (401, 405, 503)  # no key, wrong method, database away


def responses(*refused: int, **given: Any) -> dict[int, Any]:
    """`responses(404, ok=OrderOut)`: the answers of an operation and every refusal it can give."""
    done = {"ok": 200, "made": 201, "gone": 204}
    answers = {done[word]: shape for word, shape in given.items()}
    return answers | dict.fromkeys(sorted({*refused, *ALWAYS}), Problem)
