"""Two days in the villages without a network: everything arrives once, as it was told (ADV-03, ADV-04, CEN-22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from santai.capabilities.files.models import StoredFile
from santai.capabilities.people.models import Account
from santai.channels.village.models import Entry
from santai.kernel.workdays import ZONE
from tests.browser.conftest import PATIENCE, PHONE
from tests.browser.hands import Finger
from tests.browser.town import PASSWORD, Town
from tests.channels.village import field

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ENTRIES = "[data-list] > li"
BEGUN = "html[data-begun]"


@pytest.fixture
def adviser(town: Town) -> Account:
    """Somebody nobody has written as before."""

    def make() -> Account:
        name = f"gw-{Account.objects.count()}"
        account = field.adviser(name)
        account.set_password(PASSWORD)
        account.save()
        return account

    return town.do(make)


def test_an_adviser_without_a_network_for_two_days_loses_nothing(
    browse: Callable[..., Page], town: Town, adviser: Account, tmp_path: Path
) -> None:
    mine = Entry.objects.filter(account=adviser).order_by("pk")
    begin = timezone.now() - 2 * DAY
    hand = Finger(browse())
    page = hand.page
    clock(page, begin)
    sign_in(hand, adviser)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")

    page.context.set_offline(True)
    write_visit(hand, kind="走访", people=3, minutes=40, done="看望两户老人，讲了赡养。")
    clock(page, begin + timedelta(hours=5))
    write_visit(hand, kind="法治讲座", people=46, minutes=90, done="讲农民工讨薪怎么留证据。")
    clock(page, begin + DAY)
    picture = tmp_path / "宅基地.png"
    picture.write_bytes(drawing(page))
    write_intake(hand, name="李四", phone="13800000077", what="邻居占了滴水。", photo=picture)
    expect(page.locator(ENTRIES)).to_have_count(3)
    expect(page.locator("[data-summary]")).to_have_text("这台手机上有 3 条还没送出。")

    clock(page, begin + DAY + timedelta(hours=2))
    # A page that was left in the middle of a sentence, and a telephone that was switched off.
    page.goto("/village/visit/")
    ready(page)
    hand.write(page.locator('[name="done"]'), "下雨，在村部值班，")
    page.wait_for_timeout(200)
    page.goto("/village/visit/")
    ready(page)
    assert page.locator('[name="done"]').input_value() == "下雨，在村部值班，"
    hand.write(page.locator('[name="done"]'), "下雨，在村部值班，没有人来。")
    fill_visit(hand, kind="值班", people=0, minutes=120)
    hand.press(page.get_by_role("button", name="保存并送出"))
    page.wait_for_url("**/village/")
    expect(page.locator(ENTRIES)).to_have_count(4)
    page.reload()
    expect(page.locator(ENTRIES)).to_have_count(4)
    expect(page.locator("[data-line]")).to_have_text("没有网络，先存在这台手机上。")
    assert town.do(mine.count) == 0

    clock(page, begin + 2 * DAY)
    page.context.set_offline(False)
    expect(page.locator(f'{ENTRIES}[data-state="sent"]')).to_have_count(4)
    expect(page.locator("[data-summary]")).to_have_text("这台手机上没有等着送的。")

    entries = town.do(lambda: list(mine.select_related("order")))
    told = [begin, begin + timedelta(hours=5), begin + DAY]
    told.append(begin + DAY + timedelta(hours=2))
    assert [entry.told_at for entry in entries] == [minute(at) for at in told]
    orders = [entry.order for entry in entries]
    assert [order.title for order in orders] == ["走访", "法治讲座", "法律咨询", "值班"]
    assert orders[3].answers["done"] == "下雨，在村部值班，没有人来。"
    files = town.do(lambda: list(StoredFile.objects.filter(subject=orders[2].subject)))
    assert [file.name for file in files] == ["宅基地.jpg"]
    for order in orders:
        number = f"{order.number[:3]} {order.number[3:7]} {order.number[7:]}"
        expect(page.locator(f"{ENTRIES} .state", has_text=number)).to_have_count(1)
    page.reload()
    expect(page.locator(f'{ENTRIES}[data-state="sent"]')).to_have_count(4)
    assert town.do(mine.count) == 4


def test_an_entry_the_server_refuses_stays_to_be_put_right(
    chromium: Browser, town: Town, adviser: Account
) -> None:
    """Not through `browse`: it complains of every answer that is a refusal, as this one is meant to be."""
    context = chromium.new_context(base_url=town.address, **PHONE)
    context.set_default_timeout(PATIENCE)
    hand = Finger(context.new_page())
    page = hand.page
    sign_in(hand, adviser)
    page.goto("/village/visit/")
    ready(page)
    hand.press(page.get_by_role("button", name="保存并送出"))
    expect(page.locator(".question.wrong")).to_have_count(4)  # seen on the device already
    hand.write(page.locator('[name="done"]'), "时间写错了。")
    fill_visit(hand, kind="值班", people=2, minutes=9999)
    hand.press(page.get_by_role("button", name="保存并送出"))
    page.wait_for_url("**/village/")
    refused = page.locator(f'{ENTRIES}[data-state="refused"]')
    expect(refused).to_contain_text("要您看一眼")
    hand.press(refused.get_by_role("link", name="打开"))
    ready(page)
    expect(page.locator('[data-asks="minutes"] .question.wrong')).to_have_count(1)
    assert page.locator('[name="done"]').input_value() == "时间写错了。"
    hand.write(page.locator('[name="minutes"]'), "90")
    hand.press(page.get_by_role("button", name="保存并送出"))
    expect(page.locator(f'{ENTRIES}[data-state="sent"]')).to_have_count(1)
    (entry,) = town.do(lambda: list(Entry.objects.filter(account=adviser).select_related("order")))
    assert entry.order.answers["minutes"] == 90
    context.close()


def test_an_entry_the_server_cannot_take_holds_up_no_other(
    chromium: Browser, town: Town, adviser: Account
) -> None:
    context = chromium.new_context(base_url=town.address, service_workers="block", **PHONE)
    context.set_default_timeout(PATIENCE)
    hand = Finger(context.new_page())
    page = hand.page
    sign_in(hand, adviser)
    ill: list[str] = []

    def answer(route: Route) -> None:
        """The first entry that comes is the one that the server has trouble with."""
        address = route.request.url
        ill or ill.append(address)
        route.fulfill(status=500, body="<h1>no</h1>") if ill == [address] else route.continue_()

    page.route("**/village/entries/*/", answer)
    for words in ("第一件", "第二件"):
        page.goto("/village/visit/")
        ready(page)
        hand.write(page.locator('[name="done"]'), words)
        fill_visit(hand, kind="值班", people=2, minutes=60)
        hand.press(page.get_by_role("button", name="保存并送出"))
        page.wait_for_url("**/village/")
    expect(page.locator(f'{ENTRIES}[data-state="sent"]')).to_have_count(1)
    expect(page.locator(f'{ENTRIES}[data-state="waiting"]')).to_have_count(1)
    expect(page.locator("[data-line]")).to_contain_text("服务器没有收下，还存在这台手机上")
    page.unroute("**/village/entries/*/")
    expect(page.locator(f'{ENTRIES}[data-state="sent"]')).to_have_count(2)
    entries = town.do(lambda: list(Entry.objects.filter(account=adviser).select_related("order")))
    assert [entry.order.answers["done"] for entry in entries] == ["第二件", "第一件"]
    context.close()


def test_an_expired_sign_in_loses_nothing_and_another_person_sees_and_sends_nothing(
    chromium: Browser, town: Town, adviser: Account
) -> None:
    context = chromium.new_context(base_url=town.address, **PHONE)
    context.set_default_timeout(PATIENCE)
    hand = Finger(context.new_page())
    page = hand.page
    sign_in(hand, adviser)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    context.set_offline(True)
    write_visit(hand, kind="走访", people=5, minutes=30, done="只有我能看。")
    context.clear_cookies()
    context.set_offline(False)
    expect(page.locator("[data-banner]")).to_contain_text("登录过期了")
    expect(page.locator(ENTRIES)).to_have_count(1)

    other = town.do(lambda: field.adviser("gw-other"))
    context.add_cookies([town.session_of(other)])
    page.goto("/village/")
    page.wait_for_selector(BEGUN)
    expect(page.locator("[data-who]")).to_have_text(other.name)
    expect(page.locator("[data-banner]")).to_contain_text("还有别人没送出的 1 条")
    expect(page.locator(ENTRIES)).to_have_count(0)
    assert town.do(lambda: Entry.objects.filter(account__in=[adviser, other]).count()) == 0

    context.clear_cookies()
    context.add_cookies([town.session_of(adviser)])
    page.goto("/village/")
    expect(page.locator(f'{ENTRIES}[data-state="sent"]')).to_have_count(1)
    (entry,) = town.do(lambda: list(Entry.objects.filter(account=adviser).select_related("order")))
    assert entry.order.answers["done"] == "只有我能看。"
    context.close()


def test_who_signs_out_on_the_telephone_leaves_nothing_to_see(
    browse: Callable[..., Page], town: Town, adviser: Account
) -> None:
    hand = Finger(browse())
    page = hand.page
    sign_in(hand, adviser)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.context.set_offline(True)
    write_visit(hand, kind="走访", people=5, minutes=30, done="写完就退出。")
    hand.press(page.get_by_role("button", name="退出"))
    page.wait_for_url("**/village/")
    expect(page.locator("[data-line]")).to_have_text("没有网络，先存在这台手机上。")
    expect(page.locator("[data-device]")).to_be_hidden()
    expect(page.locator("[data-who]")).to_have_text("")


# --- steps


def clock(page: Page, at: datetime) -> None:
    """The telephone's own clock; timers go on as they are."""
    page.clock.set_fixed_time(at)


def minute(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(second=0, microsecond=0)


def sign_in(hand: Finger, account: Account) -> None:
    hand.page.goto("/login/?next=/village/")
    hand.write(hand.page.locator("#username"), account.username)
    hand.write(hand.page.locator("#password"), PASSWORD)
    hand.follow(hand.page.get_by_role("button", name="登录"))
    hand.page.wait_for_selector(BEGUN)


def ready(page: Page) -> None:
    page.wait_for_selector("form[data-ready]")


def write_visit(hand: Finger, *, kind: str, people: int, minutes: int, done: str) -> None:
    hand.page.goto("/village/visit/")
    ready(hand.page)
    hand.write(hand.page.locator('[name="done"]'), done)
    fill_visit(hand, kind=kind, people=people, minutes=minutes)
    hand.press(hand.page.get_by_role("button", name="保存并送出"))
    hand.page.wait_for_url("**/village/")
    hand.page.wait_for_selector(BEGUN)


def fill_visit(hand: Finger, *, kind: str, people: int, minutes: int) -> None:
    hand.choose("kind", kind)
    hand.write(hand.page.locator('[name="people"]'), str(people))
    hand.write(hand.page.locator('[name="minutes"]'), str(minutes))


def write_intake(hand: Finger, *, name: str, phone: str, what: str, photo: Path) -> None:
    page = hand.page
    page.goto("/village/intake/")
    ready(page)
    hand.choose("service", "consultation/legal")
    hand.write(page.locator('[name="what"]'), what)
    hand.write(page.locator('[name="name"]'), name)
    hand.write(page.locator('[name="phone"]'), phone)
    page.locator("#photos").set_input_files(photo)
    expect(page.locator("[data-photos] li")).to_have_count(1)
    hand.press(page.get_by_role("button", name="保存并送出"))
    page.wait_for_url("**/village/")
    page.wait_for_selector(BEGUN)


def drawing(page: Page) -> bytes:
    """A photograph of nothing in particular: large enough to travel in several parts."""
    numbers: Any = page.evaluate(DRAW)
    return bytes(numbers)


DRAW = """async () => {
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = 320
  const pen = canvas.getContext("2d")
  const picture = pen.createImageData(320, 320)
  for (let place = 0; place < picture.data.length; place += 1) picture.data[place] = Math.random() * 256
  for (let place = 3; place < picture.data.length; place += 4) picture.data[place] = 255
  pen.putImageData(picture, 0, 0)
  const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
  return [...new Uint8Array(await drawn.arrayBuffer())]
}"""
