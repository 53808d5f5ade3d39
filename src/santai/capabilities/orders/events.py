"""Events that are not actions of a service file, and the hash that chains all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SUBMITTED = "submitted"
MERGED_IN = "merged_in"
CHILD_DONE = "child_done"
FILE_ADDED = "file_added"
CLOCK_BREACHED = "clock_breached"
CALENDAR_CHANGED = "calendar_changed"
CODE_RENEWED = "code_renewed"

TITLES: Mapping[str, str] = {
    SUBMITTED: "提交",
    MERGED_IN: "并入另一件工单",
    CHILD_DONE: "下级工单办结",
    FILE_ADDED: "补充文件",
    CLOCK_BREACHED: "超过期限",
    CALENDAR_CHANGED: "放假安排公布，期限重算",
    CODE_RENEWED: "换发查询码",
}

FIRST = "0" * 64  # what the first event of an order is chained to


def chained_hash(previous: str, content: Mapping[str, Any]) -> str:
    """SHA-256 over the previous event's hash and this event's canonical JSON (sorted, no floats)."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
