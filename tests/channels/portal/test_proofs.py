"""Receipts for the applicant, and nobody else (NOT 全网留痕; 全国规划（九）; L4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import santai_verify as verify
from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from tests.factories.pages import Visitor
from tests.world import NOW, World, ask_for_aid, take


@pytest.fixture
def order(world: World, settings, tmp_path: Path) -> Order:
    settings.KEYS_ROOT = tmp_path / "keys"
    make_keys()
    order = ask_for_aid().order
    return take(world.staff("aid-clerk"), order, "note", text="只给单位看")


@pytest.fixture
def applicant(visitor: Visitor, order: Order) -> Visitor:
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    return visitor


def test_before_the_log_is_sealed_the_page_says_when(applicant: Visitor, order: Order) -> None:
    page = applicant.read(f"/matters/{order.number}/proofs/")
    assert "一分钟以后再来下载" in page.text
    assert applicant.get(f"/matters/{order.number}/proofs/1.json").status_code == 302


def test_a_receipt_is_downloaded_and_verifies(applicant: Visitor, order: Order) -> None:
    sequencer.seal(at=NOW + timedelta(seconds=15))
    assert "一分钟以后" not in applicant.read(f"/matters/{order.number}/proofs/").text
    answer = applicant.get(f"/matters/{order.number}/proofs/1.json")
    published = applicant.get("/.well-known/santai-ledger").json()
    content, head = verify.receipt(answer.content, verify.read_key(published["key"]))
    assert (content["order"], content["seq"], content["code"]) == (order.number, 1, "submitted")
    assert head.size == 2
    assert published["checkpoint"].startswith(published["key"].partition("+")[0])


def test_a_receipt_stands_on_the_page_as_a_square(applicant: Visitor, order: Order) -> None:
    assert applicant.get(f"/matters/{order.number}/proofs/1/").status_code == 302, "not yet"
    sequencer.seal(at=NOW + timedelta(seconds=15))
    answer = applicant.get(f"/matters/{order.number}/proofs/1/")
    assert answer.content.decode().count('class="proof-square"') == 1
    assert applicant.get(f"/matters/{order.number}/proofs/2/").status_code == 404, "not theirs"


def test_what_the_applicant_is_not_shown_has_no_receipt_for_them(
    applicant: Visitor, order: Order
) -> None:
    sequencer.seal(at=NOW + timedelta(seconds=15))
    assert applicant.get(f"/matters/{order.number}/proofs/2.json").status_code == 404
    assert applicant.get(f"/matters/{order.number}/proofs/99.json").status_code == 404


def test_an_outsider_gets_none(visitor: Visitor, order: Order) -> None:
    sequencer.seal(at=NOW + timedelta(seconds=15))
    assert visitor.get(f"/matters/{order.number}/proofs/1.json").status_code == 404
    assert visitor.get(f"/matters/{order.number}/proofs/").status_code == 302
    assert visitor.get(f"/matters/{order.number}/proofs/1/").status_code == 302
    assert visitor.get("/matters/99999999999/proofs/1.json").status_code == 404
