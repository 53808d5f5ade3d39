"""Events that are not actions of a service file, and the hash that chains all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

SUBMITTED = "submitted"
MERGED_IN = "merged_in"
CHILD_DONE = "child_done"
FILE_ADDED = "file_added"
CLOCK_BREACHED = "clock_breached"
CALENDAR_CHANGED = "calendar_changed"
CODE_RENEWED = "code_renewed"
APPOINTMENT = "appointment"
PRESERVED = "preserved"
CERTIFIED = "certified"
BOUND = "bound"
PHONE_DISOWNED = "phone_disowned"
READ_IN_EMERGENCY = "read_in_emergency"
SIFTED = "sifted"
RESTRICTED = "restricted"
RELEASED = "released"
ERASED = "erased"
CORRECTION_ASKED = "correction_asked"
CORRECTED = "corrected"
CORRECTION_REFUSED = "correction_refused"
BILL_VOIDED = "bill_voided"
# These say the digests of a content, which a leaf of its own commits to beside that of the event.
FIXING = frozenset({PRESERVED, BOUND})
SIDE_ACTED = "side_acted"
MAIN_ACTED = "main_acted"
SERVED = "document_served"
SIGNED = "signed"
SESSION = "session"
SIGNED_BY_ALL = "signed_by_all"
# What may still be written about an order that is kept and not used.
WHILE_RESTRICTED = frozenset({RESTRICTED, RELEASED, ERASED, READ_IN_EMERGENCY})
# Of a file that was fixed as evidence the digests stay: its certificate is in other hands and goes on verifying.
KEPT_OF_ERASED = frozenset({"sha256", "sm3", "size", "how"})

TITLES: Mapping[str, str] = {
    SUBMITTED: gettext_noop("提交"),
    MERGED_IN: gettext_noop("并入另一件工单"),
    CHILD_DONE: gettext_noop("下级工单办结"),
    FILE_ADDED: gettext_noop("补充文件"),
    CLOCK_BREACHED: gettext_noop("超过期限"),
    CALENDAR_CHANGED: gettext_noop("放假安排公布，期限重算"),
    CODE_RENEWED: gettext_noop("换发查询码"),
    APPOINTMENT: gettext_noop("约时间"),
    PRESERVED: gettext_noop("固定电子证据"),
    CERTIFIED: gettext_noop("出具电子证据保全证书"),
    BOUND: gettext_noop("装订成卷"),
    PHONE_DISOWNED: gettext_noop("接到验证码的人说不是他的事，请核对电话"),
    READ_IN_EMERGENCY: gettext_noop("紧急查阅"),
    SIFTED: gettext_noop("短时间内提交得太多，看过了，转入办理"),
    RESTRICTED: gettext_noop("限制处理"),
    RELEASED: gettext_noop("解除限制处理"),
    ERASED: gettext_noop("删除个人信息"),
    CORRECTION_ASKED: gettext_noop("要求改正个人信息"),
    CORRECTED: gettext_noop("已改正个人信息"),
    CORRECTION_REFUSED: gettext_noop("没有改正个人信息"),
    BILL_VOIDED: gettext_noop("事情没有办成，账单作废"),
    SIDE_ACTED: gettext_noop("另一方有了回应"),
    MAIN_ACTED: gettext_noop("这件事有了进展"),
    SERVED: gettext_noop("送达文书"),
    SIGNED: gettext_noop("签署文书"),
    SESSION: gettext_noop("约了开会的时间"),
    SIGNED_BY_ALL: gettext_noop("文书已经全部签署"),
}

_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
FIRST = "0" * 64  # what the first event of an order is chained to


def is_emptied(data: Mapping[str, Any], role: str, actor_name: str) -> bool:
    """Whether what an event said is gone, as it is when its order was erased; its hash and its leaf stay."""
    return set(data) <= KEPT_OF_ERASED and not (role == "applicant" and actor_name)


def chained_hash(previous: str, content: Mapping[str, Any]) -> str:
    """SHA-256 over the previous event's hash and this event's canonical JSON (sorted, no floats)."""
    text = _JSON.encode(content)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
