"""What somebody pays by and what they keep: the notice with its number (缴费通知单), the receipt (收款收据).

A receipt says that the money came. It is no tax invoice and no fiscal bill (发票、财政票据): the office gives those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from santai.capabilities.documents import actions as documents
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import documents_of
from santai.capabilities.fees.models import Bill, Payee
from santai.capabilities.fees.queries import payee_of
from santai.capabilities.orders.actions import Door
from santai.capabilities.orders.actions.facts import document_context
from santai.catalogue.schema import ActionSpec, DocumentSpec, Text
from santai.kernel.sums import capital
from santai.kernel.words import written_down

NOTICE = DocumentSpec(
    key="payment_notice",
    title=Text("缴费通知单", "Payment notice"),
    number="{organisation.short}缴通〔{year}〕第{serial}号",
    signed_by="{bill.office}",
    body=(
        "您办理的{order.service}（工单编号{order.number}），一共要缴{bill.total}元（人民币{bill.capital}）。每一项怎么算的，列在下面。",
        "{bill.account}",
        "{bill.counter}",
        "转账以前，请到网上或者打电话{organisation.phone}再核对一遍账户；账户有变动的，以您的工单页面上写的为准。"
        "有人打电话、发短信让您转到别的账户，不要转。",
        "有困难的，可以先问能不能减免，不用急着缴。",
    ),
    english=(
        "For {order.service} (order {order.number}) {bill.total} yuan are due. The table says how each sum came about.",
        "Before you transfer money, check the account once more on the page of your order: what stands there counts. "
        "Whoever tells you by telephone or message to pay elsewhere is not us.",
        "If paying is hard for you, ask first whether the fee can be reduced or waived.",
    ),
)
RECEIPT = DocumentSpec(
    key="payment_receipt",
    title=Text("收款收据", "Receipt"),
    number="{organisation.short}收据〔{year}〕第{serial}号",
    signed_by="{bill.office}",
    body=(
        "今收到{applicant.name}缴来的{order.service}费用（工单编号{order.number}）{bill.total}元（人民币{bill.capital}）。",
        "缴费通知单：{bill.notice}。",
        "缴费方式：{bill.method}。到账日期：{bill.received}。",
        "{bill.reference}",
        "这张收据证明钱已经收到。它不是发票，不能当发票报销；要发票或者财政票据的，请向{bill.office}要。",
    ),
    english=(
        "Received for {order.service} (order {order.number}): {bill.total} yuan, on {bill.received}.",
        "This paper says that the money came. It is no tax invoice; ask {bill.office} for one if you need it.",
    ),
)
PART = [3, 7, 3, 3, 3]  # widths of the columns


def notice(door: Door, spec: ActionSpec, facts: Mapping[str, Any], bill: Bill) -> Said:
    """The paper to pay by; none where nothing is to be paid."""
    if not bill.total:
        return {}
    payee = payee_of(bill.organisation_id)
    more = {"account": _where(payee), "counter": _counter(bill, payee)}
    head = ["项目", "怎样算的", "金额（元）", "减免（元）", "应缴（元）"]
    rows = [
        *([one["title"], "；".join(one["how"]), one["amount"], one["off"], one["due"]] for one in bill.lines),
        ["合计", "", "", "", f"{bill.total:.2f}"],
    ]  # fmt: skip
    return _made(
        door, spec, facts, NOTICE, bill, more, {"head": head, "rows": rows, "widths": PART}
    )


def receipt(door: Door, spec: ActionSpec, facts: Mapping[str, Any], bill: Bill) -> Said:
    """The paper that says the money came."""
    sent = _notice_of(bill)
    day = bill.received_on
    more = {
        "notice": sent.number if sent else "",
        "method": bill.method,
        "received": f"{day.year}年{day.month}月{day.day}日" if day else "",
        "reference": f"流水号或者票据号：{bill.reference}" if bill.reference else "",
    }
    rows = [[one["title"], one["due"]] for one in bill.lines]
    rows.append(["合计", f"{bill.total:.2f}"])
    table = {"head": ["项目", "收到（元）"], "rows": rows, "widths": [3, 1]}
    return _made(door, spec, facts, RECEIPT, bill, more, table)


def void_notice(bill: Bill, door: Door, reason: str) -> None:
    """Nobody pays by a notice whose bill is void."""
    if sent := _notice_of(bill):
        documents.void(sent, reason, at=door.at)


Said = dict[str, Sequence[dict[str, Any]]]


def _made(
    door: Door,
    spec: ActionSpec,
    facts: Mapping[str, Any],
    paper: DocumentSpec,
    bill: Bill,
    more: Mapping[str, str],
    table: Mapping[str, Any],
) -> Said:
    with written_down():
        context = document_context(door.order, door.service, spec, facts, [], at=door.at)
    made = documents.make(
        paper,
        subject=door.order.subject,
        organisation=bill.organisation,
        context={**context, "bill": {**_sums(bill), **more}, "table": table},
        at=door.at,
        by=door.actor.account_id,
    )
    said = {"id": made.pk, "title": made.title, "number": made.number, "sha256": made.sha256}
    return {"documents": [said]}


def _sums(bill: Bill) -> dict[str, str]:
    return {
        "office": bill.organisation.name,
        "total": f"{bill.total:.2f}",
        "capital": capital(Decimal(bill.total)),
    }


def _where(payee: Payee | None) -> str:
    if payee is None:
        return ""
    return f"请转到这个账户：户名{payee.holder}，开户行{payee.bank}，账号{payee.account}；附言写工单编号。"


def _counter(bill: Bill, payee: Payee | None) -> str:
    return f"可以到{bill.organisation.name}的窗口缴。{payee.window if payee else ''}"


def _notice_of(bill: Bill) -> Document | None:
    """The newest of its matter: one bill at a time counts, and each that is owed has one."""
    papers = documents_of(bill.order.subject).filter(key=NOTICE.key, at__gte=bill.made_at)
    return papers.filter(voided_at=None).order_by("-pk").first()
