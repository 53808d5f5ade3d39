"""A house is inherited, by clicking: the heirs' paper is missing, the notary's days wait for it, the certificate comes.

The same matter is told over HTTP, day by day, in tests/stories/test_inheritance.py and test_paying.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.pages.moments import today
from tests.browser.asking import ask_for, come_back, hand_in
from tests.browser.conftest import DESK
from tests.browser.desks import at_work, do
from tests.browser.hands import Finger
from tests.browser.town import Town
from tests.stories.telling import JPEG

pytestmark = pytest.mark.django_db

OFFICE = "notary-office"
HEIR = {
    "applicant__name": "申请人甲",
    "applicant__phone": "13800000001",
    "answers__deceased": "老父亲",
    "answers__died_on": "2026-03-20",
    "answers__relation": "子女",
    "answers__worth": "300000",
    "answers__will": "没有遗嘱",
    "answers__heirs": "母亲，姐姐，我。",
    "answers__unreachable": "no",
    "answers__ward": "no",
    "answers__renounces": "no",
    "answers__disputed": "no",
    "answers__copies": "2",
}
CHOSEN = {"answers__estate": ["房屋", "存款"], "answers__hardship": ["低保或者特困"]}


def test_an_heir_supplies_a_paper_from_the_phone_and_reads_the_certificate(
    browse: Callable[..., Page], town: Town
) -> None:
    """NOT-07, NOT-17, NOT-20, NOT-31; 公证法 28, 30, 34: what is missing is said once, and the limit waits for it."""
    heir = Finger(browse())
    page = heir.page
    number, code = ask_for(heir, "notary/inheritance", **HEIR, **CHOSEN)
    come_back(heir, number, code)
    expect(page.locator("h1")).to_have_text("房屋、存款")
    notary, head = (
        at_work(town, browse(**DESK), role, OFFICE) for role in ("body-clerk", "body-head")
    )
    do(notary, number, "accept")
    do(head, number, "assign", practitioner=str(town.world.others["notary"].pk))
    page.reload()
    expect(page.locator("main")).to_contain_text("出具公证书的期限")
    expect(page.locator(".card").first).to_contain_text("notary甲")

    by = (today(timezone.now()) + timedelta(days=10)).isoformat()
    do(notary, number, "ask_for_more", missing="父亲的死亡证明", reply_by=by)
    page.reload()
    card = page.locator("main .card").first
    expect(card).to_contain_text("等您补材料")
    expect(card).to_contain_text("出具公证书的期限：暂停中")
    expect(card).to_contain_text("轮到谁您")
    expect(page.locator(".story")).to_contain_text("父亲的死亡证明")

    hand_in(heir, "death", "死亡证明.jpg", JPEG)
    heir.follow(page.get_by_role("link", name="补齐或者说明"))
    heir.write(page.locator("main textarea").first, "医院开的，已经上传。")
    heir.follow(page.locator('button[name="step"][value="do"]'))
    assert town.find(number).state == "in_hand"
    expect(page.locator("main .card").first).not_to_contain_text("暂停中")

    do(notary, number, "receive_material", materials=["identity", "death", "aid"])
    do(notary, number, "bill")
    page.reload()
    expect(page.locator("main")).to_contain_text("0.00 元，不用缴费")
    found = {"heirs_found": "母亲三分之二，申请人甲三分之一。", "estate_found": "叶县的房屋一套。"}
    do(head, number, "issue", **found, copies="3")

    page.reload()
    expect(page.locator("main .card").first).to_contain_text("已经出证")
    paper = page.get_by_role("link", name="继承公证书", exact=True).get_attribute("href")
    assert paper is not None
    answer = page.request.get(paper)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    heir.follow(page.get_by_role("link", name="评价").first)
    heir.choose("score", "满意")
    heir.follow(page.locator('button[name="step"][value="do"]'))
    assert (town.find(number).outcome, town.find(number).state) == ("issued", "issued")

    stranger = browse()
    assert stranger.request.get(paper).status == 404
    stranger.goto(f"/matters/{number}/")
    expect(stranger.locator("h1")).to_have_text("查进度")
