"""An office that issues documents, and what it says in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from santai.capabilities.places.models import Organisation, Region
from santai.catalogue.schema import DocumentSpec, Text
from santai.kernel.workdays import ZONE

AT = datetime(2026, 11, 20, 10, 30, tzinfo=ZONE)
SUBJECT = "orders/1"
NUMBER = "{organisation.short}援决字〔{year}〕第{serial}号"
FACTS: dict[str, Any] = {
    "applicant": {"name": "张建国", "phone": ""},
    "order": {"number": "264 8392 0715", "title": "劳动报酬", "received": "2026年11月18日"},
    "facts": {"reason": "收入高于标准。"},
}


def spec(*body: str, **more: Any) -> DocumentSpec:
    return DocumentSpec(
        key=more.pop("key", "grant"),
        title=Text(more.pop("title", "给予法律援助决定书")),
        number=more.pop("number", NUMBER),
        body=body or ("您于{order.received}提出的申请，我们已经收到。",),
        **more,
    )


def an_agency(name: str, short: str, **more: Any) -> Organisation:
    region, _ = Region.objects.get_or_create(
        code="410000000000", defaults={"name": "河南省", "level": 1, "full_name": "河南省"}
    )
    return Organisation.objects.create(
        code=name, name=name, short=short, kind="legal-aid-agency", region=region, **more
    )
