"""Certificates of evidence (电子证据保全证书): a document that carries its proof inside, signed and time-stamped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from santai.capabilities.documents.actions import make
from santai.capabilities.documents.models import Document
from santai.capabilities.places.models import Organisation
from santai.catalogue.schema import DocumentSpec, Text

EVIDENCE = DocumentSpec(
    key="evidence",
    title=Text("电子证据保全证书", "Certificate of preserved evidence"),
    number="{organisation.short}存证〔{year}〕第{serial}号",
    body=(
        "工单 {order.number} 的下列电子数据于{moment}由{who}提取并固定，"
        "其摘要与固定的时间、方式、人员一并记入存证账本第 {index} 位。",
        "此后该数据有任何一个字节不同，摘要即不相符。核对时把原文件和本证书（PDF 内附 proof.json）交给独立的核验程序"
        " santai-verify，不需要联网，也不需要通过本单位。",
        "本证书证明该数据在固定时已经存在且此后未被改动，不证明数据在固定以前的形成过程和所述内容真实。",
    ),
    addressee="",
    signed_by="{organisation.name}",
)
PROOF = "proof.json"


def make_certificate(
    subject: str,
    organisation: Organisation,
    rows: Sequence[tuple[str, str]],
    proof: bytes,
    *,
    order: str,
    who: str,
    moment: datetime,
    index: int,
    at: datetime,
) -> Document:
    """Issue it for the matter numbered `order`; `rows`: what was fixed and how, `proof`: the receipt of its leaf."""
    context = {
        "order": {"number": order},
        "who": who,
        "moment": moment,
        "index": index,
        "table": {
            "head": ["项目", "内容"],
            "rows": [list(row) for row in rows],
            "widths": [3, 10],
        },
    }

    def finish(pdf: bytes) -> bytes:
        # Half a second and some megabytes: only the worker, which signs, takes them.
        from santai.capabilities.documents.actions.signing import certified

        return certified(pdf, {PROOF: proof})

    return make(EVIDENCE, subject, organisation, context, at=at, finish=finish)
